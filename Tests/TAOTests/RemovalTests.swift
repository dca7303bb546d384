import Postgres
import TestSupport
import Testing

@testable import TAO

/// The removal of an object with its edges, a batch at a time.
@Suite struct RemovalTests {
    /// A post with edges of every kind; the users who made them.
    private func popular(_ world: World, likes: Int) async throws -> (ObjectID, [ObjectID]) {
        let post = try await world.post()
        let users = (0..<likes).map { _ in world.ids.next(shard: 3) }
        for part in stride(from: 0, to: likes, by: 500) {
            try await world.commit { write in
                for user in users[part..<min(part + 500, likes)] {
                    write.addAssociation(user, Kinds.likes, post)
                    write.addAssociation(user, Kinds.adores, post)
                }
            }
        }
        try await world.commit { write in
            write.addAssociation(post, Kinds.friend, post)
            write.addAssociation(post, Kinds.likes, post)
            write.addAssociation(post, Kinds.saw, ObjectID(4))
            write.addAssociation(post, Kinds.friend, users[0])
        }
        return (post, users)
    }

    private func edges(_ world: World) async throws -> Int {
        try await world.database.query("SELECT count(*) FROM associations")[0].int(0)
    }

    @Test func `an object goes with its edges, their inverses and all counts`() async throws {
        let world = try await World()
        let (post, users) = try await popular(world, likes: 700)
        let other = try await world.post()
        try await world.commit { $0.addAssociation(users[0], Kinds.likes, other) }
        let lists = [
            AssociationListKey(users[0], Kinds.likes), AssociationListKey(users[0], Kinds.adores),
            AssociationListKey(users[0], Kinds.friend), AssociationListKey(post, Kinds.adoredBy),
        ]
        _ = try await world.tao.loader().associationCount(lists)
        try await world.commit { $0.deleteObject(post) }
        let removal = try await world.tao.removeEdges(of: post)
        // To itself: a friend, and a like that is also its inverse.
        #expect(removal == Removal(edgesRemoved: 2 * 700 + 4, isComplete: true))
        #expect(try await edges(world) == 2)
        let counts = try await world.threeTimes { try await $0.associationCount(lists) }
        #expect(counts == [1, 0, 0, 0])
        #expect(try await world.countFaults() == [])
        let again = try await world.tao.removeEdges(of: post)
        #expect(again == Removal(edgesRemoved: 0, isComplete: true))
    }

    @Test(.crosses(\TAOLimits.Type.removalEdgesMax))
    func `a removal that is killed between any two batches goes on`() async throws {
        let world = try await World()
        let (post, _) = try await popular(world, likes: 1_100)
        var runs = 0
        var removed = 0
        while true {
            // Each call knows nothing of the one before.
            let removal = try await world.tao.removeEdges(of: post, batchesMax: 1)
            runs += 1
            removed += removal.edgesRemoved
            #expect(try await world.countFaults() == [])
            let pairs = try await Verifier(world.tao, repairs: false).inverses()
            #expect(pairs.faults == [:])
            if removal.isComplete { break }
        }
        #expect(removed == 2 * 1_100 + 4 && runs == 6)
        #expect(try await edges(world) == 0)
    }

    @Test(.crosses(\TAOLimits.Type.removalBatchesMax), .timeLimit(.minutes(2)))
    func `a call ends after so many batches, and the next removes the rest`() async throws {
        let world = try await World()
        let post = try await world.post()
        let edgesMax = TAOLimits.removalBatchesMax * TAOLimits.removalEdgesMax
        try await world.fill(post, Kinds.saw, count: edgesMax + 1) { Int64($0) }
        let first = try await world.tao.removeEdges(of: post)
        #expect(first == Removal(edgesRemoved: edgesMax, isComplete: false))
        let second = try await world.tao.removeEdges(of: post)
        #expect(second == Removal(edgesRemoved: 1, isComplete: true))
        #expect(try await edges(world) == 0)
    }

    @Test func `a writer that dies after COMMIT leaves the rest to the next run`() async throws {
        let world = try await World()
        let (post, users) = try await popular(world, likes: 300)
        let list = AssociationListKey(users[0], Kinds.likes)
        _ = try await world.tao.loader().associationCount([list])
        try await world.commitAndDie { write in
            for user in users { write.deleteAssociation(post, Kinds.likedBy, user) }
        }
        #expect(try await world.tao.removeEdges(of: post).edgesRemoved == 304)
        world.tao.startTailer()
        #expect(
            try await eventually {
                try await world.tao.loader().associationCount([list]) == [0]
            })
        await world.tao.shutdown()
        #expect(try await world.countFaults() == [])
    }

    @Test func `two removals and new edges at the same time end with nothing`() async throws {
        let world = try await World()
        let (post, users) = try await popular(world, likes: 1_200)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask { _ = try await world.tao.removeEdges(of: post) }
            }
            group.addTask {
                for user in users.prefix(60) {
                    try await world.commit { $0.addAssociation(user, Kinds.likes, post) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await world.tao.removeEdges(of: post).isComplete)
        #expect(try await edges(world) == 0)
        #expect(try await world.countFaults() == [])
    }

    @Test(.timeLimit(.minutes(5)))
    func `100,000 edges go without a long transaction`() async throws {
        let world = try await World()
        let post = try await world.post()
        try await world.fill(post, Kinds.saw, count: 50_000) { Int64($0) }
        try await world.fill(post, Kinds.likedBy, count: 50_000) { Int64($0) }
        _ = try await world.database.pipeline([
            """
            INSERT INTO associations (id1, type, id2, time, data)
            SELECT id2, 10, id1, time, '' FROM associations WHERE type = 11
            """,
            """
            INSERT INTO association_counts (id1, type, slot, count)
            SELECT id2, 10, 0, 1 FROM associations WHERE type = 11
            """,
        ])
        let clock = ContinuousClock()
        let whole = clock.now
        var longest = Duration.zero
        var removal = Removal()
        var runs = 0
        while !removal.isComplete {
            let start = clock.now
            removal = try await world.tao.removeEdges(of: post, batchesMax: 1)
            longest = max(longest, clock.now - start)
            runs += 1
        }
        print("100,000 edges and 50,000 inverse edges: \(clock.now - whole), \(runs) transactions,")
        print("the longest \(longest)")
        #expect(runs == 201)
        #expect(try await edges(world) == 0)
        #expect(try await world.countFaults() == [])
    }
}
