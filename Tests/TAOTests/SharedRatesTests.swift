import LocalServices
import Postgres
import TestSupport
import Testing

@testable import Memcached
@testable import TAO

@Suite struct `Buckets of an act` {
    private static let hourly = Rate(60, perSeconds: 3_600)
    private static let daily = Rate(400, perSeconds: 86_400)

    @Test func `hold so many acts, which come back evenly`() {
        var buckets = RateBuckets(count: 1)
        for _ in 0..<60 { #expect(buckets.take([Self.hourly], now: 1_000) == nil) }
        #expect(buckets.take([Self.hourly], now: 1_000)?.milliseconds == 60_000)
        let later = buckets.take([Self.hourly], now: 31_000)
        #expect(later?.milliseconds == 30_000, "what is refused is not taken")
        #expect(later?.rate == Self.hourly)
        #expect(buckets.take([Self.hourly], now: 61_000) == nil)
        #expect(buckets.take([Self.hourly], now: 61_000)?.milliseconds == 60_000)
        #expect(buckets.take([Self.hourly], now: 1_000 + 7_200_000) == nil)
    }

    @Test func `are kept all together`() {
        var buckets = RateBuckets(count: 2)
        var count = 0
        // Asked every minute for a day.
        for minute in 0..<1_440 {
            for _ in 0..<60
            where buckets.take([Self.hourly, Self.daily], now: Int64(minute) * 60_000) == nil {
                count += 1
            }
        }
        #expect(count > 400)
        #expect(count <= 800, "a bucket full, and what came back")
        let refusal = buckets.take([Self.hourly, Self.daily], now: 1_439 * 60_000)
        #expect(refusal?.rate == Self.daily, "the one that takes longest to come back")
    }

    @Test func `take back what did not count, and no more`() {
        var buckets = RateBuckets(count: 1)
        for _ in 0..<60 { _ = buckets.take([Self.hourly], now: 0) }
        buckets.add([-60_000], now: 0)
        #expect(buckets.take([Self.hourly], now: 0) == nil)
        #expect(buckets.take([Self.hourly], now: 0)?.milliseconds == 60_000)
        for _ in 0..<1_000 { buckets.add([-60_000], now: 0) }
        for _ in 0..<60 { #expect(buckets.take([Self.hourly], now: 0) == nil) }
        #expect(buckets.take([Self.hourly], now: 0) != nil, "a bucket is never fuller than full")
    }

    @Test func `are never emptier than empty, whatever a clock has said`() {
        var ahead = RateBuckets(count: 1)
        for _ in 0..<60 { _ = ahead.take([Self.hourly], now: 1_000_000_000) }
        #expect(ahead.take([Self.hourly], now: 0)?.milliseconds == 60_000)
    }
}

@Suite struct `The value of an act` {
    private static func value(_ changes: Int, of buckets: Int = 2) -> RateValue {
        (0..<changes).reduce(RateValue(bucketCount: buckets)) { value, change in
            value.changed(
                by: Array(repeating: 60_000, count: buckets), mark: UInt64(change + 1),
                isAdded: change == 0, now: 1_775_671_200_000)
        }
    }

    @Test(arguments: [1, 3, 20])
    func `is read as it was written, and not at all if a bit has flipped`(changes: Int) {
        let value = Self.value(changes)
        let bytes = value.bytes
        #expect(RateValue(bytes[...], bucketCount: 2) == value)
        #expect(RateValue(bytes[...], bucketCount: 1) == nil)
        #expect(RateValue(bytes.dropLast(), bucketCount: 2) == nil)
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(RateValue(flipped[...], bucketCount: 2) == nil, "bit \(bit)")
        }
    }

    @Test func `takes the place of those that led to it, and is joined with others`() {
        let (third, fourth) = (Self.value(3), Self.value(4))
        let back = fourth.changed(by: [-180_000, -180_000], mark: 9, isAdded: false, now: 0)
        var known = third
        known.learn(back)
        #expect(known == back, "what was given back is not taken again")
        known.learn(fourth)
        #expect(known == back, "what came before says nothing")
        var other = RateValue(bucketCount: 2).changed(
            by: [1, 1], mark: 10, isAdded: true, now: 1_775_671_200_000)
        other.learn(third)
        #expect(other.buckets == third.buckets)
        #expect(!other.precedes(third) && other.precedes(fourth))
    }
}

/// What a process makes of answers, in orders that seldom happen.
@Suite struct `What is known of an act` {
    private static let one: [Int64] = [360_000]

