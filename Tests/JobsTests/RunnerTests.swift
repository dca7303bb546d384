import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Jobs

@Suite(.serialized) struct `Job runners` {
    @Test func `four runners do a thousand jobs exactly once`() async throws {
        let database = try await jobsDatabase()
        _ = try await database.query("CREATE TABLE effects (text text)")
        _ = try await database.pipeline(
            (0..<1_000).map { number in
                var job = NewJob("count", payload: Array("\(number)".utf8))
                if number % 4 == 0 { job.orderKey = "key \(number % 40)" }
                return enqueueQuery(job)
            })
        let runners = (0..<4).map { _ in
            JobRunner(
                database: database, configuration: quick { $0.concurrencyMax = 8 },
                handlers: [
                    "count": { job in
                        let text = job.text
                        _ = try await database.pipeline([
                            "INSERT INTO effects VALUES (\(text))", job.completion,
                        ])
                    }
                ])
        }
        try await running(runners) { try await eventually("done") { try await isEmpty(database) } }
        let row = try await database.query(
            "SELECT count(*), count(DISTINCT text) FROM effects")[0]
        #expect(row.int(0) == 1_000)
        #expect(row.int(1) == 1_000)
        await database.shutdown()
    }

    @Test func `jobs of a key run in order, whoever runs them`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        let busy = Mutex<Set<String>>([])
        for number in 0..<60 {
            try await enqueue("a", "\(number)", in: database) { $0.orderKey = "k\(number % 3)" }
        }
        let failures = Mutex<Set<String>>([])
        let runners = (0..<3).map { _ in
            JobRunner(
                database: database, configuration: quick(),
                handlers: [
                    "a": { job in
                        let key = try #require(job.orderKey)
                        #expect(busy.withLock { $0.insert(key).inserted })
                        defer { _ = busy.withLock { $0.remove(key) } }
                        try await Task.sleep(for: .milliseconds(Int.random(in: 0...3)))
                        // Some fail once and keep their place.
                        let isFirst = failures.withLock { $0.insert(job.text).inserted }
                        if job.text == "6" && isFirst { throw Failed() }
                        journal.add(job.text)
                    }
                ])
        }
        try await running(runners) { try await eventually("done") { try await isEmpty(database) } }
        for key in 0..<3 {
            let order = journal.all.compactMap(Int.init).filter { $0 % 3 == key }
            #expect(order == (0..<60).filter { $0 % 3 == key })
        }
        await database.shutdown()
    }

    @Test func `a failure is tried again and in the end given up`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        let log = Journal()
        try await enqueue("flaky", "payload", in: database)
        try await enqueue("hopeless", in: database)
        try await enqueue("last", in: database) { $0.attemptsMax = 1 }
        let runner = JobRunner(
            database: database, configuration: quick(),
            handlers: [
                "flaky": { job in
                    journal.add("flaky \(job.attempt)")
                    if job.attempt == 1 { throw Failed() }
                },
                "hopeless": { job in
                    journal.add("hopeless \(job.attempt)")
                    throw PermanentJobFailure("never will\0\(String(repeating: "!", count: 5_000))")
                },
                "last": { _ in throw Failed() },
            ], log: { log.add($0) })
        let clock = ContinuousClock()
        let time = try await clock.measure {
            try await running([runner]) {
                try await eventually("done") { try await isEmpty(database) }
            }
        }
        // The first pause is one second.
        #expect(time >= .seconds(1))
        #expect(Set(journal.all) == ["flaky 1", "flaky 2", "hopeless 1"])
        let dead = try await database.query(
            "SELECT kind, last_error FROM jobs WHERE state = 3 ORDER BY kind")
        #expect(dead.map { $0.string(0) } == ["hopeless", "last"])
        #expect(dead[0].string(1).hasPrefix("never will!!!"))
        #expect(dead[0].string(1).utf8.count < JobsLimits.errorBytesMax)
        #expect(log.all.count == 3)
        #expect(!log.all.joined().contains("payload"))
        await database.shutdown()
    }

    @Test func `pauses double up to an hour, with jitter`() {
        for (attempt, least) in [
            (1, 1_000), (2, 2_000), (5, 16_000), (13, 3_600_000), (99, 3_600_000),
        ] {
            let pauses = (0..<50).map { _ in JobRunner.pause(afterAttempt: attempt) }
            for pause in pauses {
                #expect(pause >= .milliseconds(least))
                #expect(pause <= .milliseconds(least + least / 4))
            }
            #expect(Set(pauses).count > 1)
        }
    }

    @Test func `the job of a worker that died is done by another`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue("a", in: database)
        // A worker that takes the job and is never heard of again.
        let table = JobTable(database: database, queue: "default")
        let taken = try await table.claim(kinds: ["a"], limit: 1, lease: .milliseconds(300))
        #expect(taken.count == 1)
        let runner = JobRunner(
            database: database, configuration: quick { $0.leaseMilliseconds = 300 },
            handlers: ["a": { job in journal.add("attempt \(job.attempt)") }])
        try await running([runner]) {
            try await eventually("done") { try await isEmpty(database) }
        }
        #expect(journal.all == ["attempt 2"])
        await database.shutdown()
    }

    @Test func `a long job is kept by signs of life`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue("a", in: database)
        let runners = (0..<2).map { _ in
            JobRunner(
                database: database, configuration: quick { $0.leaseMilliseconds = 300 },
                handlers: [
                    "a": { job in
                        journal.add("begin \(job.attempt)")
                        try await Task.sleep(for: .milliseconds(1_200))
                        journal.add("end")
                    }
                ])
        }
        try await running(runners) { try await eventually("done") { try await isEmpty(database) } }
        #expect(journal.all == ["begin 1", "end"])
        await database.shutdown()
    }

    @Test func `a job that is taken away or takes too long is cancelled`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue("stolen", in: database)
        try await enqueue("endless", in: database) { $0.attemptsMax = 1 }
        let handler: JobHandler = { job in
            do {
                try await Task.sleep(for: .seconds(30))
            } catch {
                journal.add(job.kind)
                throw error
            }
        }
        let runner = JobRunner(
            database: database,
            configuration: quick {
                $0.leaseMilliseconds = 300
                $0.runMillisecondsMax = 800
            }, handlers: ["stolen": handler, "endless": handler])
        try await running([runner]) {
            try await Task.sleep(for: .milliseconds(200))
            _ = try await database.query("DELETE FROM jobs WHERE kind = 'stolen'")
            try await eventually("first") { journal.all == ["stolen"] }
            try await eventually("second") { journal.all == ["stolen", "endless"] }
            try await eventually("done") { try await isEmpty(database) }
        }
        #expect(try await jobCounts(queue: "default", in: database).dead == 1)
        await database.shutdown()
    }

    @Test func `a wake is prompt`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        let runner = JobRunner(
            database: database, configuration: quick { $0.pollMilliseconds = 60_000 },
            handlers: ["a": { _ in journal.add("done") }])
        try await running([runner]) {
            try await Task.sleep(for: .milliseconds(300))
            try await enqueue("a", in: database)
            runner.wake()
            let clock = ContinuousClock()
            let time = try await clock.measure {
                try await eventually("woken") { journal.all == ["done"] }
            }
            #expect(time < .seconds(1))
        }
        await database.shutdown()
    }

    @Test func `no more than so many run at once`() async throws {
        let database = try await jobsDatabase()
        let now = Mutex((running: 0, most: 0))
        for _ in 0..<30 { try await enqueue("a", in: database) }
        let runner = JobRunner(
            database: database, configuration: quick { $0.concurrencyMax = 3 },
            handlers: [
                "a": { _ in
                    now.withLock {
                        $0.running += 1
                        $0.most = max($0.most, $0.running)
                    }
                    try await Task.sleep(for: .milliseconds(5))
                    now.withLock { $0.running -= 1 }
                }
            ])
        try await running([runner]) { try await eventually("done") { try await isEmpty(database) } }
        #expect(now.withLock { $0.most } == 3)
        await database.shutdown()
    }

    @Test func `a stop lets running jobs end`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        for _ in 0..<10 { try await enqueue("a", in: database) }
        let runner = JobRunner(
            database: database, configuration: quick { $0.concurrencyMax = 2 },
            handlers: [
                "a": { _ in
                    journal.add("begin")
                    try await Task.sleep(for: .milliseconds(300))
                    journal.add("end")
                }
            ])
        try await running([runner]) { try await eventually("begun") { journal.all.count == 2 } }
        #expect(journal.all == ["begin", "begin", "end", "end"])
        let counts = try await jobCounts(queue: "default", in: database)
        #expect(counts.waiting == 8 && counts.running == 0)
        await database.shutdown()
    }

    @Test func `a stop that waits too long gives jobs back`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue("polite", in: database)
        try await enqueue("deaf", in: database)
        let runner = JobRunner(
            database: database, configuration: quick { $0.stopMilliseconds = 100 },
            handlers: [
                "polite": { _ in
                    journal.add("begin")
                    try await Task.sleep(for: .seconds(30))
                },
                "deaf": { _ in
                    journal.add("begin")
                    await Task { try? await Task.sleep(for: .seconds(3)) }.value
                },
            ])
        try await running([runner]) { try await eventually("begun") { journal.all.count == 2 } }
        #expect(try await jobCounts(queue: "default", in: database).waiting == 2)
        await database.shutdown()
    }

    @Test func `cancelling the task stops the runner`() async throws {
        let database = try await jobsDatabase()
        let runner = JobRunner(
            database: database, configuration: quick(), handlers: ["a": { _ in }])
        let task = Task { await runner.run() }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await task.value
        await database.shutdown()
    }
}
