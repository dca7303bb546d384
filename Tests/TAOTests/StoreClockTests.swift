import Synchronization
import Testing

@testable import Postgres
@testable import TAO

/// One time for all processes of a database.
@Suite(.timeLimit(.minutes(1))) struct `The clock of the store` {
    /// Two machines of which one is two seconds behind and the other two ahead.
    @Test(arguments: [-2_000_000, 0, 2_000_000] as [Int64])
    func `is the same to some milliseconds, whatever the machine's says`(skew: Int64) async throws {
        let database = try await World().database
        let clock = StoreClock(database: database) { WallClock.systemMicroseconds + skew }
        let before = clock.clock.milliseconds - WallClock.system.milliseconds
        #expect(abs(before - skew / 1_000) <= 5, "not corrected before it has been measured")
        try await clock.measure()
        // PostgreSQL runs on this machine. A busy one answers late.
        let after = clock.clock.milliseconds - WallClock.system.milliseconds
        #expect(abs(after) <= 20, "off by \(after) ms")
        #expect(abs(clock.correctionMilliseconds + skew / 1_000) <= 20)
        print("a clock that is \(skew / 1_000) ms off is \(after) ms off after a measurement")
    }

    @Test func `goes on where PostgreSQL does not answer`() async throws {
        let clock = StoreClock(
            database: try Database(url: "postgres://nobody@127.0.0.1:1/none")
        ) { 5_000_000 }
        await #expect(throws: PostgresError.self) { try await clock.measure() }
        #expect(clock.clock.milliseconds == 5_000)
    }

    @Test func `is kept until it is told to end`() async throws {
        let skew = Atomic<Int64>(2_000_000)
        let clock = StoreClock(database: try await World().database) {
            WallClock.systemMicroseconds + skew.load(ordering: .relaxed)
        }
        let running = Task { await clock.run() }
        for _ in 0..<500 where clock.correctionMilliseconds == 0 {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(abs(clock.correctionMilliseconds + 2_000) <= 20)
        running.cancel()
        await running.value
    }
}
