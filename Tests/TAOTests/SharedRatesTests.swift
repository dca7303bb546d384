import LocalServices
import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

@Suite struct `Buckets of an act` {
    private static let hourly = Rate(60, perSeconds: 3_600)
    private static let daily = Rate(400, perSeconds: 86_400)

    @Test func `hold so many acts, which come back evenly`() {
        var buckets = RateBuckets(count: 1)
        for _ in 0..<60 { #expect(buckets.take([Self.hourly], now: 1_000) == 0) }
        #expect(buckets.take([Self.hourly], now: 1_000) == 60_000)
        #expect(buckets.take([Self.hourly], now: 31_000) == 30_000, "what is refused is not taken")
        #expect(buckets.take([Self.hourly], now: 61_000) == 0)
        #expect(buckets.take([Self.hourly], now: 61_000) == 60_000)
        #expect(buckets.take([Self.hourly], now: 1_000 + 7_200_000) == 0)
    }

    @Test func `are kept all together`() {
        var buckets = RateBuckets(count: 2)
        var count = 0
        // Asked every minute for a day.
        for minute in 0..<1_440 {
            for _ in 0..<60
            where buckets.take([Self.hourly, Self.daily], now: Int64(minute) * 60_000) == 0 {
                count += 1
            }
        }
        #expect(count > 400)
        #expect(count <= 800, "a bucket full, and what came back")
    }

    @Test func `take back what did not count, and no more`() {
        var buckets = RateBuckets(count: 1)
        for _ in 0..<60 { _ = buckets.take([Self.hourly], now: 0) }
        buckets.giveBack([60_000])
        #expect(buckets.take([Self.hourly], now: 0) == 0)
        #expect(buckets.take([Self.hourly], now: 0) == 60_000)
        for _ in 0..<1_000 { buckets.giveBack([60_000]) }
        for _ in 0..<60 { #expect(buckets.take([Self.hourly], now: 0) == 0) }
        #expect(buckets.take([Self.hourly], now: 0) > 0, "a bucket is never fuller than full")
    }

    @Test func `are never emptier than empty, whatever a clock has said`() {
        var ahead = RateBuckets(count: 1)
        for _ in 0..<60 { _ = ahead.take([Self.hourly], now: 1_000_000_000) }
        #expect(ahead.take([Self.hourly], now: 0) == 60_000)
    }

    @Test func `are read as they were written, and not at all if a bit has flipped`() throws {
        var buckets = RateBuckets(count: 2)
        _ = buckets.take([Self.hourly, Self.daily], now: 1_775_671_200_000)
        let bytes = buckets.bytes(mark: 7)
        #expect(RateBuckets(bytes[...], count: 2) == buckets)
        #expect(RateBuckets(bytes[...], count: 1) == nil)
        #expect(RateBuckets(bytes.dropLast(), count: 2) == nil)
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(RateBuckets(flipped[...], count: 2) == nil, "bit \(bit)")
        }
    }
}

/// Two gateways on one memcached. Time is what the tests say.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SharedRatesTests {
    private static let tenAnHour = [Rate(10, perSeconds: 3_600)]

    private func act(_ subject: UInt8, _ rates: [Rate] = tenAnHour) -> RatedAct {
        RatedAct(RateKey(kind: 1, subject: [subject]), rates)
    }

    private func take(_ world: World, _ act: RatedAct, now: Int64 = 0) async -> Int64? {
        await world.tao.rates.take([act], now: now, trips: Trips())
    }