    private func token(_ unique: UInt64) -> SwapToken {
        SwapToken(unique: unique, generation: 1)
    }

    private func value(_ bytes: [UInt8]) throws -> RateValue {
        try #require(RateValue(bytes[...], bucketCount: 1))
    }

    private func fullAt(_ known: KnownRate) -> Int64 { known.buckets(now: 0).allFullAt }

    @Test func `includes a change that others have followed at once, but not more than eight`()
        throws
    {
        for others in 0...RateValue.markCount {
            var known = KnownRate(bucketCount: 1)
            let attempt = known.attempt(Self.one, now: 0)
            var found = try value(attempt.bytes)
            for other in 0..<others {
                found = found.changed(
                    by: Self.one, mark: UInt64(other + 1), isAdded: false, now: 0)
            }
            let isMade = known.settle(attempt, found: found, token: token(1), now: 0)
            #expect(isMade == (others < RateValue.markCount))
            #expect(fullAt(known) == 360_000 * Int64(others + 1))
        }
    }

    @Test func `is told by one change, and by another if that was lost`() throws {
        var known = KnownRate(bucketCount: 1)
        for _ in 0..<3 { known.count(Self.one, now: 0) }
        let first = known.attempt(Self.one, now: 0)
        let second = known.attempt(Self.one, now: 0)
        #expect(try value(first.bytes).buckets.allFullAt == 4 * 360_000)
        #expect(try value(second.bytes).buckets.allFullAt == 360_000)
        #expect(fullAt(known) == 3 * 360_000, "what is on its way counts")
        let wins = known.settle(second, found: try value(second.bytes), token: token(1), now: 0)
        #expect(wins)
        let loses = known.settle(first, found: try value(second.bytes), token: token(1), now: 0)
        #expect(!loses)
        #expect(fullAt(known) == 4 * 360_000)
        let third = known.attempt(Self.one, now: 0)
        #expect(try value(third.bytes).buckets.allFullAt == 5 * 360_000)
        let tells = known.settle(third, found: try value(third.bytes), token: token(2), now: 0)
        #expect(tells)
        let fourth = known.attempt(Self.one, now: 0)
        #expect(try value(fourth.bytes).buckets.allFullAt == 6 * 360_000)
    }

    @Test func `does not go back for an answer that another has overtaken`() throws {
        var known = KnownRate(bucketCount: 1)
        let (slow, quick) = (known.attempt(Self.one, now: 0), known.attempt(Self.one, now: 0))
        let old = try value(quick.bytes)
        let new = old.changed(by: [-360_000], mark: 5, isAdded: false, now: 0)
        _ = known.settle(quick, found: new, token: token(2), now: 0)
        _ = known.settle(slow, found: old, token: token(1), now: 0)
        #expect(fullAt(known) == 0)
        #expect(known.attempt(Self.one, now: 0).token == token(2))
    }

    @Test func `gives back alone what was taken together, for as long as it would weigh`() {
        var known = KnownRate(bucketCount: 1)
        let attempt = known.attempt([2 * 360_000], now: 0)
        _ = known.settle(
            attempt, found: RateValue(attempt.bytes[...], bucketCount: 1), token: token(1), now: 0)
        known.count([-360_000], now: 0)
        #expect(fullAt(known) == 360_000)
        #expect(known.buckets(now: 360_000).allFullAt == 720_000)
    }

    @Test func `begins anew over what cannot be read`() throws {
        var known = KnownRate(bucketCount: 1)
        let first = known.attempt(Self.one, now: 0)
        _ = known.settle(first, found: try value(first.bytes), token: token(1), now: 0)
        let lost = known.attempt(Self.one, now: 0)
        let isMade = known.settle(lost, found: nil, token: token(2), now: 0)
        #expect(!isMade)
        let second = try value(known.attempt(Self.one, now: 0).bytes)
        #expect(second.buckets.allFullAt == 2 * 360_000)
        #expect(second.lineage != (try value(first.bytes).lineage))
    }
}

@Suite struct `What is remembered of everybody` {
    private static let one: [Int64] = [360_000]

