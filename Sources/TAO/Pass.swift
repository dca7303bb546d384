import Dispatch
import Memcached
import Synchronization

/// One batch of a request on its way: multi-get, then for the misses lease, one PostgreSQL pipeline
/// and fill. Nobody of a pass is resumed before the whole pass is done.
final class Pass: Sendable {
    let loader: Loader
    let memo: RequestMemo
    let wants: RequestMemo.Wants
    let mayBeStale: Bool
    /// nil when the cache is not asked.
    private let cache: MemcachedClient?
    /// Of `wants.items`, if the cache is asked.
    let keys: KeyBatch
    /// Answers that are older than this are too old for somebody who asked now.
    let begun = DispatchTime.now().uptimeNanoseconds

    init(loader: Loader, memo: RequestMemo, wants: RequestMemo.Wants) {
        self.loader = loader
        mayBeStale = loader.mayBeStale
        self.memo = memo
        self.wants = wants
        let cache = loader.bypassesCache || wants.items.isEmpty ? nil : loader.reader.cache
        self.cache = cache
        keys = cache == nil ? KeyBatch() : loader.reader.keys.batch(wants.items)
    }

    /// An item the cache did not answer, and what it said instead.
    struct Missed: Sendable {
        enum Reason: Sendable {
            case miss
            case lease(CacheValue.LeaseToken)
            case garbage
            /// No cache, a server that is down, or an item that must not come from the cache.
            case unavailable
        }

        /// Index into `wants.items`.
        let index: Int
        let reason: Reason

        /// Whether only PostgreSQL may answer it.
        var isForStore: Bool {
            if case .unavailable = reason { true } else { false }
        }

        /// The one that was seen, if any.
        var lease: CacheValue.LeaseToken? {
            if case .lease(let token) = reason { token } else { nil }
        }
    }

    /// Asks the cache.
    /// - Parameter mayBlock: whether this is a thread of the executor, and not of the cooperative
    ///   pool: it may do the asking itself.
    func begin(mayBlock: Bool) {
        guard let cache else {
            return resolve(
                wants.items.indices.map { Missed(index: $0, reason: .unavailable) }, nil)
        }
        loader.trips.append(
            .cache(verb: "get", keys: keys, hiddenBytes: loader.reader.keys.prefixCount))
        // What many items miss is leased beside the read.
        let fence = keys.count > TAOLimits.addedLeasesMax
        cache.get(keys, fence: fence, mayDrive: mayBlock) { [self] reply in
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
            missed.append(Missed(index: index, reason: reason))
            if case .unavailable = reason { continue }
            reads.note(key, isHit: false)
        }
        loader.reader.reads.withLock { $0.add(reads) }
        resolve(missed, reply)
    }

    private func isBypassed(_ key: ItemKey) -> Bool {
        !loader.bypassed.isEmpty && loader.bypassed.contains(CacheKeys.stored(key))
    }

    /// Goes to PostgreSQL if anything is missing, away from the executor.
    private func resolve(_ missed: [Missed], _ reply: GetReply?) {
        var answers = PassAnswers(of: wants.items, reply: reply, missed: missed)
        let beyond = storeReads(answers, isLast: false)
        if missed.isEmpty && beyond.isEmpty { return finish(.success(answers)) }
        Task.detached { [self] in
            let (prompt, late) = byPromptness(missed)
            var resolver = MissResolver(pass: self, missed: prompt, beyond: beyond)
            let result: Result<PassAnswers, any Error>
            do {
                if late.isEmpty {
                    try await resolver.resolve(&answers)
                } else {
                    try await resolve(with: &resolver, late, &answers)
                }
                try await resolver.resolveRest(&answers)
                result = .success(answers)
            } catch {
                result = .failure(error)
            }
            loader.executor.perform { self.finish(result) }
            await resolver.settlement?.run()
        }
    }

    /// What was missed, by how soon memcached answers about it.
    private func byPromptness(_ missed: [Missed]) -> (prompt: [Missed], late: [[Missed]]) {
        guard let cache, cache.hasLateServer else { return (missed, []) }
        // What only PostgreSQL may answer waits for no server.
        let asked = missed.filter { !$0.isForStore }.map(\.index)
        let late = cache.lateServers(of: keys, asked).map { Set($0) }
        return (
            missed.filter { missed in !late.contains { $0.contains(missed.index) } },
            late.map { indices in missed.filter { indices.contains($0.index) } }
        )
    }

    /// Resolves apart what belongs to servers that are late: this pass has to wait for them, but not
    /// those who share its flights for items of the others.
    private func resolve(
        with resolver: inout MissResolver, _ late: [[Missed]], _ answers: inout PassAnswers
    ) async throws {
        let known = answers
        try await withThrowingTaskGroup(of: [(Int, CacheValue.Item?)].self) { group in
            for missed in late {
                group.addTask {
                    var answers = known
                    var resolver = MissResolver(pass: self, missed: missed, beyond: StoreRead())
                    try await resolver.resolve(&answers)
                    resolver.settleBeside()
                    return missed.map { ($0.index, answers[$0.index]) }
                }
            }
            try await resolver.resolve(&answers)
            resolver.settleBeside()
            for try await found in group {
                for (index, item) in found { answers[index] = item }
            }
        }
    }

    /// Pages and edges that no list at hand answers. A list that is still to be read may or may not
    /// answer them; asking for both at once saves a round trip, except for a page that begins at the
    /// head of the list, which the list nearly always answers.
    func storeReads(_ answers: PassAnswers, isLast: Bool) -> StoreRead {
        var read = StoreRead()
        let types = loader.reader.types.associations
        for (index, (query, list)) in wants.ranges.enumerated() where answers.pages[index] == nil {
            switch answers.list(list) {
            case .here(let list) where list.answers(query): continue
            case .missing where !isLast && query.isHead(of: types[query.type]): continue
            default: read.pages.append((index, query))
            }
        }
        for (index, (key, list)) in wants.edges.enumerated() where answers.edges[index] == nil {
            if case .here(let list) = answers.list(list), list.find(key) != nil { continue }
            read.edges.append((index, key))
        }
        return read
    }

    /// Puts the answers into the memo and resumes everybody. Called on the request's executor, in
    /// one piece: the resumed tasks run only after the last one is queued.
    private func finish(_ result: Result<PassAnswers, any Error>) {
        let waiters = memo.state.withLock { $0.end(wants.pass, result) }
        for waiter in waiters {
            switch result {
            case .success: waiter.continuation.resume()
            case .failure(let error): waiter.continuation.resume(throwing: error)
            }
        }
    }
}
