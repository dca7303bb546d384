import Foundation

/// Looks at uploaded videos and makes what is served of them, by ffmpeg.
///
/// What comes of strangers is read by a program of its own, which may open that file alone, has limits of the
/// kernel's and is killed at its deadline (`Subprocess`).
package final class VideoProcessor: Sendable {
    /// The limits it keeps.
    package let limits: VideoLimits
    private let tools: VideoTools
    private let directory: String
    private let threads: WorkerThreads

    /// Blocks while it makes its folder and deletes what a crash left there.
    ///
    /// - Parameter directory: where files lie while they are made; of the same disk as the store.
    /// - Returns: nil where ffmpeg, ffprobe or what keeps them in bounds is not installed.
    package init?(directory: String, limits: VideoLimits = .standard) throws(MediaError) {
        guard let tools = VideoTools.find() else { return nil }
        self.tools = tools
        self.limits = limits
        self.directory = directory
        try FileSystem.makeDirectory(directory)
        let oldest = Int(Date().timeIntervalSince1970) - limits.leftoverSecondsMax
        for folder in try FileSystem.files(in: directory, writtenBeforeSeconds: oldest) {
            try? FileManager.default.removeItem(atPath: "\(directory)/\(folder.name)")
        }
        threads = WorkerThreads(name: "video", threads: 1, queuedMax: 256)
    }

    /// Lets the threads end; what still waits fails with `closed`.
    package func close() { threads.close() }

    /// Runs work with a folder of its own, which is gone afterwards.
    package func working<Value>(
        _ body: (VideoWork) async throws -> Value
    ) async throws -> Value {
        let folder = "\(directory)/\(UUID().uuidString)"
        try await threads.run { () throws(MediaError) in try FileSystem.makeDirectory(folder) }
        let work = VideoWork(folder: folder, tools: tools, limits: limits, threads: threads)
        let result: Result<Value, any Error>
        do { result = .success(try await body(work)) } catch { result = .failure(error) }
        _ = try? await threads.run {
            try? FileManager.default.removeItem(atPath: folder)
        }
        return try result.get()
    }
}

/// One piece of work on a video, with a folder for its files.
package struct VideoWork: Sendable {
    fileprivate let folder: String
    fileprivate let tools: VideoTools
    fileprivate let limits: VideoLimits
    fileprivate let threads: WorkerThreads

    fileprivate init(
        folder: String, tools: VideoTools, limits: VideoLimits, threads: WorkerThreads
    ) {
        self.folder = folder
        self.tools = tools
        self.limits = limits
        self.threads = threads
    }
}

/// A video that plays everywhere: H.264 and AAC in an MP4 that begins with what players need first, without
/// metadata.
package struct PreparedVideo: Sendable {
    /// Path of the file, in the folder of the work.
    package let path: String
    /// Upright, as shown.
    package let pixels: PixelSize
    package let milliseconds: Int
    package let hasAudio: Bool
    /// A still of it, a JPEG.
    package let poster: [UInt8]
}

extension VideoWork {
    /// Checks a video and makes the file of it that plays everywhere.
    ///
    /// - Parameters:
    ///   - path: the file as uploaded.
    ///   - declaredType: the type the client gave; it must be what the bytes are.
    package func prepare(
        _ path: String, declaredType: String
    ) async throws(MediaError) -> PreparedVideo {
        let type = try await admit(path, declaredType: declaredType)
        let header = try await probe(path, type.demuxer)
        let file = "\(folder)/\(FileNames.video)"
        if try await isServedAsItIs(path, type, header) {
            try await copy(path, type, to: file)
        } else {
            try await transcode(path, type, header, to: file)
        }
        // What is told of it is what is served, not what the upload claimed.
        let made = try await probe(file, VideoType.mp4.demuxer)
        guard let milliseconds = made.milliseconds else { throw .video(.noDuration) }
        return PreparedVideo(
            path: file, pixels: made.size, milliseconds: milliseconds, hasAudio: made.hasAudio,
            poster: try await still(of: file, milliseconds: milliseconds))
    }

