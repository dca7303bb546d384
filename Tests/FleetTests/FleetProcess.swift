import Foundation
import Glibc

@testable import LocalServices

/// One run of the built program.
final class FleetProcess: Sendable {
    private let child: ChildProcess
    private let output: String

    /// The program that was built with these tests, which lies beside them.
    static let program: String = {
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().path + "/tintype"
    }()

    /// - Parameters:
    ///   - descriptorsMax: soft and hard limit of open files; nil keeps the machine's.
    ///   - folder: where it works and its output is kept.
    init(_ arguments: [String], in folder: String, descriptorsMax: Int? = nil) async throws {
        let number = String(UInt32.random(in: .min ... .max), radix: 36)
        output = "\(folder)/\(arguments[0])-\(number).log"
        var words = [Self.program] + arguments
        if let descriptorsMax {
            words = ["/bin/sh", "-c", "ulimit -n \(descriptorsMax) && exec \"$0\" \"$@\""] + words
        }
        // It ends with the tests, however they end.
        if let setpriv = Programs.find("setpriv") {
            words = [setpriv, "--pdeathsig", "KILL", "--"] + words
        }
        child = try await ChildProcess.spawn(
            Command(arguments: words, workingDirectory: folder, outputPath: output))
    }

    var pid: pid_t { child.pid }

    /// Everything it has printed so far, on both outputs.
    var printed: String {
        let bytes = FileManager.default.contents(atPath: output) ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Bytes of memory that it has resident now.
    var residentBytes: Int {
        let text = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8)
        let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (pages ?? 0) * Int(getpagesize())
    }

    /// Most bytes of memory that it ever had resident. `VmHWM` of `proc(5)`
    var residentBytesPeak: Int {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
    }

    var isRunning: Bool { child.ended == nil }

    struct DidNotHappen: Error, CustomStringConvertible {
        let description: String
    }

    /// The rest of the first line that begins like this.
    func line(_ start: String, withinSeconds limit: Int = 60) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(limit)
        while ContinuousClock.now < deadline {
            let hasEnded = !isRunning
            let lines = printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix(start) }) {
                return String(line.dropFirst(start.count))
            }
            if hasEnded { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw DidNotHappen(description: "There was no line \"\(start)…\":\n\(printed)")
    }

    /// How it ended, such as `exit status 0`; nil if it still runs after that time.
    func end(withinSeconds limit: Int = 60) async -> String? {
        await child.end(withinMilliseconds: limit * 1_000).map { "\($0)" }
    }

    /// Asks it to end. `SIGTERM`
    func askToEnd() { child.signal(SIGTERM) }

    /// Asks it to end, and waits. `SIGTERM`
    func terminate() async {
        askToEnd()
        if await end() == nil { await kill() }
    }

    /// Ends it without a warning, and waits. `SIGKILL`
    func kill() async {
        child.signal(SIGKILL)
        _ = await end()
    }

    /// It stays connected but does nothing. `SIGSTOP`
    func freeze() { child.signal(SIGSTOP) }

    /// Ends a freeze. `SIGCONT`
    func thaw() { child.signal(SIGCONT) }
}
