import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// A count is the number of edges, whatever happens at the same time.
@Suite(.timeLimit(.minutes(3))) struct CountTests {
    /// Random likes and unlikes, some sent twice as clients do that got no answer, some cancelled,
    /// and somebody who looks at the counts all the while.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `likes, unlikes and retries that race leave exact counts, never negative`(
        seed: UInt64
    ) async throws {
        let world = try await World()
        let posts = [try await world.post(), try await world.post()]
        let users = (0..<6).map { _ in world.ids.next(shard: 4) }
        let lists = posts.flatMap { post in
            [Kinds.likedBy, Kinds.adoredBy].map { AssociationListKey(post, $0) }
        }
        let isOver = Mutex(false)
        let observer = Task {
            while !isOver.withLock({ $0 }) {
                for tao in [world.tao, world.uncached] {
                    let counts = try await tao.loader().associationCount(lists)
                    #expect(counts.allSatisfy { (0...users.count).contains($0) }, "\(counts)")
                }
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<12 {
                group.addTask {
                    var random = Sequence(seed: seed &* 100 &+ UInt64(writer))
                    for _ in 0..<30 { await change(world, users, posts, &random) }
                }
            }
        }
        isOver.withLock { $0 = true }
        try await observer.value
        #expect(try await world.countFaults() == [])
        #expect(try await world.inverseFaults() == [])
        let counts = try await world.threeTimes { try await $0.associationCount(lists) }
        #expect(counts.allSatisfy { $0 >= 0 && $0 <= users.count })
        let negative = try await world.database.query(
            "SELECT count(*) FROM association_counts WHERE count < 0")
        #expect(negative[0].int(0) == 0)
    }

    private func change(
        _ world: World, _ users: [ObjectID], _ posts: [ObjectID], _ random: inout Sequence
    ) async {
        let user = users[random.next(below: users.count)]
        let post = posts[random.next(below: posts.count)]
        let type = random.next(below: 2) == 0 ? Kinds.adores : Kinds.likes
        let isLike = random.next(below: 5) < 3
        let attempts = random.next(below: 4) == 0 ? 2 : 1
        let isCancelled = random.next(below: 8) == 0
        for _ in 0..<attempts {
            let attempt = Task {
                _ = try? await world.commit {
                    if isLike {
                        $0.addAssociation(user, type, post)
                    } else {
                        $0.deleteAssociation(user, type, post)
                    }
                }
            }
            if isCancelled { attempt.cancel() }
            await attempt.value
        }
    }

    /// Numbers that are the same for the same seed. SplitMix64
    private struct Sequence {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next(below end: Int) -> Int {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return Int((mixed ^ (mixed >> 31)) % UInt64(end))
        }
    }

    @Test func `an object that is deleted and comes back is the new one, with its edges`()
        async throws
    {
        let world = try await World()
        let (user, post) = (try await world.user("first"), try await world.post())
        try await world.commit { $0.addAssociation(user, Kinds.likes, post) }
        let likes = AssociationListKey(user, Kinds.likes)
        for text in ["second", "third"] {
            #expect(try await world.threeTimes { try await $0.object(user) } != nil)
            try await world.commit { $0.deleteObject(user) }
            #expect(try await world.threeTimes { try await $0.object(user) } == nil)
            try await world.commit { $0.addObject(Kinds.user, id: user, data: record(text)) }
            let object = try await world.threeTimes { try await $0.object(user) }
            #expect(object?.data.string(1) == text)
        }
        #expect(try await world.threeTimes { try await $0.associationCount([likes]) } == [1])
    }

    @Test func `an id that leaks before the commit is not missing afterwards`() async throws {
        let world = try await World()
        let user = world.ids.next(shard: 1)
        let other = try await world.user()
        let isWritten = Mutex(false)
        let lock: Int64 = 5
        let holder = Task {
            try await world.database.transaction { transaction in
                _ = try await transaction.query("SELECT pg_advisory_xact_lock(\(lock))")
                isWritten.withLock { $0 = true }
                #expect(try await eventually { !isWritten.withLock { $0 } })
            }
        }
        #expect(try await eventually { isWritten.withLock { $0 } })
        let writing = Task {
            try await world.commit {
                $0.addObject(Kinds.user, id: user, data: record("new"))
                $0.addAssociation(other, Kinds.likes, user)
                $0.also("SELECT pg_advisory_xact_lock(\(lock))")
            }
        }
        let isWaiting = try await eventually {
            try await world.database.query(
                """
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event = 'advisory'
                """
            ).count == 1
        }
        #expect(isWaiting, "rows are written, not committed")
        let key = AssociationKey(other, Kinds.likes, user)
        for _ in 0..<2 {
            let loader = world.tao.loader()
            #expect(try await loader.object(user) == nil)
            #expect(try await loader.associationGet([key]) == [nil])
        }
        isWritten.withLock { $0 = false }
        _ = try await (holder.value, writing.value)
        let loader = world.tao.loader()
        #expect(try await loader.object(user)?.data.string(1) == "new")
        #expect(try await loader.associationGet([key])[0]?.id2 == user)
    }
}
