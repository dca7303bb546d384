import Postgres
import Testing

@testable import TAO

/// What TAO's API means, with the cache off, cold and warm.
@Suite struct GraphTests {
    @Test func `an object is added, read, updated and deleted`() async throws {
        let world = try await World()
        let id = try await world.user("alice")
        let added = try await world.threeTimes { try await $0.object(id) }
        #expect(added?.data.string(1) == "alice")
        #expect(added?.type == Kinds.user.id)
        #expect(added?.version == 1)
        let outcome = try await world.commit { $0.updateObject(id, data: record("bob")) }
        #expect(outcome.versions[id] == 2)
        let updated = try await world.threeTimes { try await $0.object(id) }
        #expect(updated?.data.string(1) == "bob")
        #expect(updated?.version == 2)
        try await world.commit { $0.deleteObject(id) }
        #expect(try await world.threeTimes { try await $0.object(id) } == nil)
    }

    @Test func `objects come in the order of their ids, with repeats and gaps`() async throws {
        let world = try await World()
        let first = try await world.user("1")
        let second = try await world.user("2")
        let none = ObjectID(12)
        let texts = try await world.threeTimes { loader in
            try await loader.objects([second, none, first, second]).map { $0?.data.string(1) }
        }
        #expect(texts == ["2", nil, "1", "2"])
    }

    @Test func `adding an edge twice is one edge and one count`() async throws {
        let world = try await World()
        let (user, post) = (try await world.user(), try await world.post())
        let first = try await world.commit {
            $0.addAssociation(user, Kinds.likes, post, time: 5)
        }
        #expect(first.changed(user, Kinds.likes, post))
        #expect(first.counts[AssociationListKey(user, Kinds.likes)] == 1)
        let second = try await world.commit {
            $0.addAssociation(user, Kinds.likes, post, time: 9)
        }
        #expect(!second.changed(user, Kinds.likes, post))
        let page = try await world.threeTimes {
            try await $0.associationRange([RangeQuery(user, Kinds.likes, limit: 10)])[0]
        }
        #expect(page.associations.map(\.id2) == [post])
        #expect(page.associations.map(\.time) == [5], "the first one stays")
        let counts = try await world.threeTimes {
            try await $0.associationCount([
                AssociationListKey(user, Kinds.likes), AssociationListKey(post, Kinds.likedBy),
            ])
        }
        #expect(counts == [1, 1])
        #expect(try await world.countFaults() == [])
    }

    @Test func `an edge and its inverse come and go together`() async throws {
        let world = try await World()
        let (user, post) = (try await world.user(), try await world.post())
        try await world.commit { $0.addAssociation(user, Kinds.likes, post, time: 5) }
        let back = AssociationKey(post, Kinds.likedBy, user)
        let there = try await world.threeTimes { try await $0.associationGet([back])[0] }
        #expect(there?.time == 5)
        let removed = try await world.commit {
            $0.deleteAssociation(post, Kinds.likedBy, user)
        }
        #expect(removed.changed(user, Kinds.likes, post))
        let gone = try await world.threeTimes {
            try await $0.associationGet([back, AssociationKey(user, Kinds.likes, post)])
        }
        #expect(gone == [nil, nil])
        let again = try await world.commit { $0.deleteAssociation(user, Kinds.likes, post) }
        #expect(!again.changed(user, Kinds.likes, post))
        #expect(try await world.countFaults() == [])
    }

    @Test func `an edge that is its own inverse is two rows, or one to oneself`() async throws {
        let world = try await World()
        let (one, two) = (try await world.user(), try await world.user())
        try await world.commit {
            $0.addAssociation(one, Kinds.friend, two)
            $0.addAssociation(one, Kinds.friend, one)
        }
        let counts = try await world.threeTimes {
            try await $0.associationCount([
                AssociationListKey(one, Kinds.friend), AssociationListKey(two, Kinds.friend),
            ])
        }
        #expect(counts == [2, 1])
        #expect(try await world.countFaults() == [])
    }

    @Test func `replacing gives an edge a new time and data in both directions`() async throws {
        let world = try await World()
        let (user, post) = (try await world.user(), try await world.post())
        for (time, text) in [(1, "one"), (2, "two")] {
            try await world.commit {
                $0.addAssociation(
                    user, Kinds.likes, post, time: Int64(time), data: record(text),
                    ifPresent: .replace)
            }
        }
        let edges = try await world.threeTimes {
            try await $0.associationGet([
                AssociationKey(user, Kinds.likes, post), AssociationKey(post, Kinds.likedBy, user),
            ])
        }
        #expect(edges.map { $0?.time } == [2, 2])
        #expect(edges.map { $0?.data?.string(1) } == ["two", "two"])
        #expect(try await world.countFaults() == [])
    }

