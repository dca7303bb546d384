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
                var job = try Errand.job("\(number)")
                if number % 4 == 0 { job.orderKey = "key \(number % 40)" }
                return job.query
            })
        let runners = (0..<4).map { _ in
            runner(database, quick { $0.slots = 8 }) { text, context in
                try await context.end(with: ["INSERT INTO effects VALUES (\(text))"])
            }
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
        let busy = Mutex<Set<Int>>([])
        for number in 0..<60 {
            try await enqueue("\(number)", in: database) { $0.orderKey = "k\(number % 3)" }
        }
        let failures = Mutex<Set<String>>([])
        let runners = (0..<3).map { _ in
            runner(database) { text, _ in
                let key = try #require(Int(text)) % 3
                #expect(busy.withLock { $0.insert(key).inserted })
                defer { _ = busy.withLock { $0.remove(key) } }
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...3)))
                // Some fail once and keep their place.
                let isFirst = failures.withLock { $0.insert(text).inserted }
                if text == "6" && isFirst { throw Failed() }
                journal.add(text)
            }
        }
        try await running(runners) { try await eventually("done") { try await isEmpty(database) } }
        for key in 0..<3 {
            let order = journal.all.compactMap(Int.init).filter { $0 % 3 == key }
            #expect(order == (0..<60).filter { $0 % 3 == key })
        }
        await database.shutdown()
    }

    @Test(.crosses(\JobsLimits.Type.errorBytesMax))
    func `a failure is tried again and in the end given up`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        let log = Journal()
        for text in ["flaky", "hopeless"] { try await enqueue(text, in: database) }
        try await enqueue("last", in: database) { $0.attemptsMax = 1 }
        let runner = runner(
            database, log: { log.add($0) }, giveUp: { journal.add("give up \($0)") }
        ) { text, context in
            journal.add("\(text) \(context.job.attempt)")
            switch text {
            case "flaky": if context.job.attempt == 1 { throw Failed() }
            case "hopeless":
                let marks = String(repeating: "!", count: 5_000)
                throw PermanentJobFailure("never will\0\(marks)")
            default: throw Failed()
            }
        }
        let clock = ContinuousClock()
        let time = try await clock.measure {
            try await running([runner]) {
                try await eventually("done") { try await isEmpty(database) }
            }
        }
        // The first pause is one second.
        #expect(time >= .seconds(1))
        #expect(
            Set(journal.all) == [
                "flaky 1", "flaky 2", "hopeless 1", "give up hopeless", "last 1", "give up last",
            ])
        #expect(journal.all.count == 6)
        let dead = try await JobLedger(database).dead(queue: nil, limit: 9)
            .sorted { $0.error < $1.error }
        #expect(dead.map(\.attempts) == [1, 1] && dead.map(\.kind) == ["errand", "errand"])
        #expect(dead[0].error == "Failed")
        #expect(dead[1].error.hasPrefix("never will!!!"))
        #expect(dead[1].error.utf8.count < JobsLimits.errorBytesMax)
        #expect(log.all.filter { $0.contains("failed in attempt 1") }.count == 3)
        #expect(log.all.filter { $0.contains("is given up after 1 attempts") }.count == 2)
        await database.shutdown()
    }

    @Test(.crosses(\JobsLimits.Type.giveUpAttemptsMax))
    func `giving up is tried again, and then not any more`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue(Hasty.self, "slow", in: database)
        try await enqueue(Hasty.self, "never", in: database)
        let runner = runner(
            database,
            giveUp: { text in
                journal.add(text)
                if text == "never" || journal.all.count(where: { $0 == text }) < 2 {
                    throw Failed()
                }
            }
        ) { _, _ in throw Failed() }
        try await running([runner]) { try await eventually("done") { try await isEmpty(database) } }
        let tries = Dictionary(grouping: journal.all) { $0 }.mapValues(\.count)
        // Once in the last attempt, then in attempts that are for nothing else.
        #expect(tries == ["slow": 2, "never": 1 + Int(JobsLimits.giveUpAttemptsMax)])
        #expect(try await counts(database).dead == 2)
        await database.shutdown()
    }

    @Test func `a job whose workers are all lost is given up by the next`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue("a", in: database) { $0.attemptsMax = 1 }
        let hand = Turns.Hand(queues: [.default], size: 1)
        let taken = try await JobTable(database: database).claim(
            kinds: [Errand.name], hand: hand, lease: .milliseconds(100))
        #expect(taken.count == 1)
        let runner = runner(
            database, quick { $0.leaseMilliseconds = 100 }, giveUp: { journal.add("give up \($0)") }
        ) { text, _ in journal.add("run \(text)") }
        try await running([runner]) { try await eventually("done") { try await isEmpty(database) } }
        #expect(journal.all == ["give up a"])
        let dead = try await JobLedger(database).dead(queue: .default, limit: 9)
        #expect(dead.map(\.error) == ["the worker was lost"])
        await database.shutdown()
    }

    @Test func `a lost worker is no failure of the job, an error is`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue(Hasty.self, "a", in: database) { $0.attemptsMax = 3 }
        let hand = Turns.Hand(queues: [.default], size: 1)
        let taken = try await JobTable(database: database).claim(
            kinds: [Hasty.name], hand: hand, lease: .milliseconds(100))
        #expect(taken.count == 1)
        let runner = runner(database, quick { $0.leaseMilliseconds = 100 }) { _, context in
            let hasFailed = context.hasFailedBefore(with: Failed())
            journal.add("\(context.job.attempt) \(hasFailed)")
            if !hasFailed { throw Failed() }
        }
        try await running([runner]) { try await eventually("done") { try await isEmpty(database) } }
        #expect(journal.all == ["2 false", "3 true"])
        await database.shutdown()
    }

    @Test func `what keeps jobs from being read is told once, and so is its end`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        let lanes = ["critical, high, default, low", "media"]
        let runner = runner(database, log: { journal.add($0) }) { _, _ in }
        try await running([runner]) {
            _ = try await database.query("ALTER TABLE jobs RENAME TO hidden")
            try await eventually("told") {
                lanes.allSatisfy { lane in
                    journal.all.contains { $0.hasPrefix("The jobs of \(lane) cannot be read: ") }
                }
            }
            // It goes on asking.
            try await Task.sleep(for: .milliseconds(300))
            _ = try await database.query("ALTER TABLE hidden RENAME TO jobs")
            try await eventually("told of the end") {
                lanes.allSatisfy { journal.all.contains("The jobs of \($0) can be read again") }
            }
        }
        for lane in lanes {
            let count = journal.all.count { $0.hasPrefix("The jobs of \(lane) can") }
            #expect(count == 2, "\(lane): \(journal.all)")
        }
        await database.shutdown()
    }

    /// Signs of life are sent every 10 s while the database is away, perhaps for a night.
    @Test func `what keeps jobs from being kept is told once, and so is its end`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        let runner = runner(
            database, quick { $0.leaseMilliseconds = 90 }, log: { journal.add($0) }
        ) { _, _ in }
        func keeping() -> [String] { journal.all.filter { $0.contains("keep jobs") } }
        try await running([runner]) {
            _ = try await database.query("ALTER TABLE jobs RENAME TO hidden")
            try await eventually("told") { keeping().count == 1 }
            try await Task.sleep(for: .milliseconds(400))
            _ = try await database.query("ALTER TABLE hidden RENAME TO jobs")
            try await eventually("told of the end") { keeping().count == 2 }
        }
        #expect(keeping()[0].hasPrefix("Could not keep jobs: "))
        #expect(keeping()[1].hasPrefix("Could again keep jobs, after "))
        #expect(keeping().count == 2)
        await database.shutdown()
    }

    @Test func `what fails very often is not told each time`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        let count = JobsLimits.failuresToldMax + 5
        for _ in 0..<count { try await enqueue(Letter.self, in: database) }
        try await enqueue(Alarm.self, in: database)
        let tried = Journal()
        let runner = runner(database, quick { $0.slots = 8 }, log: { journal.add($0) }) { _, _ in
            tried.add("")
            throw Failed()
        }
        try await running([runner]) { try await eventually("tried") { tried.all.count > count } }
        let lines = journal.all.filter { $0.contains(" failed in attempt 1") }
        #expect(lines.count { $0.contains("The job letter ") } == JobsLimits.failuresToldMax)
        #expect(lines.count { $0.contains("The job alarm ") } == 1)
        await database.shutdown()
    }

    @Test(.crosses(\JobsLimits.Type.failuresToldMax))
    func `what was not told is counted, and begins anew`() async throws {
        let lines = FailureLines(period: .milliseconds(100))
        let told = (0..<JobsLimits.failuresToldMax + 7).map { _ in lines.tell("letter") }
        #expect(told.count(where: \.isTold) == JobsLimits.failuresToldMax)
        #expect(told.allSatisfy { $0.untold == 0 } && !told[told.count - 1].isTold)
        #expect(lines.tell("alarm") == (true, 0))
        try await Task.sleep(for: .milliseconds(150))
        #expect(lines.tell("letter") == (true, 7))
        #expect(lines.tell("letter") == (true, 0))
    }

    @Test func `what keeps jobs of some queues from being read is told beside others that run`()
        async throws
    {
        let database = try await jobsDatabase()
        let (journal, done) = (Journal(), Journal())
        func refuse(sqlState: String) async throws {
            let function = """
                CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE 'refused' USING ERRCODE = '\(sqlState)'; END $$
                """
            _ = try await database.query(Query(unescaped: function))
        }
        try await refuse(sqlState: "22012")
        _ = try await database.query(
            """
            CREATE TRIGGER refuse BEFORE UPDATE ON jobs FOR EACH ROW WHEN (NEW.queue = 'media')
            EXECUTE FUNCTION refuse()
            """)
        try await enqueue(Picture.self, "picture", in: database)
        let runner = runner(database, log: { journal.add($0) }) { text, _ in done.add(text) }
        try await running([runner]) {
            for (number, sqlState) in ["22012", "22004"].enumerated() {
                try await refuse(sqlState: sqlState)
                try await eventually("told of \(sqlState)") {
                    journal.all.contains { $0.contains(sqlState) }
                }
                // Both lanes are asked many times, of which one works.
                for part in 0..<5 {
                    try await enqueue("\(number) \(part)", in: database)
                    try await eventually("done") { done.all.count == 5 * number + part + 1 }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            _ = try await database.query("DROP TRIGGER refuse ON jobs")
            try await eventually("the picture is done") { done.all.contains("picture") }
        }
        let told = journal.all.filter { $0.hasPrefix("The jobs of media can") }
        #expect(told.count == 3 && told.count == journal.all.count, "\(journal.all)")
        #expect(told.last == "The jobs of media can be read again")
        await database.shutdown()
    }

    @Test func `a payload that cannot be read is dead at once, and nobody reads it`() async throws {
        let database = try await jobsDatabase()
        let log = Journal()
        for payload in ["{\"secret\":1}", "", "\u{0}"] {
            try await enqueue(in: database) { $0.payload = Array(payload.utf8) }
        }
        let runner = runner(database, log: { log.add($0) }) { _, _ in
            Issue.record("it was run")
        }
        try await running([runner]) { try await eventually("done") { try await isEmpty(database) } }
        let dead = try await JobLedger(database).dead(queue: nil, limit: 9)
        #expect(dead.map(\.attempts) == [1, 1, 1])
        #expect(Set(dead.map(\.error)) == ["the payload is none of errand"])
        #expect(!log.all.joined().contains("secret"))
        await database.shutdown()
    }

    @Test func `a kind or queue of another version waits for that version`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue("mine", in: database)
        for change in ["kind = 'unknown'", "queue = 'unknown'"] {
            let id = try await enqueue("theirs", in: database)
            _ = try await database.query(
                Query(unescaped: "UPDATE jobs SET \(change) WHERE id = \(id ?? 0)"))
        }
        let runner = runner(database) { text, _ in journal.add(text) }
        try await running([runner]) {
            try await eventually("done") { journal.all == ["mine"] }
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(journal.all == ["mine"])
        let left = try await JobLedger(database).counts()
        #expect(
            left.map { "\($0.queue) \($0.kind) \($0.waiting)" } == [
                "default unknown 1", "unknown errand 1",
            ])
        await database.shutdown()
    }

    @Test func `what is kept of an error shows none of its values`() {
        struct Holder: Error { let password = "secret" }
        enum Case: Error { case name(String), plain }
        #expect(shownReason(Holder()) == "Holder")
        #expect(shownReason(Case.name("secret")) == "Case.name")
        #expect(shownReason(Case.plain) == "Case.plain")
        #expect(shownReason(PermanentJobFailure("why")) == "why")
    }

    @Test func `pauses double up to an hour, with jitter`() {
        for (attempt, least) in [
            (1, 1_000), (2, 2_000), (5, 16_000), (13, 3_600_000), (99, 3_600_000),
        ] {
            let pauses = (0..<50).map { _ in JobRetries().pause(afterAttempt: attempt) }
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
        try await enqueue(in: database)
        // A worker that takes the job and is never heard of again.
        let table = JobTable(database: database)
        let taken = try await table.claim(
            kinds: [Errand.name], hand: Turns.Hand(queues: [.default], size: 1),
            lease: .milliseconds(300))
        #expect(taken.count == 1)
        let runner = runner(database, quick { $0.leaseMilliseconds = 300 }) { _, context in
            journal.add("attempt \(context.job.attempt)")
        }
        try await running([runner]) {
            try await eventually("done") { try await isEmpty(database) }
        }
        #expect(journal.all == ["attempt 2"])
        await database.shutdown()
    }

    @Test func `a long job is kept by signs of life`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue(in: database)
        let runners = (0..<2).map { _ in
            runner(database, quick { $0.leaseMilliseconds = 300 }) { _, context in
                journal.add("begin \(context.job.attempt)")
                try await Task.sleep(for: .milliseconds(1_200))
                journal.add("end")
            }
        }
        try await running(runners) { try await eventually("done") { try await isEmpty(database) } }
        #expect(journal.all == ["begin 1", "end"])
        await database.shutdown()
    }

    @Test func `a job that is taken away or takes too long is cancelled`() async throws {
        let database = try await jobsDatabase()
        let (begun, journal) = (Journal(), Journal())
        try await enqueue("stolen", in: database)
        try await enqueue(Hasty.self, "endless", in: database) { $0.attemptsMax = 1 }
        let runner = runner(
            database, quick { $0.leaseMilliseconds = 300 },
            giveUp: { text in
                try Task.checkCancellation()
                journal.add("give up \(text)")
            }
        ) { text, _ in
            begun.add(text)
            do {
                try await Task.sleep(for: .seconds(30))
            } catch {
                journal.add(text)
                throw error
            }
        }
        try await running([runner]) {
            try await eventually("both work") { Set(begun.all) == ["stolen", "endless"] }
            _ = try await database.query("DELETE FROM jobs WHERE kind = 'errand'")
            try await eventually("both are cancelled") {
                journal.all.sorted() == ["endless", "give up endless", "stolen"]
            }
            try await eventually("done") { try await isEmpty(database) }
        }
        #expect(try await JobLedger(database).dead(queue: nil, limit: 9).map(\.attempts) == [1])
        await database.shutdown()
    }

    @Test func `no more than so many run at once`() async throws {
        let database = try await jobsDatabase()
        let now = Mutex((running: 0, most: 0))
        for _ in 0..<30 { try await enqueue(in: database) }
        let runner = runner(database, quick { $0.slots = 3 }) { _, _ in
            now.withLock {
                $0.running += 1
                $0.most = max($0.most, $0.running)
            }
            try await Task.sleep(for: .milliseconds(50))
            now.withLock { $0.running -= 1 }
        }
        try await running([runner]) { try await eventually("done") { try await isEmpty(database) } }
        #expect(now.withLock { $0.most } == 3)
        await database.shutdown()
    }

    @Test func `a stop lets running jobs end`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        for _ in 0..<10 { try await enqueue(in: database) }
        let runner = runner(database, quick { $0.slots = 2 }) { _, _ in
            journal.add("begin")
            try await Task.sleep(for: .milliseconds(300))
            journal.add("end")
        }
        try await running([runner]) { try await eventually("begun") { journal.all.count == 2 } }
        #expect(journal.all == ["begin", "begin", "end", "end"])
        let left = try await counts(database)
        #expect(left.waiting == 8 && left.running == 0)
        await database.shutdown()
    }

    @Test func `a stop that waits too long gives jobs back`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue("polite", in: database)
        try await enqueue("deaf", in: database)
        let runner = runner(database, quick { $0.stopMilliseconds = 100 }) { text, _ in
            journal.add("begin")
            if text == "polite" { try await Task.sleep(for: .seconds(30)) }
            await Task { try? await Task.sleep(for: .seconds(3)) }.value
        }
        try await running([runner]) { try await eventually("begun") { journal.all.count == 2 } }
        #expect(try await counts(database).waiting == 2)
        await database.shutdown()
    }

    @Test func `cancelling the task stops the runner`() async throws {
        let database = try await jobsDatabase()
        let runner = runner(database) { _, _ in }
        let task = Task { await runner.run() }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await task.value
        await database.shutdown()
    }
}
