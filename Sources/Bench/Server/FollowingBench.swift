import Gateway
import GraphQL
import Postgres
import Social
import TAO

/// `tintype bench following`: a page of the chronological feed of accounts that follow few, many and very
/// many, once pulled from the lists of all of them and once read from the inbox that posts are pushed to;
/// and what pushing costs.
package struct FollowingBench: Sendable {
    private static let followees = [50, 500, 7_000]
    private static let postsEach = 12
    private static let document = """
        { viewer { feed(kind: FOLLOWING) { items(first: 20) {
          nodes { id caption likeCount viewerHasLiked author { id username } } } } } }
        """

    private let report: BenchReport
    private let server: ServerBench.Subject
    private let seconds: Int

    package init(_ report: BenchReport, _ server: ServerBench.Subject, seconds: Int) {
        self.report = report
        self.server = server
        self.seconds = seconds
    }

    package func run() async throws {
        for count in Self.followees {
            try report.begin(
                "A page of FOLLOWING, \(count) followees with \(Self.postsEach) posts each.")
            let town = try await town(count)
            let pulled = try await measure("pulled, \(count)", town.viewer, nil)
            try await server.social.importInbox(of: town.viewer)
            _ = try await measure("inbox, \(count)", town.viewer, pulled)
            try await push(to: town.authors)
        }
    }

    // MARK: The world

    /// Accounts that post in turn, and one that follows them all.
    private func town(_ count: Int) async throws -> (viewer: ObjectID, authors: [ObjectID]) {
        // All a second apart, and the last not long ago.
        var time =
            server.social.clock.milliseconds - Int64(count * (Self.postsEach + 1) + 2) * 1_000
        func nextID() -> ObjectID {
            time += 1_000
            return ObjectID(milliseconds: time, shard: Int(time / 1_000 % 64), sequence: 0)
        }
        var world = BulkImport(into: server.tao)
        var people: [ObjectID] = []
        for number in 0...count {
            let id = nextID()
            let name = "bench\(count)x\(number)"
            try await world.addAccount(
                id, BulkImport.Profile(username: name, displayName: name),
                email: "\(name)@tintype.example", passwordHash: "", avatar: nil)
            people.append(id)
        }
        let (viewer, authors) = (people[0], Array(people[1...]))
        for author in authors {
            try await world.add(.follows, from: viewer, to: author, at: viewer.milliseconds)
        }
        for round in 0..<Self.postsEach {
            for author in authors {
                try await world.addPost(
                    nextID(), by: author, [], caption: "Post \(round)", for: .everyone)
            }
        }
        try await world.flush()
        try await server.social.keepInboxEmpty(of: viewer)
        return (viewer, authors)
    }

    // MARK: Measuring

    /// - Returns: the median of warm pages in milliseconds.
    private func measure(
        _ name: String, _ viewer: ObjectID, _ pulled: Double?
    ) async throws -> Double {
        let first = try await page(viewer)
        try add("\(name), first", first.milliseconds, "ms")
        // Until all that was read is cached.
        for _ in 0..<20 where try await page(viewer).trips.contains(where: \.isSQL) {
            try await Task.sleep(for: .milliseconds(50))
        }
        let before = try bytesSent()
        let last = try await page(viewer)
        let bytes = try bytesSent() - before
        var times = LatencyHistogram()
        let end = ContinuousClock.now + .seconds(seconds)
        repeat {
            times.add(nanoseconds: UInt64(try await page(viewer).milliseconds * 1e6))
        } while ContinuousClock.now < end
        let median = times.milliseconds(atQuantile: 0.5)
        try report.add(
            BenchRow(
                name: "\(name), warm, p50", value: median, unit: "ms",
                against: pulled == nil ? "" : "pulled", ratio: pulled.map { $0 / median }))
        try add("\(name), warm, p99", times.milliseconds(atQuantile: 0.99), "ms")
        try add("\(name), warm, trips", Double(last.trips.count), "trips")
        try add("\(name), warm, SQL", Double(last.trips.count(where: \.isSQL)), "trips")
        try add("\(name), warm, from memcached", Double(bytes) / 1_000, "KB")
        let bare = try await page(viewer, bypassing: .everything)
        try add("\(name), no cache", bare.milliseconds, "ms")
        return median
    }

    private func page(
        _ viewer: ObjectID, bypassing: CacheBypass = .nothing
    ) async throws -> (milliseconds: Double, trips: [Trip]) {
        var caller = Caller(account: viewer)
        caller.bypassing = bypassing
        let start = ContinuousClock.now
        let result = await server.operations.run(
            Request(source: Source(Self.document)), for: caller)
        let time = ContinuousClock.now - start
        guard result.response.errorCount == 0 else { throw BenchFailure("The feed has errors.") }
        return (time / .milliseconds(1), result.trips)
    }

    /// What memcached has sent to all its clients.
    private func bytesSent() throws -> Int {
        guard let socket = server.memcachedServers.first else {
            throw BenchFailure("There is no memcached to ask.")
        }
        return try MemoryStatistics.bytesSent(socketPath: socket)
    }

    /// A post pushed to so many inboxes, by the job's own writes.
    private func push(to viewers: [ObjectID]) async throws {
        let now = server.social.clock.milliseconds
        let post = ObjectID(milliseconds: now, shard: 0, sequence: 0)
        let start = ContinuousClock.now
        try await server.social.push([(post, now)], to: viewers)
        let time = (ContinuousClock.now - start) / .milliseconds(1)
        try add("push to \(viewers.count) inboxes", time, "ms")
    }

    private func add(_ name: String, _ value: Double, _ unit: String) throws {
        try report.add(BenchRow(name: name, value: value, unit: unit))
    }
}
