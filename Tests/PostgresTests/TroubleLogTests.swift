import Postgres
import Synchronization
import Testing

@Suite struct `What goes on failing` {
    @Test func `is told at once, then now and then, and when it is over`() async throws {
        let lines = Mutex<[String]>([])
        let troubles = TroubleLog(milliseconds: 300) { line, isOver in
            lines.withLock { $0.append((isOver ? "over: " : "") + line) }
        }
        troubles.note("keep jobs", nil)
        for _ in 0..<5 { troubles.note("keep jobs", "it is away") }
        troubles.note("sweep", "no room")
        #expect(
            lines.withLock { $0 }
                == ["Could not keep jobs: it is away", "Could not sweep: no room"])
        try await Task.sleep(for: .milliseconds(350))
        for _ in 0..<5 { troubles.note("keep jobs", "it is full") }
        #expect(
            lines.withLock { $0.dropFirst(2) } == [
                "Could not keep jobs, 5 times in 0 s: it is full"
            ])
        for _ in 0..<2 { troubles.note("keep jobs", nil) }
        #expect(lines.withLock { $0.dropFirst(3) } == ["over: Could again keep jobs, after 0 s"])
        troubles.note("keep jobs", "again")
        #expect(lines.withLock { $0.last } == "Could not keep jobs: again")
    }

    @Test func `is over when nothing has failed for a while, where some fail and some do not`()
        async throws
    {
        let lines = Mutex<[String]>([])
        let troubles = TroubleLog(quietMilliseconds: 300) { line, _ in
            lines.withLock { $0.append(line) }
        }
        for _ in 0..<8 {
            troubles.note("answer", "it is away")
            try await Task.sleep(for: .milliseconds(50))
            troubles.note("answer", nil)
        }
        #expect(lines.withLock { $0 } == ["Could not answer: it is away"])
        try await Task.sleep(for: .milliseconds(350))
        for _ in 0..<2 { troubles.note("answer", nil) }
        #expect(lines.withLock { $0.dropFirst() } == ["Could again answer, after 1 s"])
    }
}
