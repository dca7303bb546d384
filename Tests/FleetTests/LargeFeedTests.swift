import Foundation
import LocalServices
import Postgres
import Synchronization
import TAO
import TestSupport
import Testing

@testable import Social

/// Feeds of those who follow very many, asked of the built program. `TINTYPE_LARGE_FEED=7000x300`
/// makes the largest as large as feeds get (followees and posts of each).
@Suite(.serialized, .timeLimit(.minutes(15))) struct `Large feeds of a fleet` {
    private static let question = """
        { viewer { feed(kind: FOLLOWING) { items(first: 20) { nodes { caption author { username } likeCount } } } } }
        """
    private static let shownMax = 20
    private static let variable = "TINTYPE_LARGE_FEED"

    private struct World {
        let fleet: Fleet
        /// Who follows all authors.
        let viewers: [FleetWorld.Person]
        /// Who follows nobody, and reads a small page.
        let reader: FleetWorld.Person
    }

    private func world(viewers: Int, authors: Int, postsEach: Int) async throws -> World {
        let fleet = try await Fleet()
        let people = try await FleetWorld(in: fleet, people: viewers + 3, postsEach: 0)
            .people
        let newest = WallClock.system.milliseconds
        let feed = LargeFeed(
            authorCount: authors, postsEach: postsEach, model: people[1].object, newest: newest)
        let database = try Database(url: fleet.databaseURL)
        let viewing = Array(people.suffix(viewers))
        try await feed.store(
            in: database, followedBy: viewing.map(\.object),
            types: LargeFeed.Types(
                follows: AssociationTypes.follows.id, authored: AssociationTypes.authored.id))
        let shown = (0..<Self.shownMax * 2).map { number in
            let properties = Properties<Post>(
                postBy: feed.author(ofPost: number), media: [], caption: "post \(number)",
                audience: .everyone, publishedAt: newest - Int64(number))
            return Object(
                id: feed.post(number), type: ObjectKind.post.rawValue, version: 1,
                data: properties.record)
        }
        try await TAO(types: .social(.standard), database: database, cache: nil).load(shown)
        await database.shutdown()
        return World(fleet: fleet, viewers: viewing, reader: people[2])
    }

    /// Asks for the feed, checks it, and says how many milliseconds it took.
    private func askFeed(_ client: FleetClient) throws -> Double {
        let begin = ContinuousClock.now
        let answer = try client.ask(Self.question)
        let nodes = answer.value("viewer.feed.items.nodes") as? [[String: Any]] ?? []
        let captions = nodes.map { $0["caption"] as? String ?? "none" }
        #expect(captions == (0..<Self.shownMax).map { "post \($0)" }, "\(answer.text.prefix(500))")
        return (ContinuousClock.now - begin) / .milliseconds(1)
    }

    /// Milliseconds of small pages, asked for one after the other until `isOver`.
    private func readPages(_ client: FleetClient, until isOver: () -> Bool) throws -> [Double] {
        var times: [Double] = []
        while !isOver() {
            let begin = ContinuousClock.now
            let answer = try client.ask(
                "{ viewer { user { username posts(first: 5) { nodes { caption } } } } }")
            #expect(answer.codes == [], "\(answer.text)")
            times.append((ContinuousClock.now - begin) / .milliseconds(1))
        }
        return times.sorted()
    }

    @Test func `are all answered when memcached has been emptied below forty viewers`()
        async throws
    {
        let world = try await world(viewers: 40, authors: 700, postsEach: 30)
        let fleet = world.fleet
        let gateways = [try await fleet.gateway(), try await fleet.gateway()]
        @Sendable func ask(_ index: Int) throws -> Double {
            try askFeed(gateways[index % 2].client(token: world.viewers[index].token))
        }
        for index in 0..<2 { _ = try ask(index) }
        let warm = try await onThreads(40) { try ask($0) }
        for index in 0..<2 { try await fleet.services.restartMemcached(index) }
        let emptied = try await onThreads(40) { try ask($0) }
        let again = try await onThreads(40) { try ask($0) }
        print(
            "  40 viewers of 700 followees, slowest: first \(text(warm.max())), "
                + "memcached emptied \(text(emptied.max())), then \(text(again.max()))"
        )
        await fleet.stop()
    }

    /// On a machine with nothing else to do, where the variable asks for it, within what the largest feed may
    /// take of others.
    @Test func `leave room for others`() async throws {
        let (authors, posts) = LargeFeed.size(from: Self.variable, else: (1_300, 40))
        let world = try await world(viewers: 8, authors: authors, postsEach: posts)
        let gateway = try await world.fleet.gateway()
        let reader = gateway.client(token: world.reader.token)
        let before = ContinuousClock.now + .seconds(2)
        let alone = try percentile(readPages(reader) { ContinuousClock.now > before })
        let cold = try askFeed(gateway.client(token: world.viewers[0].token))
        try await Task.sleep(for: .seconds(1))
        let warm = try askFeed(gateway.client(token: world.viewers[0].token))
        let (feeds, pages) = try await askFeeds(of: world, beside: gateway, atLeast: .seconds(3))
        let beside = percentile(pages)
        let peak = gateway.process.residentBytesPeak
        #expect(peak < 400 << 20)
        if ProcessInfo.processInfo.environment[Self.variable] != nil {
            #expect(cold < 2_000 && warm < 100)
            #expect(beside < 3 * alone)
        }
        print(
            "  \(authors) followees with \(posts) posts: cold \(text(cold)), warm \(text(warm)), "
                + "\(feeds.count) feeds of 8 viewers at once up to \(text(feeds.max())); another's page p99 "
                + "\(text(alone)) alone, \(text(beside)) beside them (\(pages.count)); "
                + "peak \(peak >> 20) MB")
        await world.fleet.stop()
    }

    /// All viewers ask, and refresh four times a second, which nobody does; and a reader asks beside them for small
    /// pages.
    /// - Returns: milliseconds of all feeds, and of all pages.
    private func askFeeds(
        of world: World, beside gateway: FleetGateway, atLeast time: Duration
    ) async throws -> (feeds: [Double], pages: [Double]) {
        let end = ContinuousClock.now + time
        let left = Mutex(world.viewers.count)
        let times = try await onThreads(world.viewers.count + 1) { index in
            if index == world.viewers.count {
                return try readPages(gateway.client(token: world.reader.token)) {
                    left.withLock { $0 == 0 }
                }
            }
            defer { left.withLock { $0 -= 1 } }
            let client = gateway.client(token: world.viewers[index].token)
            var times = [try askFeed(client)]
            while ContinuousClock.now < end {
                Thread.sleep(forTimeInterval: 0.25)
                times.append(try askFeed(client))
            }
            return times
        }
        return (times.dropLast().flatMap { $0 }, times[world.viewers.count])
    }

    private func percentile(_ sorted: [Double]) -> Double {
        sorted.isEmpty ? .nan : sorted[sorted.count * 99 / 100]
    }

    private func text(_ milliseconds: Double?) -> String {
        String(format: "%.1f ms", milliseconds ?? .nan)
    }
}
