import LocalServices
import Memcached
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// Requests of one process that miss the same item share one read of it, but nobody gets an answer
/// that is older than the own question.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SharedFlightTests {
    /// Items that are kept by either of two servers.
    private struct Pair {
        let world: World
        let services: LocalServices
        /// Kept by the first server, and by the second.
        let (near, far): (ObjectID, ObjectID)

        init() async throws {
            services = try await TestServices.start(memcachedCount: 2)
            let world = try await World(services: services, timeoutMilliseconds: 30_000)
            self.world = world
            let users = try await world.users(40) { _ in "old" }
            let keys = world.keys(users.map { .object($0) })
            let owners = users.indices.map { world.cache.owner(of: keys, $0) }
            near = users[try #require(owners.firstIndex(of: 0))]
            far = users[try #require(owners.firstIndex(of: 1))]
        }

        func text(_ id: ObjectID, _ bypass: CacheBypass = .nothing) async throws -> String? {
            try await world.tao.loader(bypassing: bypass).object(id)?.data.string(1)
        }

        func isWarm(_ id: ObjectID) async throws -> Bool {
            try await eventually { try await world.sqlTrips { _ = try await $0.object(id) } == 0 }
        }

        /// A request whose multi-get has missed these items, which goes on from there.
        func fly(_ ids: [ObjectID]) -> Task<[CacheValue.Item?], Never> {
            var wants = RequestMemo.Wants(pass: 0)
            wants.items = ids.map { .object($0) }
            let pass = Pass(loader: world.tao.loader(), memo: RequestMemo(), wants: wants)
            let missed = ids.indices.map { Pass.Missed(item: ItemIndex($0), reason: .miss) }
            return Task { [wants] in
                var answers = PassAnswers(of: wants.items, reply: nil, missed: missed)
                var resolver = MissResolver(pass: pass, missed: missed, beyond: StoreRead())
                await resolver.resolve(&answers)
                await resolver.settlement?.run()
                return ids.indices.map { answers[ItemIndex($0)] }
            }
        }

        /// Waits until the first server has answered something more while `body` ran.
        func untilNearAnswers<Value>(_ body: () -> Value) async throws -> Value {
            let before = world.cache.statistics[0].commands
            let value = body()
            #expect(try await eventually { world.cache.statistics[0].commands > before })
            return value
        }
    }

    /// A request finds in the cache what another process has filled since its miss, and still waits
    /// for the second server. Then comes the write, and after it the reader.
    @Test func `a reader after a write is not told what a flight found in the cache before it`()
        async throws
    {
        let pair = try await Pair()
        #expect(try await pair.isWarm(pair.near))
        pair.services.pauseMemcached(1)
        let flight = try await pair.untilNearAnswers { pair.fly([pair.near, pair.far]) }
        try await pair.world.commit { $0.updateObject(pair.near, data: record("new")) }
        let read = Mutex<String?>(nil)
        let reading = Task {
            let text = try await pair.text(pair.near)
            read.withLock { $0 = text ?? "nothing" }
        }
        for _ in 0..<250 where read.withLock({ $0 }) == nil {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(read.withLock { $0 } == "new", "before the second server has answered")
        pair.services.resumeMemcached(1)
        try await reading.value
        #expect(read.withLock { $0 } == "new")
        _ = await flight.value
        #expect(try await pair.text(pair.near) == "new")
    }

    /// What a session must not take from the cache, it must not take from the flight of a request
    /// that may.
    @Test func `a reader that bypasses the cache shares no flight that may ask it`() async throws {
        let pair = try await Pair()
        #expect(try await pair.isWarm(pair.near))
        // The delete of this write gets lost.
        try await pair.world.commitAndDie { $0.updateObject(pair.near, data: record("new")) }
        pair.services.pauseMemcached(1)
        // Its question has gone out to the second server alone.
        let flight = pair.fly([pair.far, pair.near])
        for bypass in [CacheBypass.items(["o:\(pair.near)"]), .everything] {
            #expect(try await pair.text(pair.near, bypass) == "new")
        }
        pair.services.resumeMemcached(1)
        _ = await flight.value
    }

    @Test func `an answer is shared by those who began before its question alone`() async throws {
        let key = ItemKey.object(ObjectID(1))
        let token = CacheValue.LeaseToken(process: 1, pass: 1)
        func joins(
            begun: UInt64, seen: CacheValue.LeaseToken? = nil, isForStore: Bool = false,
            _ prepare: (Flight) -> Void
        ) -> Bool {
            let flights = Flights()
            let flight = Flight(isFromStore: [false])
            func question(
                _ begun: UInt64, _ seen: CacheValue.LeaseToken?, _ isForStore: Bool
            ) -> [Flights.Question] {
                [.init(key: key, seen: seen, isForStore: isForStore, begun: begun)]
            }
            #expect(flights.join(question(1, nil, false), with: flight).isEmpty)
            prepare(flight)
            let other = Flight(isFromStore: [isForStore])
            return !flights.join(question(begun, seen, isForStore), with: other).isEmpty
        }
        #expect(joins(begun: 9) { _ in })
        #expect(!joins(begun: 9, isForStore: true) { _ in })
        for asks in [
            { (flight: Flight) in flight.askCache([SeatNumber(0)], leasing: token, at: 5) },
            { (flight: Flight) in flight.askStore([(SeatNumber(0), token)], at: 5) },
        ] {
            #expect(joins(begun: 5, asks))
            #expect(!joins(begun: 6, asks))
            #expect(joins(begun: 6, seen: token, asks))
            #expect(!joins(begun: 6, seen: CacheValue.LeaseToken(process: 1, pass: 2), asks))
        }
        let asksAgain = { (flight: Flight) in
            flight.askCache([SeatNumber(0)], leasing: token, at: 5)
            flight.askAgain([SeatNumber(0)])
        }
        #expect(joins(begun: 6, asksAgain))
        #expect(!joins(begun: 6, isForStore: true, asksAgain))
        #expect(joins(begun: 5, isForStore: true) { $0.askStore([(SeatNumber(0), nil)], at: 5) })
        #expect(
            !joins(begun: 5, isForStore: true) { $0.askCache([SeatNumber(0)], leasing: nil, at: 5) }
        )
    }
}
