import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Events

/// The log: what a reader is given, and when.
@Suite(.timeLimit(.minutes(2))) struct LogTests {
    @Test(.crosses(\EventsLimits.Type.batchEventsMax))
    func `is read in its order, a page at a time`() async throws {
        let database = try await eventsDatabase()
        let log = EventLog(database)
        #expect(try await log.events(after: 0) == [])
        try await database.tell([1, 2, 3])
        let first = try await log.events(after: 0, limit: 2)
        #expect(first.numbers == [1, 2])
        let place = try #require(first.last?.id)
        #expect(try await log.events(after: place).numbers == [3])
        let many = EventsLimits.batchEventsMax
        _ = try await database.pipeline((0...many).map { try event($0).query })
        #expect(try await log.events(after: 0, limit: .max).count == many)
        await database.shutdown()
    }

    @Test(.crosses(\EventsLimits.Type.payloadBytesMax))
    func `takes payloads of its length and no longer ones`() async throws {
        let database = try await eventsDatabase()
        // With its quotation marks.
        let text = String(repeating: "x", count: EventsLimits.payloadBytesMax - 2)
        func add(_ text: String) async throws {
            let event = try NewEvent(account: 1, kind: "test", version: 1, payload: text)
            _ = try await database.query(event.query)
        }
        try await add(text)
        await #expect(throws: PostgresError.self) { try await add(text + "x") }
        let read = try await EventLog(database).events(after: 0)
        #expect(try read.map { try $0.decoded(as: String.self) } == [text])
        await database.shutdown()
    }

    @Test func `gives nothing behind what a running transaction may still write`() async throws {
        let database = try await eventsDatabase()
        let log = EventLog(database)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (hasWritten, wrote) = AsyncStream.makeStream(of: Void.self)
        let slow = Task {
            try await database.transaction { transaction in
                _ = try await transaction.query(event(1).query)
                wrote.finish()
                for await _ in gate {}
            }
        }
        for await _ in hasWritten {}
        try await database.tell([2])
        let answer = Mutex<[Int]?>(nil)
        let reading = Task {
            let events = try await log.events(after: 0)
            answer.withLock { $0 = events.numbers }
        }
        // Enough for hundreds of looks.
        try await Task.sleep(for: .milliseconds(500))
        #expect(answer.withLock { $0 } == nil)
        open.finish()
        try await slow.value
        try await reading.value
        #expect(answer.withLock { $0 } == [1, 2])
        await database.shutdown()
    }

    /// Without a marker, a transaction that is the newest of all would not be waited for: it is no part of
    /// what others see as running.
    @Test func `waits for the newest transaction too`() async throws {
        let database = try await eventsDatabase()
        let log = EventLog(database)
        for _ in 0..<5 {
            let place = try await log.events(after: 0, limit: .max).last?.id ?? 0
            let (gate, open) = AsyncStream.makeStream(of: Void.self)
            let (hasWritten, wrote) = AsyncStream.makeStream(of: Void.self)
            // The older one commits the second number, the newer one holds the first.
            let older = Task {
                try await database.transaction { transaction in
                    _ = try await transaction.query("SELECT pg_current_xact_id()::text")
                    let newer = Task {
                        try await database.transaction { transaction in
                            _ = try await transaction.query(event(1).query)
                            wrote.finish()
                            for await _ in gate {}
                        }
                    }
                    for await _ in hasWritten {}
                    _ = try await transaction.query(event(2).query)
                    return newer
                }
            }
            let newer = try await older.value
            let reading = Task { try await log.events(after: place).numbers }
            try await Task.sleep(for: .milliseconds(50))
            open.finish()
            try await newer.value
            #expect(try await reading.value == [1, 2])
        }
        await database.shutdown()
    }

    @Test func `is complete for readers while many write`() async throws {
        let database = try await eventsDatabase()
        let (writers, each) = (8, 60)
        let reading = reader(of: EventLog(database), limit: 20)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 1...writers {
                group.addTask {
                    for number in 0..<each {
                        try await undoable {
                            try await database.transaction { transaction in
                                let event = try event(number, by: Int64(writer))
                                _ = try await transaction.query(event.query)
                                try await Task.sleep(for: .milliseconds(Int.random(in: 0...3)))
                                if number % 7 == 3 { throw Notes.Failed() }
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let stays = (0..<each).filter { $0 % 7 != 3 }
        try await eventually("all are read") {
            reading.events.withLock { $0.count } >= writers * stays.count
        }
        reading.task.cancel()
        let events = reading.events.withLock { $0 }
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.id < $1.id })
        for writer in 1...writers {
            #expect(events.filter { $0.account == writer }.numbers == stays)
        }
        await database.shutdown()
    }

    /// Writers of one account hold one row, as those of the graph hold its object, which may not be the first
    /// thing they lock.
    @Test func `has the events of an account in the order of its commits`() async throws {
        let database = try await eventsDatabase()
        _ = try await database.query("CREATE TABLE held (id bigint PRIMARY KEY, number bigint)")
        _ = try await database.query("INSERT INTO held SELECT n, 0 FROM generate_series(1, 9) n")
        let (account, others, each) = (Int64(9), 8, 40)
        let reading = reader(of: EventLog(database), limit: 7)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for other in 1...others {
                group.addTask {
                    for _ in 0..<each {
                        try await database.transaction { transaction in
                            // Its transaction gets its number here, long before the account is held.
                            _ = try await transaction.query(
                                "SELECT FROM held WHERE id = \(other) FOR NO KEY UPDATE")
                            let number = try await transaction.query(
                                """
                                UPDATE held SET number = number + 1 WHERE id = \(account)
                                RETURNING number
                                """)[0].int(0)
                            _ = try await transaction.query(event(number, by: account).query)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let count = others * each
        try await eventually("all are read") { reading.events.withLock { $0.count } >= count }
        reading.task.cancel()
        #expect(reading.events.withLock { $0 }.numbers == Array(1...count))
        // That of the transactions is another.
        let isOther = try await database.query(
            """
            SELECT EXISTS (
                SELECT FROM events a JOIN events b ON b.id = a.id + 1
                WHERE b.transaction < a.transaction)
            """)[0].bool(0)
        #expect(isOther)
        await database.shutdown()
    }

    @Test(
        .crosses(
            \EventsLimits.Type.keptHours, \EventsLimits.Type.removedMax,
            \EventsLimits.Type.removalsMax))
    func `forgets what is old, and tells of consumers that had not handled it`() async throws {
        let database = try await eventsDatabase()
        let lines = Mutex<[String]>([])
        let log = EventLog(database) { line in lines.withLock { $0.append(line) } }
        let table = EventTable(database: database)
        let old = EventsLimits.removedMax + 10
        _ = try await database.query(
            """
            INSERT INTO events (account, kind, version, payload, created_at)
            SELECT 1, 'test', 1, n::text::bytea, now() - interval '7 days 1 minute'
            FROM generate_series(1, \(old)) n
            """)
        try await database.tell([1, 2])
        let last = try await table.found(after: 0, limit: .max)?.last ?? 0
        _ = try await database.query(
            """
            INSERT INTO event_consumers (name, place)
            VALUES ('far', \(last - 2)), ('ready', \(last)), ('late', 5)
            """)
        // One statement removes so many, and a sweep goes on while there are more.
        let first = try await table.removeOld()
        #expect(first.count == EventsLimits.removedMax && first.late == ["late"])
        #expect(try await log.removeOld() == 10)
        #expect(EventsLimits.removalsMax > 1)
        #expect(try await log.events(after: 0).numbers == [1, 2])
        #expect(lines.withLock { $0.count } == 1)
        let states = try await log.consumers()
        #expect(states.map(\.name) == ["far", "late", "ready"])
        #expect(states.map { $0.missedAt != nil } == [false, true, false])
        #expect(states.map(\.place) == [last - 2, last - 2, last])
        #expect(states[0].lagMilliseconds > 0 && states[2].lagMilliseconds == 0)
        await database.shutdown()
    }

    @Test(.crosses(\EventsLimits.Type.consumerKeptHours))
    func `forgets the place of a consumer that nobody uses`() async throws {
        let database = try await eventsDatabase()
        let log = EventLog(database)
        _ = try await database.query(
            """
            INSERT INTO event_consumers (name, leased_until)
            VALUES ('left', now() - interval '31 days'), ('kept', now() - interval '29 days')
            """)
        _ = try await log.removeOld()
        #expect(try await log.consumers().map(\.name) == ["kept"])
        await database.shutdown()
    }

    /// Reads the log for as long as the task is not cancelled.
    private func reader(
        of log: EventLog, limit: Int
    ) -> (
        events: Shared<[Event]>, task: Task<Void, any Error>
    ) {
        let read = Shared<[Event]>([])
        let task = Task {
            var place: Int64 = 0
            while !Task.isCancelled {
                let events = try await log.events(after: place, limit: limit)
                read.withLock { $0 += events }
                place = events.last?.id ?? place
            }
        }
        return (read, task)
    }

    /// What the body rolls back, it has meant to.
    private func undoable(_ body: () async throws -> Void) async throws {
        do { try await body() } catch is Notes.Failed {}
    }
}

/// A value that tasks share.
private final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        value.withLock { body(&$0) }
    }
}
