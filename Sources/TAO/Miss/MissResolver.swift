import Dispatch
import Memcached

/// Does what `MissStateMachine` says about items the cache did not answer: those of a pass, or a part
/// of them.
///
/// For each item: share the flight of another request, or make one. The request that makes it takes a
/// lease in memcached, reads PostgreSQL and fills. Few items are leased before PostgreSQL is read.
/// Under many, tokens are laid while it reads, and when all have their answers, the fence tells
/// whether a write came between the miss and the tokens (`Settlement`). If so, they are taken away
/// again and nothing is filled.
struct MissResolver {
    private let pass: Pass
    private let backends: Backends
    private let token: CacheValue.LeaseToken
    private let flight: Flight
    /// Whether all leases are taken before PostgreSQL is read, each for itself.
    private let leasesFirst: Bool
    private let beyond: StoreRead
    private let missed: [Pass.Missed]
    /// Items that may come from a replica: no other reader must get them, and they fill nothing.
    private let alone: [ItemIndex]
    /// What is left to do when the answers have been passed on, also after a failure.
    private(set) var settlement: Settlement?

    /// - Parameters:
    ///   - beyond: pages and edges to be read along, and how much of each list.
    ///   - leasesFirst: for a part of a pass, for which the fence of the pass would be too old.
    init(pass: Pass, missed: [Pass.Missed], beyond: StoreRead, leasesFirst: Bool = false) {
        self.pass = pass
        self.beyond = beyond
        self.leasesFirst = leasesFirst
        backends = pass.loader.backends
        token = backends.newLeaseToken()
        // What no cache answers is read alone if it may be stale.
        alone = pass.mayBeStale ? missed.filter(\.isForStore).map(\.item) : []
        self.missed = alone.isEmpty ? missed : missed.filter { !$0.isForStore }
        flight = Flight(isFromStore: self.missed.lazy.map(\.isForStore))
    }

    /// How much is read of each list.
    var listEdgesMax: Int { beyond.listEdgesMax }
    var wholeLists: Set<AssociationListKey> { beyond.wholeLists }

    /// Finds all answers that can be had. The caller passes them on, then runs the `settlement`.
    mutating func resolve(_ answers: inout PassAnswers) async {
        let theirs = backends.flights.join(
            missed.lazy.map { [pass] in pass.question($0) }, with: flight)
        var machine = MissStateMachine(
            missed, theirs: theirs.lazy.map(\.number), alone: alone, token: token, leasing: leasing,
            readsPages: !beyond.isEmpty, waitMilliseconds: backends.leaseWaitMilliseconds)
        while true {
            let cache = backends.cache
            let action = machine.next(hasCache: cache != nil)
            switch action {
            case .hold(let items):
                machine.held(await look(items, cache, tokens: true))
            case .clear(let items):
                await clear(items, cache)
            case .lease(let items, let lays):
                machine.announce(action, to: flight, at: Self.now)
                land(machine.leased(await lease(items, cache, lays: lays)), machine, &answers)
            case .read(let reading):
                await read(reading, &machine, &answers)
            case .pause(let milliseconds):
                settleBeside()
                try? await Task.sleep(for: .milliseconds(milliseconds))
            case .look(let items):
                machine.announce(action, to: flight, at: Self.now)
                land(machine.looked(await look(items, cache)), machine, &answers)
            case .board:
                settleBeside()
                machine.strand(await board(theirs, &answers))
            case .done: return
            }
        }
    }

    /// Ends it before it has begun.
    func fail(_ error: any Error, _ answers: inout PassAnswers) {
        for missed in missed { answers.fail(missed.item, error) }
        for item in alone { answers.fail(item, error) }
        answers.fail(beyond, error)
    }

    /// Others must not wait for what this pass waits for.
    mutating func settleBeside() {
        guard let settlement else { return }
        self.settlement = nil
        Task.detached { await settlement.run() }
    }

