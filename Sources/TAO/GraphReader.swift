import Memcached
import Postgres
import Synchronization

/// What the loaders of one process share.
final class GraphReader: Sendable {
    let types: GraphTypes
    let database: Database
    private let client: MemcachedClient?
    private let servers: CacheServers?
    let replicas: Replicas
    let keys: CacheKeys
    let leaseWaitMilliseconds: Int
    let flights = Flights()
    let reads = Mutex(CacheStatistics())
    private let turns = Turns(max: TAOLimits.storeReadsMax)
    private let process = UInt64.random(in: .min ... .max)
    private let leaseCount = Atomic<UInt64>(0)

    init(
        types: GraphTypes, database: Database, replicas: Replicas, cache: MemcachedClient?,
        servers: CacheServers?, keys: CacheKeys, leaseWaitMilliseconds: Int
    ) {
        self.types = types
        self.database = database
        self.replicas = replicas
        client = cache
        self.servers = servers
        self.keys = keys
        self.leaseWaitMilliseconds = leaseWaitMilliseconds
    }

    /// nil too while this process has another list of servers than the others.
    var cache: MemcachedClient? { servers?.isOutdated == true ? nil : client }

    func newLeaseToken() -> CacheValue.LeaseToken {
        let pass = leaseCount.add(1, ordering: .relaxed).newValue
        return CacheValue.LeaseToken(process: process, pass: pass)
    }

    /// One round trip to PostgreSQL, when it is our turn.
    /// - Parameters:
    ///   - mayBeStale: whether a replica may answer; never for what fills the cache.
    ///   - willAsk: called at the last moment before the statements are sent.
    func read(
        _ read: StoreRead, _ trips: Trips, mayBeStale: Bool = false, willAsk: () -> Void
    ) async throws -> StoreAnswer {
        let statements = StoreReads(read, types: types)
        trips.append(.sql(statements: statements.queries.map(\.sql)))
        if mayBeStale, let rows = await replicas.read(statements.queries) {
            return statements.answer(rows)
        }
        await turns.take()
        defer { turns.give() }
        willAsk()
        return statements.answer(try await database.read(statements.queries))
    }
}

/// How long values live: spread over a tenth, so that what was filled together does not expire
/// together. One random number is enough for many: asking the system for each costs more than the
/// rest of a fill.
struct ValueLifetimes {
    private var shorter = Int.random(in: 0..<Self.spreadSeconds)

    private static var spreadSeconds: Int { TAOLimits.valueSeconds / 10 }

    mutating func next() -> Int {
        // No common divisor with the spread: every second of it comes up.
        shorter = (shorter + 5_351) % Self.spreadSeconds
        return TAOLimits.valueSeconds - shorter
    }
}

/// A bounded number of turns; whoever comes later waits in order.
final class Turns: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
        var next = 0
    }

    private let state: Mutex<State>

    init(max: Int) {
        state = Mutex(State(free: max))
    }

    func take() async {
        let isFree = state.withLock { state in
            guard state.free > 0 else { return false }
            state.free -= 1
            return true
        }
        if isFree { return }
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Passes the turn on to whoever waits longest.
    func give() {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard state.next < state.waiting.count else {
                state.free += 1
                return nil
            }
            let waiter = state.waiting[state.next]
            state.next += 1
            if state.next == state.waiting.count {
                state.waiting = []
                state.next = 0
            }
            return waiter
        }
        waiter?.resume()
    }
}
