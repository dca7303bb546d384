import Dispatch
import Memcached

/// What is done about items the cache did not answer: those of a pass, or a part of them.
///
/// For each item: share the flight of another request, or make one. Whoever makes it takes a lease
/// in memcached, reads PostgreSQL and fills. Who finds another process's lease reads the rest first,
/// then waits a little for that process's value, and at last reads PostgreSQL without filling.
///
/// Few items are leased before PostgreSQL is read. Under many, tokens are laid while it reads, and
/// when all have their answers, the fence tells whether a write came between the miss and the
/// tokens. If so, they are taken away again and nothing is filled.
struct MissResolver {
    private enum Stage {
        /// Read and, with a token, fill.
        case read(SwapToken?)
        /// Read, and lay a token meanwhile; what became of it is asked afterwards.
        case laid
        /// Another process reads it.
        case wait
    }

    private struct Flying {
        /// Of the flight, and of what is missed.
        let number: Int
        /// Of the pass's items.
        let index: Int
        /// Whether there is a value that stays unless it is replaced by a longer one.
        let isCut: Bool
        var stage: Stage
        var isDone = false
    }

    private let pass: Pass
    private let backends: Backends
    private let trips: Trips
    private let token: CacheValue.LeaseToken
    private let flight: Flight
    /// Whether all leases are taken before PostgreSQL is read, each for itself.
    private let leasesFirst: Bool
    private var beyond: StoreRead
    /// How much is read of each list.
    let listEdgesMax: Int
    let wholeLists: Set<AssociationListKey>
    private var missed: [Pass.Missed]
    private var ours: [Flying] = []
    /// Items that another request brings, by their numbers in the flight.
    private var theirs: [(number: Int, seat: Flights.Seat)] = []
    /// Keys to lay tokens under as soon as PostgreSQL is reading.
    private var laying: KeyBatch?
    /// Items that may come from a replica: nobody else must get them, and they fill nothing.
    private var alone: [Int] = []
    /// What is left to do when the answers have been passed on, also after a failure.
    private(set) var settlement: Settlement?

    /// - Parameters:
    ///   - beyond: pages and edges to be read along, and how much of each list.
    ///   - leasesFirst: for a part of a pass, for which the fence of the pass would be too old.
    init(pass: Pass, missed: [Pass.Missed], beyond: StoreRead, leasesFirst: Bool = false) {
        self.pass = pass
        self.missed = missed
        self.beyond = beyond
        self.leasesFirst = leasesFirst
        listEdgesMax = beyond.listEdgesMax
        wholeLists = beyond.wholeLists
        backends = pass.loader.backends
        trips = pass.loader.trips
        token = backends.newLeaseToken()
        flight = Flight(isFromStore: missed.lazy.map(\.isForStore))
    }

    /// Finds all answers that can be had. The caller passes them on, then runs the `settlement`.
    mutating func resolve(_ answers: inout PassAnswers) async {
        joinFlights()
        await takeLeases(&answers)
        await readStore(&answers)
        await awaitHolders(&answers)
        if !theirs.isEmpty { settleBeside() }
        for (number, seat) in theirs {
            let index = missed[number].index
            do {
                if let item = try await seat.item() {
                    answers[index] = item
                } else {
                    alone.append(index)
                }
            } catch {
                answers.fail(index, error)
            }
        }
        await readStore(&answers)
    }

    /// Ends it before it has begun.
    func fail(_ error: any Error, _ answers: inout PassAnswers) {
        for missed in missed { answers.fail(missed.index, error) }
        answers.fail(beyond, error)
    }

    /// Others must not wait for what this pass waits for.
    mutating func settleBeside() {
        guard let settlement else { return }
        self.settlement = nil
        Task.detached { await settlement.run() }
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
        let items = pass.wants.items
        let begun = pass.begun
        theirs = backends.flights.join(
            missed.lazy.map {
                Flights.Question(
                    key: items[$0.index], seen: $0.lease, isForStore: $0.isForStore, begun: begun)
            }, with: flight)
        ours.reserveCapacity(missed.count)
        var others = theirs[...]
        for (number, missed) in missed.enumerated() {
            if others.first?.number == number {
                others.removeFirst()
                continue
            }
            ours.append(
                Flying(
                    number: number, index: missed.index, isCut: missed.isCut,
                    stage: missed.lease == nil ? .read(nil) : .wait))
        }
    }

    // MARK: Leases

