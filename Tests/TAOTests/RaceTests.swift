import Foundation
import LocalServices
import Memcached
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// Readers and writers of two gateways race over a few objects and lists, every read of PostgreSQL
/// is slow by a random time after its snapshot, some writers die between COMMIT and delete. Nobody
/// may see less than what had been acknowledged before the question, and nothing old may stay.
///
/// `TINTYPE_RACE_READS=200000` makes it a long race.
@Suite(.serialized, .timeLimit(.minutes(20))) struct RaceTests {
    private static let items = 24
    private static let many = 12
    private static let readsWanted =
        ProcessInfo.processInfo.environment["TINTYPE_RACE_READS"].flatMap { Int($0) } ?? 20_000
    private static let writesWanted = 200

    /// The largest number that was acknowledged to a writer, for every object and list.
    private final class Floors: Sendable {
        private let objects = Mutex(Array(repeating: Int64(0), count: items))
        private let lists = Mutex(Array(repeating: Int64(0), count: items))
        private let counter = Atomic<Int64>(0)

        func next() -> Int64 { counter.add(1, ordering: .relaxed).newValue }
        func object(_ index: Int) -> Int64 { objects.withLock { $0[index] } }
        func list(_ index: Int) -> Int64 { lists.withLock { $0[index] } }
        func raise(object index: Int, to number: Int64) {
            objects.withLock { $0[index] = max($0[index], number) }
        }
        func raise(list index: Int, to number: Int64) {
            lists.withLock { $0[index] = max($0[index], number) }
        }
    }

    /// What has happened so far; the race ends when it is enough.
    private final class Tally: Sendable {
        let reads = Atomic<Int>(0)
        let stale = Atomic<Int>(0)
        let writes = Atomic<Int>(0)

        var isEnough: Bool {
            reads.load(ordering: .relaxed) >= readsWanted
                && writes.load(ordering: .relaxed) >= writesWanted
        }
    }

    @Test(arguments: [0, 20])
    func `no stale answer and nothing stuck`(percentOfWritersThatDie: Int) async throws {
        let services = try await TestServices.start()
        let gateways = try await twoGateways(services)
        let world = gateways[0]
        let users = try await world.users(Self.items) { _ in "0" }
        try await slowDown(world.database)
        gateways[1].tao.startTailer()
        let floors = Floors()
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask { try await read(gateways[number % 2], users, floors, tally) }
            }
            for number in 0..<4 {
                group.addTask {
                    try await write(
                        gateways[number % 2], users, floors, tally,
                        dying: percentOfWritersThatDie)
                }
            }
            group.addTask { try await spoil(world, users, tally) }
            try await group.waitForAll()
        }
        let (reads, writes) = (
            tally.reads.load(ordering: .relaxed), tally.writes.load(ordering: .relaxed)
        )
        print("\(reads) reads, \(writes) writes, \(percentOfWritersThatDie) % of writers die")
        #expect(tally.stale.load(ordering: .relaxed) == 0)
        #expect(try await eventually { try await world.outboxCount() == 0 })
        for gateway in gateways {
            #expect(try await stuck(gateway, users) == 0, "old values stayed in the cache")
            await gateway.tao.shutdown()
        }
    }

    private func twoGateways(_ services: LocalServices) async throws -> [World] {
        let world = try await World(services: services, connectionsMax: 10)
        return [world, try await world.anotherGateway()]
    }

    /// Objects and lists are read through views that sleep up to 4 ms after the snapshot.
    private func slowDown(_ database: Database) async throws {
        for (table, columns) in [
            ("objects", "id, type, version, data"),
            ("association_counts", "id1, type, slot, count"),
        ] {
            _ = try await database.query(
                Query(unescaped: "ALTER TABLE \(table) RENAME TO \(table)_fast"))
            _ = try await database.query(
                Query(
                    unescaped: """
                        CREATE VIEW \(table) AS SELECT \(columns) FROM \(table)_fast
                        WHERE pg_sleep(random() * 0.004) IS NOT NULL
                        """))
        }
    }

    private func read(
        _ world: World, _ users: [ObjectID], _ floors: Floors, _ tally: Tally
    ) async throws {
        while !tally.isEnough {
            // Few are leased before they are read, many meanwhile.
            let count = Bool.random() ? 1 : Self.many
            let indices = users.indices.shuffled().prefix(count)
            let floor = indices.map { (object: floors.object($0), list: floors.list($0)) }
            let loader = world.tao.loader()
            let answer = try await loader.run {
                async let found = loader.objects(indices.map { users[$0] })
                async let pages = loader.associationRange(
                    indices.map { RangeQuery(users[$0], Kinds.likes, limit: 1) })
                return try await (found, pages)
            }
            for (place, floor) in floor.enumerated() {
                let number = answer.0[place]?.data.string(1).flatMap { Int64($0) } ?? -1
                let time = answer.1[place].associations.first?.time ?? 0
                tally.reads.add(2, ordering: .relaxed)
                tally.stale.add(
                    (number < floor.object ? 1 : 0) + (time < floor.list ? 1 : 0),
                    ordering: .relaxed)
            }
        }
    }

    private func write(
        _ world: World, _ users: [ObjectID], _ floors: Floors, _ tally: Tally, dying: Int
    ) async throws {
        while !tally.isEnough {
            let index = Int.random(in: users.indices)
            let dies = Int.random(in: 0..<100) < dying
            try await change(world, users[index], index, floors, dies: dies)
            tally.writes.add(1, ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...6)))
        }
    }

    /// Puts garbage under all keys now and then, so that many items are missing at once.
    private func spoil(_ world: World, _ users: [ObjectID], _ tally: Tally) async throws {
        let lists = users.map { AssociationListKey($0, Kinds.likes) }
        while !tally.isEnough {
            for item in users.map({ ItemKey.object($0) }) + lists.map({ .list($0) }) {
                var garbage = Mutations()
                garbage.set(world.keys(item)[0], [0], seconds: 0)
                world.cache.post(garbage)
            }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...500)))
        }
    }

    /// Numbers only grow: an object is locked, its number raised, and the edge's time with it.
    private func change(
        _ world: World, _ user: ObjectID, _ index: Int, _ floors: Floors, dies: Bool
    ) async throws {
        let loader = world.uncached.loader()
        guard let object = try await loader.object(user) else { return }
        let number = floors.next()
        var write = GraphWrite()
        write.updateObject(user, data: record("\(number)"), ifVersion: object.version)
        write.addAssociation(user, Kinds.likes, ObjectID(7), time: number, ifPresent: .replace)
        if dies {
            let plan = try WritePlan(write, types: Kinds.all, clock: .system)
            _ = try? await world.database.transaction { transaction in
                let rows = try await transaction.pipeline(plan.queries)
                _ = try plan.outcome(rows, undelivered: [])
            }
            return
        }
        guard (try? await world.tao.commit(write)) != nil else { return }
        floors.raise(object: index, to: number)
        floors.raise(list: index, to: number)
    }

    /// How many values in the cache differ from the database.
    private func stuck(_ world: World, _ users: [ObjectID]) async throws -> Int {
        let ranges = users.map { RangeQuery($0, Kinds.likes, limit: 5) }
        let (cached, stored) = (world.tao.loader(), world.uncached.loader())
        let objects = try await (cached.objects(users), stored.objects(users))
        let pages = try await (cached.associationRange(ranges), stored.associationRange(ranges))
        return zip(objects.0, objects.1).count { $0 != $1 }
            + zip(pages.0, pages.1).count { $0 != $1 }
    }
}
