import Foundation
import Glibc

/// Another program that works on the private servers, such as a second gateway: a child of this process
/// that ends with it, where `setpriv` is installed however it ends.
package final class LocalProgram: Sendable {
    private let child: ChildProcess
    private let output: String

    /// - Parameters:
    ///   - arguments: the path of the program, then its arguments. It gets no other variable of this
    ///     process's environment than a `PATH` of the system's folders.
    ///   - folder: where it works.
    ///   - outputPath: the file to which both its outputs are appended.
    package init(
        _ arguments: [String], in folder: String, outputPath: String
    ) async throws(LocalServicesError) {
        var words = arguments
        if let setpriv = Programs.find("setpriv") {
            words = [setpriv, "--pdeathsig", "KILL", "--"] + words
        }
        output = outputPath
        child = try await ChildProcess.spawn(
            Command(arguments: words, workingDirectory: folder, outputPath: outputPath))
    }

    /// Where a program is: in a folder of `PATH`, or in one of the usual folders.
    package static func find(_ name: String) -> String? { Programs.find(name) }

    package var pid: Int32 { child.pid }
    package var isRunning: Bool { child.ended == nil }

    /// Everything it has printed so far, on both outputs.
    package var printed: String {
        String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
    }

    /// The rest of the first line that begins like this; nil if it ends, or none has come in that time.
    package func line(_ start: String, withinSeconds limit: Int) async throws -> String? {
        let deadline = ContinuousClock.now + .seconds(limit)
        while ContinuousClock.now < deadline {
            let hasEnded = !isRunning
            let lines = printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix(start) }) {
                return String(line.dropFirst(start.count))
            }
            if hasEnded { break }
            try await Task.sleep(for: .milliseconds(ServiceLimits.programPollMilliseconds))
        }
        return nil
    }

    package func signal(_ number: Int32) { child.signal(number) }

    /// How it ended, such as `exit status 0`; nil if it still runs after that time.
    package func end(withinSeconds limit: Int) async -> String? {
        await child.end(withinMilliseconds: limit * 1_000).map { "\($0)" }
    }

    /// Ends it and what it has started without a warning, and waits. `SIGKILL`
    package func kill() async {
        child.signalGroup(SIGKILL)
        _ = await child.end(withinMilliseconds: ServiceLimits.stopMilliseconds)
    }

    /// What it and the processes that it has started, and that run, have used.
    package var use: ProcessUse { ProcessUse(group: child.pid) }
}

/// What the processes of a group have used since they began. `proc(5)`
package struct ProcessUse: Sendable {
    /// Of all cores together, in user mode and in the kernel.
    package var processorSeconds = 0.0
    /// The sum of the most that each has had resident.
    package var residentBytesPeak = 0

    init(group: pid_t) {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for process in entries.compactMap({ pid_t($0) }) where getpgid(process) == group {
            processorSeconds += Self.processorSeconds(of: process)
            residentBytesPeak += Self.residentBytesPeak(of: process)
        }
    }

    private static func processorSeconds(of process: pid_t) -> Double {
        // The second word is a name in brackets, which may hold spaces.
        let words = text("/proc/\(process)/stat").split(separator: ")").last?
            .split(separator: " ")
        guard let words, words.count > 12 else { return 0 }
        let ticks = [words[11], words[12]].reduce(0.0) { $0 + (Double($1) ?? 0) }
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func residentBytesPeak(of process: pid_t) -> Int {
        let lines = text("/proc/\(process)/status").split(separator: "\n")
        let words = lines.first { $0.hasPrefix("VmHWM:") }?.split(separator: " ")
        return (words?.dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
