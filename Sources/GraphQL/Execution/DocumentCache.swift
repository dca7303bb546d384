import Synchronization

/// The documents used last and their plans, by the digest of their text.
///
/// Bounded by number and by what it weighs: the nodes of documents and the fields of plans, in about
/// as many bytes as they take. Whichever is longest unused goes first.
final class DocumentCache: Sendable {
    private struct Entry {
        let document: PreparedDocument
        var plans: [KeptPlan] = []
        /// Of the document and the plans.
        var bytes: Int
        var lastUse: UInt64
    }

    private struct KeptPlan {
        let key: PreparedDocument.PlanKey
        let plan: OperationPlan
        var lastUse: UInt64
    }

    private struct State {
        var entries: [DocumentHash: Entry] = [:]
        var bytes = 0
        var planCount = 0
        var clock: UInt64 = 0

        mutating func tick() -> UInt64 {
            clock += 1
            return clock
        }
    }

    /// How full a cache is.
    struct Metrics: Equatable {
        var documents: Int
        var plans: Int
        var bytes: Int
    }

    private let state = Mutex(State())
    private let countMax: Int
    private let bytesMax: Int

    init(countMax: Int, bytesMax: Int) {
        self.countMax = countMax
        self.bytesMax = bytesMax
    }

    /// One document, with its plans, cannot push out all others.
    private var entryBytesMax: Int { bytesMax / 8 }

    var metrics: Metrics {
        state.withLock { state in
            Metrics(
                documents: state.entries.count, plans: state.planCount, bytes: state.bytes)
        }
    }

    func document(_ hash: DocumentHash) -> PreparedDocument? {
        state.withLock { state in
            guard let index = state.entries.index(forKey: hash) else { return nil }
            state.entries.values[index].lastUse = state.tick()
            return state.entries.values[index].document
        }
    }

    func insert(_ document: PreparedDocument, at hash: DocumentHash) {
        state.withLock { state in
            guard document.bytes <= entryBytesMax, state.entries[hash] == nil else { return }
            if state.entries.count >= countMax || state.bytes + document.bytes > bytesMax {
                evict(from: &state, for: document.bytes)
            }
            state.entries[hash] = Entry(
                document: document, bytes: document.bytes, lastUse: state.tick())
            state.bytes += document.bytes
        }
    }

    func plan(_ key: PreparedDocument.PlanKey, of hash: DocumentHash) -> OperationPlan? {
        state.withLock { state in
            guard let index = state.entries.index(forKey: hash),
                let place = state.entries.values[index].plans.firstIndex(where: { $0.key == key })
            else { return nil }
            state.entries.values[index].plans[place].lastUse = state.tick()
            return state.entries.values[index].plans[place].plan
        }
    }

    /// Keeps a plan beside its document, if that is still kept.
    func insert(_ plan: OperationPlan, _ key: PreparedDocument.PlanKey, of hash: DocumentHash) {
        state.withLock { state in
            guard var entry = state.entries[hash],
                entry.document.bytes + plan.bytes <= entryBytesMax,
                !entry.plans.contains(where: { $0.key == key })
            else { return }
            // Out of the way of what makes room, and back with what it weighs then.
            remove(hash, from: &state)
            while entry.plans.count >= Limits.plansPerDocumentMax
                || entry.bytes + plan.bytes > entryBytesMax
            {
                removeOldestPlan(from: &entry)
            }
            entry.plans.append(KeptPlan(key: key, plan: plan, lastUse: state.tick()))
            entry.bytes += plan.bytes
            entry.lastUse = state.clock
            if state.bytes + entry.bytes > bytesMax { evict(from: &state, for: entry.bytes) }
            state.entries[hash] = entry
            state.bytes += entry.bytes
            state.planCount += entry.plans.count
        }
    }

    private func removeOldestPlan(from entry: inout Entry) {
        guard
            let oldest = entry.plans.indices.min(by: {
                entry.plans[$0].lastUse < entry.plans[$1].lastUse
            })
        else { return }
        entry.bytes -= entry.plans.remove(at: oldest).plan.bytes
    }

    private func remove(_ hash: DocumentHash, from state: inout State) {
        guard let entry = state.entries.removeValue(forKey: hash) else { return }
        state.bytes -= entry.bytes
        state.planCount -= entry.plans.count
    }

    /// Makes room by dropping the least used quarter at once, so that a stream of new documents
    /// sorts the cache seldom.
    private func evict(from state: inout State, for size: Int) {
        let byAge = state.entries.map { (hash: $0.key, lastUse: $0.value.lastUse) }
            .sorted { $0.lastUse < $1.lastUse }
        for (index, entry) in byAge.enumerated() {
            let isRoomy =
                state.entries.count < countMax && state.bytes + size <= bytesMax
            if isRoomy, index >= byAge.count / 4 { return }
            remove(entry.hash, from: &state)
        }
    }
}
