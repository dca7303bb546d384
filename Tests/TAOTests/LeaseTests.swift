import Memcached
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// Who may fill the cache, and who reads PostgreSQL.
@Suite struct LeaseTests {
    @Test func `a fill that was read before a write is refused`() async throws {
        let world = try await World()
        let user = try await world.user("old")
        try await world.slowDownReads(seconds: "1.0")
        let loader = world.tao.loader()
        let reading = Task { try await loader.object(user) }
        #expect(try await eventually { try await world.sleepers() > 0 })
        _ = try await world.database.query(
            "UPDATE objects_fast SET version = 2, data = \(record("new").bytes)")
        // What `commit` does after COMMIT.
        #expect(await world.cache.delete(world.keys(.object(user))) == [])
        #expect(try await reading.value?.data.string(1) == "old", "its snapshot was older")
        try await world.speedUpReads()
        let reply = await world.cache.get(world.keys(.object(user)))
        #expect(reply.isMiss(0), "the old value must not be in the cache")
        #expect(try await world.tao.loader().object(user)?.data.string(1) == "new")
    }

    @Test(arguments: [false, true])
    func `of many items only those are filled between whose miss and lease nothing was written`(
        isWritten: Bool
    ) async throws {
        let world = try await World()
        let users = try await world.users(20) { "old \($0)" }
        let loader = world.tao.loader()
        var wants = RequestMemo.Wants(pass: 0)
        wants.items = users.map { .object($0) }
        let pass = Pass(loader: loader, memo: RequestMemo(), wants: wants)
        let reply = await world.cache.get(pass.keys, fence: true)
        // PostgreSQL is asked here; then a write, and only then come the leases.
        if isWritten { #expect(await world.cache.delete(world.keys(.object(users[3]))) == []) }
        let missed = users.indices.map { Pass.Missed(item: ItemIndex($0), reason: .miss) }
        var answers = PassAnswers(of: wants.items, reply: reply, missed: missed)
        var resolver = MissResolver(pass: pass, missed: missed, beyond: StoreRead())
        await resolver.resolve(&answers)
        await resolver.settlement?.run()
        let filled = await world.cache.get(pass.keys)
        #expect((0..<users.count).allSatisfy { filled.isMiss($0) == isWritten })
        #expect(users.indices.allSatisfy { answers[ItemIndex($0)] != nil })
        #expect(world.tao.backends.mayLeaseBeside == !isWritten)
    }

    @Test(arguments: [1, 4])
    func `a thousand readers of one cold object are one question`(gateways: Int) async throws {
        // One process alone must not need the lease for it.
        let world = try await World(leaseWaitMilliseconds: gateways == 1 ? 60 : 60_000)
        var worlds = [world]
        for _ in 1..<gateways {
            worlds.append(try await world.anotherGateway(leaseWaitMilliseconds: 60_000))
        }
        let user = try await world.user("hot")
        // All are connected, so that they ask at the same time.
        for world in worlds { _ = await world.cache.get(world.keys(.object(user))) }
        try await world.slowDownReads(seconds: "0.3")
        let loaders = (0..<1_000).map { worlds[$0 % gateways].tao.loader() }
        let texts = try await withThrowingTaskGroup(of: String?.self) { group in
            for loader in loaders {
                group.addTask {
                    try await loader.run { try await loader.object(user)?.data.string(1) }
                }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(texts == ["hot"])
        #expect(loaders.reduce(0) { $0 + $1.trips.sqlCount } == 1)
    }

    @Test func `a holder that died delays readers a little and is replaced`() async throws {
        let world = try await World()
        let user = try await world.user("alive")
        let keys = world.keys(.object(user))
        let dead = CacheValue.LeaseToken(process: 1, pass: 1)
        _ = await world.cache.lease(keys, token: dead.bytes, seconds: 30)
        let loader = world.tao.loader()
        #expect(try await loader.object(user)?.data.string(1) == "alive")
        #expect(loader.trips.sqlCount == 1)
        if case .hit(let value) = await world.cache.get(keys)[0],
            case .lease(let token) = CacheValue.find(.object(user), in: value)
        {
            #expect(token == dead, "a reader without a lease must not fill")
        } else {
            Issue.record("the lease has gone")
        }
        // The lease lapses; a shorter one, so that nobody has to wait.
        #expect(await world.cache.delete(keys) == [])
        _ = await world.cache.lease(keys, token: dead.bytes, seconds: 1)
        let isFilled = try await eventually {
            try await world.sqlTrips { _ = try await $0.object(user) } == 0
        }
        #expect(isFilled, "after the lease has lapsed somebody fills")
    }

    @Test func `whatever lies under a key, the answer is right and the key is repaired`()
        async throws
    {
        let world = try await World()
        let (user, other) = (try await world.user("right"), try await world.user("wrong"))
        let (post, elsewhere) = (try await world.post(), try await world.post())
        try await world.commit {
            $0.addAssociation(user, Kinds.likes, post, time: 3, data: record("edge"))
            $0.addAssociation(other, Kinds.likes, elsewhere, time: 4)
        }
        let object = ItemKey.object(user)
        let list = ItemKey.list(AssociationListKey(user, Kinds.likes))
        let (goodObject, goodList) = (
            try await stored(world, object), try await stored(world, list)
        )
        let strangers = [
            try await stored(world, .object(other)),
            try await stored(world, .list(AssociationListKey(other, Kinds.likes))),
        ]
        var values: [[UInt8]] = [[], [0], [1], Array("hello".utf8)] + strangers
        values += [Array(repeating: 0xFF, count: 100), [1, 1, 0, 0] + goodList, [9] + goodObject]
        for good in [goodObject, goodList] {
            for length in stride(from: 0, to: good.count, by: 5) {
                values.append(Array(good[..<length]))
            }
            values.append(good + [0])
            values.append([2] + good.dropFirst())
        }
        for value in values {
            for key in [object, list] {
                if value == goodObject && key == object || value == goodList && key == list {
                    continue
                }
                var mutations = Mutations()
                mutations.set(world.keys(key)[0], value, seconds: 0)
                #expect(await world.cache.deliver(mutations) == [])
            }
            for expectedSQL in [1, 0] {
                let loader = world.tao.loader()
                let answer = try await loader.run {
                    async let object = loader.object(user)
                    async let edges = loader.associationRange([
                        RangeQuery(user, Kinds.likes, limit: 5)
                    ])
                    return try await (object, edges)
                }
                #expect(answer.0?.data.string(1) == "right", "\(value)")
                #expect(answer.1[0].associations.map(\.id2) == [post], "\(value)")
                #expect(answer.1[0].associations.first?.data?.string(1) == "edge", "\(value)")
                #expect(loader.trips.sqlCount == expectedSQL, "\(value)")
            }
        }
    }

    /// The value the store itself puts under a key.
    private func stored(_ world: World, _ key: ItemKey) async throws -> [UInt8] {
        let loader = world.tao.loader()
        switch key {
        case .object(let id): _ = try await loader.object(id)
        case .list(let list):
            _ = try await loader.associationRange([RangeQuery(list.id1, list.type, limit: 1)])
        case .name: break
        }
        guard case .hit(let value) = await world.cache.get(world.keys(key))[0] else { return [] }
        return Array(value)
    }
}

extension GetReply {
    func isMiss(_ index: Int) -> Bool {
        if case .miss = self[index] { true } else { false }
    }
}
