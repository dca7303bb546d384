import Events
import Foundation
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// What is counted of what accounts do, from the log of events.
@Suite(.timeLimit(.minutes(5))) struct `Counting what accounts do` {
    private static func engage(
        _ town: FeedTown, _ person: ObjectID, _ post: ObjectID, _ kind: Int
    ) async throws {
        let id = GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.post, post))
        switch kind {
        case 0: try await town.mutate("postLike(input: { postId: \"\(id)\" })", as: person)
        case 1: try await town.mutate("postUnlike(input: { postId: \"\(id)\" })", as: person)
        default:
            try await town.mutate(
                "commentCreate(input: { postId: \"\(id)\", text: \"\(UUID())\" })", as: person)
        }
    }

    private static func events(_ town: FeedTown, after place: Int64 = 0) async throws -> [Event] {
        var events: [Event] = []
        while true {
            let more = try await EventLog(town.stage.database)
                .events(after: events.last?.id ?? place)
            if more.isEmpty { return events }
            events += more
        }
    }

    private static func taste(_ town: FeedTown, _ person: ObjectID) async throws -> Taste? {
        let stored = town.gateways[2].tao.stored
        let edges = try await stored.lists([
            RangeQuery(person, AssociationTypes.taste, limit: 10)
        ])[0].associations
        #expect(edges.count <= 1)
        guard let id = edges.first?.id2 else { return nil }
        return try await stored.loadUnfiltered(Taste.self, [id])[0]
    }

    /// Events are dated by the clock of PostgreSQL: so are posts then.
    private func setToday(_ town: FeedTown) {
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        town.clock.advance(milliseconds: now - town.clock.wallClock.milliseconds)
    }

    @Test func `is what counting the log from its start gives, however often it is told`()
        async throws
    {
        let town = try await FeedTown(people: 5, pushedMax: 50)
        var posts: [ObjectID] = []
        var authors: [ObjectID: ObjectID] = [:]
        for number in 0..<6 {
            let author = town.people[number % 3]
            let post = try await town.post(by: author)
            posts.append(post)
            authors[post] = author
        }
        var place: Int64 = 0
        for _ in 0..<12 {
            for _ in 0..<6 {
                let person = town.people.randomElement() ?? town.people[0]
                try await Self.engage(
                    town, person, posts.randomElement() ?? posts[0], Int.random(in: 0..<3))
                town.clock.advance(hours: Double.random(in: 0...30))
            }
            let new = try await Self.events(town, after: place)
            let counting = EngagementCounting(town.gateways[Int.random(in: 0..<3)])
            // A process that dies before its place is noted; then another one gets more at once.
            if Bool.random() { try await counting.handle(Array(new.prefix(new.count / 2 + 1))) }
            if Bool.random() { try await counting.handle(new) }
            try await EngagementCounting(town.gateways[Int.random(in: 0..<3)]).handle(new)
            place = new.last?.id ?? place
        }
        let told = try await Self.events(town).flatMap(Engagement.told)
        #expect(told.count > 20)
        let now = (told.last?.time ?? 0) + 3_600_000
        var compared = 0
        for person in town.people {
            let own = told.filter { $0.actor == person && authors[$0.post] != person }
            let taste = try await Self.taste(town, person)
            for author in Set(authors.values) {
                let count = taste?.authors.count(of: author.rawValue, at: now) ?? .none
                let expected = own.filter { authors[$0.post] == author }.reduce(0) {
                    $0 + $1.weight * pow(0.5, Double(now - $1.time) / (14 * 86_400_000))
                }
                #expect(abs(count.lately.engagements - expected) < 1e-3)
                compared += expected == 0 ? 0 : 1
            }
            let photos = taste?.topics.count(of: PostKind.photo.topic, at: now) ?? .none
            let all = own.reduce(0) {
                $0 + Double($1.count) * pow(0.5, Double(now - $1.time) / (90 * 86_400_000))
            }
            #expect(abs(photos.inAll.engagements - all) < 1e-3)
        }
        #expect(compared > 0)
        let receptions = try await town.gateways[2].tao.stored.loadUnfiltered(
            Reception.self, posts.map { Reception.id(of: $0) })
        for (post, reception) in zip(posts, receptions) {
            let expected = told.filter { $0.post == post && $0.actor != authors[post] }
                .reduce(0) { $0 + $1.count }
            #expect(Int(reception?.count.engagements ?? 0) == expected)
        }
    }

    @Test func `moves what an account likes up in its HOME`() async throws {
        let town = try await FeedTown(people: 4, pushedMax: 50)
        setToday(town)
        let viewer = town.people[0]
        var posts: [ObjectID: ObjectID] = [:]
        for author in town.people[1...3] {
            try await town.follow(viewer, author, true)
            let older = try await town.post(by: author, hoursAgo: 30)
            try await Self.engage(town, viewer, older, author == town.people[1] ? 2 : 1)
            posts[author] = try await town.post(by: author, hoursAgo: 2)
        }
        func first() async throws -> ObjectID? {
            let services = town.gateways[0]
            let context = RequestContext(services, viewerID: viewer)
            return try await context.graph.run {
                let arguments = FeedItemsArguments(first: 1, after: nil)
                return try await context.homeFeed(
                    of: viewer, PageArguments(arguments, limits: services.limits), from: nil,
                    RankingSession()
                ).items.first?.node.id
            }
        }
        #expect(try await first() != posts[town.people[1]], "the one made first, of equals")
        try await EngagementCounting(town.gateways[1]).handle(try await Self.events(town))
        #expect(try await first() == posts[town.people[1]])
    }

    @Test func `leaves nothing behind when account and post go`() async throws {
        let town = try await FeedTown(people: 2, pushedMax: 50)
        let post = try await town.post(by: town.people[0])
        try await Self.engage(town, town.people[1], post, 0)
        let events = try await Self.events(town)
        let services = town.gateways[0]
        try await EngagementCounting(services).handle(events)
        func left() async throws -> Int {
            try await town.count(
                """
                SELECT count(*) FROM objects WHERE type = \(ObjectKind.taste.rawValue)
                OR type = \(ObjectKind.reception.rawValue)
                """)
        }
        #expect(try await left() == 2)
        let removal = ObjectRemoval(services)
        try await removal.remove(post)
        #expect(try await left() == 1)
        try await removal.removeAll(over: AssociationTypes.taste, from: town.people[1])
        #expect(try await left() == 0)
        // What is told of what is gone is counted nowhere.
        try await EngagementCounting(services).handle(events)
        #expect(try await left() == 0)
    }

    @Test(
        .crosses(
            \SocialLimits.trendingEngagementsMin, \SocialLimits.trendingMilliseconds,
            \SocialLimits.trendingPostsMax))
    func `fills the feed of who follows nobody with what many like`() async throws {
        let town = try await FeedTown(people: 5, pushedMax: 50) { limits in
            limits.trendingEngagementsMin = 3
            limits.trendingPostsMax = 2
        }
        setToday(town)
        let (viewer, author) = (town.people[0], town.people[1])
        func shown() async throws -> [ObjectID] {
            let services = town.gateways[0]
            let context = RequestContext(services, viewerID: viewer)
            return try await context.graph.run {
                let arguments = FeedItemsArguments(first: 10, after: nil)
                let page = try await context.homeFeed(
                    of: viewer, PageArguments(arguments, limits: services.limits), from: nil,
                    RankingSession())
                #expect(page.items.allSatisfy { $0.feed?.item.reason == .trending })
                return page.items.map(\.node.id)
            }
        }
        var place: Int64 = 0
        func like(_ post: ObjectID, _ count: Int) async throws {
            for person in town.people[2..<(2 + count)] {
                try await Self.engage(town, person, post, 0)
            }
            let new = try await Self.events(town, after: place)
            try await EngagementCounting(town.gateways[1]).handle(new)
            place = new.last?.id ?? place
        }
        func post(hoursAgo: Double) async throws -> ObjectID {
            try await town.post(by: author, hoursAgo: hoursAgo)
        }
        let few = try await post(hoursAgo: 5)
        try await like(few, 2)
        #expect(try await shown().isEmpty)
        let old = try await post(hoursAgo: 60)
        try await like(old, 3)
        #expect(try await shown().isEmpty)
        let first = try await post(hoursAgo: 4)
        try await like(first, 3)
        #expect(try await shown() == [first])
        try await like(try await post(hoursAgo: 3), 3)
        try await like(try await post(hoursAgo: 2), 3)
        let kept = try await listed()
        #expect(kept.count == 2 && !kept.contains(first), "two are kept")
        #expect(Set(try await shown()) == Set(kept))
        // Not where the viewer does not want any.
        try await town.mutate(
            "settingsUpdate(input: { feed: { suggestionsInHome: false } })", as: viewer)
        #expect(try await shown().isEmpty)

        func listed() async throws -> [ObjectID] {
            try await town.gateways[2].tao.stored.lists([
                RangeQuery(Trending.list, AssociationTypes.trending, limit: 10)
            ])[0].associations.map(\.id2)
        }
    }
}
