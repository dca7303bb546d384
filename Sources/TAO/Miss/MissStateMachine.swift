/// What is done about items the cache did not answer, as a value: it says what to do next and is
/// told what came of it. `MissResolver` does it.
///
/// Items that another request brings do not concern it until their flight has landed without them.
/// Of the others, in this order: the tokens of lists that were cut short are looked up; what cannot be
/// understood is deleted; what is missing is leased; PostgreSQL is read for all that no other process
/// reads; what others read is looked for in growing pauses, leased when a lease has gone without a
/// value, and in the end read without being filled.
struct MissStateMachine: Sendable {
    /// How tokens are put under many missing items; under few it is always by `add`.
    enum Leasing: Sendable {
        /// While PostgreSQL reads, by `set`; the fence tells afterwards whether they are good.
        case beside
        /// Before, by `set`.
        case before
        /// Before, by `add`: for a part of a pass, for which the fence of the pass would be too old.
        case added
    }

    private enum Phase {
        case hold, clear, lease, read
        case pause, look, leaseAgain, readAgain, readLast
        case board, readStranded, done
    }

    let token: CacheValue.LeaseToken
    private let leasing: Leasing
    private let sharesFlights: Bool
    private let waitMilliseconds: Int
    private var phase = Phase.hold
    private var ours: [Flying] = []
    /// Items to be read that no other reader must get.
    private var alone: [ItemIndex]
    /// Items under which tokens are laid beside the next reading.
    private var laying: [ItemIndex] = []
    private var readsPages: Bool
    private var waited = 0
    private var pause = 1

    /// - Parameters:
    ///   - theirs: seats of missed items that other flights bring, ascending.
    ///   - alone: items to be read that no other reader must get.
    ///   - readsPages: whether there are pages or edges to be read, too.
    ///   - waitMilliseconds: how long values of other processes are waited for.
    init(
        _ missed: [Pass.Missed], theirs: some Sequence<SeatNumber> = [], alone: [ItemIndex] = [],
        token: CacheValue.LeaseToken, leasing: Leasing, readsPages: Bool = false,
        waitMilliseconds: Int
    ) {
        self.token = token
        self.leasing = leasing
        self.alone = alone
        self.readsPages = readsPages
        self.waitMilliseconds = waitMilliseconds
        var theirs = theirs.makeIterator()
        var next = theirs.next()
        sharesFlights = next != nil
        ours.reserveCapacity(missed.count)
        for (index, missed) in missed.enumerated() {
            let seat = SeatNumber(index)
            if next == seat {
                next = theirs.next()
            } else {
                ours.append(Flying(missed, seat: seat))
            }
        }
    }

    // MARK: What to do

    /// - Parameter hasCache: whether memcached may be asked.
    mutating func next(hasCache: Bool) -> Action {
        for index in ours.indices { ours[index].isAsked = false }
        while true {
            if let action = step(hasCache) { return action }
        }
    }

    /// Goes on to the next phase. What this one has to do, nil if nothing.
    private mutating func step(_ hasCache: Bool) -> Action? {
        switch phase {
        case .hold:
            phase = .clear
            return hasCache ? ask(\.isCut) { .hold($0) } : nil
        case .clear:
            phase = .lease
            if !hasCache || leasing == .beside && isMany { return nil }
            return ask(\.isGarbage) { .clear($0) }
        case .lease where hasCache && leasing == .beside && isMany:
            phase = .read
            layBeside()
            return nil
        case .lease:
            phase = .read
            let lays = isMany && leasing != .added
            return hasCache ? ask(\.isLeasable) { .lease($0, lays: lays) } : nil
        case .read:
            phase = .pause
            return read()
        case .pause: return pause(hasCache)
        case .look:
            phase = .leaseAgain
            return hasCache ? ask(\.isAwaited) { .look($0) } : nil
        case .leaseAgain:
            phase = .readAgain
            return hasCache ? ask(\.isAbandoned) { .lease($0, lays: false) } : nil
        case .readAgain:
            phase = .pause
            return read()
        case .readLast:
            phase = .board
            for index in ours.indices { ours[index].stage = .free }
            return read()
        case .board:
            phase = .readStranded
            return sharesFlights ? .board : nil
        case .readStranded:
            phase = .done
            return read()
        case .done: return .done
        }
    }

