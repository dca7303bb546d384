import Dispatch
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

        func ask(at time: UInt64, _ token: CacheValue.LeaseToken) {
            if case .read(_?) = stage {
                flight.ask(at: time, lease: token)
            } else {
                flight.ask(at: time, lease: nil)
            }
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
    /// Items that may come from a replica: nobody else must get them, and they fill nothing.
    private var alone: [Int] = []

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
            reader.flights.land(ours.map { ($0.key, $0.flight, .failure(error)) })
            throw error
        }
        for (index, flight) in theirs { answers.items[index] = try await flight.item() }
        // A list may turn out shorter than hoped: its value has a limit of bytes, too.
        beyond = pass.storeReads(answers, isLast: true)
        try await readStore(&answers)
    }

    /// What no cache answers is read alone if it may be stale.
    private mutating func setAside() {
        for missed in missed {
            if case .unavailable = missed.reason { alone.append(missed.index) }
        }
        let aside = Set(alone)
        missed.removeAll { aside.contains($0.index) }
    }

    private mutating func joinFlights() {
        if pass.mayBeStale { setAside() }
        let items = missed.map { missed -> (key: ItemKey, seen: CacheValue.LeaseToken?) in
            var lease: CacheValue.LeaseToken?
            if case .lease(let token) = missed.reason { lease = token }
            return (pass.wants.items[missed.index], lease)
        }
        let joined = reader.flights.join(items, begun: pass.begun)
        for (number, (flight, isLeader)) in joined.enumerated() {
            let (index, item) = (missed[number].index, items[number])
            if isLeader {
                let stage: Stage = item.seen == nil ? .read(nil) : .wait
                ours.append(Flying(index: index, key: item.key, flight: flight, stage: stage))
            } else {
                theirs.append((index, flight))
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
        reader.flights.land([(flying.key, flying.flight, .success(item))])
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
        let alone = alone
        self.alone = []
        read.items += alone.map { pass.wants.items[$0] }
        if read.isEmpty { return }
        // What fills the cache, or is shared with others, is the primary's.
        let mayBeStale = pass.mayBeStale && reading.isEmpty
        let answer = try await reader.read(read, trips, mayBeStale: mayBeStale) {
            [reading, token] in
            let now = DispatchTime.now().uptimeNanoseconds
            for flying in reading { flying.ask(at: now, token) }
        }
        fill(reading, answer)
        for (flying, item) in zip(reading, answer.items) { answers.items[flying.index] = item }
        reader.flights.land(
            zip(reading, answer.items).map { ($0.key, $0.flight, .success($1)) })
        for (index, item) in zip(alone, answer.items.dropFirst(reading.count)) {
            answers.items[index] = item
        }
        for (index, page) in answer.pages { answers.pages[index] = page }
        for (index, edge) in answer.edges { answers.edges[index] = edge }
        ours.removeAll { answers.items[$0.index] != nil }
    }

    /// Not waited for: later reads of this process stand behind it in the server's queue.
    private func fill(_ reading: [Flying], _ answer: StoreAnswer) {
        guard let cache = reader.cache else { return }
        var mutations = Mutations()
        let keys = reader.keys.batch(reading.map(\.key))
        var lifetimes = ValueLifetimes()
        for (index, flying) in reading.enumerated() {
            guard case .read(let swap?) = flying.stage else { continue }
            mutations.swap(
                keys[index], answer.items[index].encoded(for: flying.key),
                seconds: lifetimes.next(), token: swap)
        }
        if !mutations.isEmpty { cache.post(mutations) }
    }

    // MARK: Other processes

    /// Looks again and again, in growing pauses, whether the holders of leases have filled.
    private mutating func awaitHolders(_ answers: inout PassAnswers) async throws {
        guard let cache = reader.cache else { return }
        var waited = 0
        var pause = 1
        while !ours.isEmpty && waited < reader.leaseWaitMilliseconds {
            try? await Task.sleep(for: .milliseconds(pause))
            waited += pause
            pause = min(pause * 2, TAOLimits.leasePauseMillisecondsMax)
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
