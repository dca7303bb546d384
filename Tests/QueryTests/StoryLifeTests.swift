import GraphQL
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// A story from its making to its end.
@Suite(.timeLimit(.minutes(5))) struct `A story` {
    private func status(
        of id: String, as viewer: String, on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String? {
        let answer = try await stage.json(
            "{ node(id: \"\(id)\") { ... on Story { status } } }", as: viewer, through: cache)
        return JSONText.strings("status", in: answer).first
    }

    @Test func `lives for a day from its publication, whenever it was made`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let cache = Stage.freshNamespace()
        let services = try await stage.services(cache)
        let (id, photo) = try await stage.story(.processing, through: cache)
        let mine = """
            { viewer { pendingStories { nodes { id status expiresAt } }
                user { storyTray { stories { id } } } } }
            """
        let waiting = try await stage.json(mine, through: cache)
        #expect(JSONText.strings("status", in: waiting) == ["PROCESSING"])
        #expect(try await status(of: id, as: "bob", on: stage, through: cache) == nil)
        clock.advance(hours: 5)
        try await stage.settle(photo, .ready, by: services)
        let published = try await stage.json(
            "{ node(id: \"\(id)\") { ... on Story { status createdAt expiresAt } } }",
            through: cache)
        let now = clock.wallClock.milliseconds
        let (begin, end) = (
            DateTime(milliseconds: now), DateTime(milliseconds: now + 24 * 3_600_000)
        )
        #expect(JSONText.strings("status", in: published) == ["PUBLISHED"])
        #expect(JSONText.strings("createdAt", in: published) == [begin.text])
        #expect(JSONText.strings("expiresAt", in: published) == [end.text])
        #expect(
            try await stage.json(mine, through: cache).contains(#""pendingStories":{"nodes":[]}"#))
        #expect(try await stage.json(mine, through: cache).contains(id), "in the tray")

        // To the millisecond, whatever is cached.
        clock.advance(milliseconds: 24 * 3_600_000 - 1)
        for viewer in ["alice", "bob"] {
            let last = try await status(of: id, as: viewer, on: stage, through: cache)
            #expect(last == "PUBLISHED")
        }
        clock.advance(milliseconds: 1)
        #expect(try await status(of: id, as: "alice", on: stage, through: cache) == "EXPIRED")
        #expect(try await status(of: id, as: "bob", on: stage, through: cache) == nil)
        #expect(try await !stage.json(mine, through: cache).contains(id))
        let tray = try await stage.json(
            "{ user(username: \"alice\") { storyTray { stories { id } } } }", as: "bob",
            through: cache)
        #expect(tray.contains(#""storyTray":null"#))
    }

    /// Two gateways of which one's machine is two seconds behind and the other's two ahead.
    @Test func `ends at one moment everywhere`() async throws {
        let stage = try await Stage(.standard, clock: .system)
        let cache = Stage.freshNamespace()
        var limits = SocialLimits.standard
        limits.storyLifetimeMilliseconds = 3_000
        var gateways: [SocialServices] = []
        for skew in [-2_000_000, 2_000_000] as [Int64] {
            let clock = StoreClock(database: stage.database) {
                WallClock.systemMicroseconds + skew
            }
            try await clock.measure()
            gateways.append(
                try await stage.makeServices(cache, limits: limits, clock: clock.clock))
        }
        let photo = try await stage.photo(of: "alice", .ready)
        let query = """
            mutation { storyCreate(input: { mediaId: "\(photo.text)", audience: EVERYONE }) {
              story { id expiresAt } } }
            """
        let made = try await stage.ask(query, as: stage.named("alice").object, of: gateways[0])
        let id = try #require(JSONText.strings("id", in: made.json).first, "\(made.json)")
        let text = try #require(JSONText.strings("expiresAt", in: made.json).first)
        let end = try #require(DateTime(text)).milliseconds
        // What two clocks may differ by when each was asked for once.
        let tolerance: Int64 = 20
        var counts = [[0, 0], [0, 0]]
        while WallClock.system.milliseconds < end + 300 {
            for (number, gateway) in gateways.enumerated() {
                let begun = WallClock.system.milliseconds
                let answer = try await stage.ask(
                    "{ node(id: \"\(id)\") { id } }", as: stage.named("bob").object, of: gateway)
                let isShown = answer.json.contains(id)
                let isRight =
                    isShown
                    ? begun < end + tolerance : WallClock.system.milliseconds > end - tolerance
                #expect(isRight, "gateway \(number), \(begun - end) ms from the end: \(isShown)")
                counts[number][isShown ? 0 : 1] += 1
            }
        }
        print("a story was shown and hidden \(counts) times around its end")
        #expect(counts.allSatisfy { $0.allSatisfy { $0 > 0 } })
    }

    @Test func `that cannot be read is listed, and tried again or deleted`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        let (id, photo) = try await stage.story(.processing)
        try await stage.settle(photo, .failed, .damaged, by: services)
        let pending = """
            { viewer { pendingStories { nodes { id status createdAt failure { code canRetry } } } } }
            """
        let failed = try await stage.json(pending)
        #expect(failed.contains(#""status":"FAILED""#) && failed.contains(#""code":"DAMAGED""#))
        #expect(try await status(of: id, as: "bob", on: stage) == nil)

        // The same bytes would fail again; another photo may do.
        let same = try await stage.mutate("storyRetry", "storyId: \"\(id)\"", "story { status }")
        #expect(same.contains("BAD_MEDIA") && same.contains(#"["input","mediaId"]"#), "\(same)")
        let used = try await stage.mutate(
            "storyRetry", "storyId: \"\(id)\", mediaId: \"\(stage.id("alice.post.1.photo.1"))\"")
        #expect(used.contains("BAD_MEDIA"))
        let others = try await stage.mutate("storyRetry", "storyId: \"\(id)\"", as: "bob")
        #expect(others.contains("NOT_FOUND"))
        let spare = try await stage.photo(of: "alice", .ready)
        let retried = try await stage.mutate(
            "storyRetry", "storyId: \"\(id)\", mediaId: \"\(spare.text)\"", "story { status }")
        #expect(retried.contains("PUBLISHED"), "\(retried)")
        #expect(try await stage.json(pending).contains(#""nodes":[]"#))
        #expect(try await status(of: id, as: "bob", on: stage) == "PUBLISHED")
        let again = try await stage.mutate("storyRetry", "storyId: \"\(id)\"")
        #expect(again.contains("WRONG_STATUS"))
        // The photo that failed goes.
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        let isGone = try await stage.work(services) {
            try await services.tao.stored.loadUnfiltered(each: [photo])[0].get() == nil
        }
        #expect(isGone)

        let (other, lost) = try await stage.story(.processing)
        try await stage.settle(lost, .failed, .damaged, by: services)
        let deleted = try await stage.mutate("storyDelete", "storyId: \"\(other)\"")
        #expect(deleted.contains(#""userErrors":[]"#))
        #expect(try await stage.json(pending).contains(#""nodes":[]"#))
    }

    @Test func `that failed by a fault of ours is tried again with its photo`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let services = try await stage.services(.off)
        let (id, photo) = try await stage.story(.processing)
        try await stage.settle(photo, .failed, .internal, by: services)
        clock.advance(hours: 30)
        let retried = try await stage.mutate(
            "storyRetry", "storyId: \"\(id)\"", "story { status createdAt }")
        #expect(retried.contains("PROCESSING"), "\(retried)")
        let now = DateTime(milliseconds: clock.wallClock.milliseconds).text
        #expect(JSONText.strings("createdAt", in: retried) == [now], "it counts as made now")
        let jobs = try await stage.database.query(
            "SELECT 1 FROM jobs WHERE kind = 'media.process' AND state = 0")
        #expect(jobs.count == 1)
        try await stage.settle(photo, .ready, by: services)
        #expect(try await status(of: id, as: "bob", on: stage) == "PUBLISHED")
    }

    @Test func `is deleted at once in every process`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let other = try await stage.makeServices(cache)
        let (id, _) = try await stage.story(.ready, through: cache)
        let query =
            "{ node(id: \"\(id)\") { id } user(username: \"alice\") { storyTray { stories { id } } } }"
        func shown(to viewer: String) async throws -> Bool {
            let answer = try await stage.ask(query, as: stage.named(viewer).object, of: other)
            #expect(answer.failures == [])
            return answer.json.contains(id)
        }
        for viewer in ["alice", "bob"] { #expect(try await shown(to: viewer)) }
        _ = try await stage.mutate("storyDelete", "storyId: \"\(id)\"", through: cache)
        for viewer in ["alice", "bob"] { #expect(try await !shown(to: viewer)) }
    }

    /// The times of the stories of one account are different, and in the order in which they could be seen.
    @Test func `has a time that no other of its author has`() async throws {
        let stage = try await Stage(.standard)
        var photos: [String] = []
        for _ in 0..<12 { photos.append(try await stage.photo(of: "alice", .ready).text) }
        try await withThrowingTaskGroup(of: String.self) { group in
            for photo in photos {
                group.addTask {
                    try await stage.mutate(
                        "storyCreate", "mediaId: \"\(photo)\"", "story { createdAt }")
                }
            }
            for try await answer in group {
                #expect(answer.contains(#""userErrors":[]"#), "\(answer)")
            }
        }
        let list = try await stage.services(.off).tao.stored.lists([
            RangeQuery(stage.named("alice").object, AssociationTypes.activeStory, limit: 100)
        ])[0].associations
        #expect(Set(list.map(\.time)).count == list.count && list.count == 15)
    }
}
