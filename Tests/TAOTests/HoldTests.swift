import Testing

@testable import TAO

/// Writes that say by what they were decided.
@Suite struct `Writes that hold objects` {
    @Test func `happen one after the other, and see what those before have done`() async throws {
        let world = try await World()
        let other = try await world.anotherGateway()
        let gateways = [world, other]
        for _ in 0..<10 {
            let user = try await world.user()
            let target = try await world.user()
            let edge = AssociationKey(user, Kinds.saw, target)
            let results = await withTaskGroup(of: GraphError?.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        var write = GraphWrite()
                        write.holdObject(user)
                        write.require(user, Kinds.saw, target, isThere: false)
                        write.addAssociation(user, Kinds.saw, target)
                        do {
                            _ = try await gateways[number % 2].tao.commit(write)
                            return nil
                        } catch {
                            return error as? GraphError ?? .tooLarge
                        }
                    }
                }
                return await group.reduce(into: [GraphError?]()) { $0.append($1) }
            }
            #expect(results.count { $0 == nil } == 1)
            #expect(results.compactMap(\.self) == Array(repeating: .edgeExists(edge), count: 7))
        }
    }

    @Test func `are refused when they were decided by what is no longer so`() async throws {
        let world = try await World()
        let user = try await world.user()
        let (gone, friend) = (ObjectID(5), ObjectID(6))
        let edge = AssociationKey(user, Kinds.saw, friend)
        let table: [(GraphError?, (inout GraphWrite) -> Void)] = [
            (nil, { $0.holdObject(user, ifVersion: 1) }),
            (.versionConflict(user), { $0.holdObject(user, ifVersion: 2) }),
            (nil, { $0.holdObject(gone) }),
            (.versionConflict(gone), { $0.holdObject(gone, ifVersion: 1) }),
            (.edgeMissing(edge), { $0.require(user, Kinds.saw, friend, isThere: true) }),
            (nil, { $0.require(user, Kinds.saw, friend, isThere: false) }),
            (
                .contradiction,
                {
                    $0.holdObject(user, ifVersion: 1)
                    $0.updateObject(user, data: Record())
                }
            ),
            (
                .versionConflict(user),
                {
                    $0.holdObject(user)
                    $0.holdObject(user, ifVersion: 3)
                    $0.holdObject(user)
                }
            ),
            (
                nil,
                {
                    $0.holdObject(user)
                    $0.updateObject(user, data: Record())
                }
            ),
        ]
        for (number, (error, change)) in table.enumerated() {
            let mark = ObjectID(Int64(100 + number))
            func commit() async throws {
                try await world.commit {
                    change(&$0)
                    $0.addAssociation(user, Kinds.likes, mark)
                }
            }
            if let error {
                await #expect(throws: error) { try await commit() }
            } else {
                try await commit()
            }
            let key = AssociationKey(user, Kinds.likes, mark)
            let isThere = try await world.tao.loader().associationGet([key])[0] != nil
            #expect(isThere == (error == nil), "row \(number)")
        }
    }

    /// Each reads an edge and writes what follows from it: a list of who has been there, one byte each.
    @Test func `make something of the last value of an edge, and lose none`() async throws {
        let world = try await World()
        let gateways = [world, try await world.anotherGateway()]
        let (user, target) = (try await world.user(), try await world.user())
        let edge = AssociationKey(user, Kinds.saw, target)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in UInt8(0)..<12 {
                let tao = gateways[Int(number) % 2].tao
                group.addTask {
                    while true {
                        let old = try await tao.loader(bypassing: .everything)
                            .associationGet([edge])[0]
                        var record = Record()
                        record.set(1, Array(old?.data?.bytes(1) ?? []) + [number])
                        var write = GraphWrite()
                        write.holdObject(user)
                        write.require(user, Kinds.saw, target, isStill: old)
                        write.addAssociation(
                            user, Kinds.saw, target, time: Int64(number), data: record,
                            ifPresent: .replace)
                        do {
                            _ = try await tao.commit(write)
                            return
                        } catch GraphError.edgeChanged(edge) { continue }
                    }
                }
            }
            try await group.waitForAll()
        }
        let last = try await world.tao.loader().associationGet([edge])[0]
        #expect(Set(last?.data?.bytes(1) ?? []) == Set(0..<12))
    }

    @Test func `add to the end of a list, whoever is faster`() async throws {
        let world = try await World()
        let gateways = [world, try await world.anotherGateway()]
        let user = try await world.user()
        let list = AssociationListKey(user, Kinds.saw)
        let query = RangeQuery(user, Kinds.saw, limit: 100)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                let tao = gateways[number % 2].tao
                group.addTask {
                    while true {
                        let newest =
                            try await tao.loader(bypassing: .everything)
                            .associationRange([query])[0].associations.first?.time ?? 0
                        var write = GraphWrite()
                        write.holdObject(user)
                        write.requireNone(user, Kinds.saw, since: newest + 1)
                        write.addAssociation(
                            user, Kinds.saw, ObjectID(Int64(1_000 + number)), time: newest + 1)
                        do {
                            _ = try await tao.commit(write)
                            return
                        } catch GraphError.edgeChanged(let key) where key.list == list { continue }
                    }
                }
            }
            try await group.waitForAll()
        }
        let edges = try await world.tao.loader().associationRange([query])[0].associations
        #expect(edges.map(\.time) == (1...12).reversed())
    }

    @Test func `are decided anew by what is stored, not by what was cached`() async throws {
        let world = try await World()
        let user = try await world.user()
        let friend = ObjectID(6)
        let (saw, likes) = (
            AssociationKey(user, Kinds.saw, friend), AssociationKey(user, Kinds.likes, friend)
        )
        try await world.commit { $0.addAssociation(user, Kinds.likes, friend) }
        let before = world.tao.loader()
        #expect(try await before.object(user)?.version == 1)
        #expect(try await before.associationGet([saw, likes]).map { $0 != nil } == [false, true])
        #expect(try await world.areFilled([.object(user), .list(saw.list), .list(likes.list)]))
        try await world.commitAndDie {
            $0.updateObject(user, data: record("new"))
            $0.addAssociation(user, Kinds.saw, friend)
            $0.deleteAssociation(user, Kinds.likes, friend)
        }
        #expect(try await world.tao.loader().object(user)?.version == 1, "the cache is outdated")

        await #expect(throws: GraphError.versionConflict(user)) {
            try await world.commit { $0.holdObject(user, ifVersion: 1) }
        }
        await #expect(throws: GraphError.edgeExists(saw)) {
            try await world.commit { $0.require(user, Kinds.saw, friend, isThere: false) }
        }
        await #expect(throws: GraphError.edgeMissing(likes)) {
            try await world.commit { $0.require(user, Kinds.likes, friend, isThere: true) }
        }
        let after = world.tao.loader()
        #expect(try await after.object(user)?.version == 2)
        #expect(try await after.associationGet([saw, likes]).map { $0 != nil } == [true, false])
    }
}
