import Foundation
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// HOME, scrolled to its end while everything changes. `TINTYPE_HOME_SESSIONS=10000` tries so many sessions.
@Suite(.timeLimit(.minutes(10))) struct `A scroll of HOME` {
    private static let sessions =
        ProcessInfo.processInfo.environment["TINTYPE_HOME_SESSIONS"].flatMap(Int.init) ?? 60

    private static func town(
        _ change: (inout SocialLimits) -> Void = { _ in }
    ) async throws -> FeedTown {
        try await FeedTown(people: 8, pushedMax: 5) { limits in
            limits.homeCandidatesMax = 9
            limits.homeCandidatesMin = 4
            limits.newItemsMax = 5
            change(&limits)
        }
    }

    /// What a session has seen.
    private struct Session {
        var shown: [ObjectID] = []
        /// What FOLLOWING would have shown at every page.
        var lasting: Set<ObjectID>?
        var generatedAt: Int64?
        var start: ListPosition?
    }

    private static func page(
        _ town: FeedTown, of viewer: ObjectID, _ gateway: Int, _ count: Int,
        from start: ListPosition?
    ) async throws -> Page<Post> {
        let services = town.gateways[gateway]
        let context = RequestContext(services, viewerID: viewer)
        return try await context.graph.run {
            // Through its cursor, as clients do.
            let list = ListName.home.of(viewer)
            let place = try start.map {
                try services.cursors.position(services.cursors.text($0, in: list), in: list)
            }
            return try await context.homeFeed(
                of: viewer,
                PageArguments(
                    FeedItemsArguments(first: count, after: nil), limits: services.limits),
                from: place, RankingSession())
        }
    }

    /// When posts were published.
    private static func times(_ town: FeedTown) async throws -> [ObjectID: Int64] {
        let rows = try await town.stage.database.query(
            "SELECT id2, time FROM associations WHERE type = \(AssociationTypes.authored.id)")
        return Dictionary(rows.map { (ObjectID(rawValue: $0.int64(0)), $0.int64(1)) }) { $1 }
    }

    /// Loses the order of a scroll, or puts something else in its place.
    private static func evict(_ town: FeedTown, _ viewer: ObjectID, _ time: Int64) {
        for services in town.gateways {
            services.tao.kept.keep(
                [1, 2, 3], as: .home(viewer, time), seconds: 60)
        }
    }

    @Test(
        .crosses(
            \SocialLimits.homeCandidatesMax, \SocialLimits.homeCandidatesMin,
            \SocialLimits.newItemsMax))
    func `repeats nothing and misses nothing, whatever happens between its pages`() async throws {
        let town = try await Self.town()
        var chance = SystemRandomNumberGenerator()
        for _ in 0..<60 { _ = try await town.act(&chance) }
        var counts = (ranked: 0, later: 0, lost: 0, new: 0)
        for number in 0..<Self.sessions {
            let viewer = town.people.randomElement(using: &chance) ?? town.people[0]
            var session = Session()
            var told: [String] = []
            var hasNext = true
            while hasNext {
                // What is not pushed yet is in neither feed.
                try await town.drain()
                let page = try await Self.page(
                    town, of: viewer, Int.random(in: 0..<3, using: &chance),
                    Int.random(in: 1...7, using: &chance), from: session.start)
                let times = try await Self.times(town)
                let expected = Set(try await town.expected(of: viewer))
                try await Self.check(page, &session, expected, times, town, viewer, told)
                counts.ranked += page.items.count { $0.feed != nil }
                counts.later += page.items.count { $0.feed == nil }
                hasNext = page.hasNext
                for _ in 0..<Int.random(in: 0...3, using: &chance) {
                    told.append(try await town.act(&chance))
                    counts.new += 1
                }
                if Int.random(in: 0..<3, using: &chance) == 0, let time = session.generatedAt {
                    if Bool.random(using: &chance) { town.clock.advance(seconds: 16 * 60) }
                    Self.evict(town, viewer, time)
                    counts.lost += 1
                    told.append("evicted")
                }
            }
            let missing = (session.lasting ?? []).subtracting(session.shown)
            let times = try await Self.times(town)
            let due = missing.filter { times[$0] ?? .max <= session.generatedAt ?? 0 }
            try #require(
                due.isEmpty,
                "session \(number) of \(viewer): \(due)\n\(told.joined(separator: "\n"))")
        }
        // Else nothing was tried.
        #expect(counts.ranked > 0 && counts.later > 0 && counts.lost > 0 && counts.new > 0)
    }

    private static func check(
        _ page: Page<Post>, _ session: inout Session, _ expected: Set<ObjectID>,
        _ times: [ObjectID: Int64], _ town: FeedTown, _ viewer: ObjectID, _ told: [String]
    ) async throws {
        let ids = page.items.map(\.node.id)
        let all = session.shown + ids
        try #require(Set(all).count == all.count, "twice\n\(told.joined(separator: "\n"))")
        for item in page.items where item.feed?.item.isOrganic != false {
            #expect(expected.contains(item.node.id), "what FOLLOWING does not show")
            #expect(times[item.node.id] ?? .max <= page.generatedAt ?? 0, "from later")
        }
        if let generatedAt = session.generatedAt { #expect(page.generatedAt == generatedAt) }
        let generatedAt = try #require(page.generatedAt)
        session.generatedAt = generatedAt
        session.shown = all
        session.start = page.items.last?.position ?? session.start
        session.lasting = session.lasting.map { $0.intersection(expected) } ?? expected
        let services = town.gateways[2]
        let context = RequestContext(services, viewerID: viewer)
        let new = try await context.graph.run {
            try await context.newItemCount(of: viewer, since: generatedAt)
        }
        let due = expected.count { times[$0] ?? 0 > generatedAt }
        #expect(new == min(due, services.limits.newItemsMax))
    }

    /// It may see what it has archived; HOME shows it no more.
    @Test func `leaves out what its viewer has archived between its pages`() async throws {
        let town = try await Self.town()
        let viewer = town.people[0]
        var posts: [ObjectID] = []
        for _ in 0..<6 { posts.append(try await town.post(by: viewer, hoursAgo: 1)) }
        let first = try await Self.page(town, of: viewer, 0, 2, from: nil)
        let shown = first.items.map(\.node.id)
        #expect(shown.count == 2 && first.items.allSatisfy { $0.feed != nil })
        let left = posts.filter { !shown.contains($0) }
        for post in left.dropLast() {
            let id = GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.post, post))
            try await town.mutate("postArchive(input: { postId: \"\(id)\" })", as: viewer)
        }
        let second = try await Self.page(
            town, of: viewer, 1, 10, from: try #require(first.items.last?.position))
        #expect(second.items.map(\.node.id) == [left[left.count - 1]])
    }

    @Test func `is the newest first where recency alone counts`() async throws {
        let town = try await Self.town()
        let viewer = town.people[0]
        for author in town.people[1...4] {
            try await town.follow(viewer, author, true)
            for _ in 0..<3 {
                _ = try await town.post(by: author, hoursAgo: Double.random(in: 0...60))
            }
        }
        let zero = RankingSignal.allCases.filter { $0 != .recency }
            .map { "{ signal: \($0.rawValue), factor: 0 }" }.joined(separator: ", ")
        try await town.mutate(
            "settingsUpdate(input: { feed: { rankingPreferences: [\(zero)] } })", as: viewer)
        var shown: [ObjectID] = []
        var start: ListPosition?
        var page: Page<Post>
        repeat {
            page = try await Self.page(town, of: viewer, 0, 5, from: start)
            shown += page.items.map(\.node.id)
            start = page.items.last?.position
        } while page.hasNext
        #expect(shown == (try await town.expected(of: viewer)))
        #expect(shown.count == 12)
    }

    /// Days are widened only as long as there are few.
    @Test func `ranks three days, then seven, then thirty`() async throws {
        let town = try await Self.town { $0.homeCandidatesMin = 3 }
        let (viewer, author) = (town.people[0], town.people[1])
        try await town.follow(viewer, author, true)
        func ranked() async throws -> Int {
            try await Self.page(town, of: viewer, 2, 50, from: nil).items
                .count { $0.feed != nil }
        }
        for days in [40.0, 20, 10, 5] {
            _ = try await town.post(by: author, hoursAgo: days * 24)
        }
        #expect(try await ranked() == 3, "of thirty days")
        for days in [6.0, 6.5] { _ = try await town.post(by: author, hoursAgo: days * 24) }
        #expect(try await ranked() == 3, "of seven")
        for _ in 0..<3 { _ = try await town.post(by: author, hoursAgo: 30) }
        #expect(try await ranked() == 3, "of three")
        let all = try await Self.page(town, of: viewer, 2, 50, from: nil)
        #expect(all.items.count == 9 && !all.hasNext)
    }

    @Test(.crosses(\SocialLimits.homeEntriesReadMax))
    func `reads so many entries to make an order again`() async throws {
        let town = try await Self.town { limits in
            limits.homeCandidatesMax = 4
            limits.homeEntriesReadMax = 8
            limits.homeCandidatesMin = 4
        }
        let (viewer, author) = (town.people[0], town.people[1])
        try await town.follow(viewer, author, true)
        for _ in 0..<20 { _ = try await town.post(by: author, hoursAgo: 1) }
        let place = HomePlace(generatedAt: town.clock.wallClock.milliseconds, horizon: nil)
        let context = RequestContext(town.gateways[2], viewerID: viewer)
        let found = try await context.graph.run {
            try await context.homeCandidates(of: viewer, at: place.generatedAt, again: place)
        }
        #expect(found.candidates.count == 8)
    }

    @Test(.crosses(\SocialLimits.snapshotMilliseconds))
    func `keeps its order for a while`() async throws {
        let town = try await Self.town { $0.snapshotMilliseconds = 1_000 }
        let (viewer, author) = (town.people[0], town.people[1])
        try await town.follow(viewer, author, true)
        for _ in 0..<6 { _ = try await town.post(by: author, hoursAgo: 1) }
        let first = try await Self.page(town, of: viewer, 0, 2, from: nil)
        let time = try #require(first.generatedAt)
        let services = town.gateways[1]
        func kept() async -> Bool {
            let bytes = await services.tao.kept.value(of: .home(viewer, time), trips: Trips())
            return bytes.flatMap { HomeOrder($0, of: viewer) } != nil
        }
        let start = ContinuousClock.now
        while await !kept(), ContinuousClock.now - start < .milliseconds(900) {
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(await kept())
        while await kept(), ContinuousClock.now - start < .seconds(10) {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(await !kept())
        let second = try await Self.page(
            town, of: viewer, 1, 50, from: first.items.last?.position)
        #expect(second.items.count == 4)
    }
}