    private func key(_ number: Int) -> RateKey {
        RateKey(kind: 1, subject: withUnsafeBytes(of: number) { Array($0) })
    }

    /// So many acts at the time 0, all of them in memcached.
    private func told(_ acts: Int64) throws -> KnownRate {
        var known = KnownRate(bucketCount: 1)
        let attempt = known.attempt([acts * 360_000], now: 0)
        let found = try #require(RateValue(attempt.bytes[...], bucketCount: 1))
        let isMade = known.settle(
            attempt, found: found, token: SwapToken(unique: 1, generation: 1), now: 0)
        #expect(isMade)
        return known
    }

    @Test func `is half where all have done as much, and who has done more`() throws {
        var known = KnownRates()
        for number in 0..<100 { known[key(number)] = try told(1) }
        known[key(100)] = try told(2)
        known.shrink(to: 50, now: 0)
        #expect(known.count == 50)
        #expect(known[key(100)] != nil)
        known.shrink(to: 10, now: 360_000)
        #expect(Array(known.keys) == [key(100)], "the others are full again")
    }

    @Test func `is first what is nowhere else`() throws {
        var untold = KnownRate(bucketCount: 1)
        untold.count(Self.one, now: 0)
        var onItsWay = untold
        let attempt = onItsWay.attempt(Self.one, now: 0)
        var known = KnownRates()
        for number in 0..<10 { known[key(number)] = try told(5) }
        (known[key(10)], known[key(11)]) = (untold, onItsWay)
        known.shrink(to: 2, now: 0)
        #expect(Set(known.keys) == [key(10), key(11)])
        known.shrink(to: 0, now: 0)
        #expect(
            Array(known.keys) == [key(11)], "what is on its way stays, however little there is room"
        )
        known.shrink(to: 1, now: 1)
        let isMade = known[key(11)]?.settle(attempt, found: nil, token: nil, now: 1)
        #expect(isMade == false)
        #expect(known[key(11)]?.buckets(now: 1).allFullAt == 360_001, "and is told another time")
    }
}

