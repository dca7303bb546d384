import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// How often something is tried, and what lies between.
@Suite struct `A retry` {
    private func job(attempt: Int16) -> Job {
        Job(
            id: 1, kind: "any", payload: [], attempt: attempt,
            attemptsMax: JobRetries().attemptsMax,
            hasUniqueKey: false, lastError: "")
    }

    @Test(.crosses(\JobsLimits.Type.attemptsMax))
    func `follows so many attempts and no more`() {
        let most = JobsLimits.attemptsMax
        #expect(job(attempt: most - 1).mayBeTriedAgain)
        #expect(!job(attempt: most).mayBeTriedAgain && !job(attempt: most).isSpent)
        #expect(job(attempt: most + 1).isSpent)
    }

    /// Up to a quarter is added at random.
    @Test(
        .crosses(
            \JobsLimits.Type.retryMillisecondsMin, \JobsLimits.Type.retryMillisecondsMax))
    func `waits twice as long each time, between two bounds`() {
        func pause(_ attempt: Int) -> Int {
            Int(JobRetries().pause(afterAttempt: attempt) / .milliseconds(1))
        }
        let (least, most) = (JobsLimits.retryMillisecondsMin, JobsLimits.retryMillisecondsMax)
        for attempt in -1...1 { #expect((least...least * 5 / 4).contains(pause(attempt))) }
        #expect((least * 2...least * 5 / 2).contains(pause(2)))
        for attempt in [13, 31, 10_000] { #expect((most...most * 5 / 4).contains(pause(attempt))) }
    }

    @Test(.crosses(\JobsLimits.Type.settleAttemptsMax))
    func `of what the database must be told ends with a line in the log`() async {
        for failures in [JobsLimits.settleAttemptsMax - 1, JobsLimits.settleAttemptsMax] {
            let tries = Atomic(0)
            let lines = Atomic(0)
            let report = JobReport { _ in lines.add(1, ordering: .relaxed) }
            await report("say so") {
                let number = tries.add(1, ordering: .relaxed).newValue
                if number <= failures { throw PostgresError(.unavailable, "gone") }
            }
            #expect(tries.load(ordering: .relaxed) == JobsLimits.settleAttemptsMax)
            let isGivenUp = failures == JobsLimits.settleAttemptsMax
            #expect(lines.load(ordering: .relaxed) == (isGivenUp ? 1 : 0))
        }
    }
}
