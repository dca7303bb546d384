import Dispatch
import Memcached
import Synchronization

/// One batch of a request on its way: multi-get, then for the misses lease, one PostgreSQL pipeline
/// and fill. Nobody of a pass is resumed before the whole pass is done.
final class Pass: Sendable {
    let loader: Loader
    let memo: RequestMemo
    let wants: RequestMemo.Wants
    /// Answers that are older than this are too old for somebody who asked now.
    let begun = DispatchTime.now().uptimeNanoseconds

    init(loader: Loader, memo: RequestMemo, wants: RequestMemo.Wants) {
        self.loader = loader
        self.memo = memo
        self.wants = wants
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
    }

    /// Asks the cache.
    /// - Parameter mayBlock: whether this is a thread of the executor, and not of the cooperative
    ///   pool: it may do the asking itself.
    func begin(mayBlock: Bool) {
        guard let cache = loader.reader.cache, !wants.items.isEmpty else {
            return resolve(wants.items.indices.map { Missed(index: $0, reason: .unavailable) }, [])
        }
        let keys = loader.reader.keys.batch(wants.items)
        loader.trips.append(
            .cache(verb: "get", keys: keys, hiddenBytes: loader.reader.keys.prefixCount))
        cache.get(keys, mayDrive: mayBlock) { [self] reply in
            loader.executor.perform { self.take(reply) }
        }
    }

    /// Keeps the hits; the rest has to be resolved. Called on the request's executor.
    private func take(_ reply: GetReply) {
        var missed: [Missed] = []
        var items: [CacheValue.Item?] = []
        items.reserveCapacity(wants.items.count)
        for (index, key) in wants.items.enumerated() {
            let found = interpret(key, reply[index])
            if case .success(let item) = found {
                items.append(item)
            } else if case .failure(let reason) = found {
                items.append(nil)
                missed.append(Missed(index: index, reason: reason))
            }
        }
        resolve(missed, items)
    }

    private enum Found {
        case success(CacheValue.Item)
        case failure(Missed.Reason)
    }

    private func interpret(_ key: ItemKey, _ lookup: Lookup) -> Found {
        if !loader.bypassed.isEmpty, loader.bypassed.contains(CacheKeys.stored(key)) {
            return .failure(.unavailable)
        }
        switch lookup {
        case .unavailable: return .failure(.unavailable)
        case .miss: return .failure(.miss)
        case .hit(let value):
            switch CacheValue.find(key, in: value) {
            case .item(let item): return .success(item)
            case .lease(let token): return .failure(.lease(token))
            case .garbage: return .failure(.garbage)
            }
        }
    }

    /// Goes to PostgreSQL if anything is missing, away from the executor.
    private func resolve(_ missed: [Missed], _ found: [CacheValue.Item?]) {
        var answers = PassAnswers(items: found, count: wants.items.count)
        let beyond = storeReads(answers, isLast: false)
        if missed.isEmpty && beyond.isEmpty { return finish(.success(answers)) }
        Task.detached { [self] in
            let result: Result<PassAnswers, any Error>
            do {
                var resolver = MissResolver(pass: self, missed: missed, beyond: beyond)
                try await resolver.resolve(&answers)
                result = .success(answers)
            } catch {
                result = .failure(error)
            }
            loader.executor.perform { self.finish(result) }
        }
    }

    /// Pages and edges that no list at hand answers. A list that is still to be read may or may not
    /// answer them; asking for both at once saves a round trip, except for a page that begins at the
    /// head of the list, which the list nearly always answers.
    func storeReads(_ answers: PassAnswers, isLast: Bool) -> StoreRead {
        var read = StoreRead()
        if wants.ranges.isEmpty && wants.edges.isEmpty { return read }
        let lists = listsAtHand(answers)
        let coming = isLast ? [] : Set(placesOfMissingLists(answers))
        for (index, (query, list, _)) in wants.ranges.enumerated()
        where answers.pages[index] == nil && lists[list]?.page(query) == nil {
            if query.isHead && coming.contains(list) { continue }
            read.pages.append((index, query))
        }
        for (index, (key, list, _)) in wants.edges.enumerated()
        where answers.edges[index] == nil && lists[list]?.find(key) == nil {
            read.edges.append((index, key))
        }
        return read
    }

    private func placesOfMissingLists(_ answers: PassAnswers) -> [Int] {
        wants.items.indices.filter {
            if case .list = wants.items[$0] { answers.items[$0] == nil } else { false }
        }.map { wants.places[$0] }
    }

    /// Lists this pass found in the cache, by their place in the memo.
    private func listsAtHand(_ answers: PassAnswers) -> [Int: EdgeList] {
        var lists: [Int: EdgeList] = [:]
        for (index, item) in answers.items.enumerated() {
            if case .list(let list) = item { lists[wants.places[index]] = list }
        }
        return lists
    }

    /// Puts the answers into the memo and resumes everybody. Called on the request's executor, in
    /// one piece: the resumed tasks run only after the last one is queued.
    private func finish(_ result: Result<PassAnswers, any Error>) {
        let waiters = memo.state.withLock { state in
            var failure: (any Error)?
            switch result {
            case .success(let answers): state.take(answers, wants)
            case .failure(let error): failure = error
            }
            return state.end(wants, failure: failure)
        }
        for waiter in waiters {
            switch result {
            case .success: waiter.continuation.resume()
            case .failure(let error): waiter.continuation.resume(throwing: error)
            }
        }
    }
}

/// What a pass has found out, in the order of its wants; nil is not known (yet).
struct PassAnswers: Sendable {
    var items: [CacheValue.Item?]
    var pages: [Int: AssociationPage] = [:]
    var edges: [Int: Association?] = [:]

    init(items: [CacheValue.Item?], count: Int) {
        self.items = items.isEmpty ? Array(repeating: nil, count: count) : items
    }
}

extension RequestMemo.State {
    fileprivate mutating func take(_ answers: PassAnswers, _ wants: RequestMemo.Wants) {
        for (index, item) in answers.items.enumerated() {
            let place = wants.places[index]
            switch item {
            case .object(let object): objects[place] = .loaded(object)
            case .list(let list): lists[place] = .loaded(list)
            case .name(let id): names[place] = .loaded(id)
            case nil: break
            }
        }
        for (index, page) in answers.pages { pages[wants.ranges[index].place] = .loaded(page) }
        for (index, edge) in answers.edges { edges[wants.edges[index].place] = .loaded(edge) }
    }

    /// Gives up what the pass did not fill, and gives those who wait for it, in their order.
    fileprivate mutating func end(
        _ wants: RequestMemo.Wants, failure: (any Error)?
    ) -> [RequestMemo.Waiter] {
        running.remove(wants.pass)
        if let failure {
            failures[wants.pass] = failure
            for (index, item) in wants.items.enumerated() {
                switch item {
                case .object: objects.clearIfWanted(wants.places[index])
                case .list: lists.clearIfWanted(wants.places[index])
                case .name: names.clearIfWanted(wants.places[index])
                }
            }
        }
        for range in wants.ranges { pages.clearIfWanted(range.place) }
        for edge in wants.edges { edges.clearIfWanted(edge.place) }
        let ready = waiters.filter { $0.pass == wants.pass }
        waiters.removeAll { $0.pass == wants.pass }
        return ready
    }
}