    @Test func `what is done at one gateway counts at the other`() async throws {
        let world = try await World()
        let other = try await world.anotherGateway()
        for _ in 0..<5 {
            for gateway in [world, other] { #expect(await take(gateway, act(1)) == nil) }
        }
        for gateway in [world, other] {
            #expect(await take(gateway, act(1)) == 360_000)
            #expect(await take(gateway, act(2)) == nil, "others are not concerned")
        }
        #expect(await take(other, act(1), now: 360_000) == nil)
        #expect(await take(world, act(1), now: 360_000) == 360_000)
        await other.database.shutdown()
    }

    @Test func `an act costs one trip, or two where another gateway has acted`() async throws {
        let world = try await World()
        let other = try await world.anotherGateway()
        func trips(_ gateway: World) async -> Int {
            let trips = Trips()
            #expect(await gateway.tao.rates.take([act(1)], now: 0, trips: trips) == nil)
            return trips.cacheCount
        }
        #expect(await trips(world) == 1)
        #expect(await trips(world) == 1)
        #expect(await trips(other) == 2)
        #expect(await trips(other) == 1)
        #expect(await trips(world) == 2)
        for _ in 0..<5 { _ = await trips(world) }
        let refused = Trips()
        #expect(await world.tao.rates.take([act(1)], now: 0, trips: refused) != nil)
        #expect(refused.cacheCount == 0)
        await other.database.shutdown()
    }

    @Test func `as many as may be are done, however many try at once`() async throws {
        let world = try await World()
        let other = try await world.anotherGateway()
        let hundred = act(1, [Rate(100, perSeconds: 3_600)])
        let taken = await withTaskGroup(of: Int.self) { group in
            for gateway in [world, other] {
                for _ in 0..<4 {
                    group.addTask {
                        var taken = 0
                        for _ in 0..<50 where await take(gateway, hundred) == nil { taken += 1 }
                        return taken
                    }
                }
            }
            return await group.reduce(0, +)
        }
        print("  400 acts at once at two gateways, of which 100 may be done: \(taken) were")
        // Who loses a race too often may have been counted and refused all the same, or counted alone.
        #expect((50...120).contains(taken))
        for gateway in [world, other] { #expect(await take(gateway, hundred) != nil) }
        await other.database.shutdown()
    }

    @Test func `several acts are taken together or not at all`() async throws {
        let world = try await World()
        for _ in 0..<10 { _ = await take(world, act(1)) }
        let both = [act(1), act(2)]
        #expect(await world.tao.rates.take(both, now: 0, trips: Trips()) == 360_000)
        for _ in 0..<10 { #expect(await take(world, act(2)) == nil) }
        #expect(await take(world, act(2)) != nil)
    }

    @Test func `what is given back is there for the other gateway`() async throws {
        let world = try await World()
        let other = try await world.anotherGateway()
        for _ in 0..<10 { #expect(await take(world, act(1)) == nil) }
        await world.tao.rates.giveBack([act(1)], now: 0, trips: Trips())
        #expect(await take(other, act(1)) == nil)
        #expect(await take(other, act(1)) != nil)
        await other.database.shutdown()
    }

    @Test func `without memcached each gateway counts for itself, and tells it afterwards`()
        async throws
    {
        let services = try await TestServices.start()
        let world = try await World(services: services, timeoutMilliseconds: 200)
        for _ in 0..<4 { #expect(await take(world, act(1)) == nil) }
        await services.stopMemcached()
        for _ in 0..<6 { #expect(await take(world, act(1)) == nil) }
        #expect(await take(world, act(1)) != nil, "there is a limit all the same")
        #expect(await take(world, act(2)) == nil, "and not all is refused")
        try await services.startMemcached()
        let isBack = try await eventually {
            _ = try await world.tao.loader().object(ObjectID(1))
            return world.cache.statistics.allSatisfy(\.isUp)
        }
        #expect(isBack)
        #expect(await take(world, act(1), now: 360_000) == nil)
        let other = try await world.anotherGateway()
        // What was counted apart comes back beside the rest: here two acts, and one more is taken.
        #expect(await take(other, act(1), now: 360_000) == nil)
        #expect(await take(other, act(1), now: 360_000) != nil, "the emptied server knows")
        await other.database.shutdown()
        await services.stop()
    }

    @Test func `a gateway without a cache has the same limits`() async throws {
        let world = try await World()
        let tao = TAO(types: Kinds.all, database: world.database, cache: nil)
        for _ in 0..<10 { #expect(await tao.rates.take([act(1)], now: 0, trips: Trips()) == nil) }
        #expect(await tao.rates.take([act(1)], now: 0, trips: Trips()) == 360_000)
    }

    @Test func `only so many are remembered, and those who have done most`() async throws {
        let world = try await World()
        let tao = TAO(types: Kinds.all, database: world.database, cache: nil)
        let rates = SharedRates(backends: tao.backends, knownMax: 100)
        for _ in 0..<5 { _ = await rates.take([act(0)], now: 0, trips: Trips()) }
        for subject in 1..<250 as Range<UInt8> {
            _ = await rates.take([act(subject)], now: 0, trips: Trips())
            #expect(rates.knownCount <= 100)
        }
        for _ in 5..<10 { #expect(await rates.take([act(0)], now: 0, trips: Trips()) == nil) }
        #expect(await rates.take([act(0)], now: 0, trips: Trips()) != nil)
    }
}
