import Postgres
import TestSupport
import Testing

@testable import TAO

/// Lists of types that decide access, whose rows in `association_counts` have been lost: by a
/// restored backup, or a hand in the tables.
@Suite struct AccessListTests {
    private let world: World
    private let (alice, bob): (ObjectID, ObjectID)

    init() async throws {
        world = try await World()
        (alice, bob) = (try await world.user("alice"), try await world.user("bob"))
    }

    private func forgetCounts() async throws {
        _ = try await world.database.query("DELETE FROM association_counts")
    }

    @Test(arguments: [Kinds.blocks, Kinds.follows])
    func `show every edge`(type: AssociationType) async throws {
        try await world.commit { $0.addAssociation(alice, type, bob, time: 7) }
        try await forgetCounts()
        let edges = try await world.threeTimes { [alice, bob] loader in
            try await loader.associationGet([
                AssociationKey(alice, type, bob), AssociationKey(bob, type, alice),
            ])
        }
        #expect(edges.map { $0?.time } == [7, nil])
        let page = try await world.threeTimes { [alice] loader in
            try await loader.associationRange([RangeQuery(alice, type, limit: 5)])
        }
        #expect(page[0].associations.map(\.id2) == [bob])
        #expect(!page[0].hasMore)
        let counts = try await world.threeTimes { [alice, bob] loader in
            try await loader.associationCount([
                AssociationListKey(alice, type), AssociationListKey(bob, type),
            ])
        }
        #expect(counts == [1, 0])
    }

    /// Beyond what is cached, and in either direction.
    @Test(.crosses(\TAOLimits.Type.cachedEdgesMax), arguments: [Kinds.blocks, Kinds.follows])
    func `show every page`(type: AssociationType) async throws {
        let count = TAOLimits.cachedEdgesMax + 44
        try await world.fill(alice, type, count: count) { Int64($0) }
        try await forgetCounts()
        for ascending in [false, true] {
            var seen: [ObjectID] = []
            var after: AssociationCursor?
            repeat {
                let query = RangeQuery(
                    alice, type, after: after, limit: 100, ascending: ascending)
                let page = try await world.threeTimes { loader in
                    try await loader.associationRange([query])[0]
                }
                seen += page.associations.map(\.id2)
                after = page.hasMore ? page.associations.last.map(AssociationCursor.init) : nil
            } while after != nil
            let expected = (1...Int64(count)).map { ObjectID($0) }
            #expect(seen == (ascending ? expected : expected.reversed()))
        }
        let edge = AssociationKey(alice, type, ObjectID(1))
        #expect(try await world.threeTimes { try await $0.associationGet([edge])[0]?.time } == 0)
    }
}
