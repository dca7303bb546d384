import Postgres
import Synchronization

/// The time that all processes of one database have in common, whatever the clocks of their machines say:
/// PostgreSQL's. What ends at a millisecond ends in all of them.
///
/// The machine's clock is read, and corrected by what PostgreSQL has last answered. Until it has answered
/// once nothing is corrected. How far it may be off is half the way there and back, which is well below a
/// millisecond in one network, and what the two clocks drift apart until the next question.
package final class StoreClock: Sendable {
    private let database: Database
    /// Unix microseconds by the machine.
    private let microseconds: @Sendable () -> Int64
    /// Microseconds to add.
    private let correction = Atomic<Int64>(0)

    package init(
        database: Database,
        microseconds: @escaping @Sendable () -> Int64 = { WallClock.systemMicroseconds }
    ) {
        self.database = database
        self.microseconds = microseconds
    }

    package var clock: WallClock {
        WallClock { [self] in (microseconds() + correction.load(ordering: .relaxed)) / 1_000 }
    }

    /// Milliseconds by which the machine's clock is behind PostgreSQL's.
    package var correctionMilliseconds: Int64 { correction.load(ordering: .relaxed) / 1_000 }

    /// Asks PostgreSQL a few times, and believes the answer that came the fastest.
    ///
    /// - Throws: `PostgresError`; what was believed before holds then.
    package func measure() async throws {
        var best: (wait: Int64, correction: Int64)?
        for _ in 0..<TAOLimits.clockQuestions {
            let asked = microseconds()
            let rows = try await database.query(StoreTime.now)
            let answered = microseconds()
            guard let time = rows.first?.int64(0) else { continue }
            let wait = answered - asked
            if wait >= 0, wait < best?.wait ?? .max {
                best = (wait, time - asked - wait / 2)
            }
        }
        if let best { correction.store(best.correction, ordering: .relaxed) }
    }

    /// Measures now and then, until it is cancelled.
    package func run() async {
        while !Task.isCancelled {
            let pause =
                (try? await measure()) == nil
                ? TAOLimits.clockRetryMilliseconds : TAOLimits.clockMeasureMilliseconds
            try? await Task.sleep(for: .milliseconds(pause))
        }
    }
}
