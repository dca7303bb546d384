import Foundation
import GraphQL
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

private let veryMany = ProcessInfo.processInfo.environment["TINTYPE_STORIES"].flatMap { Int($0) }

/// What becomes of stories that are over.
@Suite(.timeLimit(.minutes(veryMany == nil ? 5 : 60))) struct `Stories that are over` {
    private static let mine = """
        { viewer { archivedStories { nodes {
            text status viewCount viewers { totalCount nodes { username } } } } } }
        """

    private func setArchive(_ isOn: Bool, on stage: Stage) async throws {
        let answer = try await stage.mutate(
            "settingsUpdate", "content: { archiveStories: \(isOn) }")
        #expect(answer.contains(#""userErrors":[]"#))
    }

    private func stage() async throws -> (stage: Stage, clock: MovableClock, cache: Stage.Cache) {
        let clock = MovableClock()
        var world = SmallWorld()
        for name in ["alice", "bob", "carol"] { world.person(name, name) }
        for name in ["bob", "carol"] { world.follow(name, "alice") }
        for number in 1...3 { world.story(by: "alice", hoursAgo: 2, "No. \(number)") }
        world.view("alice.story.2", by: "bob", hoursAgo: 1.5)
        world.view("alice.story.2", by: "carol", hoursAgo: 1)
        world.view("alice.story.3", by: "carol", hoursAgo: 1)
        return (try await Stage(world, clock: clock.wallClock), clock, Stage.freshNamespace())
    }

    /// Rows that name any of the stories or their photos, and marks of who has watched how far.
    private func left(on stage: Stage) async throws -> Int {
        let ids = stage.names.filter { $0.key.contains(".story.") }.map(\.value.object.rawValue)
        return try await stage.database.query(
            """
            SELECT id FROM objects WHERE id = ANY(\(ids))
            UNION ALL SELECT id1 FROM associations
                WHERE id1 = ANY(\(ids)) OR id2 = ANY(\(ids)) OR type IN (82, 83)
            UNION ALL SELECT id1 FROM association_counts WHERE id1 = ANY(\(ids))
            UNION ALL SELECT story FROM story_deadlines
            UNION ALL SELECT media FROM blob_uses WHERE media = ANY(\(ids))
            """
        ).count
    }

    @Test func `are in the archive of their author, and of nobody else`() async throws {
        let (stage, clock, cache) = try await stage()
        let sweeper = StorySweeper(try await stage.services(cache))
        #expect(try await sweeper.run() == StorySweeper.Swept())
        clock.advance(hours: 22)
        #expect(try await stage.json(Self.mine, through: cache).contains(#""nodes":[]"#))
        #expect(try await sweeper.run() == StorySweeper.Swept(archived: 3))
        #expect(try await sweeper.run() == StorySweeper.Swept())
        let archive = try await stage.json(Self.mine, through: cache)
        #expect(JSONText.strings("text", in: archive) == ["No. 3", "No. 2", "No. 1"])
        #expect(JSONText.strings("status", in: archive) == ["EXPIRED", "EXPIRED", "EXPIRED"])
        #expect(
            JSONText.strings("username", in: archive) == ["carol", "carol", "bob"], "newest first")
        let id = stage.id("alice.story.2")
        let node = try await stage.json("{ node(id: \"\(id)\") { id } }", as: "bob", through: cache)
        #expect(!node.contains(id))
        _ = try await stage.mutate("storyDelete", "storyId: \"\(id)\"", through: cache)
        let rest = try await stage.json(Self.mine, through: cache)
        #expect(JSONText.strings("text", in: rest) == ["No. 3", "No. 1"])
    }

    @Test(.crosses(\SocialLimits.storyViewsMilliseconds))
    func `keep who has seen them for two days, and how many for ever`() async throws {
        let (stage, clock, cache) = try await stage()
        let sweeper = StorySweeper(try await stage.services(cache))
        clock.advance(hours: 46)
        clock.advance(milliseconds: -1)
        _ = try await sweeper.run()
        let late = try await stage.json(Self.mine, through: cache)
        #expect(JSONText.strings("username", in: late).count == 3)
        // By the clock, whether or not anything has been swept.
        clock.advance(milliseconds: 1)
        for _ in 0..<2 {
            let over = try await stage.json(Self.mine, through: cache)
            #expect(over.ranges(of: #""viewers":null"#).count == 3, "\(over)")
            let counts = over.matches(of: /"viewCount":([0-9]+)/).map { $0.1 }
            #expect(counts == ["1", "2", "0"])
            _ = try await sweeper.run()
        }
        let services = try await stage.services(cache)
        let views = try await services.tao.stored.counts(
            AssociationTypes.viewedBy, of: (1...3).map { stage.named("alice.story.\($0)").object })
        #expect(try views.allSatisfy { try $0.get() == 0 })
        let seen = try await services.tao.stored.lists(
            ["bob", "carol"].map {
                RangeQuery(stage.named($0).object, AssociationTypes.seenStories, limit: 9)
            })
        #expect(seen.allSatisfy { $0.associations.isEmpty }, "how far they have watched")
    }

    @Test func `leave nothing after two days where there is no archive`() async throws {
        let (stage, clock, cache) = try await stage()
        let services = try await stage.services(cache)
        try await setArchive(false, on: stage)
        clock.advance(hours: 22)
        #expect(try await StorySweeper(services).run() == StorySweeper.Swept())
        #expect(try await stage.json(Self.mine, through: cache).contains(#""nodes":[]"#))
        // One that the author deletes leaves the marks of those who have watched it to the others.
        _ = try await stage.mutate(
            "storyDelete", "storyId: \"\(stage.id("alice.story.3"))\"", through: cache)
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        let deleted = stage.named("alice.story.3").object
        let isGone = try await stage.work(services) {
            try await services.tao.stored.loadUnfiltered(each: [deleted])[0].get() == nil
        }
        #expect(isGone)
        clock.advance(hours: 25)
        #expect(try await StorySweeper(services).run() == StorySweeper.Swept(removed: 2))
        let isClean = try await stage.work(services) { try await left(on: stage) == 0 }
        let rest = try await left(on: stage)
        #expect(isClean, "\(rest) rows")
        for report in [
            try await Verifier(services.tao, repairs: false).counts(),
            try await Verifier(services.tao, repairs: false).inverses(),
        ] {
            #expect(!report.hasLookedAtNothing && report.faultCount == 0, "\(report.examples)")
        }
    }

    @Test func `are kept by whom comes to want an archive, and not by who no longer does`()
        async throws
    {
        let (stage, clock, cache) = try await stage()
        let sweeper = StorySweeper(try await stage.services(cache))
        try await setArchive(false, on: stage)
        clock.advance(hours: 23)
        _ = try await sweeper.run()
        try await setArchive(true, on: stage)
        clock.advance(hours: 24)
        #expect(try await sweeper.run() == StorySweeper.Swept(forgotten: 3))
        #expect(JSONText.strings("text", in: try await stage.json(Self.mine)).count == 3)
    }

    // MARK: Very many

    /// Some hundred, unless TINTYPE_STORIES says how many.
    @Test(.crosses(\SocialLimits.storiesSweptMax))
    func `are removed by several workers, without a long statement`() async throws {
        let count = veryMany ?? 400
        var world = SmallWorld()
        for name in ["alice", "bob"] { world.person(name, name) }
        for _ in 0..<count { world.story(by: "alice", hoursAgo: 1) }
        world.view("alice.story.1", by: "bob", hoursAgo: 0.5)
        let clock = MovableClock()
        let stage = try await Stage(world, clock: clock.wallClock)
        try await setArchive(false, on: stage)
        clock.advance(hours: 48)
        // Those of a worker that was lost with its rows come again.
        let services = try await stage.services(.off)
        let limits = services.limits
        #expect(count > limits.storiesSweptMax)
        for _ in 0..<2 {
            let taken = try await services.storyDeadlines.claim(
                .active, publishedUntil: clock.wallClock.milliseconds,
                limit: limits.storiesSweptMax, leaseMilliseconds: 300)
            #expect(taken.count == limits.storiesSweptMax)
        }
        // A statement that takes longer fails, and with it the sweep of its story.
        var configuration = DatabaseConfiguration(url: stage.databaseURL)
        configuration.statementTimeoutMilliseconds = 1_000
        let database = try Database(configuration)
        let begin = ContinuousClock.now
        var removed = 0
        for _ in 0..<100 where removed < count {
            removed += try await sweepByTwo(stage, database)
            try await Task.sleep(for: .milliseconds(100))
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        print("\(count) expired stories removed in \(seconds) s, no statement took a second")
        #expect(removed == count)
        #expect(try await left(on: stage) == 0)
    }

    /// - Returns: how many stories two workers have removed.
    private func sweepByTwo(_ stage: Stage, _ database: Database) async throws -> Int {
        var removed = 0
        try await withThrowingTaskGroup(of: StorySweeper.Swept.self) { group in
            for _ in 0..<2 {
                let services = try await stage.makeServices(
                    .off,
                    tao: TAO(
                        types: .social(.standard), database: database, cache: nil,
                        clock: stage.clock), on: database)
                group.addTask { try await StorySweeper(services).run() }
            }
            for try await swept in group {
                #expect(swept.failed == 0)
                removed += swept.removed
            }
        }
        return removed
    }
}