    /// Leases for what was plainly missing, and tokens of what is to be replaced.
    private mutating func takeLeases(_ answers: inout PassAnswers) async {
        guard let cache = backends.cache else { return }
        let leasable = ours.indices.filter {
            switch missed[ours[$0].number].reason {
            case .miss, .garbage: true
            case .lease, .unavailable, .cut: false
            }
        }
        await holdCut(cache)
        let isMany = leasable.count > TAOLimits.addedLeasesMax
        if isMany && !leasesFirst && backends.mayLeaseBeside {
            let keys = keys(of: leasable)
            record("lease", keys)
            for index in leasable { ours[index].stage = .laid }
            laying = keys
            return
        }
        // Nobody could lease it.
        let garbage = leasable.filter {
            if case .garbage = missed[ours[$0].number].reason { true } else { false }
        }
        if !garbage.isEmpty {
            let keys = keys(of: garbage)
            record("delete", keys)
            _ = await cache.delete(keys)
        }
        await lease(leasable, cache, lays: isMany && !leasesFirst, &answers)
    }

    /// A value that is there is as good as a lease: a delete takes it away, and what was read
    /// before cannot be stored in its place.
    private mutating func holdCut(_ cache: MemcachedClient) async {
        let cut = ours.indices.filter { ours[$0].isCut }
        if cut.isEmpty { return }
        let keys = keys(of: cut)
        record("get", keys)
        let reply = await cache.get(keys, tokens: true)
        for (position, index) in cut.enumerated() {
            guard case .hit(let value) = reply[position],
                case .item = CacheValue.find(key(of: ours[index]), in: value)
            else { continue }
            ours[index].stage = .read(reply.swapToken(position))
        }
    }

    /// Puts tokens under the keys, whatever lies there. Not waited for; all leave in one packet.
    private func lay(_ keys: KeyBatch, _ cache: MemcachedClient) {
        let token = token.bytes
        var mutations = Mutations()
        mutations.reserve(
            keys.count, keyBytes: keys.byteCount, valueBytes: keys.count * token.count)
        for index in 0..<keys.count {
            mutations.set(keys[index], token, seconds: TAOLimits.leaseSeconds)
        }
        cache.post(mutations)
    }

    /// Tries to lease items of `ours`; sets their stage, or lands those whose value has come.
    /// - Parameter lays: whether tokens are put under the keys, whatever lies there.
    private mutating func lease(
        _ indices: [Int], _ cache: MemcachedClient, lays: Bool = false,
        _ answers: inout PassAnswers
    ) async {
        if indices.isEmpty { return }
        let keys = keys(of: indices)
        record("lease", keys)
        willAskCache(indices, leasing: token)
        let reply: GetReply
        if lays {
            lay(keys, cache)
            reply = await cache.get(keys, tokens: true)
        } else {
            reply = await cache.lease(
                keys, token: token.bytes, seconds: TAOLimits.leaseSeconds)
        }
        for (position, index) in indices.enumerated() {
            take(reply[position], reply.swapToken(position), index, &answers)
        }
        flight.askAgain(indices.filter { !ours[$0].isDone }.map { ours[$0].number })
        ours.removeAll(where: \.isDone)
    }

    /// memcached is about to be asked for items of `ours`: its answer is not for later readers.
    private func willAskCache(
        _ indices: some Sequence<Int>, leasing lease: CacheValue.LeaseToken? = nil
    ) {
        flight.askCache(
            indices.lazy.map { ours[$0].number }, leasing: lease,
            at: DispatchTime.now().uptimeNanoseconds)
    }

    private mutating func take(
        _ lookup: Lookup, _ swap: SwapToken?, _ index: Int, _ answers: inout PassAnswers
    ) {
        ours[index].stage = .read(nil)
        guard case .hit(let value) = lookup else { return }
        switch CacheValue.find(key(of: ours[index]), in: value) {
        case .lease(let found) where found == token: ours[index].stage = .read(swap)
        case .lease: ours[index].stage = .wait
        case .item(let item): land(index, item, &answers)
        case .garbage: break
        }
    }

    private mutating func land(
        _ index: Int, _ item: CacheValue.Item, _ answers: inout PassAnswers
    ) {
        let flying = ours[index]
        ours[index].isDone = true
        answers[flying.index] = item
        flight.land(CollectionOfOne((flying.number, .success(item))))
        backends.flights.leave(CollectionOfOne((key(of: flying), flying.number)), from: flight)
    }

    // MARK: PostgreSQL

