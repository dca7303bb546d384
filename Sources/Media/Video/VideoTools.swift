import Foundation

/// The programs that read and make videos, where they are installed.
struct VideoTools: Sendable {
    let ffmpeg: String
    let ffprobe: String

    private static let folders = ["/usr/local/bin", "/usr/bin", "/bin"]

    /// Nil where one of them is missing, or of those that keep them in bounds (util-linux, coreutils).
    static func find() -> VideoTools? {
        func path(of name: String) -> String? {
            folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
        }
        guard let ffmpeg = path(of: "ffmpeg"), let ffprobe = path(of: "ffprobe"),
            ["setpriv", "prlimit", "nice"].allSatisfy({ access("/usr/bin/\($0)", X_OK) == 0 })
        else { return nil }
        return VideoTools(ffmpeg: ffmpeg, ffprobe: ffprobe)
    }

    /// Arguments before an input: one reader, which opens that file and no other, whatever stands in it.
    static func input(_ path: String, _ demuxer: String) -> [String] {
        ["-protocol_whitelist", "file", "-f", demuxer, "-i", "file:\(path)"]
    }

    /// Looks at a file, or makes one.
    ///
    /// - Returns: what it wrote to its standard output.
    /// - Throws: `damaged` if it could not, `tooCostly` if it was not allowed to go on.
    func run(
        _ program: KeyPath<VideoTools, String>, _ arguments: [String],
        within bounds: Subprocess.Bounds
    ) async throws(MediaError) -> [UInt8] {
        let outcome = await Subprocess.run(self[keyPath: program], arguments, within: bounds)
        switch outcome.end {
        case .exited(0): return outcome.output
        case .cancelled: throw .cancelled
        case .notStarted(ECANCELED): throw .cancelled
        case .notStarted(let code):
            throw .storageFailed(code: code, detail: "spawn: \(String(cString: strerror(code)))")
        // What no room was found for says so, and nothing of the file.
        case .exited where outcome.complaint.contains("No space left on device"):
            throw .storageFailed(code: ENOSPC, detail: "ffmpeg: no room")
        case .exited where outcome.complaint.contains("Cannot allocate memory"):
            throw .video(.tooCostly(detail: outcome.complaint))
        case .exited: throw .video(.damaged(detail: outcome.complaint))
        case .signal, .deadline, .tooMuchOutput:
            throw .video(.tooCostly(detail: "\(outcome.end) \(outcome.complaint)"))
        }
    }
}
