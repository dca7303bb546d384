import Postgres
import Testing

@testable import TAO

/// TAO's assoc_change_type.
@Suite struct ChangeTypeTests {
    @Test func `an edge changes its type in both directions and keeps time and data`()
        async throws
    {
        let world = try await World()
        let (user, post) = (try await world.user(), try await world.post())
        try await world.commit {
            $0.addAssociation(user, Kinds.likes, post, time: 5, data: record("how"))
        }
        _ = try await world.tao.loader().associationCount(lists(user, post))
        let outcome = try await world.commit {
            $0.changeAssociationType(user, Kinds.likes, post, to: Kinds.adores)
        }
        #expect(outcome.changed(user, Kinds.likes, post))
        #expect(outcome.changed(post, Kinds.adoredBy, user))
        #expect(outcome.counts[AssociationListKey(user, Kinds.likes)] == 0)
        #expect(outcome.counts[AssociationListKey(user, Kinds.adores)] == 1)
        #expect(outcome.counts[AssociationListKey(post, Kinds.adoredBy)] == nil, "hot")
        let counts = try await world.threeTimes { loader in
            try await loader.associationCount(lists(user, post))
        }
        #expect(counts == [0, 0, 1, 1])
        let edges = try await world.threeTimes {
            try await $0.associationGet([
                AssociationKey(user, Kinds.adores, post),
                AssociationKey(post, Kinds.adoredBy, user),
            ])
        }
        #expect(edges.map { $0?.time } == [5, 5])
        #expect(edges.map { $0?.data?.string(1) } == ["how", "how"])
        #expect(try await world.countFaults() == [])
    }

    @Test func `changing the type again changes nothing, and back restores all`() async throws {
        let world = try await World()
        let (user, post) = (try await world.user(), try await world.post())
        try await world.commit { $0.addAssociation(user, Kinds.likes, post, time: 5) }
        for _ in 0..<2 {
            try await world.commit {
                $0.changeAssociationType(user, Kinds.likes, post, to: Kinds.adores)
            }
        }
        let again = try await world.commit {
            $0.changeAssociationType(user, Kinds.likes, post, to: Kinds.adores)
        }
        #expect(!again.changed(user, Kinds.likes, post) && again.counts.isEmpty)
        // From the other end.
        try await world.commit {
            $0.changeAssociationType(post, Kinds.adoredBy, user, to: Kinds.likedBy)
        }
        let counts = try await world.threeTimes { loader in
            try await loader.associationCount(lists(user, post))
        }
        #expect(counts == [1, 1, 0, 0])
        #expect(try await world.countFaults() == [])
    }

