import Jobs
import Postgres
import TAO

@testable import Social

/// A few accounts that follow each other and post, over two gateways, with bounds so small that all of them
/// are crossed; and what their feeds must be.
final class FeedTown: Sendable {
    let people: [ObjectID]
    let clock: MovableClock
    let stage: Stage
    /// Two gateways, and one without a cache.
    let gateways: [SocialServices]
    private let limits: SocialLimits

    /// - Parameter pushedMax: followers of an account whose posts are pushed, at most.
    /// - Parameter settleMilliseconds: how long what is pushed lies before a feed relies on it.
    init(
        people count: Int, pushedMax: Int = 6, settleMilliseconds: Int64 = 0,
        _ change: (inout SocialLimits) -> Void = { _ in }
    ) async throws {
        var world = SmallWorld()
        for number in 0..<count { world.person("p\(number)", "Person \(number)") }
        clock = MovableClock()
        stage = try await Stage(world, clock: clock.wallClock)
        people = (0..<count).map { [stage] in stage.named("p\($0)").object }
        var limits = SocialLimits()
        limits.rateFactor = 1_000_000
        limits.inboxEntriesMax = 12
        limits.inboxPostsPerAuthorMin = 2
        limits.inboxEntriesPerWrite = 3
        limits.fanOutFollowersMax = 2
        limits.pushedFollowersMax = pushedMax
        limits.pulledFollowersMin = pushedMax - 2
        limits.backfillsPerRun = 2
        limits.inboxSettleMilliseconds = settleMilliseconds
        limits.explorationShare = 0
        change(&limits)
        self.limits = limits
        let cache = Stage.freshNamespace()
        var gateways: [SocialServices] = []
        for cache in [cache, cache, .off] {
            gateways.append(
                try await stage.makeServices(cache, limits: limits, clock: clock.wallClock))
        }
        self.gateways = gateways
    }

    private var gateway: SocialServices { gateways[Int.random(in: 0..<2)] }

    // MARK: Acts

    func follow(_ viewer: ObjectID, _ author: ObjectID, _ follows: Bool) async throws {
        let name = follows ? "userFollow" : "userUnfollow"
        try await mutate("\(name)(input: { userId: \"\(text(author))\" })", as: viewer)
    }

    /// Stores a post and has it announced, as what publishes posts does.
    @discardableResult
    func post(
        by author: ObjectID, for audience: Audience = .everyone, hoursAgo: Double = 0
    ) async throws -> ObjectID {
        let services = gateway
        let id = try await services.newID(author.shard)
        let time = clock.wallClock.milliseconds - Int64(hoursAgo * 3_600_000)
        let properties = Properties<Post>(
            postBy: author, media: [], caption: nil, audience: audience, publishedAt: time)
        var write = GraphWrite()
        write.add(id, properties)
        try Post.list(id, properties, in: &write)
        try Post.announce(id, by: author, in: &write)
        _ = try await services.tao.commit(write)
        return id
    }

    func change(
        _ post: ObjectID, _ change: (inout Properties<Post>) -> Void
    ) async throws {
        let services = gateway
        guard let stored = try await services.tao.stored.loadUnfiltered(Post.self, [post])[0]
        else { return }
        var properties = Properties<Post>(stored.object.data)
        change(&properties)
        var write = GraphWrite()
        try write.update(stored, properties)
        _ = try await services.tao.commit(write)
    }

    func mutate(_ mutation: String, as viewer: ObjectID) async throws {
        let answer = try await stage.ask(
            "mutation { result: \(mutation) { __typename } }", as: viewer, of: gateway)
        if !answer.failures.isEmpty { throw Failed(texts: answer.failures) }
    }

    private struct Failed: Error { let texts: [String] }

