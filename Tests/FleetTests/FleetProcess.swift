import Foundation
import Glibc
import LocalServices

/// One run of the built program.
final class FleetProcess: Sendable {
    private let child: LocalProgram

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
        var words = [Self.program] + arguments
        if let descriptorsMax {
            words = ["/bin/sh", "-c", "ulimit -n \(descriptorsMax) && exec \"$0\" \"$@\""] + words
        }
        child = try await LocalProgram(
            words, in: folder, outputPath: "\(folder)/\(arguments[0])-\(number).log")
    }

    var pid: pid_t { child.pid }

    /// Everything it has printed so far, on both outputs.
    var printed: String { child.printed }

    /// Bytes of memory that it has resident now.
    var residentBytes: Int {
        let text = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8)
        let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (pages ?? 0) * Int(getpagesize())
    }

    /// Most bytes of memory that it ever had resident.
    var residentBytesPeak: Int { child.use.residentBytesPeak }

    var isRunning: Bool { child.isRunning }

    struct DidNotHappen: Error, CustomStringConvertible {
        let description: String
    }

    /// The rest of the first line that begins like this.
    func line(_ start: String, withinSeconds limit: Int = 60) async throws -> String {
        if let line = try await child.line(start, withinSeconds: limit) { return line }
        throw DidNotHappen(description: "There was no line \"\(start)…\":\n\(printed)")
    }

    /// How it ended, such as `exit status 0`; nil if it still runs after that time.
    func end(withinSeconds limit: Int = 60) async -> String? {
        await child.end(withinSeconds: limit)
    }

    /// Asks it to end. `SIGTERM`
    func askToEnd() { child.signal(SIGTERM) }

    /// Asks it to end, and waits. `SIGTERM`
    func terminate() async {
        askToEnd()
        if await end() == nil { await kill() }
    }

    /// Ends it without a warning, and waits. `SIGKILL`
    func kill() async { await child.kill() }

    /// It stays connected but does nothing. `SIGSTOP`
    func freeze() { child.signal(SIGSTOP) }

    /// Ends a freeze. `SIGCONT`
    func thaw() { child.signal(SIGCONT) }
}