    @Test func `changes that cannot be are refused and store nothing`() async throws {
        let world = try await World()
        let (user, post) = (try await world.user(), try await world.post())
        let missing = AssociationKey(post, Kinds.likedBy, user)
        await #expect(throws: GraphError.edgeMissing(missing)) {
            try await world.commit {
                $0.changeAssociationType(post, Kinds.likedBy, user, to: Kinds.adoredBy)
            }
        }
        try await world.commit {
            $0.addAssociation(user, Kinds.likes, post, time: 1)
            $0.addAssociation(user, Kinds.adores, post, time: 2)
        }
        let taken = AssociationKey(user, Kinds.adores, post)
        await #expect(throws: GraphError.edgeExists(taken)) {
            try await world.commit {
                $0.changeAssociationType(user, Kinds.likes, post, to: Kinds.adores)
            }
        }
        let table: [(AssociationType, ObjectID, AssociationType)] = [
            (Kinds.likes, post, Kinds.likes), (Kinds.likes, post, Kinds.saw),
            (Kinds.saw, post, Kinds.likes), (Kinds.friend, user, Kinds.likes),
            (Kinds.likes, user, Kinds.friend),
        ]
        for (type, id2, newType) in table {
            await #expect(throws: GraphError.incompatibleTypes(type.id, newType.id)) {
                try await world.commit {
                    $0.changeAssociationType(user, type, id2, to: newType)
                }
            }
        }
        await #expect(throws: GraphError.unknownType(99)) {
            try await world.commit {
                $0.changeAssociationType(
                    user, Kinds.likes, post, to: AssociationType(id: 99, name: "?"))
            }
        }
        await #expect(throws: GraphError.contradiction) {
            try await world.commit {
                $0.changeAssociationType(user, Kinds.likes, post, to: Kinds.friend)
                $0.addAssociation(post, Kinds.friend, user)
            }
        }
        let counts = try await world.threeTimes { loader in
            try await loader.associationCount(lists(user, post))
        }
        #expect(counts == [1, 1, 1, 1])
        #expect(try await world.countFaults() == [])
    }

    @Test func `an edge moves to a limited, an uncounted and a self-inverse type`() async throws {
        let world = try await World()
        let (user, other) = (try await world.user(), try await world.user())
        try await world.commit { write in
            for number in 1...3 {
                write.addAssociation(user, Kinds.pins, ObjectID(Int64(number)))
            }
            write.addAssociation(user, Kinds.saw, ObjectID(9), time: 4)
            write.addAssociation(user, Kinds.friend, other, time: 8)
        }
        let pins = AssociationListKey(user, Kinds.pins)
        await #expect(throws: GraphError.limitReached(pins, edgesMax: 3)) {
            try await world.commit {
                $0.changeAssociationType(user, Kinds.saw, ObjectID(9), to: Kinds.pins)
            }
        }
        try await world.commit {
            $0.changeAssociationType(user, Kinds.pins, ObjectID(2), to: Kinds.saw)
            $0.changeAssociationType(user, Kinds.friend, other, to: Kinds.adores)
        }
        try await world.commit {
            $0.changeAssociationType(user, Kinds.saw, ObjectID(9), to: Kinds.pins)
        }
        let pages = try await world.threeTimes {
            try await $0.associationRange([
                RangeQuery(user, Kinds.pins, limit: 9), RangeQuery(user, Kinds.saw, limit: 9),
                RangeQuery(other, Kinds.adoredBy, limit: 9),
                RangeQuery(other, Kinds.friend, limit: 9),
            ])
        }
        #expect(Set(pages[0].associations.map(\.id2.rawValue)) == [1, 3, 9])
        #expect(pages[1].associations.map(\.id2.rawValue) == [2])
        #expect(pages[2].associations.map(\.time) == [8])
        #expect(pages[3].associations.isEmpty)
        #expect(try await world.countFaults() == [])
    }

    @Test func `changes, likes and unlikes that race leave one edge and exact counts`()
        async throws
    {
        let world = try await World()
        let post = try await world.post()
        let users = (0..<4).map { _ in world.ids.next(shard: 4) }
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for step in 0..<30 {
                        let user = users[(writer + step) % users.count]
                        _ = try? await world.commit {
                            switch (writer + step) % 4 {
                            case 0: $0.addAssociation(user, Kinds.likes, post)
                            case 1:
                                $0.changeAssociationType(
                                    user, Kinds.likes, post, to: Kinds.adores)
                            case 2:
                                $0.changeAssociationType(
                                    user, Kinds.adores, post, to: Kinds.likes)
                            default: $0.deleteAssociation(user, Kinds.adores, post)
                            }
                        }
                    }
                }
            }
        }
        #expect(try await world.countFaults() == [])
        let rows = try await world.database.query(
            "SELECT type, count(*), sum(time)::bigint FROM associations GROUP BY type")
        let byType = Dictionary(uniqueKeysWithValues: rows.map { ($0.int16(0), $0) })
        for (type, inverse) in [(Kinds.likes, Kinds.likedBy), (Kinds.adores, Kinds.adoredBy)] {
            #expect(byType[type.id]?.int(1) == byType[inverse.id]?.int(1))
            #expect(byType[type.id]?.int64(2) == byType[inverse.id]?.int64(2))
        }
    }

    private func lists(_ user: ObjectID, _ post: ObjectID) -> [AssociationListKey] {
        [
            AssociationListKey(user, Kinds.likes), AssociationListKey(post, Kinds.likedBy),
            AssociationListKey(user, Kinds.adores), AssociationListKey(post, Kinds.adoredBy),
        ]
    }
}
