/// A rung of the ladder of bit rates that a player climbs up and down.
package struct VideoRung: Sendable, Equatable {
    /// Shorter side, in pixels.
    package let shortSidePixels: Int
    /// Most bits of picture a second.
    let bitsPerSecondMax: Int
    /// Bits of sound a second.
    let soundBitsPerSecond: Int

    /// Longer side at most, by the shorter: 16:9.
    private static let longest = (numerator: 16, denominator: 9)

    private static let all = [
        VideoRung(
            shortSidePixels: 480, bitsPerSecondMax: 1_500_000, soundBitsPerSecond: 96_000),
        VideoRung(
            shortSidePixels: 720, bitsPerSecondMax: 3_000_000, soundBitsPerSecond: 128_000),
        VideoRung(
            shortSidePixels: 1_080, bitsPerSecondMax: 6_000_000, soundBitsPerSecond: 128_000),
    ]

    /// The largest, which is also that of the file that plays without a playlist.
    static var top: VideoRung { all[all.count - 1] }

    /// Those of a video, smallest first: none above it, and one at least, which is then as large as it.
    package static func ladder(for size: PixelSize) -> [VideoRung] {
        let fitting = all.filter { $0.shortSidePixels <= min(size.width, size.height) }
        return fitting.isEmpty ? [all[0]] : fitting
    }

    /// How large a video is on it: of the same shape, never enlarged, and with even sides, as H.264 halves
    /// both for its colours.
    package func size(of video: PixelSize) -> PixelSize {
        let long = shortSidePixels * Self.longest.numerator / Self.longest.denominator
        let isWide = video.width >= video.height
        let fitted = video.fitted(
            into: PixelSize(
                width: isWide ? long : shortSidePixels, height: isWide ? shortSidePixels : long))
        func even(_ side: Int) -> Int { max(2, side / 2 * 2) }
        return PixelSize(width: even(fitted.width), height: even(fitted.height))
    }
}

/// A file of one bit rate, in segments, that a playlist leads through.
package struct EncodedRung: Sendable {
    /// Path of the file, in the folder of the work.
    package let path: String
    package let pixels: PixelSize
    /// Most bits of any segment a second, sound included.
    package let bitsPerSecond: Int
    package let meanBitsPerSecond: Int
    /// What is in it, as RFC 6381 writes it.
    package let codecs: String
    /// As ffmpeg wrote it.
    private let playlist: String

    init(
        path: String, pixels: PixelSize, playlist: String, byteCount: Int, codecs: String
    ) throws(MediaError) {
        self.path = path
        self.pixels = pixels
        self.playlist = playlist
        self.codecs = codecs
        var (seconds, total, peak, duration) = (0.0, 0, 0.0, 0.0)
        for line in playlist.split(separator: "\n") {
            if line.hasPrefix("#EXTINF:") {
                duration = Double(line.dropFirst(8).prefix { $0 != "," }) ?? 0
            } else if line.hasPrefix("#EXT-X-BYTERANGE:"), duration > 0 {
                let bytes = Int(line.dropFirst(17).prefix { $0 != "@" }) ?? 0
                seconds += duration
                total += bytes
                peak = max(peak, Double(bytes) * 8 / duration)
            }
        }
        guard seconds > 0, total > 0, total <= byteCount else {
            throw .video(.damaged(detail: "a playlist without segments"))
        }
        bitsPerSecond = Int(peak.rounded(.up))
        meanBitsPerSecond = Int((Double(total) * 8 / seconds).rounded(.up))
    }

    /// The playlist, when its file is stored under a name.
    package func playlist(naming file: BlobName) -> String {
        playlist.replacing(FileNames.rung, with: file.description)
    }
}

/// What files of a work are called in its folder.
enum FileNames {
    static let video = "video.mp4"
    static let poster = "poster.jpg"
    static let rung = "rung.mp4"
    static let playlist = "rung.m3u8"
}

/// The playlist that names all bit rates.
package struct MasterPlaylist {
    package struct Entry: Sendable {
        package var pixels: PixelSize
        package var bitsPerSecond: Int
        package var meanBitsPerSecond: Int
        package var codecs: String
        /// Its playlist.
        package var name: BlobName

        package init(
            pixels: PixelSize, bitsPerSecond: Int, meanBitsPerSecond: Int, codecs: String,
            name: BlobName
        ) {
            self.pixels = pixels
            self.bitsPerSecond = bitsPerSecond
            self.meanBitsPerSecond = meanBitsPerSecond
            self.codecs = codecs
            self.name = name
        }
    }

    /// Its text (RFC 8216).
    package let text: String

    package init(_ entries: [Entry]) {
        text =
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"
            + entries.map { entry in
                """
                #EXT-X-STREAM-INF:BANDWIDTH=\(entry.bitsPerSecond),\
                AVERAGE-BANDWIDTH=\(entry.meanBitsPerSecond),\
                RESOLUTION=\(entry.pixels.width)x\(entry.pixels.height),\
                CODECS="\(entry.codecs)"
                \(entry.name)

                """
            }.joined()
    }
}

/// A stored playlist: what it leads to is called by the names of files, of which whoever serves it makes
/// addresses.
package enum StoredPlaylist {
    /// - Parameter address: of a stored file, as seen from the playlist.
    package static func addressed(
        _ text: String, _ address: (BlobName) -> String
    ) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            if let name = BlobName(line) { return address(name) }
            guard line.hasPrefix("#"), let start = line.firstRange(of: "URI=\"") else {
                return String(line)
            }
            let rest = line[start.upperBound...]
            let value = rest.prefix { $0 != "\"" }
            guard let name = BlobName(value) else { return String(line) }
            return line[..<start.upperBound] + address(name) + rest.dropFirst(value.count)
        }.joined(separator: "\n")
    }
}