    private var leasing: MissStateMachine.Leasing {
        if leasesFirst { return .added }
        let isMany = missed.count > TAOLimits.addedLeasesMax
        return isMany && backends.mayLeaseBeside ? .beside : .before
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    // MARK: memcached

    private func look(
        _ items: [ItemIndex], _ cache: MemcachedClient?, tokens: Bool = false
    ) async -> CacheAnswers {
        let keys = pass.keys(of: items)
        record("get", keys)
        let reply = await cache?.get(keys, tokens: tokens)
        return CacheAnswers(reply: reply, items: items, pass: pass)
    }

    private func clear(_ items: [ItemIndex], _ cache: MemcachedClient?) async {
        let keys = pass.keys(of: items)
        record("delete", keys)
        _ = await cache?.delete(keys)
    }

    private func lease(
        _ items: [ItemIndex], _ cache: MemcachedClient?, lays: Bool
    ) async -> CacheAnswers {
        let keys = pass.keys(of: items)
        record("lease", keys)
        let reply: GetReply?
        if lays {
            lay(keys, cache)
            reply = await cache?.get(keys, tokens: true)
        } else {
            reply = await cache?.lease(
                keys, token: token.bytes, seconds: TAOLimits.leaseSeconds)
        }
        return CacheAnswers(reply: reply, items: items, pass: pass)
    }

    /// Puts tokens under the keys, whatever lies there. Not waited for; all leave in one packet.
    private func lay(_ keys: KeyBatch, _ cache: MemcachedClient?) {
        let token = token.bytes
        var mutations = Mutations()
        mutations.reserve(
            keys.count, keyBytes: keys.byteCount, valueBytes: keys.count * token.count)
        for index in 0..<keys.count {
            mutations.set(keys[index], token, seconds: TAOLimits.leaseSeconds)
        }
        cache?.post(mutations)
    }

    /// What another process has filled.
    private func land(
        _ landed: [Landed], _ machine: MissStateMachine, _ answers: inout PassAnswers
    ) {
        for landed in landed { answers[landed.item] = landed.value }
        backends.flights.land(landed, from: flight, of: pass.wants)
        flight.askAgain(machine.asked)
    }

    private func record(_ verb: String, _ keys: KeyBatch) {
        pass.loader.trips.append(
            .cache(verb: verb, keys: keys, hiddenBytes: backends.keys.prefixCount))
    }

    // MARK: PostgreSQL

    /// Reads in one pipeline, and lands what was read.
    private mutating func read(
        _ reading: MissStateMachine.Reading, _ machine: inout MissStateMachine,
        _ answers: inout PassAnswers
    ) async {
        var read = beyond
        if !reading.isWithPages { (read.pages, read.edges) = ([], []) }
        read.items = reading.items.map { pass.wants.key($0) }
        let laying = reading.laying.isEmpty ? nil : pass.keys(of: reading.laying)
        if let laying { record("lease", laying) }
        // What fills the cache, or is shared with others, is the primary's.
        let mayBeStale = pass.mayBeStale && reading.flyingCount == 0
        do {
            let answer = try await backends.read(read, pass.loader.trips, mayBeStale: mayBeStale) {
                machine.announce(.read(reading), to: flight, at: Self.now)
            } meanwhile: {
                if let laying { lay(laying, backends.cache) }
            }
            land(machine.takeRead(), answer.items, answers.reply)
            for (item, value) in zip(reading.items, answer.items) { answers[item] = value }
            for (index, page) in answer.pages { answers.pages[index] = .success(page) }
            for (index, edge) in answer.edges { answers.edges[index] = .success(edge) }
        } catch {
            for item in reading.items { answers.fail(item, error) }
            answers.fail(read, error)
            abandon(machine.takeRead(), error)
        }
    }

    /// Fills at once what was leased before it was read, and leaves what was laid to `settlement`.
    private mutating func land(
        _ read: [MissStateMachine.Flying], _ values: [CacheValue.Item], _ reply: GetReply?
    ) {
        var fill = Fill(pass, count: read.count { $0.swap != nil })
        let laidCount = read.count(where: \.isLaid)
        var (laid, landed): ([Landed], [Landed]) = ([], [])
        laid.reserveCapacity(laidCount)
        landed.reserveCapacity(read.count - laidCount)
        for (flying, value) in zip(read, values) {
            let item = Landed(seat: flying.seat, item: flying.item, value: value)
            if flying.isLaid { laid.append(item) } else { landed.append(item) }
            if let swap = flying.swap { fill.add(flying.item, value, swap) }
        }
        // Not waited for: later reads of this process stand behind it in the server's queue.
        if !fill.mutations.isEmpty { backends.cache?.post(fill.mutations) }
        backends.flights.land(landed, from: flight, of: pass.wants)
        if laid.isEmpty { return }
        settlement = Settlement(
            pass: pass, flight: flight, token: token, reply: reply, items: laid)
    }

    /// Ends the flight of what could not be read, and takes its tokens away, so that no other process
    /// waits for values.
    private func abandon(_ read: [MissStateMachine.Flying], _ error: any Error) {
        var deletes = Mutations()
        for flying in read where flying.leavesToken {
            deletes.delete(pass.keys[flying.item.rawValue])
        }
        if !deletes.isEmpty { backends.cache?.post(deletes) }
        flight.land(read.lazy.map { ($0.seat, .failure(error)) })
        backends.flights.leave(
            read.lazy.map { [wants = pass.wants] in (wants.key($0.item), $0.seat) }, from: flight)
    }

    // MARK: Other requests

    /// Waits for what others bring; those items that they do not.
    private func board(
        _ theirs: [(number: SeatNumber, seat: Flights.Seat)], _ answers: inout PassAnswers
    ) async -> [ItemIndex] {
        var stranded: [ItemIndex] = []
        for (number, seat) in theirs {
            let item = missed[number.rawValue].item
            do {
                if let value = try await seat.item() {
                    answers[item] = value
                } else {
                    stranded.append(item)
                }
            } catch {
                answers.fail(item, error)
            }
        }
        return stranded
    }
}
