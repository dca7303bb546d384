import Foundation
import Testing

@testable import Media

/// Videos for tests, made by ffmpeg's own sources.
enum VideoSamples {
    /// Two programs of the machine, which `make setup` installs.
    static let tools = VideoTools.find()

    /// A second of moving bars with a tone, unless said otherwise.
    struct Clip {
        var size = "320x240"
        var seconds = 1.0
        var rate = 15.0
        /// Arguments in place of H.264.
        var picture = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
        /// Arguments of the sound; nil for none.
        var sound: [String]? = ["-c:a", "aac"]
        /// Inputs and arguments besides.
        var inputs: [String] = []
        var more: [String] = []
        var format = "mp4"
    }

    /// Runs ffmpeg, which must succeed.
    static func ffmpeg(_ arguments: [String]) async throws {
        let tools = try #require(tools, "ffmpeg is not installed")
        let bounds = Subprocess.Bounds(
            milliseconds: 60_000, processorSeconds: 60, memoryBytes: 4 << 30,
            writtenBytes: 100 << 20, outputBytes: 1_000)
        let outcome = await Subprocess.run(
            tools.ffmpeg, ["-nostdin", "-v", "error"] + arguments, within: bounds)
        #expect(outcome.end == .exited(0), "\(outcome.complaint)")
    }

    /// Makes a clip.
    static func make(_ clip: Clip = Clip(), at path: String) async throws {
        let bars = "testsrc2=s=\(clip.size):r=\(clip.rate):d=\(clip.seconds)"
        let tone = ["-f", "lavfi", "-i", "sine=f=440:d=\(clip.seconds)"]
        try await ffmpeg(
            ["-f", "lavfi", "-i", bars] + (clip.sound == nil ? [] : tone) + clip.inputs
                + clip.picture + (clip.sound ?? []) + clip.more + ["-f", clip.format, "-y", path])
    }

    /// What ffprobe says of a file: fields of its tracks, as `key=value`.
    static func probe(_ path: String, _ entries: String) async throws -> String {
        let tools = try #require(tools, "ffmpeg is not installed")
        let bounds = Subprocess.Bounds(
            milliseconds: 60_000, processorSeconds: 60, memoryBytes: 4 << 30, writtenBytes: 0,
            outputBytes: 1 << 20)
        let outcome = await Subprocess.run(
            tools.ffprobe,
            ["-v", "error", "-show_entries", entries, "-of", "default=nw=1", "file:\(path)"],
            within: bounds)
        #expect(outcome.end == .exited(0), "\(outcome.complaint)")
        return String(decoding: outcome.output, as: UTF8.self)
    }

    /// A folder for a test, which is gone afterwards, with a processor that works in it.
    static func withProcessor<Value>(
        _ change: (inout VideoLimits) -> Void = { _ in },
        _ body: (VideoProcessor, _ folder: String) async throws -> Value
    ) async throws -> Value {
        var limits = VideoLimits.standard
        change(&limits)
        let folder = NSTemporaryDirectory() + "tintype-videos-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let processor = try #require(
            try VideoProcessor(directory: folder + "/work", limits: limits),
            "ffmpeg is not installed")
        defer { processor.close() }
        let value = try await body(processor, folder)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder + "/work") == [],
            "work leaves nothing behind")
        return value
    }
}