    func text(_ person: ObjectID) -> String {
        GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.user, person))
    }

    /// Something that somebody does. What it was, in words.
    func act(_ chance: inout some RandomNumberGenerator) async throws -> String {
        let one = people.randomElement(using: &chance) ?? people[0]
        let other = people.randomElement(using: &chance) ?? people[0]
        let kind = Int.random(in: 0..<30, using: &chance)
        let user = "userId: \"\(text(other))\""
        switch kind {
        // Now most follow the first, now few.
        case 0..<7: try await follow(one, Bool.random(using: &chance) ? people[0] : other, true)
        case 7..<10: try await follow(one, Bool.random(using: &chance) ? people[0] : other, false)
        case 10: try await mutate("userBlock(input: { \(user) })", as: one)
        case 11: try await mutate("userUnblock(input: { \(user) })", as: one)
        case 12:
            let posts = Bool.random(using: &chance)
            let until = DateTime(milliseconds: clock.wallClock.milliseconds + 7_200_000)
            try await mutate(
                "userMute(input: { \(user), posts: \(posts), until: \"\(until)\" })", as: one)
        case 13: try await mutate("userUnmute(input: { \(user) })", as: one)
        case 14: try await mutate("followerRemove(input: { \(user) })", as: one)
        case 15..<22:
            let audience = Audience.allCases.randomElement(using: &chance) ?? .everyone
            try await post(by: one, for: audience)
        case 22: try await post(by: one, hoursAgo: Double.random(in: 0...40, using: &chance))
        case 23..<27: return try await changeSomePost(kind, &chance)
        case 27: _ = try await feeds(of: one)
        case 28: try await drain(atMost: .milliseconds(Int.random(in: 1...40)))
        default: clock.advance(hours: Double.random(in: 0...50, using: &chance))
        }
        return "\(kind): \(one) \(other)"
    }

    private func changeSomePost(
        _ kind: Int, _ chance: inout some RandomNumberGenerator
    ) async throws -> String {
        let rows = try await stage.database.query(
            "SELECT id FROM objects WHERE type = \(ObjectKind.post.rawValue)")
        guard let row = rows.randomElement(using: &chance) else { return "\(kind): none" }
        let post = ObjectID(rawValue: row.int64(0))
        let audience = Audience.allCases.randomElement(using: &chance) ?? .everyone
        let now = clock.wallClock.milliseconds
        try await change(post) { post in
            switch (kind, post[.status]) {
            case (23, .published):
                post[.status] = .archived
                post[.movedAt] = now
            case (24, .archived), (25, .archived): post[.status] = .published
            case (24, .published): post[.audience] = audience
            case (26, .published): post[.status] = .removed
            default: break
            }
        }
        return "\(kind): \(post)"
    }

    /// Works until nothing is left to do, or some time has passed: then what is begun is left as it is.
    func drain(atMost limit: Duration = .seconds(30)) async throws {
        var configuration = JobRunnerConfiguration()
        configuration.pollMilliseconds = 10
        configuration.leaseMilliseconds = 1_000
        let runner = JobRunner(
            database: stage.database, kinds: Social.jobKinds, services: gateways[0],
            configuration: configuration, bell: JobBell(database: stage.database))
        let running = Task { await runner.run() }
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end, try await jobsLeft() > 0 {
            try await Task.sleep(for: .milliseconds(5))
        }
        running.cancel()
        runner.stop()
        await running.value
    }

    private func jobsLeft() async throws -> Int {
        try await count(
            """
            SELECT count(*) FROM jobs WHERE kind LIKE 'feed.%' AND state IN (0, 1)
                AND run_at < now() + interval '10 seconds'
            """)
    }

    /// What waits for its time waits no longer.
    func hurry() async throws {
        clock.advance(hours: 1)
        _ = try await stage.database.query("UPDATE jobs SET run_at = now() WHERE state = 0")
    }

    // MARK: What is so

    func count(_ query: Query) async throws -> Int {
        try await stage.database.query(query)[0].int(0)
    }

    /// How many accounts are pulled.
    func pulledCount() async throws -> Int {
        let users = try await gateways[0].tao.stored.loadUnfiltered(User.self, people)
        return users.count { $0?[.isPulled] == true }
    }

    func isPulled(_ author: ObjectID) async throws -> Bool {
        try await gateways[0].tao.stored.loadUnfiltered(User.self, [author])[0]?[.isPulled] == true
    }

    /// The whole feed page by page through some gateway, and what it must be: one join, of which the
    /// policy shows a part.
    func feeds(of viewer: ObjectID) async throws -> (shown: [ObjectID], expected: [ObjectID]) {
        let services = gateways[Int.random(in: 0..<3)]
        return try await feeds(of: viewer, in: RequestContext(services, viewerID: viewer))
    }

    /// A request in which what is stored now has been read, but for the inbox itself and what is pulled.
    func requestWithOldEntries(of viewer: ObjectID) async throws -> RequestContext {
        let context = RequestContext(gateways[2], viewerID: viewer)
        _ = try await context.graph.run {
            try await context.graph.lists(
                (1...8).map {
                    RangeQuery(viewer, AssociationTypes.inbox, limit: $0)
                })
        }
        return context
    }

    func feeds(
        of viewer: ObjectID, in context: RequestContext
    ) async throws -> (shown: [ObjectID], expected: [ObjectID]) {
        var shown: [ObjectID] = []
        var start: ListPosition?
        var page: Page<Post>
        repeat {
            let arguments = FeedItemsArguments(first: Int.random(in: 1...7), after: nil)
            page = try await context.graph.run {
                try await context.followingFeed(
                    of: viewer, PageArguments(arguments, limits: limits), from: start)
            }
            shown += page.items.map(\.node.id)
            start = page.items.last?.position ?? start
        } while page.hasNext
        return (shown, try await expected(of: viewer))
    }

    func expected(of viewer: ObjectID) async throws -> [ObjectID] {
        let rows = try await stage.database.query(
            """
            SELECT a.id2, a.id1 FROM associations a
            WHERE a.type = \(AssociationTypes.authored.id) AND (a.id1 = \(viewer.rawValue)
                OR a.id1 IN (SELECT f.id2 FROM associations f
                    WHERE f.id1 = \(viewer.rawValue) AND f.type = \(AssociationTypes.follows.id)))
            ORDER BY a.time DESC, a.id2 DESC
            """)
        let context = RequestContext(gateways[2], viewerID: viewer)
        return try await context.graph.run {
            let muted = try await context.muted(by: viewer, \.posts)
            let ids = rows.filter { !muted.contains(ObjectID(rawValue: $0.int64(1))) }
                .map { ObjectID(rawValue: $0.int64(0)) }
            return try await context.load(Post.self, ids).compactMap { $0?.id }
        }
    }
}
