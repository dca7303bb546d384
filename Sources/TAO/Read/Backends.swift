import Dispatch
import Memcached
import Postgres
import Synchronization

/// PostgreSQL and memcached, as the loaders, writes and checks of one process share them, with what
/// they know of one another's reads.
final class Backends: Sendable {
    let types: GraphTypes
    let database: Database
    private let client: MemcachedClient?
    private let servers: CacheServers?
    let replicas: Replicas
    let keys: CacheKeys
    let leaseWaitMilliseconds: Int
    let flights = Flights()
    let reads = Mutex(CacheStatistics())
    let storeSpeed: StoreSpeed
    private let turns = Turns(max: TAOLimits.storeReadsMax)
    /// Of large reads (`TAOLimits.largeReadRowsMin`), which have one of the others as well.
    let largeTurns = Turns(max: TAOLimits.largeReadsMax)
    let largeWork = LargeWork()
    private let process = UInt64.random(in: .min ... .max)
    private let leaseCount = Atomic<UInt64>(0)
    /// In nanoseconds of the machine's uptime.
    private let leaseFirstUntil = Atomic<UInt64>(0)

    init(
        types: GraphTypes, database: Database, replicas: Replicas, cache: MemcachedClient?,
        servers: CacheServers?, keys: CacheKeys, leaseWaitMilliseconds: Int
    ) {
        self.types = types
        self.database = database
        self.replicas = replicas
        storeSpeed = StoreSpeed(database: database)
        client = cache
        self.servers = servers
        self.keys = keys
        self.leaseWaitMilliseconds = leaseWaitMilliseconds
    }

    /// nil too while this process has another list of servers than the others.
    var cache: MemcachedClient? { servers?.standing.allowsCache == false ? nil : client }

    func newLeaseToken() -> CacheValue.LeaseToken {
        let pass = leaseCount.add(1, ordering: .relaxed).newValue
        return CacheValue.LeaseToken(process: process, pass: pass)
    }

    /// Whether leases may be taken while PostgreSQL is read. Not where so much is written that the
    /// fence would not hold still, and the read be in vain for the cache.
    var mayLeaseBeside: Bool {
        leaseFirstUntil.load(ordering: .relaxed) < DispatchTime.now().uptimeNanoseconds
    }

    /// A write came between a read and the leases beside it.
    func leaseFirstForAWhile() {
        let end = DispatchTime.now() + .milliseconds(TAOLimits.leaseFirstMilliseconds)
        leaseFirstUntil.store(end.uptimeNanoseconds, ordering: .relaxed)
    }

    /// One round trip to PostgreSQL, when it is our turn. Throws `PostgresError`: `poolExhausted`
    /// when our turn has not come within the time that a request may wait for a connection.
    /// - Parameters:
    ///   - mayBeStale: whether a replica may answer; never for what fills the cache.
    ///   - willAsk: called at the last moment before the statements are sent.
    ///   - meanwhile: called when they are on their way to the primary.
    func read(
        _ read: StoreRead, _ trips: Trips, mayBeStale: Bool = false, willAsk: () -> Void = {},
        meanwhile: () -> Void = {}
    ) async throws -> StoreAnswer {
        let statements = StoreReads(read, types: types)
        trips.append(.sql(statements: statements.queries.map(\.sql)))
        if mayBeStale, let rows = await replicas.read(statements.queries) {
            return statements.answer(rows)
        }
        let begun = ContinuousClock.now
        do {
            try await turns.take(within: .milliseconds(database.configuration.waitMilliseconds))
            defer { turns.give() }
            willAsk()
            let rows = try await database.read(statements.queries, meanwhile: meanwhile)
            storeSpeed.note(since: begun)
            return statements.answer(rows)
        } catch {
            storeSpeed.note(error)
            throw error
        }
    }
}
