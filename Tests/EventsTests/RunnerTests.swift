import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Events

/// Consumers: what they are given, by which process, and what happens when they fail.
@Suite(.timeLimit(.minutes(2))) struct RunnerTests {
    @Test func `each consumer gets every event, and keeps its place`() async throws {
        let database = try await eventsDatabase()
        try await database.tell([1, 2])
        let (left, right) = (Notes("left"), Notes("right"))
        func runner() -> EventRunner {
            EventRunner(database: database, consumers: [left, right])
        }
        try await running([runner()]) {
            try await eventually("both have two") {
                left.numbers == [1, 2] && right.numbers == [1, 2]
            }
            try await database.tell([3])
            try await eventually("both have three") {
                left.numbers == [1, 2, 3] && right.numbers == [1, 2, 3]
            }
        }
        try await database.tell([4])
        // A runner that has stopped leaves its consumers to the next at once.
        try await running([runner()]) {
            try await eventually("both go on") {
                left.numbers == [1, 2, 3, 4] && right.numbers == [1, 2, 3, 4]
            }
        }
        await database.shutdown()
    }

    @Test func `what a consumer fails at comes again, and nothing before it has come`() async throws
    {
        let database = try await eventsDatabase()
        try await database.tell([1, 2])
        let lines = Mutex<[String]>([])
        let notes = Notes(failures: 3)
        let runner = EventRunner(database: database, consumers: [notes]) { line in
            lines.withLock { $0.append(line) }
        }
        try await running([runner]) {
            try await eventually("it has succeeded") { notes.batches.count == 4 }
            try await database.tell([3])
            try await eventually("it goes on") { notes.numbers.last == 3 }
        }
        #expect(notes.batches == Array(repeating: [1, 2], count: 4) + [[3]])
        #expect(lines.withLock { $0 }.count == 4)
        let failures = lines.withLock { $0 }.prefix(3)
        #expect(failures.allSatisfy { $0.contains("notes") && $0.contains("Failed") })
        #expect(lines.withLock { $0 }.last == "The consumer notes goes on")
        await database.shutdown()
    }

    @Test(.crosses(\EventsLimits.Type.retryMillisecondsMax))
    func `pauses after failures grow to a limit, and begin anew after a success`() {
        let patience = Patience()
        let pauses = (0..<20).map { _ in patience.pause(after: Notes.Failed()).pause }
        let longest = Duration.milliseconds(EventsLimits.retryMillisecondsMax)
        #expect(pauses[0] >= .milliseconds(EventsLimits.retryMilliseconds))
        #expect(pauses[0] < pauses[2] && pauses[2] < pauses[4])
        #expect(pauses[19] >= longest && pauses[19] <= longest + longest / 4)
        patience.restore()
        #expect(
            patience.pause(after: Notes.Failed()).pause
                <= .milliseconds(EventsLimits.retryMilliseconds * 5 / 4))
    }

    @Test func `a database that is away is told of once, and asked every second`() {
        let patience = Patience()
        let error = PostgresError(.unavailable, "away")
        #expect((0..<3).map { _ in patience.pause(after: error).isNews } == [true, false, false])
        #expect(
            patience.pause(after: error).pause == .milliseconds(EventsLimits.outageMilliseconds))
        patience.restore()
        #expect(patience.pause(after: error).isNews)
    }

    @Test func `one process has a consumer, and another takes over when the lease lapses`()
        async throws
    {
        let database = try await eventsDatabase()
        let table = EventTable(database: database)
        // A process that has died.
        #expect(try await table.take("notes", for: 1, leaseMilliseconds: 600) == 0)
        try await database.tell([1])
        let (first, second) = (Notes(pause: .milliseconds(5)), Notes(pause: .milliseconds(5)))
        // Long enough that a busy machine lets none lapse.
        let runners = [first, second].map {
            EventRunner(database: database, consumers: [$0], leaseMilliseconds: 6_000)
        }
        try await running(runners) {
            try await Task.sleep(for: .milliseconds(200))
            #expect(first.numbers + second.numbers == [])
            for number in 2...100 {
                try await database.tell([number])
            }
            try await eventually("all are handled") {
                (first.numbers + second.numbers).last == 100
            }
        }
        #expect(first.numbers + second.numbers == Array(1...100))
        #expect(first.numbers.isEmpty || second.numbers.isEmpty)
        await database.shutdown()
    }

    @Test func `who has lost a consumer is cancelled, and cannot move it`() async throws {
        let database = try await eventsDatabase()
        let table = EventTable(database: database)
        try await database.tell([1])
        let slow = Notes(pause: .seconds(60))
        let runner = EventRunner(database: database, consumers: [slow], leaseMilliseconds: 300)
        let isOver = Atomic(false)
        try await running([runner]) {
            try await eventually("it works") { slow.numbers == [1] }
            // As if it had been frozen for the length of its lease. A sign of life may come between.
            try await eventually("it is taken away") {
                _ = try await database.query(
                    "UPDATE event_consumers SET leased_until = now() - interval '1 second'")
                return try await table.take("notes", for: 7, leaseMilliseconds: 60_000) == 0
            }
            try await Task.sleep(for: .milliseconds(600))
            #expect(try await table.keep("notes", for: 7, leaseMilliseconds: 60_000))
            #expect(try await table.advance("notes", for: 3, from: 0, to: 1) == false)
            #expect(try await table.advance("notes", for: 7, from: 5, to: 6) == false)
            #expect(try await table.advance("notes", for: 7, from: 0, to: 1))
            try await table.release("notes", for: 3)
            #expect(try await table.take("notes", for: 8, leaseMilliseconds: 1) == nil)
            try await table.release("notes", for: 7)
            isOver.store(true, ordering: .relaxed)
        }
        // Its sixty seconds were cut short, once.
        #expect(slow.numbers == [1] && isOver.load(ordering: .relaxed))
        await database.shutdown()
    }

    @Test(.crosses(\EventsLimits.Type.nameBytesMax))
    func `a name is as long as the table takes`() async throws {
        let database = try await eventsDatabase()
        let table = EventTable(database: database)
        let name = String(repeating: "n", count: EventsLimits.nameBytesMax)
        #expect(try await table.take(name, for: 1, leaseMilliseconds: 1) == 0)
        await #expect(throws: PostgresError.self) {
            try await table.take(name + "n", for: 1, leaseMilliseconds: 1)
        }
        await database.shutdown()
    }

    @Test func `catching up ends when everything is handled, or with the failure`() async throws {
        let database = try await eventsDatabase()
        try await database.tell(Array(0..<EventsLimits.batchEventsMax + 1))
        let notes = Notes()
        try await EventRunner(database: database, consumers: [notes]).catchUp()
        #expect(notes.batches.map(\.count) == [EventsLimits.batchEventsMax, 1])
        try await database.tell([1])
        let failing = Notes(failures: 1)
        let runner = EventRunner(database: database, consumers: [failing])
        await #expect(throws: Notes.Failed.self) { try await runner.catchUp() }
        await #expect(throws: Notes.Failed.self) {
            try await EventRunner(database: database, consumers: [Notes(failures: 1)]).follow()
        }
        try await runner.catchUp()
        #expect(failing.batches == [[1], [1]])
        await database.shutdown()
    }
}
