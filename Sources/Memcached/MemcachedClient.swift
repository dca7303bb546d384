import Synchronization

/// memcached, as one cache over all configured servers.
///
/// Each server has one connection and one thread (`Server`); all requests that wait for a server are
/// sent as one multi-get. Nothing here throws: a server that is down makes its keys `unavailable`
/// and its changes lost, and says so.
package final class MemcachedClient: Sendable {
    /// A server that is about to serve reads: for the first time, after it was down, or after a
    /// connection was lost.
    package struct Rejoin: Sendable {
        fileprivate let client: MemcachedClient
        fileprivate let index: Int

        package var serverName: String { client.servers[index].name }

        /// Deletes those of the keys that belong to this server; how many these are. nil: it went
        /// away again.
        package func delete(_ keys: KeyBatch) async -> Int? {
            var mutations = Mutations()
            for key in 0..<keys.count where client.owner(of: keys, key) == index {
                mutations.delete(keys[key])
            }
            if mutations.isEmpty { return 0 }
            let isDone = await client.send(Request(mutations: mutations), to: index)
            return isDone ? mutations.count : nil
        }

        /// Deletes everything this server holds. `memcached_flush`
        package func deleteAll() async -> Bool {
            await client.send(Request(flushesAll: true), to: index)
        }
    }

    /// Lets a server serve reads again, after deleting what it may still hold of the time it was
    /// away; false keeps it down until the next probe.
    package typealias RejoinGate = @Sendable (Rejoin) async -> Bool

    /// Tells a failing configuration by name.
    package struct BadAddress: Error, Equatable {
        package let server: String
    }

    /// Servers that are lost and come back, as it happens; for one reader. Ends with `shutdown()`.
    package let changes: AsyncStream<ServerChange>

    private let servers: [Server]
    private let ring: HashRing
    private let gates: Gates
    private let told: AsyncStream<ServerChange>.Continuation

    /// Does not connect yet: each server is connected by its first request.
    package init(_ configuration: MemcachedConfiguration) throws(BadAddress) {
        guard !configuration.servers.isEmpty else { throw BadAddress(server: "") }
        let gates = Gates()
        self.gates = gates
        ring = HashRing(servers: configuration.servers)
        let (changes, told) = AsyncStream.makeStream(
            of: ServerChange.self,
            bufferingPolicy: .bufferingNewest(MemcachedLimits.untoldChangesMax))
        (self.changes, self.told) = (changes, told)
        var servers: [Server] = []
        for (index, name) in configuration.servers.enumerated() {
            guard let address = ServerAddress(name) else { throw BadAddress(server: name) }
            servers.append(
                Server(
                    name: name, address: address, configuration: configuration,
                    tell: { told.yield($0) },
                    storeMilliseconds: { await gates.storeMilliseconds() },
                    runGates: { await gates.pass(server: index) }))
        }
        self.servers = servers
        gates.client.withLock { $0.value = self }
    }

    deinit { shutdown() }

    /// Ends the threads. Everything asked afterwards is `unavailable`.
    package func shutdown() {
        for server in servers { server.stop() }
        told.finish()
    }

    /// Asks `gate` before a server that has been away may serve reads, and once now.
    package func addRejoinGate(_ gate: @escaping RejoinGate) {
        gates.all.withLock { $0.append(gate) }
        closeGates()
    }

    /// Lets servers be left because they are slow (`ServerState.slow`).
    /// - Parameter milliseconds: how long a read takes at this moment if this cache is not asked;
    ///   nil when it would fail.
    package func compareLatency(with milliseconds: @escaping @Sendable () async -> Double?) {
        gates.store.withLock { $0 = milliseconds }
    }

    /// Asks the gates of every server again, before its next read.
    package func closeGates() {
        for server in servers { server.closeGate() }
    }

    /// Asks the gates of one server again, before its next read.
    package func closeGate(of name: String) {
        for server in servers where server.name == name { server.closeGate() }
    }

    package var statistics: [ServerStatistics] { servers.map(\.statistics) }

    /// The server that a key belongs to.
    package func serverName(of keys: KeyBatch, _ index: Int) -> String {
        servers[owner(of: keys, index)].name
    }

    // MARK: Reads

    /// All keys in one multi-get per server, shared with all other callers that wait.
    package func get(
        _ keys: KeyBatch, tokens: Bool = false, fence: Bool = false
    ) async -> GetReply {
        await withCheckedContinuation { continuation in
            get(keys, tokens: tokens, fence: fence) { continuation.resume(returning: $0) }
        }
    }

    /// The same without a task: `completion` is called once, on a thread that must not be blocked.
    /// - Parameters:
    ///   - fence: whether `GetReply.fence` is wanted.
    ///   - mayDrive: whether this call may block its thread to do the work itself if no other thread is
    ///     doing it, at most for the time-outs of the configuration. Never from a task.
    package func get(
        _ keys: KeyBatch, tokens: Bool = false, fence: Bool = false, mayDrive: Bool = false,
        completion: @escaping @Sendable (GetReply) -> Void
    ) {
        read(
            Request(keys: keys, wantsTokens: tokens, wantsFence: fence), mayDrive: mayDrive,
            completion)
    }

    /// For each key: stores the token unless there is a value, then reads what is there, with swap
    /// tokens. The caller that finds its own token holds the lease and may fill by `Mutations.swap`; a delete
    /// in between takes the lease away. One round trip.
    /// - Parameter seconds: how long the lease is good for.
    package func lease(_ keys: KeyBatch, token: [UInt8], seconds: Int) async -> GetReply {
        await withCheckedContinuation { continuation in
            read(Request(keys: keys, lease: (token, seconds), wantsTokens: true)) {
                continuation.resume(returning: $0)
            }
        }
    }

    /// Makes the changes, then reads what is under their keys, with swap tokens: one round trip. What
    /// is there says whether a change was made.
    package func change(_ mutations: Mutations) async -> GetReply {
        await withCheckedContinuation { continuation in
            read(Request(mutations: mutations, keys: mutations.keys, wantsTokens: true)) {
                continuation.resume(returning: $0)
            }
        }
    }

    /// Whether one of several servers has answered late. Then a caller that reads on behalf of many keeps its
    /// keys (`lateServers`) apart, so that no caller waits for a slow server that has none of theirs.
    package var hasLateServer: Bool {
        servers.count > 1 && servers.contains(where: \.isLate)
    }

    /// Which of the indices are of keys of servers that are late: a group for each.
    package func lateServers(of keys: KeyBatch, _ indices: [Int]) -> [[Int]] {
        let isLate = servers.map(\.isLate)
        var groups: [Int: [Int]] = [:]
        for index in indices {
            let server = owner(of: keys, index)
            if isLate[server] { groups[server, default: []].append(index) }
        }
        return Array(groups.values)
    }

    // MARK: Changes

    /// Sends without waiting. What reads the same keys through this client later sees the changes.
    package func post(_ mutations: Mutations) {
        for (index, part) in split(mutations) {
            servers[index].enqueue(Request(mutations: part))
        }
    }

    /// Sends and waits until every server has processed its changes.
    /// - Returns: which of the changes are lost or in doubt, as indices, ascending.
    package func deliver(_ mutations: Mutations) async -> [Int] {
        let parts = split(mutations)
        if parts.count == 1, let (index, part) = parts.first {
            let isDone = await send(Request(mutations: part), to: index)
            return isDone ? [] : Array(0..<mutations.count)
        }
        var lost: Set<Int> = []
        await withTaskGroup(of: Int?.self) { group in
            for (index, part) in parts {
                group.addTask {
                    await self.send(Request(mutations: part), to: index) ? nil : index
                }
            }
            for await failed in group { failed.map { _ = lost.insert($0) } }
        }
        if lost.isEmpty { return [] }
        return (0..<mutations.count).filter { lost.contains(owner(of: mutations.keys, $0)) }
    }

    /// Deletes the keys and waits for it. The indices of those that may still be there.
    package func delete(_ keys: KeyBatch) async -> [Int] {
        var mutations = Mutations()
        for index in 0..<keys.count { mutations.delete(keys[index]) }
        return await deliver(mutations)
    }

    // MARK: By server

    /// Which server has a key: its place in `statistics`.
    package func owner(of keys: KeyBatch, _ index: Int) -> Int {
        keys[index].withUnsafeBytes { ring.server(of: $0) }
    }

    fileprivate func send(_ request: Request, to index: Int) async -> Bool {
        await withCheckedContinuation { continuation in
            var request = request
            request.completion = { outcome in
                if case .answered = outcome {
                    continuation.resume(returning: true)
                } else {
                    continuation.resume(returning: false)
                }
            }
            servers[index].enqueue(request)
        }
    }

    private func split(_ mutations: Mutations) -> [(Int, Mutations)] {
        if servers.count == 1 { return mutations.isEmpty ? [] : [(0, mutations)] }
        var parts = Array(repeating: Mutations(), count: servers.count)
        for index in 0..<mutations.count {
            parts[owner(of: mutations.keys, index)].append(index, of: mutations)
        }
        return parts.enumerated().filter { !$0.element.isEmpty }.map { ($0.offset, $0.element) }
    }

    private func read(
        _ request: Request, mayDrive: Bool = false,
        _ completion: @escaping @Sendable (GetReply) -> Void
    ) {
        if request.keys.isEmpty { return completion(GetReply(parts: [], places: [])) }
        if servers.count == 1, request.keys.count <= MemcachedLimits.keysPerPieceMax {
            var request = request
            let count = request.keys.count
            request.completion = { completion(GetReply($0, count: count)) }
            return servers[0].enqueue(request, mayDrive: mayDrive)
        }
        ScatteredRead(request, of: servers, owner: owner, completion).send(mayDrive: mayDrive)
    }
}

/// What a client was given to ask: its gates, which must not keep it alive, and the store.
private final class Gates: Sendable {
    struct WeakClient {
        weak var value: MemcachedClient?
    }

    let all = Mutex<[MemcachedClient.RejoinGate]>([])
    let client = Mutex(WeakClient())
    let store = Mutex<(@Sendable () async -> Double?)?>(nil)

    func storeMilliseconds() async -> Double? {
        await store.withLock { $0 }?()
    }

    func pass(server index: Int) async -> Bool {
        for gate in all.withLock({ $0 }) {
            guard let client = client.withLock({ $0.value }) else { return false }
            guard await gate(MemcachedClient.Rejoin(client: client, index: index)) else {
                return false
            }
        }
        return true
    }
}
