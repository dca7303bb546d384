import Postgres
import Synchronization
import Testing

@testable import Jobs

/// Which job comes first, and who is woken for it.
@Suite(.serialized) struct `Queues` {
    private static let shared: [any WorkKind.Type] = [
        Alarm.self, Like.self, Errand.self, Digest.self,
    ]

    /// In which order a runner with one slot does so many jobs of each kind.
    private func order(_ count: Int, _ kinds: [any WorkKind.Type]) async throws -> [String] {
        let database = try await jobsDatabase()
        for kind in kinds {
            _ = try await database.pipeline(
                (0..<count).map { _ in try kind.job(kind.name).query })
        }
        let journal = Journal()
        let runner = runner(database, quick { $0.slots = 1 }) { text, _ in journal.add(text) }
        try await running([runner]) { try await eventually("done") { try await isEmpty(database) } }
        await database.shutdown()
        try #require(journal.all.count == count * kinds.count)
        return journal.all
    }

    @Test func `a more urgent job comes first`() async throws {
        #expect(
            try await order(2, [Digest.self, Errand.self, Like.self, Alarm.self])
                == ["alarm", "alarm", "like", "like", "errand", "errand", "digest", "digest"])
    }

    @Test func `every tenth job is a less urgent one, of each queue in turn`() async throws {
        let order = try await order(100, Self.shared)
        let tenths = stride(from: 9, to: 100, by: 10).map { order[$0] }
        #expect(
            tenths == [
                "like", "errand", "digest", "like", "errand", "digest", "like", "errand", "digest",
                "like",
            ])
        #expect(order.prefix(100).count { $0 == "alarm" } == 90)
        #expect(order.count == 400)
    }

    @Test func `the share of a queue that is empty goes to the next`() async throws {
        let order = try await order(40, [Alarm.self, Digest.self])
        #expect(
            order.prefix(40).enumerated().filter { $0.element == "digest" }.map(\.offset)
                == [9, 19, 29, 39])
        // When nothing urgent is left, nothing is held back.
        #expect(order.suffix(36).allSatisfy { $0 == "digest" })
    }

    @Test func `hands end where a share begins`() {
        var turns = Turns([.critical, .low])
        #expect(turns.hand(of: 32) == Turns.Hand(queues: [.critical, .low], size: 9))
        turns.took(4)
        #expect(turns.hand(of: 3) == Turns.Hand(queues: [.critical, .low], size: 3))
        #expect(turns.hand(of: 9) == Turns.Hand(queues: [.critical, .low], size: 5))
        turns.took(5)
        #expect(turns.hand(of: 9) == Turns.Hand(queues: [.low, .critical], size: 1))
        turns.took(1)
        #expect(turns.hand(of: 1) == Turns.Hand(queues: [.critical, .low], size: 1))
        #expect(Turns([.media]).hand(of: 32) == Turns.Hand(queues: [.media], size: 32))
    }

    @Test func `pictures never hold a slot of the others`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        for _ in 0..<5 { try await enqueue(Picture.self, "picture", in: database) }
        let runner = runner(
            database,
            quick {
                $0.slots = 1
                $0.stopMilliseconds = 0
            }
        ) { text, _ in
            journal.add(text)
            if text == "picture" { try await Task.sleep(for: .seconds(60)) }
        }
        try await running([runner]) {
            try await eventually("begun") { journal.all == ["picture"] }
            try await enqueue(Alarm.self, "alarm", in: database)
            try await eventually("urgent") { journal.all == ["picture", "alarm"] }
        }
        let left = try await counts(database)
        #expect(left.waiting == 5 && left.running == 0)
        await database.shutdown()
    }

    @Test(arguments: [1, 2, 5])
    func `what may wait for strangers holds no slot of the others`(slots: Int) async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        for _ in 0..<9 { try await enqueue(Letter.self, "letter", in: database) }
        for number in 0..<9 {
            let kind: any WorkKind.Type = number % 2 == 0 ? Alarm.self : Digest.self
            try await enqueue(kind, "other", in: database)
        }
        let runner = runner(
            database,
            quick {
                $0.slots = slots
                $0.stopMilliseconds = 0
            }
        ) { text, _ in
            journal.add(text)
            if text == "letter" { try await Task.sleep(for: .seconds(60)) }
        }
        func count(_ text: String) -> Int { journal.all.count { $0 == text } }
        try await running([runner]) {
            try await eventually("all others") { count("other") == 9 }
            try await eventually("their part") { count("letter") == max(1, slots / 2) }
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(count("letter") == max(1, slots / 2))
        await database.shutdown()
    }

    @Test func `places are free again when a job has ended`() async throws {
        let database = try await jobsDatabase()
        let now = Mutex((running: 0, most: 0, done: 0))
        for _ in 0..<20 { try await enqueue(Letter.self, in: database) }
        let runner = runner(database, quick { $0.slots = 6 }) { _, _ in
            now.withLock {
                $0.running += 1
                $0.most = max($0.most, $0.running)
            }
            try await Task.sleep(for: .milliseconds(20))
            now.withLock {
                $0.running -= 1
                $0.done += 1
            }
        }
        try await running([runner]) { try await eventually("done") { try await isEmpty(database) } }
        #expect(now.withLock { $0.most } == 3 && now.withLock { $0.done } == 20)
        await database.shutdown()
    }

    @Test func `only the queues that were asked for are worked on`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        for kind in Self.shared + [Picture.self] {
            try await enqueue(kind, kind.name, in: database)
        }
        let runner = runner(database, quick { $0.queues = [.low, .critical] }) { text, _ in
            journal.add(text)
        }
        try await running([runner]) {
            try await eventually("done") { journal.all.count == 2 }
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(Set(journal.all) == ["alarm", "digest"])
        #expect(try await counts(database).waiting == 3)
        await database.shutdown()
    }

    /// Who finds a job is known by which others it has found too.
    @Test(arguments: [true, false])
    func `a ring wakes those who work on the queue, and nobody else`(isOwn: Bool) async throws {
        let database = try await jobsDatabase()
        let other = try Database(database.configuration)
        let journal = Journal()
        let bell = JobBell(database: database)
        let runners = [[Queue.critical], [.low], [.media]].map { queues in
            runner(
                database,
                quick {
                    $0.queues = Set(queues)
                    $0.pollMilliseconds = 600_000
                }, bell: bell
            ) { text, _ in journal.add(text) }
        }
        try await running(runners) {
            // Until all of them have looked for themselves, and hear.
            try await Task.sleep(for: .milliseconds(500))
            for kind in [Alarm.self, Digest.self, Picture.self] as [any WorkKind.Type] {
                try await enqueue(kind, kind.name, in: database)
            }
            let ringer = isOwn ? bell : JobBell(database: other)
            let clock = ContinuousClock()
            for (count, queue, text) in [(1, Queue.low, "digest"), (2, .critical, "alarm")] {
                let time = try await clock.measure {
                    ringer.ring(queue)
                    try await eventually("woken") { journal.all.count == count }
                }
                #expect(time < .seconds(1))
                try await Task.sleep(for: .milliseconds(300))
                #expect(journal.all.count == count && journal.all.last == text)
            }
        }
        #expect(try await counts(database).waiting == 1)
        await other.shutdown()
        await database.shutdown()
    }

    @Test func `many rings are told in few statements`() async throws {
        let database = try await jobsDatabase()
        let heard = Journal()
        let listener = try #require(
            try database.listen(to: [Queue.high.channel]) { heard.add($0?.payload ?? "connected") })
        try await eventually("listening") { heard.all == ["connected"] }
        let bell = JobBell(database: database)
        for _ in 0..<500 { bell.ring(.high) }
        bell.ring(.low)
        try await Task.sleep(for: .milliseconds(300))
        let rings = heard.all.dropFirst()
        #expect((1...5).contains(rings.count) && rings.allSatisfy { $0 == bell.name })
        listener.close()
        await database.shutdown()
    }
}
