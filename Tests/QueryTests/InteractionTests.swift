import Events
import Foundation
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// What accounts say they did with posts of their feeds.
@Suite(.timeLimit(.minutes(5))) struct `Interactions with feeds` {
    @Test func `are kept with what the post was served by`() async throws {
        let scene = try await FeedScene()
        let tokens = try await scene.tokens(at: 0)
        #expect(tokens.count == 4)
        let servedAt = scene.now
        scene.town.clock.advance(seconds: 30)
        let told = servedAt + 12_000
        #expect(
            try await scene.record(
                tokens.map { ($0, .impression) } + [(tokens[1], .open)], at: told, seconds: 2.5,
                through: 1) == 5)
        let rows = try await scene.rows()
        #expect(rows.count == 5)
        // The order that memcached keeps is the one that was served.
        let services = scene.town.gateways[0]
        var bytes: [UInt8]?
        for _ in 0..<100 where bytes == nil {
            bytes = await services.tao.kept.value(of: .home(scene.viewer, servedAt), trips: Trips())
            try await Task.sleep(for: .milliseconds(5))
        }
        // All on one page: it is not kept, so it is made again, at the same moment.
        let context = RequestContext(scene.town.gateways[2], viewerID: scene.viewer)
        let order = try await context.graph.run {
            let found = try await context.homeCandidates(
                of: scene.viewer, at: servedAt, again: nil)
            return context.homeOrder(
                of: found, for: scene.viewer, RankingSession(), at: servedAt)
        }
        for (index, row) in rows.filter({ $0.int16(1) == 0 }).enumerated() {
            let item = order.items[index]
            #expect(ObjectID(rawValue: row.int64(0)) == item.post)
            #expect(row.int16(2) == Int16(FeedKind.home.number))
            #expect(row.int64(3) == servedAt && row.int64(4) == told)
            #expect(row.double(5) == 2.5 && row.int16(6) == Int16(index))
            #expect(UInt32(bitPattern: row.int32(7)) == order.scale.mark)
            #expect(!row.bool(8))
            #expect(RankingFeatures(halves: row.bytes(9), at: 0) == item.features)
        }
        let opened = try #require(rows.first { $0.int16(1) == 1 })
        #expect(opened.isNull(7) && opened.isNull(8) && opened.isNull(9))
    }

    @Test func `are counted once, by their own viewer, in time and unforged`() async throws {
        let scene = try await FeedScene()
        let tokens = try await scene.tokens()
        let other = scene.town.people[2]
        try await scene.town.follow(other, scene.author, true)
        let foreign = try await scene.tokens(.following, as: other)
        #expect(foreign.count == 4)
        var forged = Array(tokens[1].utf8)
        forged[20] = forged[20] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        let mixed = [
            tokens[0], tokens[0], foreign[0], String(decoding: forged, as: UTF8.self), "", "x",
        ].map { (token: $0, kind: FeedInteractionKind.impression) }
        #expect(try await scene.record(mixed) == 1)
        #expect(try await scene.record(mixed, through: 1) == 0)
        #expect(try await scene.record([(tokens[0], .open)], through: 1) == 1)
        // All at once, over both gateways.
        let counts = try await withThrowingTaskGroup(of: Int?.self) { group in
            for number in 0..<8 {
                group.addTask {
                    try await scene.record(
                        tokens[2...3].map { ($0, .profileOpen) }, through: number % 2)
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1 ?? -1) }
        }
        #expect(counts.reduce(0, +) == 2 && counts.filter { $0 == 2 }.count == 1)
        #expect(try await scene.rows().count == 4)
        // The same post in another feed is another edge.
        #expect(try await scene.record([(try await scene.tokens(.following)[0], .open)]) == 1)
        #expect(try await scene.record([(foreign[0], .impression)], as: other) == 1)
    }

    @Test(
        .crosses(
            \SocialLimits.trackingTokenMilliseconds, \SocialLimits.trackingSkewMilliseconds,
            \SocialLimits.dwellSecondsMax))
    func `are of the last day, at times that can be so`() async throws {
        let scene = try await FeedScene()
        let (begin, tokens) = (scene.now, try await scene.tokens())
        let limits = SocialLimits.standard
        scene.town.clock.advance(milliseconds: 60_000)
        for (index, (time, seconds)) in [
            (begin - 5_000, -4.0), (scene.now + 90_000_000, limits.dwellSecondsMax),
            (begin + 1, limits.dwellSecondsMax + 1),
        ].enumerated() {
            #expect(
                try await scene.record([(tokens[index], .impression)], at: time, seconds: seconds)
                    == 1)
        }
        let rows = try await scene.rows()
        #expect(rows.map { $0.int64(4) - begin } == [0, 60_000, 1])
        #expect(rows.map { $0.double(5) } == [0, limits.dwellSecondsMax, limits.dwellSecondsMax])
        // To the millisecond.
        scene.town.clock.advance(
            milliseconds: begin + limits.trackingTokenMilliseconds - scene.now)
        #expect(try await scene.record([(tokens[0], .click)]) == 1)
        scene.town.clock.advance(milliseconds: 1)
        #expect(try await scene.record([(tokens[1], .click)]) == 0)
        // Of a gateway whose clock is ahead.
        let services = scene.town.gateways[0]
        for (ahead, count) in [
            (limits.trackingSkewMilliseconds, 1), (limits.trackingSkewMilliseconds + 1, 0),
        ] {
            let token = services.trackingTokens.text(
                TrackingToken(
                    post: scene.posts[0], feed: .home, position: 0, servedAt: scene.now + ahead,
                    ranking: nil), for: scene.viewer)
            #expect(try await scene.record([(token, .open)]) == count)
        }
    }

    @Test(.crosses(\SocialLimits.interactionsPerCallMax))
    func `are a hundred of a call at most`() async throws {
        let scene = try await FeedScene()
        let tokens = try await scene.tokens()
        let max = SocialLimits.standard.interactionsPerCallMax
        let item = (token: tokens[0], kind: FeedInteractionKind.open)
        #expect(try await scene.record(Array(repeating: item, count: max + 1)) == nil)
        #expect(try await scene.rows().isEmpty)
        #expect(try await scene.record(Array(repeating: item, count: max)) == 1)
        #expect(try await scene.record([]) == 0)
    }

    @Test func `need a viewer`() async throws {
        let scene = try await FeedScene(posts: 0)
        let answer = try await scene.town.stage.ask(
            "mutation { feedInteractionsRecord(input: { interactions: [] }) { acceptedCount } }",
            as: nil, of: scene.town.gateways[0])
        #expect(answer.json.contains("UNAUTHENTICATED"))
    }

    /// However often a client asks for the feed and tells the same of it.
    @Test func `count once a day for a post and an account`() async throws {
        let scene = try await FeedScene(posts: 1)
        let post = scene.posts[0]
        for round in 0..<3 {
            scene.town.clock.advance(seconds: 60)
            let token = try await scene.tokens(at: round % 2)[0]
            #expect(
                try await scene.record([(token, .impression), (token, .profileOpen)]) == 2)
        }
        let counting = EngagementCounting(scene.town.gateways[0])
        try await counting.handle(try await scene.events())
        // A consumer that dies gets them again.
        try await EngagementCounting(scene.town.gateways[1]).handle(try await scene.events())
        // The profile is the author's: it says nothing of the post.
        #expect(
            try await scene.reception(post) == EngagementCount(engagements: 0, impressions: 1))
        let entry = try #require(try await scene.taste())
        #expect(entry.count.lately == EngagementCount(engagements: 1, impressions: 1))
        scene.town.clock.advance(hours: 24.5)
        let token = try await scene.tokens()[0]
        #expect(try await scene.record([(token, .impression)]) == 1)
        try await counting.handle(try await scene.events())
        #expect(try await scene.reception(post)?.impressions == 2)
    }

    /// One's own posts do not count, nor those that are gone.
    @Test func `count for posts of others that are there`() async throws {
        let scene = try await FeedScene(posts: 1)
        let own = try await scene.town.post(by: scene.viewer, hoursAgo: 1)
        let tokens = try await scene.tokens()
        #expect(try await scene.record(tokens.map { ($0, .impression) }) == 2)
        try await EngagementCounting(scene.town.gateways[0]).handle(try await scene.events())
        #expect(try await scene.reception(own) == nil)
        #expect(try await scene.reception(scene.posts[0])?.impressions == 1)
    }

    // MARK: Partitions

    @Test(.crosses(\SocialLimits.interactionDaysMax))
    func `are kept for some days, and go with their day`() async throws {
        let scene = try await FeedScene { $0.interactionDaysMax = 3 }
        let store = scene.town.gateways[0].interactions
        let tokens = try await scene.tokens()
        // No partition is there yet: it is made when it is needed, by whichever is first.
        async let one = scene.record([(tokens[0], .open)], through: 0)
        async let other = scene.record([(tokens[1], .open)], through: 1)
        #expect(try await (one, other) == (1, 1))
        let today = InteractionStore.Day(of: scene.now)
        #expect(try await store.days() == [today.digits])
        // Two gateways sweep at once.
        async let first = scene.town.gateways[0].sweepInteractions()
        async let second = scene.town.gateways[1].sweepInteractions()
        #expect(try await (first, second) == (0, 0))
        let ahead = SocialLimits.standard.interactionDaysAhead
        func digits(_ days: ClosedRange<Int>) -> Set<String> {
            Set(days.map { InteractionStore.Day(number: today.number + Int64($0)).digits })
        }
        #expect(try await store.days() == digits(-1...ahead))
        scene.town.clock.advance(hours: 3 * 24)
        #expect(try await scene.town.gateways[0].sweepInteractions() == 1)
        #expect(try await store.days() == digits(0...(3 + ahead)))
        #expect(try await scene.rows().count == 2)
        scene.town.clock.advance(hours: 24)
        #expect(try await scene.town.gateways[1].sweepInteractions() == 1)
        #expect(try await scene.rows().isEmpty)
    }

    /// Who reads the log for long keeps neither readers nor writers waiting.
    @Test func `wait for no reader of the log`() async throws {
        let scene = try await FeedScene()
        let tokens = try await scene.tokens()
        #expect(try await scene.record([(tokens[0], .open)]) == 1)
        let (isRead, reads) = AsyncStream.makeStream(of: Void.self)
        let (isOver, over) = AsyncStream.makeStream(of: Void.self)
        let reading = Task {
            try await scene.town.stage.database.transaction { transaction in
                _ = try await transaction.query("SELECT count(*) FROM feed_interactions")
                reads.finish()
                for await _ in isOver {}
            }
        }
        for await _ in isRead {}
        let begin = ContinuousClock.now
        let sweeping = Task { try await scene.town.gateways[0].sweepInteractions() }
        #expect(try await scene.record([(tokens[1], .open)], through: 1) == 1)
        await #expect(throws: PostgresError.self) { try await sweeping.value }
        #expect(ContinuousClock.now - begin < .seconds(5))
        over.finish()
        try await reading.value
        #expect(try await scene.town.gateways[0].sweepInteractions() == 0)
    }
}
