import Synchronization

/// What one request has read, what it wants to read next, and who waits for it.
///
/// A load takes places here under one lock: a place holds the answer, or the number of the pass that
/// will bring it. `Loader.clear()` begins a new memo; passes of the old one still answer those who
/// wait for them.
final class RequestMemo: Sendable {
    /// What the next pass has to read.
    struct Wants: Sendable {
        let pass: Int
        /// Cached items, and their places in the table of their kind.
        var items: [ItemKey] = []
        var places: [Int] = []
        /// Pages and edges to be read from PostgreSQL unless the list answers them.
        var ranges: [(query: RangeQuery, list: Int, place: Int)] = []
        var edges: [(key: AssociationKey, list: Int, place: Int)] = []
    }

    struct Waiter {
        let number: Int
        let pass: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    struct State {
        var objects = MemoTable<ObjectID, Object?>()
        var lists = MemoTable<AssociationListKey, EdgeList>()
        var names = MemoTable<NameKey, ObjectID?>()
        var pages = MemoTable<RangeQuery, AssociationPage>()
        var edges = MemoTable<AssociationKey, Association?>()
        var wants: Wants?
        var passCount = 0
        /// Passes that were begun (wanted or on their way) and have not ended.
        var running: Set<Int> = []
        var failures: [Int: any Error] = [:]
        var waiters: [Waiter] = []
        var waiterCount = 0
    }

    let state = Mutex(State())

    /// Waits until a pass has ended.
    /// - Parameter wake: called when somebody waits, so that the batch is closed in time.
    func ended(_ pass: Int, wake: () -> Void) async throws {
        let number = state.withLock { state in
            state.waiterCount += 1
            return state.waiterCount
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = Task.isCancelled
                let known: Result<Void, any Error>? = state.withLock { state in
                    if isCancelled { return .failure(CancellationError()) }
                    if let failure = state.failures[pass] { return .failure(failure) }
                    guard state.running.contains(pass) else { return .success(()) }
                    state.waiters.append(
                        Waiter(number: number, pass: pass, continuation: continuation))
                    return nil
                }
                if let known { continuation.resume(with: known) } else { wake() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.number == number }
                    .map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Closes the batch. nil when nothing is wanted.
    func takeWants() -> Wants? {
        state.withLock { state in
            defer { state.wants = nil }
            return state.wants
        }
    }
}

extension RequestMemo.State {
    /// The pass being filled.
    private mutating func beginWants() -> Int {
        if let wants { return wants.pass }
        passCount += 1
        wants = RequestMemo.Wants(pass: passCount)
        running.insert(passCount)
        return passCount
    }

    // Each `want` returns a place and adds the pass that will fill it to `passes`.

    mutating func want(object id: ObjectID, _ passes: inout [Int]) -> Int {
        let place = objects.place(of: id)
        if let pass = claim(objects[place].pass, &passes) {
            objects[place] = .wanted(pass: pass)
            wants?.items.append(.object(id))
            wants?.places.append(place)
        }
        return place
    }

    mutating func want(list key: AssociationListKey, _ passes: inout [Int]) -> Int {
        let place = lists.place(of: key)
        if let pass = claim(lists[place].pass, &passes) {
            lists[place] = .wanted(pass: pass)
            wants?.items.append(.list(key))
            wants?.places.append(place)
        }
        return place
    }

    mutating func want(name key: NameKey, _ passes: inout [Int]) -> Int {
        let place = names.place(of: key)
        if let pass = claim(names[place].pass, &passes) {
            names[place] = .wanted(pass: pass)
            wants?.items.append(.name(key))
            wants?.places.append(place)
        }
        return place
    }

    /// A place for the list, and one for the page unless the list is known to answer.
    mutating func want(range query: RangeQuery, _ passes: inout [Int]) -> (list: Int, page: Int) {
        let list = want(list: query.list, &passes)
        if lists.value(list)?.page(query) != nil { return (list, -1) }
        let place = pages.place(of: query)
        if let pass = claim(pages[place].pass, &passes) {
            pages[place] = .wanted(pass: pass)
            wants?.ranges.append((query, list, place))
        }
        return (list, place)
    }

    /// A place for the list, and one for the edge unless the list is known to answer.
    mutating func want(edge key: AssociationKey, _ passes: inout [Int]) -> (list: Int, edge: Int) {
        let list = want(list: key.list, &passes)
        if lists.value(list)?.find(key) != nil { return (list, -1) }
        let place = edges.place(of: key)
        if let pass = claim(edges[place].pass, &passes) {
            edges[place] = .wanted(pass: pass)
            wants?.edges.append((key, list, place))
        }
        return (list, place)
    }

    /// Whose turn it is to fill a place: the number of the new pass if nobody was asked yet.
    private mutating func claim(_ stage: MemoStage, _ passes: inout [Int]) -> Int? {
        switch stage {
        case .loaded: return nil
        case .wanted(let pass):
            if !passes.contains(pass) { passes.append(pass) }
            return nil
        case .absent:
            let pass = beginWants()
            if !passes.contains(pass) { passes.append(pass) }
            return pass
        }
    }
}

/// A `MemoTable.Entry` without its value.
enum MemoStage {
    case absent
    case wanted(pass: Int)
    case loaded
}

extension MemoTable.Entry {
    var pass: MemoStage {
        switch self {
        case .absent: .absent
        case .wanted(let pass): .wanted(pass: pass)
        case .loaded: .loaded
        }
    }
}
