import CMemcached

/// Multi-gets on one thread and nothing else: what benchmarks compare a client of many requests with.
/// It believes whatever libmemcached says, so it is for servers that are known to be well.
package struct BareMultiGet {
    private let handle: UnsafeMutablePointer<memcached_st>
    private let result: UnsafeMutablePointer<memcached_result_st>

    /// Connects to one server. nil for an address that cannot be one.
    package init?(server: String) {
        guard let address = ServerAddress(server), let handle = memcached_create(nil) else {
            return nil
        }
        self.handle = handle
        result = .allocate(capacity: 1)
        memcached_result_create(handle, result)
        switch address {
        case .unix(let path): memcached_server_add_unix_socket(handle, path)
        case .tcp(let host, let port): memcached_server_add(handle, host, port)
        }
    }

    /// Ends the connection.
    package func close() {
        memcached_result_free(result)
        result.deallocate()
        memcached_free(handle)
    }

    /// Asks for the keys and reads all answers. Gives how many were there.
    /// The corresponding C functions are `memcached_mget` and `memcached_fetch_result`.
    package func get(_ keys: KeyBatch) -> Int {
        var found = 0
        keys.bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            let ranges = (0..<keys.count).map(keys.range)
            base.withMemoryRebound(to: CChar.self, capacity: bytes.count) { base in
                let pointers = ranges.map { Optional(base + $0.lowerBound) }
                memcached_mget(handle, pointers, ranges.map(\.count), keys.count)
            }
            var code = MEMCACHED_SUCCESS
            while memcached_fetch_result(handle, result, &code) != nil { found += 1 }
        }
        return found
    }
}