    private func admit(
        _ path: String, declaredType: String
    ) async throws(MediaError) -> VideoType {
        let (first, byteCount) = try await threads.run { () throws(MediaError) in
            guard let file = try File.reading(path) else { throw .notFound }
            return (try file.read(0..<VideoType.sniffedBytes), try file.byteCount())
        }
        guard byteCount > 0 else { throw .empty }
        guard byteCount <= limits.bytesMax else { throw .tooLarge(bytesMax: limits.bytesMax) }
        guard let type = VideoType(sniffing: first) else { throw .video(.unsupportedType) }
        // MP4 and MOV are one format with two names, and phones mix them up.
        guard VideoType(contentType: declaredType)?.demuxer == type.demuxer else {
            throw .typeMismatch(declared: declaredType, found: type.contentType)
        }
        return type
    }

    /// What ffprobe says of a file.
    private func probe(
        _ path: String, _ demuxer: String, _ more: [String] = []
    ) async throws(MediaError) -> VideoHeader {
        let answer = try await tools.run(
            \.ffprobe,
            ["-v", "error", "-print_format", "json", "-show_format", "-show_streams"] + more
                + VideoTools.input(path, demuxer), within: limits.probing)
        return try VideoHeader(probed: answer, limits)
    }

    /// Whether pictures and sound may be served as they came.
    private func isServedAsItIs(
        _ path: String, _ type: VideoType, _ header: VideoHeader
    ) async throws(MediaError) -> Bool {
        let top = VideoRung.top
        guard type != .webm, header.isCommon, header.milliseconds != nil,
            let frames = header.framesPerSecond, frames < Double(Self.servedFramesPerSecond + 1),
            header.bitsPerSecond <= limits.copiedBitsPerSecondMax,
            top.size(of: header.size) == header.size
        else { return false }
        // What was cut off in a phone is still there, behind a list of edits that players follow.
        let whole = try await probe(path, type.demuxer, ["-ignore_editlist", "1"])
        return zip(whole.trackSeconds, header.trackSeconds).allSatisfy {
            abs($0 - $1) <= Self.hiddenSeconds
        }
    }

    /// Frames a second of what is served, at most.
    private static let servedFramesPerSecond = 60
    /// What an edit list may hide without the video being cut: a few frames that encoders begin with.
    private static let hiddenSeconds = 0.3

    /// Writes it anew as it is, without what it says of itself.
    private func copy(
        _ path: String, _ type: VideoType, to file: String
    ) async throws(MediaError) {
        _ = try await tools.run(
            \.ffmpeg,
            Self.quiet + VideoTools.input(path, type.demuxer) + Self.tracks + ["-c", "copy"]
                + Self.withoutMetadata + Self.asFile(file), within: limits.encoding)
    }

    private func transcode(
        _ path: String, _ type: VideoType, _ header: VideoHeader, to file: String
    ) async throws(MediaError) {
        let rung = VideoRung.top
        // A file that lies about its length must not be encoded for ever.
        let end = Double(limits.millisecondsMax) / 1_000 + 1
        _ = try await tools.run(
            \.ffmpeg,
            Self.quiet + VideoTools.input(path, type.demuxer) + Self.tracks
                + ["-t", "\(end)"]
                + encoding(rung, rung.size(of: header.size), isHDR: header.isHDR)
                + Self.withoutMetadata + Self.asFile(file), within: limits.encoding)
    }

    /// A still: after a second, as many begin in the dark.
    private func still(
        of file: String, milliseconds: Int
    ) async throws(MediaError) -> [UInt8] {
        let poster = "\(folder)/\(FileNames.poster)"
        let at = Double(min(1_000, milliseconds / 2)) / 1_000
        for time in [at, 0] {
            _ = try await tools.run(
                \.ffmpeg,
                Self.quiet + ["-ss", "\(time)"] + VideoTools.input(file, VideoType.mp4.demuxer)
                    + ["-map", "0:v:0", "-frames:v", "1", "-q:v", "2", "-map_metadata", "-1"]
                    + ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "image2"]
                    + ["-update", "1", "-y", "file:\(poster)"], within: limits.encoding)
            if let bytes = try await bytes(of: poster), !bytes.isEmpty { return bytes }
        }
        throw .video(.damaged(detail: "no frame of it can be shown"))
    }

    private func bytes(of path: String) async throws(MediaError) -> [UInt8]? {
        try await threads.run { () throws(MediaError) in
            guard let file = try File.reading(path) else { return nil }
            return try file.read(0..<file.byteCount())
        }
    }
}

