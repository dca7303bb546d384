/// Why a video could not be taken.
///
/// `description` may be shown to clients. `detail` is for the log: it comes from ffmpeg and may name files.
package enum VideoFault: Error, Sendable, Equatable {
    /// The bytes are not an MP4, MOV or WebM.
    case unsupportedType
    /// It cannot be read, or not to its end.
    case damaged(detail: String)
    /// It lasts no time.
    case noDuration
    /// It has sound alone.
    case noPicture
    /// It has several tracks with pictures, of which it does not say which to show.
    case severalPictures(count: Int)
    /// More tracks than `tracksMax`.
    case tooManyTracks(tracksMax: Int)
    /// It is longer than `millisecondsMax`.
    case tooLong(millisecondsMax: Int)
    /// A side is shorter than `pixelsMin`.
    case tooSmall(width: Int, height: Int, pixelsMin: Int)
    /// A side is longer than `pixelsMax`.
    case sideTooLong(width: Int, height: Int, pixelsMax: Int)
    /// More pixels in a frame than `pixelsMax`.
    case frameTooLarge(width: Int, height: Int, pixelsMax: Int)
    /// More frames a second than `framesMax`.
    case tooManyFrames(framesMax: Int)
    /// Reading or making it took more than it may: time, memory, or room.
    case tooCostly(detail: String)
    /// ffmpeg is not there.
    case unavailable
}

extension VideoFault {
    package var retrying: MediaError.Retrying {
        switch self {
        case .tooCostly: .once
        case .unavailable: .always
        default: .never
        }
    }
}

extension VideoFault: CustomStringConvertible {
    /// One sentence for the person who sent the video.
    package var description: String {
        switch self {
        case .unsupportedType:
            "The file is not an MP4, MOV or WebM video. Save it as one of these."
        case .damaged: "The video is damaged. Save it anew, or choose another."
        case .noDuration: "The video lasts no time. Choose another."
        case .noPicture: "The file has sound and no picture. Choose a video."
        case .severalPictures(let count):
            "The file has \(count) tracks with pictures. Save it with one of them."
        case .tooManyTracks(let tracksMax):
            "The video has more than \(tracksMax) tracks. Save it with one picture and one sound."
        case .tooLong(let millisecondsMax):
            "The video is longer than \(millisecondsMax / 1_000) seconds. Make it shorter."
        case .tooSmall(let width, let height, let pixelsMin):
            "The video has \(width) x \(height) pixels; a side has at least \(pixelsMin)."
        case .sideTooLong(let width, let height, let pixelsMax):
            "The video has \(width) x \(height) pixels; a side has at most \(pixelsMax). Make it smaller."
        case .frameTooLarge(let width, let height, let pixelsMax):
            """
            The video has \(width) x \(height) pixels; at most \(pixelsMax) are taken. Make it \
            smaller.
            """
        case .tooManyFrames(let framesMax):
            "The video has more than \(framesMax) frames a second. Save it with fewer."
        case .tooCostly: "The video took too long to process. Make it shorter or smaller."
        case .unavailable: "This server takes no videos at the moment."
        }
    }
}
