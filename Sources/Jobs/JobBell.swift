import Postgres
import Synchronization

/// Wakes those who work on a queue: the runners of this process at once, and those of others by
/// NOTIFY on the channel of the queue.
///
/// It is rung after the COMMIT, beside the request: a NOTIFY inside a transaction makes the commits
/// of all that have one wait for each other, and fails them when no listener reads. So a ring may be
/// lost, with the process or on another node of a cluster; runners look for themselves now and then.
package final class JobBell: Sendable {
    private struct State {
        var runners: [ObjectIdentifier: JobRunner] = [:]
        /// Queues of which others are being told.
        var telling: Set<Queue> = []
        /// Those rung meanwhile.
        var again: Set<Queue> = []
    }

    private let database: Database
    /// Says in a notification that it is our own.
    let name = String(UInt64.random(in: .min ... .max), radix: 36)
    private let state = Mutex(State())

    /// Of the database that has the jobs.
    package init(database: Database) {
        self.database = database
    }

    /// There may be a new job: after the COMMIT of the transaction that added it.
    package func ring(_ queue: Queue) {
        let (runners, isTold) = state.withLock { state in
            let isTold = !state.telling.insert(queue).inserted
            if isTold { state.again.insert(queue) }
            return (Array(state.runners.values), isTold)
        }
        for runner in runners { runner.wake(queue) }
        if !isTold { Task { await tell(queue) } }
    }

    /// Tells others, and once more if it was rung meanwhile: many rings cost few statements.
    private func tell(_ queue: Queue) async {
        repeat {
            // Runners look for themselves where this does not reach them.
            _ = try? await database.query("SELECT pg_notify(\(queue.channel), \(name))")
            try? await Task.sleep(for: .milliseconds(JobsLimits.ringMilliseconds))
        } while state.withLock { state in
            if state.again.remove(queue) != nil { return true }
            state.telling.remove(queue)
            return false
        }
    }

    func join(_ runner: JobRunner) {
        state.withLock { $0.runners[ObjectIdentifier(runner)] = runner }
    }

    func leave(_ runner: JobRunner) {
        state.withLock { _ = $0.runners.removeValue(forKey: ObjectIdentifier(runner)) }
    }
}