    private var isMany: Bool { ours.count(where: \.isLeasable) > TAOLimits.addedLeasesMax }

    /// Garbage as well: tokens do not mind what lies under the keys.
    private mutating func layBeside() {
        laying.reserveCapacity(ours.count)
        for index in ours.indices where ours[index].isLeasable {
            ours[index].stage = .laid
            laying.append(ours[index].item)
        }
    }

    private mutating func pause(_ hasCache: Bool) -> Action? {
        if ours.isEmpty || !hasCache || waited >= waitMilliseconds {
            phase = .readLast
            return nil
        }
        phase = .look
        waited += pause
        defer { pause = min(pause * 2, TAOLimits.leasePauseMillisecondsMax) }
        return .pause(milliseconds: pause)
    }

    /// A question about some of ours, nil if about none.
    private mutating func ask(
        _ isMeant: (Flying) -> Bool, _ question: ([ItemIndex]) -> Action
    ) -> Action? {
        let count = ours.count(where: isMeant)
        if count == 0 { return nil }
        var items: [ItemIndex] = []
        items.reserveCapacity(count)
        for index in ours.indices where isMeant(ours[index]) {
            ours[index].isAsked = true
            items.append(ours[index].item)
        }
        return question(items)
    }

    /// All that waits for no other process; nil if that is nothing.
    private mutating func read() -> Action? {
        let flyingCount = ours.count { !$0.isAwaited }
        if flyingCount == 0 && alone.isEmpty && !readsPages { return nil }
        var items: [ItemIndex] = []
        items.reserveCapacity(flyingCount + alone.count)
        for index in ours.indices where !ours[index].isAwaited {
            ours[index].isAsked = true
            items.append(ours[index].item)
        }
        items += alone
        defer { (alone, laying, readsPages) = ([], [], false) }
        return .read(
            Reading(
                items: items, flyingCount: flyingCount, laying: laying, isWithPages: readsPages))
    }

    // MARK: What came of it

    /// Seats of what the present question is about; when it has been answered, of what it has not
    /// brought.
    var asked: some Sequence<SeatNumber> { askedItems.map(\.seat) }

    var askedItems: LazyFilterSequence<[Flying]> { ours.lazy.filter(\.isAsked) }

    /// A value that is there is as good as a lease: a delete takes it away, and what was read before
    /// cannot be stored in its place.
    mutating func held(_ answers: some Sequence<CacheAnswer>) {
        _ = hear(answers) { answer in
            guard case .item = answer.found, let swap = answer.swap else { return .free }
            return .leased(swap)
        }
    }

    /// Gives what has come instead of a lease.
    mutating func leased(_ answers: some Sequence<CacheAnswer>) -> [Landed] {
        hear(answers) { [token] answer in
            switch answer.found {
            case .lease(token): answer.swap.map { .leased($0) } ?? .free
            case .lease: .awaited
            case .item: .landed
            case .garbage: .free
            }
        }
    }

    /// Gives what has come.
    mutating func looked(_ answers: some Sequence<CacheAnswer>) -> [Landed] {
        hear(answers) { answer in
            switch answer.found {
            case .lease: .awaited
            case .item: .landed
            // It may be taken.
            case .garbage: .abandoned
            }
        }
    }

    /// What was read, in its order, or could not be.
    mutating func takeRead() -> [Flying] {
        let read = ours.filter(\.isAsked)
        ours.removeAll(where: \.isAsked)
        return read
    }

    /// Items that others have not brought: they were too old, or nothing was.
    mutating func strand(_ items: [ItemIndex]) { alone += items }

    /// Gives what has landed, and takes it from ours.
    private mutating func hear(
        _ answers: some Sequence<CacheAnswer>, _ stage: (CacheAnswer) -> Stage
    ) -> [Landed] {
        var landed: [Landed] = []
        var answers = answers.makeIterator()
        for index in ours.indices where ours[index].isAsked {
            guard let answer = answers.next() else { break }
            let flying = ours[index]
            ours[index].stage = stage(answer)
            if case .landed = ours[index].stage, case .item(let value) = answer.found {
                landed.append(Landed(seat: flying.seat, item: flying.item, value: value))
            }
        }
        if !landed.isEmpty { ours.removeAll(where: \.hasLanded) }
        return landed
    }
}
