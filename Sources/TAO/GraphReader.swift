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

    /// One round trip to PostgreSQL, when it is our turn. Throws `PostgresError`: `poolExhausted`
    /// when our turn has not come within the time that a request may wait for a connection.
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
        try await turns.take(within: .milliseconds(database.configuration.waitMilliseconds))
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

/// A bounded number of turns; whoever comes later waits in order, for a bounded time. Otherwise a
/// PostgreSQL that hangs would gather readers for as long as it does.
final class Turns: Sendable {
    fileprivate struct State {
        var free: Int
        /// By number, given out in order. Those who gave up are missing.
        var waiting: [UInt64: CheckedContinuation<Bool, Never>] = [:]
        var first: UInt64 = 0
        var end: UInt64 = 0
    }

    private let state: Mutex<State>

    init(max: Int) {
        state = Mutex(State(free: max))
    }

    /// Throws `poolExhausted` when no turn has come within the limit.
    func take(within limit: Duration) async throws(PostgresError) {
        if state.withLock({ $0.takeFree() }) { return }
        let isOurs = await withCheckedContinuation { continuation in
            let number: UInt64? = state.withLock { state in
                if state.takeFree() { return nil }
                defer { state.end += 1 }
                state.waiting[state.end] = continuation
                return state.end
            }
            guard let number else { return continuation.resume(returning: true) }
            Task {
                try? await Task.sleep(for: limit)
                giveUp(number)
            }
        }
        if !isOurs { throw PostgresError(.poolExhausted, "too many reads wait for the database") }
    }

    /// Passes the turn on to whoever waits longest.
    func give() {
        let waiter: CheckedContinuation<Bool, Never>? = state.withLock { state in
            while state.first < state.end {
                defer { state.first += 1 }
                if let waiter = state.waiting.removeValue(forKey: state.first) { return waiter }
            }
            state.free += 1
            return nil
        }
        waiter?.resume(returning: true)
    }

    private func giveUp(_ number: UInt64) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: false)
    }
}

extension Turns.State {
    fileprivate mutating func takeFree() -> Bool {
        if free == 0 { return false }
        free -= 1
        return true
    }
}
