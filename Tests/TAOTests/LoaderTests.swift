import Memcached
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// Passes: how many round trips a request makes, and what it remembers.
@Suite struct LoaderTests {
    /// A query of three levels: a list, its posts, their authors with counts; every post and author
    /// by a task of its own.
    private func readFeed(_ world: World, _ loader: Loader, _ user: ObjectID) async throws -> Int {
        try await loader.run {
            let page = try await loader.associationRange([
                RangeQuery(user, Kinds.likes, limit: 200)
            ])[0]
            return try await withThrowingTaskGroup(of: Int.self) { group in
                for edge in page.associations {
                    group.addTask {
                        async let post = loader.object(edge.id2)
                        async let count = loader.associationCount([
                            AssociationListKey(edge.id2, Kinds.likedBy)
                        ])
                        let likers = try await loader.associationRange([
                            RangeQuery(edge.id2, Kinds.likedBy, limit: 1)
                        ])
                        let author = try await loader.object(likers[0].associations[0].id2)
                        let (there, counts) = try await (post, count)
                        return there != nil && author != nil && counts == [1] ? 1 : 0
                    }
                }
                return try await group.reduce(0, +)
            }
        }
    }

    @Test(arguments: [1, 10, 100])
    func `round trips depend on the levels of a query, not on the number of things`(
        count: Int
    ) async throws {
        let world = try await World()
        let user = try await world.user()
        let posts = (0..<count).map { _ in world.ids.next(shard: 2) }
        try await world.commit { write in
            for post in posts {
                write.addObject(Kinds.post, id: post, data: record("post"))
                write.addAssociation(user, Kinds.likes, post)
            }
        }
        for (cache, sql) in [(6, 3), (3, 0), (3, 0)] {
            let loader = world.tao.loader()
            #expect(try await readFeed(world, loader, user) == count)
            let told = loader.trips.all.map { String($0.description.prefix(90)) }
            #expect(loader.trips.sqlCount == sql, "\(told)")
            #expect(loader.trips.cacheCount == cache, "\(told)")
        }
        let off = world.uncached.loader()
        #expect(try await readFeed(world, off, user) == count)
        #expect(off.trips.sqlCount == 3 && off.trips.cacheCount == 0)
    }

    @Test func `nobody of a pass goes on before everybody can`() async throws {
        let world = try await World()
        let loader = world.tao.loader()
        try await loader.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...3_000 as ClosedRange<Int64> {
                    group.addTask {
                        for level in 0..<3 as Range<Int64> {
                            _ = try await loader.object(ObjectID(level << 32 | number))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(loader.trips.sqlCount == 3)
        #expect(loader.trips.cacheCount == 6)
    }

    @Test func `all kinds of reads of one pass share its trips`() async throws {
        let world = try await World()
        let (user, post) = (try await world.user("u"), try await world.post("p"))
        try await world.commit {
            $0.addAssociation(user, Kinds.likes, post)
            $0.claimName(namespace: 1, name: "u", id: user)
        }
        let read: @Sendable (Loader) async throws -> Bool = { loader in
            try await loader.run {
                async let object = loader.object(post)
                async let count = loader.associationCount([
                    AssociationListKey(post, Kinds.likedBy)
                ])
                async let edge = loader.associationGet([
                    AssociationKey(user, Kinds.likes, post)
                ])
                async let name = loader.identifiers(namespace: 1, names: ["u"])
                async let old = loader.associationRange([
                    RangeQuery(
                        post, Kinds.likedBy,
                        after: AssociationCursor(time: .max, id2: ObjectID(1)), limit: 3)
                ])
                let all = try await (object, count, edge, name, old)
                return all.0?.data.string(1) == "p" && all.1 == [1] && all.2[0] != nil
                    && all.3 == [user] && all.4[0].associations.count == 1
            }
        }
        let cold = world.tao.loader()
        #expect(try await read(cold))
        #expect(cold.trips.cacheCount == 2 && cold.trips.sqlCount == 1)
        #expect(cold.trips.all.map(\.isSQL) == [false, false, true])
        let warm = world.tao.loader()
        #expect(try await read(warm))
        #expect(warm.trips.cacheCount == 1 && warm.trips.sqlCount == 0)
        let text = try #require(warm.trips.all.first?.text)
        #expect(text.hasPrefix("get "))
        for item in ["o:\(post)", "a:\(post):11", "a:\(user):10", "n:1:u"] {
            #expect(text.contains(item))
        }
        #expect(text.components(of: " ") == 5, "a list wanted twice is asked for once: \(text)")
    }

    @Test func `a request reads everything once`() async throws {
        let world = try await World()
        let user = try await world.user("before")
        let loader = world.tao.loader()
        #expect(try await loader.object(user)?.data.string(1) == "before")
        let trips = loader.trips.all.count
        try await world.commit { $0.updateObject(user, data: record("after")) }
        #expect(try await loader.object(user)?.data.string(1) == "before")
        #expect(loader.trips.all.count == trips)
        loader.clear()
        #expect(try await loader.object(user)?.data.string(1) == "after")
    }

    @Test func `loads work outside of run`() async throws {
        let world = try await World()
        let users = [try await world.user("1"), try await world.user("2")]
        let loader = world.tao.loader()
        async let first = loader.object(users[0])
        async let second = loader.object(users[1])
        #expect(try await [first, second].map { $0?.data.string(1) } == ["1", "2"])
        #expect(try await loader.objects([]).isEmpty)
    }

    @Test func `a cancelled load ends at once and leaves the others alone`() async throws {
        let world = try await World()
        let user = try await world.user("1")
        let isLocked = Mutex(false)
        let release = Mutex(false)
        let blocker = Task {
            try await world.database.transaction { transaction in
                _ = try await transaction.query("LOCK TABLE objects IN ACCESS EXCLUSIVE MODE")
                isLocked.withLock { $0 = true }
                #expect(try await eventually { release.withLock { $0 } })
            }
        }
        #expect(try await eventually { isLocked.withLock { $0 } })
        let loader = world.tao.loader()
        let cancelled = Task { try await loader.object(user) }
        let patient = Task { try await loader.object(user) }
        try await Task.sleep(for: .milliseconds(50))
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        release.withLock { $0 = true }
        #expect(try await patient.value?.data.string(1) == "1")
        try await blocker.value
    }

    @Test(arguments: [1, 20])
    func `a failing database fails the pass, leaves no lease, and the next pass succeeds`(
        users count: Int
    ) async throws {
        let world = try await World()
        let users = try await world.users(count) { "\($0)" }
        _ = try await world.database.query("ALTER TABLE objects RENAME TO away")
        let loader = world.tao.loader()
        await #expect(throws: (any Error).self) { try await loader.objects(users) }
        for user in users {
            #expect(await world.cache.get(world.keys(.object(user))).isMiss(0))
        }
        _ = try await world.database.query("ALTER TABLE away RENAME TO objects")
        let found = try await loader.objects(users)
        #expect(found.map { $0?.data.string(1) } == users.indices.map { "\($0)" })
    }
}

extension String {
    fileprivate func components(of separator: Character) -> Int {
        split(separator: separator).count
    }
}