/// Two gateways on one memcached. Time is what the tests say.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SharedRatesTests {
    private static let tenAnHour = [Rate(10, perSeconds: 3_600)]

    private func act(_ subject: UInt8, _ rates: [Rate] = tenAnHour) -> RatedAct {
        RatedAct(RateKey(kind: 1, subject: [subject]), rates)
    }

    private func take(_ world: World, _ act: RatedAct, now: Int64 = 0) async -> Int64? {
        await world.tao.rates.take([act], now: now, trips: Trips())?.milliseconds
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

    @Test func `as many as may be are done at one gateway, for a trip each`() async throws {
        let world = try await World()
        let hundred = act(1, [Rate(100, perSeconds: 3_600)])
        let trips = Trips()
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var taken = 0
                    for _ in 0..<50
                    where await world.tao.rates.take([hundred], now: 0, trips: trips) == nil {
                        taken += 1
                    }
                    return taken
                }
            }
            return await group.reduce(0, +)
        }
        #expect(taken == 100 && trips.cacheCount == 100)
    }

    /// Who loses too often is counted by its own gateway, which tells it with its next act.
    @Test func `as many as may be are done, however many try at once`() async throws {
        let world = try await World()
        let other = try await world.anotherGateway()
        let hundred = act(1, [Rate(100, perSeconds: 3_600)])
        let taken = await withTaskGroup(of: (taken: Int, tripsMax: Int).self) { group in
            for gateway in [world, other] {
                for _ in 0..<4 {
                    group.addTask {
                        var (taken, tripsMax) = (0, 0)
                        for _ in 0..<50 {
                            let trips = Trips()
                            let wait = await gateway.tao.rates.take([hundred], now: 0, trips: trips)
                            if wait == nil { taken += 1 }
                            tripsMax = max(tripsMax, trips.cacheCount)
                        }
                        return (taken, tripsMax)
                    }
                }
            }
            return await group.reduce((0, 0)) { ($0.0 + $1.taken, max($0.1, $1.tripsMax)) }
        }
        print("  400 acts at once at two gateways, of which 100 may be done: \(taken.0) were")
        #expect((100...120).contains(taken.0))
        #expect(taken.1 <= TAOLimits.rateAttemptsMax)
        for gateway in [world, other] { #expect(await take(gateway, hundred) != nil) }
        await other.database.shutdown()
    }

    @Test func `several acts are taken together or not at all`() async throws {
        let world = try await World()
        for _ in 0..<10 { _ = await take(world, act(1)) }
        let both = [act(1), act(2)]
        #expect(await world.tao.rates.take(both, now: 0, trips: Trips())?.milliseconds == 360_000)
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

    @Test func `what is given back stays so for a gateway that knows the acts`() async throws {
        let world = try await World()
        let other = try await world.anotherGateway()
        for _ in 0..<5 { #expect(await take(world, act(1)) == nil) }
        #expect(await take(other, act(1)) == nil)
        // More changes than a value has marks.
        for _ in 0..<10 {
            #expect(await take(world, act(1)) == nil)
            await world.tao.rates.giveBack([act(1)], now: 0, trips: Trips())
        }
        for _ in 0..<3 { await world.tao.rates.giveBack([act(1)], now: 0, trips: Trips()) }
        for _ in 0..<7 { #expect(await take(other, act(1)) == nil) }
        #expect(await take(other, act(1)) != nil)
        await other.database.shutdown()
    }

    @Test func `what was taken beside an act that others have taken meanwhile is given back`()
        async throws
    {
        let world = try await World()
        let other = try await world.anotherGateway()
        #expect(await take(world, act(2)) == nil)
        for _ in 0..<9 { #expect(await take(other, act(2)) == nil) }
        let both = [act(1), act(2)]
        #expect(await world.tao.rates.take(both, now: 0, trips: Trips())?.milliseconds == 360_000)
        for _ in 0..<10 { #expect(await take(world, act(1)) == nil) }
        #expect(await take(world, act(1)) != nil)
        await other.database.shutdown()
    }

    @Test(.crosses(\TAOLimits.Type.rateAttemptsMax))
    func `without memcached each gateway counts for itself, and tells it afterwards`()
        async throws
    {
        let services = try await TestServices.start()
        let world = try await World(services: services, timeoutMilliseconds: 200)
        for _ in 0..<4 { #expect(await take(world, act(1)) == nil) }
        await services.stopMemcached()
        let attempts = Trips()
        #expect(await world.tao.rates.take([act(1)], now: 0, trips: attempts) == nil)
        #expect(attempts.cacheCount == TAOLimits.rateAttemptsMax, "and then alone")
        for _ in 0..<5 { #expect(await take(world, act(1)) == nil) }
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
        #expect(await tao.rates.take([act(1)], now: 0, trips: Trips())?.milliseconds == 360_000)
    }

    @Test(.crosses(\TAOLimits.Type.ratesKnownMax))
    func `no more are remembered than there is memory for`() async throws {
        let world = try await World()
        let rates = TAO(types: Kinds.all, database: world.database, cache: nil).rates
        for number in 0..<TAOLimits.ratesKnownMax {
            let subject = withUnsafeBytes(of: number) { Array($0) }
            let act = RatedAct(RateKey(kind: 1, subject: subject), Self.tenAnHour)
            #expect(await rates.take([act], now: 0, trips: Trips()) == nil)
        }
        #expect(rates.knownCount == TAOLimits.ratesKnownMax)
        _ = await rates.take([act(0)], now: 0, trips: Trips())
        #expect(rates.knownCount == TAOLimits.ratesKnownMax / 2)
    }

    @Test func `only so many are remembered, and those who have done most`() async throws {
        let world = try await World()
        let tao = TAO(types: Kinds.all, database: world.database, cache: nil)
        let rates = SharedRates(backends: tao.backends, knownMax: 100)
        for _ in 0..<2 { _ = await rates.take([act(0)], now: 0, trips: Trips()) }
        var count = 1
        for subject in 1..<250 as Range<UInt8> {
            _ = await rates.take([act(subject)], now: 0, trips: Trips())
            count = count < 100 ? count + 1 : 50
            #expect(rates.knownCount == count)
        }
        for _ in 2..<10 { #expect(await rates.take([act(0)], now: 0, trips: Trips()) == nil) }
        #expect(await rates.take([act(0)], now: 0, trips: Trips()) != nil)
    }
}
