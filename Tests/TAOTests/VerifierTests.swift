import Memcached
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// Every kind of fault is planted, found, repaired, and found no more.
@Suite struct VerifierTests {
    private final class Work: Sendable {
        let isDone = Mutex(false)
        let writes = Mutex(0)
    }

    /// Runs one verification without repair, one with it, and one after it.
    private func threeTimes(
        _ world: World, expect faults: [VerifyReport.Fault: Int],
        sourceLocation: SourceLocation = #_sourceLocation,
        _ verify: (Verifier) async throws -> VerifyReport
    ) async throws {
        let count = faults.values.reduce(0, +)
        let found = try await verify(Verifier(world.tao, repairs: false))
        #expect(found.faults == faults, sourceLocation: sourceLocation)
        #expect(found.repaired == 0, sourceLocation: sourceLocation)
        #expect(
            found.examples.count == min(count, TAOLimits.verifyExamplesMax),
            sourceLocation: sourceLocation)
        let repaired = try await verify(Verifier(world.tao, repairs: true))
        #expect(repaired.faults == faults, sourceLocation: sourceLocation)
        #expect(repaired.repaired == count, sourceLocation: sourceLocation)
        let after = try await verify(Verifier(world.tao, repairs: false))
        #expect(after.faults == [:], sourceLocation: sourceLocation)
        #expect(after.checked > 0, sourceLocation: sourceLocation)
    }

    private func populated() async throws -> (world: World, users: [ObjectID], posts: [ObjectID]) {
        let world = try await World()
        let users = try await world.users(12)
        let posts = (0..<6).map { _ in world.ids.next(shard: 2) }
        try await world.commit { write in
            for post in posts { write.addObject(Kinds.post, id: post, data: record("post")) }
            for (number, user) in users.enumerated() {
                for post in posts {
                    write.addAssociation(
                        user, Kinds.likes, post, time: Int64(number), data: record("\(number)"))
                    write.addAssociation(user, Kinds.adores, post, time: Int64(number))
                }
                write.addAssociation(user, Kinds.friend, users[(number + 1) % users.count])
                write.addAssociation(user, Kinds.friend, user)
                write.addAssociation(user, Kinds.saw, posts[0])
                write.claimName(namespace: 1, name: "user \(number)", id: user)
            }
        }
        return (world, users, posts)
    }

    @Test(.crosses(\TAOLimits.Type.verifyExamplesMax))
    func `a report describes so many faults and counts all`() {
        var report = VerifyReport()
        for number in 0...TAOLimits.verifyExamplesMax {
            report.note(.wrongCount, "\(number)", isRepaired: false)
        }
        #expect(report.examples.count == TAOLimits.verifyExamplesMax)
        #expect(report.faultCount == TAOLimits.verifyExamplesMax + 1)
    }

    @Test func `an untouched graph has no faults`() async throws {
        let (world, _, _) = try await populated()
        let verifier = Verifier(world.tao, repairs: false)
        let counts = try await verifier.counts()
        let inverses = try await verifier.inverses()
        #expect(counts.faults == [:] && counts.checked == 12 * 4 + 6 * 2)
        #expect(inverses.faults == [:] && inverses.checked == 12 * 6 * 4 + 24)
        #expect(try await verifier.cache().faults == [:])
    }

    @Test func `wrong counts and unlisted lists are repaired`() async throws {
        let (world, users, posts) = try await populated()
        // Warm, so that a repair must also delete the cached lists.
        let lists = posts.map { AssociationListKey($0, Kinds.likedBy) }
        _ = try await world.tao.loader().associationCount(lists)
        let table: [Query] = [
            // One too many, one too few, below zero, none at all.
            """
            UPDATE association_counts SET count = count + 1
            WHERE id1 = \(posts[0].rawValue) AND type = 11
            """,
            """
            UPDATE association_counts SET count = -4
            WHERE id1 = \(posts[1].rawValue) AND type = 11
            """,
            "DELETE FROM association_counts WHERE id1 = \(posts[2].rawValue) AND type = 11",
            // A slot of a hot list, and its row 0.
            """
            DELETE FROM association_counts
            WHERE id1 = \(posts[3].rawValue) AND type = 13 AND slot > 8
            """,
            """
            DELETE FROM association_counts
            WHERE id1 = \(posts[4].rawValue) AND type = 13 AND slot = 0
            """,
            // An uncounted list without its row, and a count without edges.
            "DELETE FROM association_counts WHERE id1 = \(users[0].rawValue) AND type = 15",
            "INSERT INTO association_counts VALUES (4711, 10, 0, 3)",
            // An edge nobody counted, and one that was counted and is gone.
            "INSERT INTO associations VALUES (\(posts[5].rawValue), 13, 4712, 0, '')",
            """
            DELETE FROM associations
            WHERE id1 = \(users[1].rawValue) AND type = 14 AND id2 = \(users[1].rawValue)
            """,
        ]
        for query in table { _ = try await world.database.query(query) }
        try await threeTimes(world, expect: [.wrongCount: 7, .unlisted: 2]) {
            try await $0.counts()
        }
        #expect(try await world.countFaults() == [])
        let counts = try await world.tao.loader().associationCount(lists)
        #expect(counts == Array(repeating: 12, count: 6))
        let seen = try await world.tao.loader().associationRange([
            RangeQuery(users[0], Kinds.saw, limit: 5)
        ])
        #expect(seen[0].associations.map(\.id2) == [posts[0]])
    }

    @Test func `missing, orphaned and differing inverse edges are repaired`() async throws {
        let (world, users, posts) = try await populated()
        let (user, post, friend) = (users[0].rawValue, posts[0].rawValue, users[1].rawValue)
        _ = try await world.tao.loader().associationCount([
            AssociationListKey(posts[0], Kinds.likedBy)
        ])
        let low = users[2] < users[3] ? (users[2], users[3]) : (users[3], users[2])
        let table: [Query] = [
            // Missing.
            "DELETE FROM associations WHERE id1 = \(post) AND type = 11 AND id2 = \(user)",
            "DELETE FROM associations WHERE id1 = \(post) AND type = 13 AND id2 = \(user)",
            """
            DELETE FROM associations
            WHERE id1 = \(max(user, friend)) AND type = 14 AND id2 = \(min(user, friend))
            """,
            // Orphaned: nobody likes.
            "DELETE FROM associations WHERE id1 = \(friend) AND type = 10 AND id2 = \(post)",
            // Different.
            """
            UPDATE associations SET time = 999
            WHERE id1 = \(post) AND type = 11 AND id2 = \(users[3].rawValue)
            """,
            """
            UPDATE associations SET data = 'x'
            WHERE id1 = \(post) AND type = 11 AND id2 = \(users[4].rawValue)
            """,
            """
            UPDATE associations SET time = 998
            WHERE id1 = \(low.1.rawValue) AND type = 14 AND id2 = \(low.0.rawValue)
            """,
        ]
        for query in table { #expect(try await world.database.query(query).affected == 1) }
        try await threeTimes(
            world, expect: [.inverseMissing: 3, .inverseOrphaned: 1, .inverseDiffers: 3]
        ) { try await $0.inverses() }
        let edges = try await world.threeTimes {
            try await $0.associationGet([
                AssociationKey(posts[0], Kinds.likedBy, users[0]),
                AssociationKey(posts[0], Kinds.likedBy, users[1]),
                AssociationKey(posts[0], Kinds.likedBy, users[3]),
                AssociationKey(posts[0], Kinds.likedBy, users[4]),
            ])
        }
        #expect(edges.map { $0?.time } == [0, nil, 3, 4])
        #expect(edges.map { $0?.data?.string(1) } == ["0", nil, "3", "4"])
        // The edges were planted without their counts.
        _ = try await Verifier(world.tao, repairs: true).counts()
        #expect(try await world.countFaults() == [])
    }

    @Test func `old cached values are deleted`() async throws {
        let (world, users, posts) = try await populated()
        let loader = world.tao.loader()
        _ = try await loader.objects(users + posts)
        _ = try await loader.associationCount(posts.map { AssociationListKey($0, Kinds.likedBy) })
        _ = try await loader.identifiers(namespace: 1, names: ["user 0", "user 1"])
        // What a database changed by hand, or a restored one, looks like.
        let table: [Query] = [
            "UPDATE objects SET version = 7 WHERE id = \(users[0].rawValue)",
            "DELETE FROM objects WHERE id = \(users[1].rawValue)",
            "UPDATE names SET id = 5 WHERE name = 'user 1'",
            """
            DELETE FROM associations
            WHERE id1 = \(posts[0].rawValue) AND type = 11 AND id2 = \(users[2].rawValue)
            """,
        ]
        for query in table { _ = try await world.database.query(query) }
        try await threeTimes(world, expect: [.stale: 4]) { try await $0.cache() }
        let fresh = world.tao.loader()
        #expect(try await fresh.objects([users[0], users[1]]).map { $0?.version } == [7, nil])
        #expect(
            try await fresh.identifiers(namespace: 1, names: ["user 1"]) == [ObjectID(5)])
    }

    @Test func `writers at work are no faults, and repair beside them stays exact`() async throws {
        let (world, users, posts) = try await populated()
        let work = Work()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    var step = writer
                    while !work.isDone.withLock({ $0 }) {
                        step += 1
                        let (user, post) = (users[step % 12], posts[(step / 12) % 6])
                        _ = try? await world.commit { write in
                            switch (step + writer) % 4 {
                            case 0: write.deleteAssociation(user, Kinds.likes, post)
                            case 1: write.deleteAssociation(post, Kinds.adoredBy, user)
                            case 2: write.addAssociation(user, Kinds.adores, post)
                            default:
                                write.addAssociation(
                                    user, Kinds.likes, post, time: Int64(step),
                                    ifPresent: .replace)
                            }
                        }
                        work.writes.withLock { $0 += 1 }
                    }
                }
            }
            for round in 0..<15 {
                let verifier = Verifier(world.tao, repairs: true)
                let planted = round % 3 == 0
                if planted {
                    _ = try await world.database.query(
                        """
                        UPDATE association_counts SET count = count + 5
                        WHERE id1 = \(posts[0].rawValue) AND type = 11 AND slot = 0
                        """)
                }
                let counts = try await verifier.counts()
                #expect(counts.faults == (planted ? [.wrongCount: 1] : [:]))
                #expect(try await verifier.inverses().faults == [:])
            }
            #expect(try await Verifier(world.tao, repairs: false).cache().faults == [:])
            work.isDone.withLock { $0 = true }
            try await group.waitForAll()
        }
        #expect(work.writes.withLock { $0 } > 100)
        #expect(try await world.countFaults() == [])
    }

    @Test func `two repairs at once add the difference once`() async throws {
        let (world, _, posts) = try await populated()
        for post in posts {
            _ = try await world.database.query(
                """
                UPDATE association_counts SET count = 90
                WHERE id1 = \(post.rawValue) AND type = 11
                """
            )
        }
        let repaired = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { try await Verifier(world.tao, repairs: true).counts().repaired }
            }
            return try await group.reduce(0, +)
        }
        #expect(repaired == posts.count)
        #expect(try await world.countFaults() == [])
    }

    @Test(.crosses(\TAOLimits.Type.verifyRowsMax))
    func `batches end between objects, however many edges one has`() async throws {
        let world = try await World()
        let long = TAOLimits.verifyRowsMax * 2 + 7
        let ids = (0..<5).map { _ in world.ids.next(shard: 1) }
        for (id, count) in zip(ids, [3, long, 1, TAOLimits.verifyRowsMax, 2]) {
            try await world.fill(id, Kinds.pins, count: count) { Int64($0) }
        }
        let verifier = Verifier(world.tao, repairs: true)
        let before = try await verifier.counts()
        #expect(before.faults == [:] && before.checked == 5)
        for id in ids {
            _ = try await world.database.query(
                "UPDATE association_counts SET count = 0 WHERE id1 = \(id.rawValue)")
        }
        let found = try await verifier.counts()
        #expect(found.faults == [.wrongCount: 5] && found.repaired == 5)
        #expect(try await verifier.counts().faults == [:])
        #expect(try await verifier.inverses().checked == 0)
    }

    @Test func `a sample of counts is one list in so many, another each time`() async throws {
        let world = try await World()
        // Two lists of each object, all with a count and no edge.
        _ = try await world.database.query(
            """
            INSERT INTO association_counts (id1, type, slot, count)
            SELECT id1 << 23, type, 0, 1 FROM generate_series(1::bigint, 4000) AS a (id1),
                unnest('{10,16}'::smallint[]) AS b (type)
            """)
        for oneIn in [2, 7, 40] {
            let found = try await Verifier(world.tao, repairs: false, oneIn: oneIn).counts()
            #expect(found.faults == [.wrongCount: found.checked])
            // Nine standard deviations.
            let expected = 8_000.0 / Double(oneIn)
            #expect(abs(Double(found.checked) - expected) < 9 * expected.squareRoot(), "\(oneIn)")
        }
        for oneIn in [1_000, 1_000_000] {
            let found = try await Verifier(world.tao, repairs: false, oneIn: oneIn).counts()
            #expect(found.checked < 100)
        }
        // Some rounds over halves find nearly all.
        var repaired = 0
        for _ in 0..<8 {
            repaired += try await Verifier(world.tao, repairs: true, oneIn: 2).counts().repaired
        }
        let left = try await Verifier(world.tao, repairs: false).counts()
        #expect(left.checked == 8_000 && left.faults[.wrongCount] ?? 0 == 8_000 - repaired)
        #expect(repaired > 7_000)
    }

    @Test func `a sample looks at some`() async throws {
        let (world, _, _) = try await populated()
        let all = try await Verifier(world.tao, repairs: false).inverses().checked
        let some = try await Verifier(world.tao, repairs: false, oneIn: 4).inverses().checked
        #expect(some > all / 12 && some < all / 2)
    }
}
