import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// What a gateway knows of sessions that have ended elsewhere.
@Suite struct `Ended sessions` {
    private func end(
        _ session: ObjectID, secondsAgo seconds: Double, on stage: Stage
    ) async throws {
        _ = try await stage.database.query(
            """
            INSERT INTO ended_sessions (account_id, id, ended_at)
            VALUES (1, \(session.rawValue), now() - make_interval(secs => \(seconds)))
            """)
    }

    /// Clocks of different origin: that of the database goes on by itself.
    @Test(.crosses(\SocialLimits.transactionMillisecondsMax))
    func `are found by the next look if their transaction was no longer than may be`()
        async throws
    {
        let stage = try await Stage(.standard)
        let services = try await stage.makeServices(.off)
        let ended = services.endedSessions
        let seconds = Double(SocialLimits.standard.transactionMillisecondsMax) / 1_000
        let (last, late, tooLate) = (ObjectID(11), ObjectID(12), ObjectID(13))
        try await end(last, secondsAgo: 0, on: stage)
        try await ended.look()
        #expect(ended.contains(last))
        // Of transactions that had begun before, and have come to their end now.
        try await end(late, secondsAgo: seconds - 20, on: stage)
        try await end(tooLate, secondsAgo: seconds + 1, on: stage)
        try await ended.look()
        #expect(ended.contains(late) && !ended.contains(tooLate))
    }

    @Test(.crosses(\SocialLimits.endedSessionsKeptMin), arguments: [0, 1])
    func `are all kept while they are few, and else while they are of use`(
        excess: Int
    )
        async throws
    {
        let clock = MovableClock()
        let stage = try await Stage(.standard)
        var limits = SocialLimits.standard
        limits.endedSessionsKeptMin = 10
        let services = try await stage.makeServices(
            .off, limits: limits, clock: clock.wallClock)
        let ended = services.endedSessions
        let old = (0..<9).map { ObjectID(100 + $0) }
        let new = (0..<(1 + excess)).map { ObjectID(200 + Int64($0)) }
        ended.add(old)
        clock.advance(hours: Double(limits.endedSessionMilliseconds) / 3_600_000 + 1)
        ended.add(new)
        try await ended.look()
        #expect(new.allSatisfy(ended.contains))
        #expect(old.allSatisfy { ended.contains($0) == (excess == 0) })
    }
}
