/// Which server a key belongs to: consistent hashing over the configured servers, in the manner of
/// ketama. A server that is down keeps its keys, because moving them would put two versions of a
/// value into the world; a server that is added takes its share and leaves the rest where it was.
struct HashRing: Sendable {
    private let points: [UInt64]
    private let owners: [Int]
    let serverCount: Int

    init(servers: [String]) {
        var ring: [(point: UInt64, owner: Int)] = []
        for (owner, name) in servers.enumerated() {
            for index in 0..<MemcachedLimits.ringPointsPerServer {
                let point = "\(name)#\(index)".utf8.withContiguousStorageIfAvailable {
                    Self.hash(UnsafeRawBufferPointer($0))
                }
                ring.append((point ?? 0, owner))
            }
        }
        ring.sort { $0.point == $1.point ? $0.owner < $1.owner : $0.point < $1.point }
        points = ring.map(\.point)
        owners = ring.map(\.owner)
        serverCount = servers.count
    }

    /// The owner of the first point at or after the key's.
    func server(of key: UnsafeRawBufferPointer) -> Int {
        if serverCount == 1 { return 0 }
        let hash = Self.hash(key)
        var low = 0
        var high = points.count
        while low < high {
            let middle = (low + high) / 2
            if points[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return owners[low == points.count ? 0 : low]
    }

    /// FNV-1a, 64 bits, then the finalizer of splitmix64, because FNV alone spreads short keys that
    /// differ in their last byte over a small part of the ring. Stable: every gateway and every
    /// release must agree.
    static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
        return hash ^ hash >> 31
    }
}
