import Memcached

/// What a pass does about the items the cache did not answer.
///
/// For each item: share the flight of another request, or make one. Whoever makes it takes a lease
/// in memcached, reads PostgreSQL and fills. Who finds another process's lease reads the rest first,
/// then waits a little for that process's value, and at last reads PostgreSQL without filling.
struct MissResolver {
    private enum Stage {
        /// Read and, with a token, fill.
        case read(SwapToken?)
        /// Another process reads it.
        case wait
    }

    private struct Flying {
        let index: Int
        let key: ItemKey
        let flight: Flight
        var stage: Stage

        func ask(_ token: CacheValue.LeaseToken) {
            if case .read(_?) = stage { flight.ask(lease: token) } else { flight.ask(lease: nil) }
        }
    }

    private let pass: Pass
    private let reader: GraphReader
    private let trips: Trips
    private let token: CacheValue.LeaseToken
    private var beyond: StoreRead
    private var missed: [Pass.Missed]
    private var ours: [Flying] = []
    private var theirs: [(index: Int, flight: Flight)] = []

    init(pass: Pass, missed: [Pass.Missed], beyond: StoreRead) {
        self.pass = pass
        self.missed = missed
        self.beyond = beyond
        reader = pass.loader.reader
        trips = pass.loader.trips
        token = reader.newLeaseToken()
    }

    mutating func resolve(_ answers: inout PassAnswers) async throws {
        joinFlights()
        do {
            try await takeLeases(&answers)
            try await readStore(&answers)
            try await awaitHolders(&answers)
        } catch {
            for flying in ours { reader.flights.land(flying.key, flying.flight, .failure(error)) }
            throw error
        }
        for (index, flight) in theirs { answers.items[index] = try await flight.item() }
        // A list may turn out shorter than hoped: its value has a limit of bytes, too.
        beyond = pass.storeReads(answers, isLast: true)
        try await readStore(&answers)
    }

    private mutating func joinFlights() {
        for missed in missed {
            let key = pass.wants.items[missed.index]
            var lease: CacheValue.LeaseToken?
            if case .lease(let token) = missed.reason { lease = token }
            let (flight, isLeader) = reader.flights.join(key, begun: pass.begun, seen: lease)
            if isLeader {
                let stage: Stage = lease == nil ? .read(nil) : .wait
                ours.append(
                    Flying(index: missed.index, key: key, flight: flight, stage: stage))
            } else {
                theirs.append((missed.index, flight))
            }
        }
    }

    // MARK: Leases

    /// Leases for what was plainly missing. Garbage is deleted first: nobody could lease it.
    private mutating func takeLeases(_ answers: inout PassAnswers) async throws {
        guard let cache = reader.cache else { return }
        var reasons: [Int: Pass.Missed.Reason] = [:]
        for missed in missed { reasons[missed.index] = missed.reason }
        let garbage = ours.filter { if case .garbage = reasons[$0.index] { true } else { false } }
        if !garbage.isEmpty {
            let keys = reader.keys.batch(garbage.map(\.key))
            record("delete", keys)
            _ = await cache.delete(keys)
        }
        let leasable = ours.indices.filter {
            switch reasons[ours[$0].index] {
            case .miss, .garbage: true
            default: false
            }
        }
        await lease(leasable, cache, &answers)
    }

    /// Tries to lease items of `ours`; sets their stage, or lands those whose value has come.
    private mutating func lease(
        _ indices: [Int], _ cache: MemcachedClient, _ answers: inout PassAnswers
    ) async {
        if indices.isEmpty { return }
        let keys = reader.keys.batch(indices.map { ours[$0].key })
        record("lease", keys)
        let reply = await cache.lease(
            keys, token: token.bytes, seconds: TAOLimits.leaseSeconds)
        for (position, index) in indices.enumerated() {
            take(reply[position], reply.swapToken(position), index, &answers)
        }
        ours.removeAll { answers.items[$0.index] != nil }
    }

    private mutating func take(
        _ lookup: Lookup, _ swap: SwapToken?, _ index: Int, _ answers: inout PassAnswers
    ) {
        ours[index].stage = .read(nil)
        guard case .hit(let value) = lookup else { return }
        switch CacheValue.find(ours[index].key, in: value) {
        case .lease(let found) where found == token: ours[index].stage = .read(swap)
        case .lease: ours[index].stage = .wait
        case .item(let item): land(ours[index], item, &answers)
        case .garbage: break
        }
    }

    private func land(
        _ flying: Flying, _ item: CacheValue.Item, _ answers: inout PassAnswers
    ) {
        answers.items[flying.index] = item
        reader.flights.land(flying.key, flying.flight, .success(item))
    }

    // MARK: PostgreSQL

    /// Reads everything that waits for nobody, in one pipeline, fills and lands it.
    private mutating func readStore(_ answers: inout PassAnswers) async throws {
        var read = beyond
        beyond = StoreRead()
        var reading: [Flying] = []
        for flying in ours {
            guard case .read = flying.stage else { continue }
            reading.append(flying)
            read.items.append(flying.key)
        }
        if read.isEmpty { return }
        let answer = try await reader.read(read, trips) { [reading, token] in
            for flying in reading { flying.ask(token) }
        }
        fill(reading, answer)
        for (flying, item) in zip(reading, answer.items) { land(flying, item, &answers) }
        for (index, page) in answer.pages { answers.pages[index] = page }
        for (index, edge) in answer.edges { answers.edges[index] = edge }
        ours.removeAll { answers.items[$0.index] != nil }
    }

    /// Not waited for: later reads of this process stand behind it in the server's queue.
    private func fill(_ reading: [Flying], _ answer: StoreAnswer) {
        guard let cache = reader.cache else { return }
        var mutations = Mutations()
        let keys = reader.keys.batch(reading.map(\.key))
        for (index, flying) in reading.enumerated() {
            guard case .read(let swap?) = flying.stage else { continue }
            mutations.swap(
                keys[index], answer.items[index].encoded(for: flying.key),
                seconds: reader.valueSeconds(), token: swap)
        }
        if !mutations.isEmpty { cache.post(mutations) }
    }

    // MARK: Other processes

    /// Looks again and again, in growing pauses, whether the holders of leases have filled.
    private mutating func awaitHolders(_ answers: inout PassAnswers) async throws {
        guard let cache = reader.cache else { return }
        var waited = 0
        var pause = 1
        while !ours.isEmpty && waited < TAOLimits.leaseWaitMilliseconds {
            try? await Task.sleep(for: .milliseconds(pause))
            waited += pause
            pause *= 2
            let keys = reader.keys.batch(ours.map(\.key))
            record("get", keys)
            let reply = await cache.get(keys)
            var free: [Int] = []
            for index in ours.indices {
                switch look(reply[index], ours[index].key) {
                case .item(let item): land(ours[index], item, &answers)
                case .lease: break
                case .garbage: free.append(index)
                }
            }
            await lease(free, cache, &answers)
            ours.removeAll { answers.items[$0.index] != nil }
            try await readStore(&answers)
        }
        for index in ours.indices { ours[index].stage = .read(nil) }
        try await readStore(&answers)
    }

    /// A lease that has gone without a value counts as garbage here: it may be taken.
    private func look(_ lookup: Lookup, _ key: ItemKey) -> CacheValue.Found {
        if case .hit(let value) = lookup { return CacheValue.find(key, in: value) }
        return .garbage
    }

    private func record(_ verb: String, _ keys: KeyBatch) {
        trips.append(.cache(verb: verb, keys: keys, hiddenBytes: reader.keys.prefixCount))
    }
}