    /// Reads everything that waits for nobody, in one pipeline, and lands it.
    private mutating func readStore(_ answers: inout PassAnswers) async {
        var read = beyond
        beyond = StoreRead()
        let reading = ours.filter { if case .wait = $0.stage { false } else { true } }
        let alone = alone
        self.alone = []
        read.items = reading.map { key(of: $0) } + alone.map { pass.wants.items[$0] }
        if read.isEmpty { return }
        (read.listEdgesMax, read.wholeLists) = (listEdgesMax, wholeLists)
        // What fills the cache, or is shared with others, is the primary's.
        let mayBeStale = pass.mayBeStale && reading.isEmpty
        let (token, laying) = (token, laying)
        self.laying = nil
        ours.removeAll { if case .wait = $0.stage { false } else { true } }
        let answer: StoreAnswer
        do {
            answer = try await backends.read(read, trips, mayBeStale: mayBeStale) {
                flight.askStore(
                    reading.lazy.map { flying in
                        if case .read(_?) = flying.stage { return (flying.number, token) }
                        return (flying.number, nil)
                    }, at: DispatchTime.now().uptimeNanoseconds)
            } meanwhile: {
                if let laying, let cache = backends.cache { lay(laying, cache) }
            }
        } catch {
            abandon(reading, error, &answers)
            for index in alone { answers.fail(index, error) }
            return answers.fail(read, error)
        }
        land(reading, answer.items, answers.reply)
        for (flying, item) in zip(reading, answer.items) { answers[flying.index] = item }
        for (index, item) in zip(alone, answer.items.dropFirst(reading.count)) {
            answers[index] = item
        }
        for (index, page) in answer.pages { answers.pages[index] = .success(page) }
        for (index, edge) in answer.edges { answers.edges[index] = .success(edge) }
    }

    /// Ends the flight of what could not be read, and takes its tokens away, so that nobody waits
    /// for values.
    private func abandon(_ flying: [Flying], _ error: any Error, _ answers: inout PassAnswers) {
        var deletes = Mutations()
        for flying in flying {
            answers.fail(flying.index, error)
            switch flying.stage {
            case _ where flying.isCut: break
            case .laid, .read(_?): deletes.delete(pass.keys[flying.index])
            case .read(nil), .wait: break
            }
        }
        if !deletes.isEmpty { backends.cache?.post(deletes) }
        flight.land(flying.lazy.map { ($0.number, .failure(error)) })
        let items = pass.wants.items
        backends.flights.leave(flying.lazy.map { (items[$0.index], $0.number) }, from: flight)
    }

    /// Fills at once what was leased before it was read, and leaves the rest to `settlement`.
    private mutating func land(_ reading: [Flying], _ items: [CacheValue.Item], _ reply: GetReply?)
    {
        var filled: [Landed] = []
        var laid: [Landed] = []
        let keys = pass.wants.items
        var fill = Fill(pass, count: reading.count)
        for (flying, item) in zip(reading, items) {
            let landed = Landed(number: flying.number, index: flying.index, item: item)
            switch flying.stage {
            case .laid: laid.append(landed)
            case .read(let swap):
                if let swap { fill.add(landed, swap) }
                filled.append(landed)
            case .wait: break
            }
        }
        // Not waited for: later reads of this process stand behind it in the server's queue.
        if !fill.mutations.isEmpty { backends.cache?.post(fill.mutations) }
        if !filled.isEmpty {
            flight.land(filled.lazy.map { ($0.number, .success($0.item)) })
            backends.flights.leave(filled.lazy.map { (keys[$0.index], $0.number) }, from: flight)
        }
        if !laid.isEmpty {
            settlement = Settlement(
                pass: pass, flight: flight, token: token, reply: reply, items: laid)
        }
    }

    // MARK: Other processes

    /// Looks again and again, in growing pauses, whether the holders of leases have filled.
    private mutating func awaitHolders(_ answers: inout PassAnswers) async {
        if ours.isEmpty { return }
        settleBeside()
        var waited = 0
        var pause = 1
        while let cache = backends.cache, !ours.isEmpty, waited < backends.leaseWaitMilliseconds {
            try? await Task.sleep(for: .milliseconds(pause))
            waited += pause
            pause = min(pause * 2, TAOLimits.leasePauseMillisecondsMax)
            let keys = keys(of: Array(ours.indices))
            record("get", keys)
            willAskCache(ours.indices)
            let reply = await cache.get(keys)
            var free: [Int] = []
            for index in ours.indices {
                switch look(reply[index], key(of: ours[index])) {
                case .item(let item): land(index, item, &answers)
                case .lease: break
                case .garbage: free.append(index)
                }
            }
            flight.askAgain(ours.lazy.filter { !$0.isDone }.map(\.number))
            await lease(free, cache, &answers)
            ours.removeAll(where: \.isDone)
            await readStore(&answers)
        }
        for index in ours.indices { ours[index].stage = .read(nil) }
        await readStore(&answers)
    }

    /// A lease that has gone without a value counts as garbage here: it may be taken.
    private func look(_ lookup: Lookup, _ key: ItemKey) -> CacheValue.Found {
        if case .hit(let value) = lookup { return CacheValue.find(key, in: value) }
        return .garbage
    }

    private func key(of flying: Flying) -> ItemKey { pass.wants.items[flying.index] }

    private func keys(of indices: [Int]) -> KeyBatch {
        KeyBatch(pass.keys, at: indices.map { ours[$0].index })
    }

    private func record(_ verb: String, _ keys: KeyBatch) {
        trips.append(.cache(verb: verb, keys: keys, hiddenBytes: backends.keys.prefixCount))
    }
}