extension VideoWork {
    /// Makes one bit rate of a prepared video: one file, of which a playlist names the segments.
    ///
    /// - Parameters:
    ///   - path: of the prepared video.
    ///   - pixels: its size, upright.
    package func encode(
        _ rung: VideoRung, of path: String, pixels: PixelSize, hasAudio: Bool
    ) async throws(MediaError) -> EncodedRung {
        let size = rung.size(of: pixels)
        let (file, playlist) = ("\(folder)/\(FileNames.rung)", "\(folder)/\(FileNames.playlist)")
        _ = try await tools.run(
            \.ffmpeg,
            Self.quiet + VideoTools.input(path, VideoType.mp4.demuxer) + Self.tracks
                + encoding(rung, size, isHDR: false) + Self.withoutMetadata
                + ["-f", "hls", "-hls_time", "\(Self.segmentSeconds)", "-hls_playlist_type", "vod"]
                + ["-hls_segment_type", "fmp4", "-hls_flags", "single_file"]
                + ["-hls_segment_filename", file, "-y", playlist], within: limits.encoding)
        guard let text = try await bytes(of: playlist) else {
            throw .video(.damaged(detail: "no playlist was made"))
        }
        let (byteCount, head) = try await threads.run { () throws(MediaError) in
            guard let written = try File.reading(file) else { throw .notFound }
            return (try written.byteCount(), try written.read(0..<Self.headBytes))
        }
        guard let picture = Self.pictureCodec(in: head) else {
            throw .video(.damaged(detail: "no H.264 in a rung"))
        }
        return try EncodedRung(
            path: file, pixels: size, playlist: String(decoding: text, as: UTF8.self),
            byteCount: byteCount, codecs: hasAudio ? "\(picture),mp4a.40.2" : picture)
    }

    /// Length of a segment, in seconds; each begins with a frame that needs no other.
    private static let segmentSeconds = 4
    /// Where the description of the tracks lies in a file of segments, in bytes.
    private static let headBytes = 4_096

    /// Profile and level of the pictures (ISO/IEC 14496-15, 5.3.3.1), as RFC 6381 writes them.
    private static func pictureCodec(in head: [UInt8]) -> String? {
        guard let box = head.firstRange(of: Array("avcC".utf8)), box.upperBound + 4 <= head.count
        else { return nil }
        let numbers = head[box.upperBound + 1..<box.upperBound + 4]
        return "avc1."
            + numbers.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension VideoWork {
    // MARK: Arguments

    private static let quiet = ["-nostdin", "-v", "error", "-threads", "2"]

    /// One picture and one sound; subtitles, positions and covers stay behind.
    private static let tracks = ["-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn"]

    /// Nothing of what the file says of itself, and no messages between the frames (SEI).
    private static let withoutMetadata = [
        "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact",
        "-flags:v", "+bitexact", "-flags:a", "+bitexact",
        "-bsf:v", "filter_units=remove_types=6",
    ]

    private static func asFile(_ path: String) -> [String] {
        ["-movflags", "+faststart", "-f", "mp4", "-y", "file:\(path)"]
    }

    private func encoding(_ rung: VideoRung, _ size: PixelSize, isHDR: Bool) -> [String] {
        let standard =
            """
            zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,\
            zscale=t=bt709:m=bt709:r=tv,
            """
        let filters =
            (isHDR ? standard : "")
            + "scale=\(size.width):\(size.height):flags=bicubic,setsar=1,format=yuv420p"
        return [
            "-vf", filters, "-fpsmax", "\(Self.servedFramesPerSecond)",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-threads", "2",
            "-maxrate", "\(rung.bitsPerSecondMax)", "-bufsize", "\(2 * rung.bitsPerSecondMax)",
            "-sc_threshold", "0",
            "-force_key_frames", "expr:gte(t,n_forced*\(Self.segmentSeconds))",
            "-c:a", "aac", "-ac", "2", "-ar", "48000", "-b:a", "\(rung.soundBitsPerSecond)",
        ]
    }
}
