import TestSupport
import Testing

@testable import Postgres

/// Who waits in line for a connection gets an answer, whatever becomes of the connections.
@Suite struct `The line for connections` {
    private let error = PostgresError(.unavailable, "gone")

    @Test func `when the last connection has failed those in line learn it at once`() async {
        let admission = Admission(connections: 1)
        await takeConnection(admission)
        let taken = await inLine(admission) {
            admission.failed(0, error, until: .now + .seconds(60))
        }
        #expect(taken == .failure(error.withoutEffect))
        let asked = await answer { submission in
            switch admission.admit(submission) {
            case .refuse(let refusal): submission.fail(refusal)
            case .wait(let number): admission.giveUp(number)
            case .to: submission.answer(.success([]))
            }
        }
        #expect(asked == error, "and others do not get in line")
    }

    @Test func `a connection that fails beside one that works drives nobody out of the line`()
        async
    {
        let admission = Admission(connections: 2)
        await takeConnection(admission)
        let taken = await inLine(admission) {
            admission.failed(1, error, until: .now + .seconds(60))
            #expect(admission.release(0).isEmpty)
        }
        #expect(taken == .success(0))
    }

    @Test func `the last connection is left to requests when it becomes idle`() async {
        let admission = Admission(connections: 2)
        await takeConnection(admission)
        let taken = await inLine(admission) {
            #expect(admission.finished(1, count: 0).isEmpty)
            #expect(admission.release(0).isEmpty)
        }
        #expect(taken == .success(0))
    }

    @Test func `shutting down answers those in line`() async {
        let admission = Admission(connections: 1)
        await takeConnection(admission)
        #expect(
            await inLine(admission) { admission.close() }
                == .failure(PostgresError.shutDown.withoutEffect))
    }

    @Test(.crosses(\PostgresLimits.Type.requestsPerConnectionMax))
    func `requests in line are sent when the connection is given back, and counted`() async {
        let admission = Admission(connections: 1)
        await takeConnection(admission)
        let asked = await answer { submission in
            guard case .wait(let number) = admission.admit(submission) else {
                return submission.answer(.success([]))
            }
            for submission in admission.release(0) { submission.fail(error) }
            // Does nothing for those who have been answered.
            admission.giveUp(number)
        }
        #expect(asked == error)
        #expect(admission.finished(0, count: 1).isEmpty)
        var room = 0
        while await isSent(admission) { room += 1 }
        #expect(room == PostgresLimits.requestsPerConnectionMax)
    }

    @Test(.crosses(\PostgresLimits.Type.statementsPerSegmentMax))
    func `reads share a transaction with so many statements`() async {
        let max = PostgresLimits.statementsPerSegmentMax
        for (sizes, expected) in [
            ([max - 1, 1], [2]), ([max - 1, 2], [1, 1]), ([max, 1], [1, 1]),
            ([max + 1, 1, 1], [1, 2]),
            ([Int](repeating: 1, count: max + 1), [max, 1]),
        ] {
            var requests: [RequestInFlight] = []
            for size in sizes {
                _ = await answer { submission in
                    let read = Submission(
                        queries: [Query](repeating: "SELECT 1", count: size), kind: .read,
                        deadline: submission.deadline, continuation: submission.continuation)
                    requests.append(RequestInFlight(read))
                    submission.answer(.success([]))
                }
            }
            #expect(Pipeline.segments(of: requests).map(\.count) == expected)
        }
    }

    /// What is behind the limit has not been sent, so nothing has happened to it when the connection
    /// is lost: it goes to the next one.
    @Test(.crosses(\PostgresLimits.Type.requestsInFlightMax))
    func `so many requests are on their way at once`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        let other = try Database(database.configuration)
        let max = PostgresLimits.requestsInFlightMax
        let lost = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    _ = try await database.query("SELECT pg_sleep(60)")
                    return false
                } catch {
                    return true
                }
            }
            let sleeper: Query =
                "SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'"
            #expect(try await eventually { try await !other.query(sleeper).isEmpty })
            for number in 0..<2 * max {
                group.addTask {
                    do {
                        _ = try await database.query("SELECT \(number)")
                        return false
                    } catch {
                        return true
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(500))
            let pid = try await other.query(sleeper)[0].int32(0)
            _ = try await other.query("SELECT pg_terminate_backend(\(pid))")
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(lost == max)
        await database.shutdown()
        await other.shutdown()
    }

    /// Whether one more request goes to a connection, which is never done with it.
    private func isSent(_ admission: Admission) async -> Bool {
        await answer { submission in
            switch admission.admit(submission) {
            case .to: submission.answer(.success([]))
            case .wait(let number): admission.giveUp(number)
            case .refuse(let error): submission.fail(error)
            }
        } == nil
    }

    /// Takes connection 0, which must be free.
    private func takeConnection(_ admission: Admission) async {
        let taken: Admission.Taken = await withCheckedContinuation { continuation in
            switch admission.take(continuation) {
            case .to(let index): continuation.resume(returning: .success(index))
            case .refuse(let error): continuation.resume(returning: .failure(error))
            case .wait(let number): admission.giveUp(number)
            }
        }
        #expect(taken == .success(0))
    }

    /// What somebody gets who has to wait for a connection, when `event` happens then.
    private func inLine(_ admission: Admission, _ event: () -> Void) async -> Admission.Taken {
        await withCheckedContinuation { continuation in
            switch admission.take(continuation) {
            case .to(let index): continuation.resume(returning: .success(index))
            case .refuse(let error): continuation.resume(returning: .failure(error))
            case .wait(let number):
                event()
                // Does nothing for those who have been answered.
                admission.giveUp(number)
            }
        }
    }

    /// The error a request ends with.
    private func answer(_ act: (Submission) -> Void) async -> PostgresError? {
        let answer: Submission.Answer = await withCheckedContinuation { continuation in
            act(
                Submission(
                    queries: ["SELECT 1"], kind: .alone, deadline: .now + .seconds(60),
                    continuation: continuation))
        }
        guard case .failure(let error) = answer else { return nil }
        return error
    }
}
