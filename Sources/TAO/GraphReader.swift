import Memcached
import Postgres
import Synchronization

/// What the loaders of one process share.
final class GraphReader: Sendable {
    let types: GraphTypes
    let database: Database
    let cache: MemcachedClient?
    let keys: CacheKeys
    let flights = Flights()
    private let turns = Turns(max: TAOLimits.storeReadsMax)
    private let process = UInt64.random(in: .min ... .max)
    private let leaseCount = Atomic<UInt64>(0)

    init(types: GraphTypes, database: Database, cache: MemcachedClient?, keys: CacheKeys) {
        self.types = types
        self.database = database
        self.cache = cache
        self.keys = keys
    }

    func newLeaseToken() -> CacheValue.LeaseToken {
        let pass = leaseCount.add(1, ordering: .relaxed).newValue
        return CacheValue.LeaseToken(process: process, pass: pass)
    }

    /// How long a value lives: spread over a tenth, so that what was filled together does not expire
    /// together.
    func valueSeconds() -> Int {
        TAOLimits.valueSeconds - Int.random(in: 0..<TAOLimits.valueSeconds / 10)
    }

    /// One round trip to PostgreSQL, when it is our turn.
    /// - Parameter willAsk: called at the last moment before the statements are sent.
    func read(
        _ read: StoreRead, _ trips: Trips, willAsk: () -> Void
    ) async throws -> StoreAnswer {
        let statements = StoreReads(read, types: types)
        trips.append(.sql(statements: statements.queries.map(\.sql)))
        await turns.take()
        defer { turns.give() }
        willAsk()
        return statements.answer(try await database.read(statements.queries))
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
