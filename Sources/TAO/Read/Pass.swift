import Dispatch
import Memcached
import Synchronization

/// One batch of a request on its way: multi-get, then for the misses lease, PostgreSQL and fill.
/// No caller of a pass is resumed before the whole pass is done.
final class Pass: Sendable {
    let loader: Loader
    let memo: RequestMemo
    let wants: RequestMemo.Wants
    let mayBeStale: Bool
    /// nil when the cache is not asked.
    let cache: MemcachedClient?
    /// Of `wants.items`, if the cache is asked.
    let keys: KeyBatch
    /// Answers that are older than this are too old for a reader who asks now.
    let begun = DispatchTime.now().uptimeNanoseconds

    init(loader: Loader, memo: RequestMemo, wants: RequestMemo.Wants) {
        self.loader = loader
        mayBeStale = loader.mayBeStale
        self.memo = memo
        self.wants = wants
        let cache = loader.bypassesCache || wants.items.isEmpty ? nil : loader.backends.cache
        self.cache = cache
        keys = cache == nil ? KeyBatch() : loader.backends.keys.batch(wants.items)
    }

    private var isLarge: Bool { wants.items.count >= TAOLimits.largePassItemsMin }

    /// Where answers from PostgreSQL are taken up, away from the request's executor; nil for where all tasks run.
    var workplace: LargeWork? { isLarge ? loader.backends.largeWork : nil }

    /// An item the cache did not answer, and what it said instead.
    struct Missed: Sendable {
        enum Reason: Sendable {
            case miss
            case lease(CacheValue.LeaseToken)
            case garbage
            /// No cache, a server that is down, or an item that must not come from the cache.
            case unavailable
            /// A list that was cut short, of which more is wanted. It answers until there is more.
            case cut
        }

        let item: ItemIndex
        let reason: Reason

        /// Whether only PostgreSQL may answer it.
        var isForStore: Bool {
            if case .unavailable = reason { true } else { false }
        }

        var isCut: Bool {
            if case .cut = reason { true } else { false }
        }

        /// The one that was seen, if any.
        var lease: CacheValue.LeaseToken? {
            if case .lease(let token) = reason { token } else { nil }
        }
    }

    /// Of some of the items.
    func keys(of items: [ItemIndex]) -> KeyBatch {
        KeyBatch(keys, at: items.map(\.rawValue))
    }

    /// What is asked of other requests' flights.
    func question(_ missed: Missed) -> Flights.Question {
        Flights.Question(
            key: wants.key(missed.item), seen: missed.lease, isForStore: missed.isForStore,
            begun: begun)
    }

    /// Asks the cache.
    /// - Parameter mayBlock: whether this is a thread of the executor, and not of the cooperative
    ///   pool: it may do the asking itself.
    func begin(mayBlock: Bool) {
        loader.executor.goOn(asLarge: isLarge)
        guard let cache else {
            return resolve(
                wants.items.indices.map { Missed(item: ItemIndex($0), reason: .unavailable) }, nil)
        }
        loader.trips.append(
            .cache(verb: "get", keys: keys, hiddenBytes: loader.backends.keys.prefixCount))
        // What many items miss is leased beside the read.
        let fence = keys.count > TAOLimits.addedLeasesMax
        cache.get(keys, fence: fence, mayDrive: mayBlock && !isLarge) { [self] reply in
            loader.executor.perform { self.take(reply) }
        }
    }

    /// Keeps the hits; the rest has to be resolved. Called on the request's executor.
    private func take(_ reply: GetReply) {
        var missed: [Missed] = []
        var reads = CacheStatistics()
        for (index, key) in wants.items.enumerated() {
            let reason: Missed.Reason
            switch reply[index] {
            case _ where isBypassed(key): reason = .unavailable
            case .unavailable: reason = .unavailable
            case .miss: reason = .miss
            case .hit(let value):
                switch CacheValue.judge(value, of: key) {
                case .good:
                    reads.note(key, isHit: true)
                    continue
                case .lease(let token): reason = .lease(token)
                case .garbage: reason = .garbage
                case .damaged:
                    reads.damaged += 1
                    reason = .garbage
                }
            }
            missed.append(Missed(item: ItemIndex(index), reason: reason))
            if case .unavailable = reason { continue }
            reads.note(key, isHit: false)
        }
        loader.backends.reads.withLock { $0.add(reads) }
        resolve(missed, reply)
    }

    private func isBypassed(_ key: ItemKey) -> Bool {
        !loader.bypassed.isEmpty && loader.bypassed.contains(CacheKeys.stored(key))
    }

    /// Goes to PostgreSQL if anything is missing, away from the executor.
    private func resolve(_ missed: [Missed], _ reply: GetReply?) {
        var answers = PassAnswers(of: wants.items, reply: reply, missed: missed)
        let open = unanswered(answers, isLast: false)
        let missed = missed + open.cut.map { Missed(item: $0, reason: .cut) }
        if missed.isEmpty && open.read.isEmpty { return finish(answers) }
        Task.detached(executorPreference: workplace) { [self] in
            let settlement = await PassReader(pass: self).read(
                missed, beyond: open.read, &answers)
            loader.executor.perform { [answers] in self.finish(answers) }
            await settlement?.run()
        }
    }

    /// Puts the answers into the memo and resumes all callers. Called on the request's executor, in
    /// one piece: the resumed tasks run only after the last one is queued.
    private func finish(_ answers: PassAnswers) {
        let waiters = memo.state.withLock { $0.end(wants.pass, answers) }
        for waiter in waiters { waiter.continuation.resume() }
    }
}