    @Test func `a hot list counts over its slots`() async throws {
        let world = try await World()
        let post = try await world.post()
        let users = (0..<40).map { _ in world.ids.next(shard: 3) }
        for user in users {
            try await world.commit { $0.addAssociation(user, Kinds.adores, post) }
        }
        for user in users.prefix(7) {
            try await world.commit { $0.deleteAssociation(user, Kinds.adores, post) }
        }
        let count = try await world.threeTimes {
            try await $0.associationCount([AssociationListKey(post, Kinds.adoredBy)])[0]
        }
        #expect(count == 33)
        let slots = try await world.database.query(
            "SELECT count(*) FROM association_counts WHERE id1 = \(post.rawValue) AND slot > 0")
        #expect(slots[0].int(0) > 8, "spread over slots")
        #expect(try await world.countFaults() == [])
    }

    @Test func `a long hot list has the count of all slots`() async throws {
        let world = try await World()
        let post = try await world.post()
        try await world.commit { write in
            for _ in 0..<300 {
                write.addAssociation(world.ids.next(shard: 3), Kinds.adores, post)
            }
        }
        let count = try await world.threeTimes {
            try await $0.associationCount([AssociationListKey(post, Kinds.adoredBy)])[0]
        }
        #expect(count == 300)
    }

    @Test func `an uncounted list counts while it is short`() async throws {
        let world = try await World()
        let (short, long) = (try await world.user(), try await world.user())
        try await world.commit { $0.addAssociation(short, Kinds.saw, ObjectID(7)) }
        try await world.commit { write in
            for number in 1...300 { write.addAssociation(long, Kinds.saw, ObjectID(Int64(number))) }
        }
        let loader = world.tao.loader()
        #expect(try await loader.associationCount([AssociationListKey(short, Kinds.saw)]) == [1])
        await #expect(throws: GraphError.notCounted(AssociationListKey(long, Kinds.saw))) {
            _ = try await loader.associationCount([AssociationListKey(long, Kinds.saw)])
        }
        let page = try await world.threeTimes {
            try await $0.associationRange([RangeQuery(long, Kinds.saw, limit: 400)])[0]
        }
        #expect(page.associations.count == 300)
    }

    @Test func `a name belongs to one object until it is released`() async throws {
        let world = try await World()
        let (alice, bob) = (ObjectID(101), ObjectID(102))
        let names = ["alice", "ålice with spaces", "", String(repeating: "n", count: 160)]
        for name in names {
            let before = try await world.threeTimes {
                try await $0.identifiers(namespace: 1, names: [name])
            }
            #expect(before == [nil])
            try await world.commit { $0.claimName(namespace: 1, name: name, id: alice) }
            try await world.commit { $0.claimName(namespace: 1, name: name, id: alice) }
            await #expect(throws: GraphError.nameTaken(namespace: 1, name: name)) {
                try await world.commit { $0.claimName(namespace: 1, name: name, id: bob) }
            }
        }
        let found = try await world.threeTimes {
            try await $0.identifiers(namespace: 1, names: names + ["nobody"])
        }
        #expect(found == [alice, alice, alice, alice, nil])
        let elsewhere = try await world.threeTimes {
            try await $0.identifiers(namespace: 2, names: names)
        }
        #expect(elsewhere == [nil, nil, nil, nil])
        try await world.commit {
            $0.releaseName(namespace: 1, name: "alice", id: bob)
        }
        #expect(
            try await world.tao.loader().identifiers(namespace: 1, names: ["alice"]) == [alice])
        try await world.commit {
            $0.releaseName(namespace: 1, name: "alice", id: alice)
        }
        #expect(
            try await world.threeTimes {
                try await $0.identifiers(namespace: 1, names: ["alice"])
            } == [nil])
    }

    @Test func `what was cached as missing is seen when it is created`() async throws {
        let world = try await World()
        let (user, post) = (world.ids.next(shard: 1), world.ids.next(shard: 1))
        let key = AssociationKey(user, Kinds.likes, post)
        let nothing = try await world.threeTimes { loader in
            let object = try await loader.object(user)
            let edge = try await loader.associationGet([key])[0]
            return object == nil && edge == nil
        }
        #expect(nothing)
        try await world.commit {
            $0.addObject(Kinds.user, id: user, data: record("new"))
            $0.addAssociation(user, Kinds.likes, post)
        }
        let loader = world.tao.loader()
        #expect(try await loader.object(user)?.data.string(1) == "new")
        #expect(try await loader.associationGet([key])[0]?.id2 == post)
    }
}
