import Postgres

/// Gives consumers the events of the log.
///
/// Any number of processes may run the same consumers: each consumer works in one of them at a time, which
/// has a lease on its place. Another takes over when the lease lapses, or the consumer has failed.
package struct EventRunner: Sendable {
    private let runs: [EventConsumerRun]

    /// - Parameters:
    ///   - leaseMilliseconds: how long after its last sign of life a consumer is taken away.
    ///   - log: receives a line for each failure: the consumer and the reason, never an event.
    package init(
        database: Database, consumers: [any EventConsumer],
        leaseMilliseconds: Int = EventsLimits.leaseMilliseconds,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        let holder = Int64.random(in: 1 ... .max)
        runs = consumers.map { consumer in
            EventConsumerRun(
                consumer: consumer, table: EventTable(database: database),
                events: EventLog(database, log: log), holder: holder,
                leaseMilliseconds: leaseMilliseconds, log: log)
        }
    }

    /// Works until the task is cancelled.
    package func run() async {
        await withTaskGroup { group in
            for run in runs { group.addTask { await run.forEver() } }
        }
    }

    /// The same, but ends when something fails.
    /// - Throws: as `catchUp`.
    package func follow() async throws {
        try await withThrowingTaskGroup { group in
            for run in runs { group.addTask { try await run.follow {} } }
            try await group.waitForAll()
        }
    }

    /// Gives each consumer what there is now, and ends. Waits for one that another process has.
    /// - Throws: what a consumer throws; `PostgresError`; `CancellationError`.
    package func catchUp() async throws {
        for run in runs { try await run.once() }
    }
}

/// One consumer in one process.
struct EventConsumerRun: Sendable {
    let consumer: any EventConsumer
    let table: EventTable
    let events: EventLog
    /// A random number of this process.
    let holder: Int64
    let leaseMilliseconds: Int
    let log: @Sendable (String) -> Void

    /// Another process has the consumer, or has moved it.
    private struct Lost: Error {}

    private static let poll = Duration.milliseconds(EventsLimits.pollMilliseconds)
    private var keep: Duration { .milliseconds(leaseMilliseconds / 3) }

    func forEver() async {
        let patience = Patience()
        while !Task.isCancelled {
            do {
                try await follow {
                    if patience.restore() { log("The consumer \(consumer.name) goes on") }
                }
            } catch {
                if Task.isCancelled { return }
                let (pause, isNews) = patience.pause(after: error)
                if isNews {
                    log(
                        "The consumer \(consumer.name) failed, and goes on in \(pause): "
                            + shown(error))
                }
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Works until something fails.
    func follow(_ onSuccess: @escaping @Sendable () -> Void) async throws {
        while true {
            _ = try await holding { place in
                var place = place
                while true {
                    let next = try await handOver(after: place)
                    onSuccess()
                    if let next {
                        place = next
                    } else {
                        try await Task.sleep(for: Self.poll)
                    }
                }
            }
            try await Task.sleep(for: keep)
        }
    }

    func once() async throws {
        while true {
            let isDone = try await holding { place in
                var place = place
                while let next = try await handOver(after: place) { place = next }
            }
            if isDone { return }
            try await Task.sleep(for: Self.poll)
        }
    }

    /// Gives the consumer the events behind a place, and moves it on.
    /// - Returns: its new place; nil if there is nothing to be handled.
    private func handOver(after place: Int64) async throws -> Int64? {
        let batch = try await events.events(after: place)
        guard let last = batch.last else { return nil }
        try await consumer.handle(batch)
        let name = consumer.name
        guard try await table.advance(name, for: holder, from: place, to: last.id) else {
            throw Lost()
        }
        return last.id
    }

    // MARK: The lease

    /// Runs a body with the place of the consumer, for as long as that is this process's.
    /// - Returns: whether the body came to its end; false if another process has the consumer.
    private func holding(
        _ body: @escaping @Sendable (_ place: Int64) async throws -> Void
    ) async throws -> Bool {
        let name = consumer.name
        let taken = try await table.take(name, for: holder, leaseMilliseconds: leaseMilliseconds)
        guard let taken else { return false }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await keepUp() }
                group.addTask { try await body(taken) }
                try await group.next()
            }
        } catch is Lost {
            return false
        } catch {
            await release()
            throw error
        }
        await release()
        return true
    }

    /// Sends signs of life. While the database does not answer, the lease may lapse, and what is handled
    /// then cannot be told either.
    private func keepUp() async throws {
        while true {
            try await Task.sleep(for: keep)
            let isOurs = try? await table.keep(
                consumer.name, for: holder, leaseMilliseconds: leaseMilliseconds)
            if isOurs == false { throw Lost() }
        }
    }

    /// In a task of its own, as this one may have been cancelled. If it fails, the lease lapses.
    private func release() async {
        await Task { try? await table.release(consumer.name, for: holder) }.value
    }
}
