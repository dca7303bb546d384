import LocalServices
import Memcached
import Postgres
import TAO

/// The servers of one run, and what is made of them.
struct BenchStore: Sendable {
    let services: LocalServices
    let database: Database
    let cache: MemcachedClient

    /// The graph, with a cache that begins empty: another namespace knows nothing of the others.
    func tao(_ namespace: String) -> TAO {
        TAO(
            types: BenchGraph.types, database: database, cache: cache,
            configuration: TAOConfiguration(namespace: namespace))
    }

    /// The same with connections of its own to memcached.
    func anotherTAO(_ namespace: String) throws -> (MemcachedClient, TAO) {
        let cache = try MemcachedClient(
            MemcachedConfiguration(servers: services.memcachedServers))
        let store = BenchStore(services: services, database: database, cache: cache)
        return (cache, store.tao(namespace))
    }

    /// Waits until what was read is in the cache, and nothing is at work. By default, for a batch.
    func settle(milliseconds: Int = 10) async throws {
        try await Task.sleep(for: .milliseconds(milliseconds))
    }

    /// Multi-gets and nothing else.
    func bareMultiGet() throws -> BareMultiGet {
        guard let bare = services.memcachedServers.first.flatMap(BareMultiGet.init(server:)) else {
            throw BenchFailure("memcached cannot be reached.")
        }
        return bare
    }

    func statistics() throws -> MemoryStatistics {
        guard let server = services.memcachedServers.first else {
            throw BenchFailure("There is no memcached to ask.")
        }
        return try MemoryStatistics(socketPath: server)
    }
}
