import Foundation

/// What a video says about itself, as ffprobe has read it.
struct VideoHeader: Sendable, Equatable {
    /// Upright, as shown: with pixels that are as high as wide.
    var size: PixelSize
    /// Nil where the file does not say, as in what browsers record.
    var milliseconds: Int?
    var hasAudio: Bool
    /// How long each track is, in seconds, in their order.
    var trackSeconds: [Double]
    /// nil where the file does not say how many frames it has.
    var framesPerSecond: Double?
    var bitsPerSecond: Int
    /// Whether every browser plays its pictures and its sound as they are.
    var isCommon: Bool
    /// Whether its colours are those of HDR, which other screens show as grey.
    var isHDR: Bool
}

/// What ffprobe prints, as far as it is of use.
private struct ProbeAnswer: Decodable {
    struct Stream: Decodable {
        struct Disposition: Decodable { var attachedPic: Int? }
        struct SideData: Decodable { var rotation: Double? }

        var codecType: String?
        var codecName: String?
        var profile: String?
        var pixFmt: String?
        var width: Int?
        var height: Int?
        var sampleAspectRatio: String?
        var fieldOrder: String?
        var avgFrameRate: String?
        var nbFrames: String?
        var duration: String?
        var colorTransfer: String?
        var channels: Int?
        var disposition: Disposition?
        var sideDataList: [SideData]?
    }

    struct Format: Decodable {
        var duration: String?
        var bitRate: String?
        var startTime: String?
    }

    var streams: [Stream]
    var format: Format
}

extension VideoHeader {
    /// Reads what ffprobe has printed.
    ///
    /// - Throws: why the video cannot be taken.
    init(probed bytes: [UInt8], _ limits: VideoLimits) throws(MediaError) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let answer = try? decoder.decode(ProbeAnswer.self, from: Data(bytes)) else {
            throw .video(.damaged(detail: "ffprobe says nothing of it"))
        }
        guard answer.streams.count <= limits.tracksMax else {
            throw .video(.tooManyTracks(tracksMax: limits.tracksMax))
        }
        // A cover is a picture, too, and none of the video.
        let pictures = answer.streams.filter {
            $0.codecType == "video" && $0.disposition?.attachedPic != 1
        }
        guard let picture = pictures.first else { throw .video(.noPicture) }
        guard pictures.count == 1 else { throw .video(.severalPictures(count: pictures.count)) }
        let sound = answer.streams.first { $0.codecType == "audio" }
        size = try Self.size(of: picture, limits)
        milliseconds = try Self.milliseconds(answer.format, limits)
        framesPerSecond = picture.framesPerSecond
        if let framesPerSecond, framesPerSecond > limits.framesPerSecondMax {
            throw .video(.tooManyFrames(framesMax: Int(limits.framesPerSecondMax)))
        }
        hasAudio = sound != nil
        trackSeconds = answer.streams.map { $0.duration.flatMap { Double($0) } ?? 0 }
        bitsPerSecond = answer.format.bitRate.flatMap { Int($0) } ?? 0
        isHDR = ["arib-std-b67", "smpte2084"].contains(picture.colorTransfer)
        isCommon =
            picture.isCommon && (sound?.isCommonSound ?? true) && !isHDR
            // What an edit list hides is still in the file.
            && abs(answer.format.startTime.flatMap { Double($0) } ?? 0) < 0.1
    }

    private static func size(
        of picture: ProbeAnswer.Stream, _ limits: VideoLimits
    ) throws(MediaError) -> PixelSize {
        let (width, height) = (picture.width ?? 0, picture.height ?? 0)
        guard width > 0, height > 0 else {
            throw .video(.damaged(detail: "a frame of \(width) x \(height)"))
        }
        guard max(width, height) <= limits.sidePixelsMax else {
            throw .video(
                .sideTooLong(width: width, height: height, pixelsMax: limits.sidePixelsMax))
        }
        guard width * height <= limits.framePixelsMax else {
            throw .video(
                .frameTooLarge(width: width, height: height, pixelsMax: limits.framePixelsMax))
        }
        // Pixels that are not square are shown as wide as they ought to be.
        let shape = picture.sampleShape
        let shown = Int((Double(width) * shape).rounded())
        guard min(shown, height) >= limits.sidePixelsMin, shown <= limits.sidePixelsMax else {
            throw .video(
                .tooSmall(width: shown, height: height, pixelsMin: limits.sidePixelsMin))
        }
        let size = PixelSize(width: shown, height: height)
        return picture.isOnItsSide ? size.turned : size
    }

    private static func milliseconds(
        _ format: ProbeAnswer.Format, _ limits: VideoLimits
    ) throws(MediaError) -> Int? {
        guard let text = format.duration, let seconds = Double(text) else { return nil }
        guard seconds.isFinite, seconds > 0 else { throw .video(.noDuration) }
        guard seconds * 1_000 <= Double(limits.millisecondsMax) else {
            throw .video(.tooLong(millisecondsMax: limits.millisecondsMax))
        }
        return max(1, Int((seconds * 1_000).rounded()))
    }
}

extension ProbeAnswer.Stream {
    /// How much wider than high a pixel is; 1 where the file does not say, or says nonsense.
    fileprivate var sampleShape: Double {
        guard let shape = sampleAspectRatio.flatMap({ Self.quotient($0, ":") }),
            (0.1...10).contains(shape)
        else { return 1 }
        return shape
    }

    fileprivate var isOnItsSide: Bool {
        let degrees = sideDataList?.compactMap(\.rotation).first ?? 0
        return Int(abs(degrees).rounded()) % 180 == 90
    }

    /// The mean, where it comes of the table of all frames: one that was estimated may be far off.
    fileprivate var framesPerSecond: Double? {
        nbFrames == nil ? nil : avgFrameRate.flatMap { Self.quotient($0, "/") }
    }

    /// Whether every browser plays it.
    fileprivate var isCommon: Bool {
        codecName == "h264" && pixFmt == "yuv420p" && sampleShape == 1
            && (fieldOrder == nil || fieldOrder == "progressive" || fieldOrder == "unknown")
            && ["Constrained Baseline", "Baseline", "Main", "High"].contains(profile)
            && (sideDataList?.compactMap(\.rotation).allSatisfy { Int($0) % 90 == 0 } ?? true)
    }

    fileprivate var isCommonSound: Bool {
        codecName == "aac" && profile == "LC" && (channels ?? 0) <= 2
    }

    private static func quotient(_ text: String, _ sign: Character) -> Double? {
        let parts = text.split(separator: sign).compactMap { Double($0) }
        return parts.count == 2 && parts[1] > 0 && parts[0] > 0 ? parts[0] / parts[1] : nil
    }
}
