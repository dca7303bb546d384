import Foundation
import TestSupport
import Testing

@testable import Media

/// A program that reads bytes of strangers stays in its bounds.
@Suite struct SubprocessTests {
    private static let bounds = Subprocess.Bounds(
        milliseconds: 20_000, processorSeconds: 10, memoryBytes: 1 << 30, writtenBytes: 1 << 20,
        outputBytes: 1 << 20)

    private func shell(
        _ script: String, _ change: (inout Subprocess.Bounds) -> Void = { _ in }
    ) async -> Subprocess.Outcome {
        var bounds = Self.bounds
        change(&bounds)
        return await Subprocess.run("/bin/sh", ["-c", script], within: bounds)
    }

    @Test func `what it writes and how it ends is told`() async {
        let outcome = await shell("echo one; echo two >&2; exit 3")
        #expect(outcome.end == .exited(3))
        #expect(outcome.output == Array("one\n".utf8))
        #expect(outcome.complaint == "two\n")
    }

    @Test func `it sees nothing of the server`() async {
        setenv("TINTYPE_PLANTED_SECRET", "secret", 1)
        defer { unsetenv("TINTYPE_PLANTED_SECRET") }
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        let outcome = await shell("env; ls /proc/self/fd | wc -l; cat")
        let text = String(decoding: outcome.output, as: UTF8.self)
        #expect(!text.contains("secret"))
        #expect(text.contains("LC_ALL=C"))
        // Three, and the folder that ls reads.
        #expect(text.hasSuffix("4\n"), "\(text)")
    }

    @Test func `at its deadline it is killed with all that it has started`() async throws {
        let mark = "30.\(Int.random(in: 100_000..<1_000_000))"
        let start = ContinuousClock.now
        let outcome = await shell("sleep \(mark) & sleep \(mark)") { $0.milliseconds = 300 }
        #expect(outcome.end == .deadline)
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(try await eventually(withinSeconds: 5) { !Self.isRunning("sleep\0\(mark)") })
    }

    @Test func `it has its deadline when it has closed its output`() async {
        let start = ContinuousClock.now
        let outcome = await shell("exec >&- 2>&-; sleep 30") { $0.milliseconds = 300 }
        #expect(outcome.end == .deadline)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `it is killed when the task is cancelled`() async throws {
        let mark = "31.\(Int.random(in: 100_000..<1_000_000))"
        let task = Task { await shell("sleep \(mark)") }
        #expect(try await eventually(withinSeconds: 10) { Self.isRunning("sleep\0\(mark)") })
        task.cancel()
        #expect(await task.value.end == .cancelled)
        #expect(!Self.isRunning("sleep\0\(mark)"))
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await shell("echo never")
        }
        #expect(await late.value.output == [])
    }

    @Test func `it is killed when it writes too much`() async {
        let outcome = await shell("yes") { $0.outputBytes = 10_000 }
        #expect(outcome.end == .tooMuchOutput)
        let loud = await shell("yes | head -c 1000000 >&2")
        #expect(loud.end == .exited(0))
        #expect(loud.complaint.utf8.count == VideoLimits.complaintBytesMax)
    }

    @Test func `the kernel keeps it from time, memory and room`() async {
        let busy = await shell("while :; do :; done") { $0.processorSeconds = 1 }
        #expect(busy.end == .signal(SIGKILL) || busy.end == .signal(SIGXCPU))
        let hungry = await shell("head -c 200000000 /dev/zero | tail -c 200000000 | wc -c") {
            $0.memoryBytes = 50 << 20
        }
        #expect(!String(decoding: hungry.output, as: UTF8.self).contains("200000000"))
        let path = NSTemporaryDirectory() + "tintype-subprocess-\(UUID().uuidString)"
        defer { unlink(path) }
        _ = await shell("yes > \(path)")
        #expect(FileSystem.byteCount(of: path) == Self.bounds.writtenBytes)
    }

    @Test func `what is not there is said`() async {
        let outcome = await Subprocess.run("/nowhere", [], within: Self.bounds)
        guard case .exited(let code) = outcome.end else {
            Issue.record("\(outcome)")
            return
        }
        #expect(code != 0)
    }

    private static func isRunning(_ part: String) -> Bool {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.contains { process in
            guard Int(process) != nil,
                let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
            else { return false }
            return line.range(of: Data(part.utf8)) != nil
        }
    }
}
