import Synchronization

/// The place of an item in one flight: among those that its pass, or a part of it, has missed.
struct SeatNumber: Hashable, Sendable {
    let rawValue: Int

    init(_ rawValue: Int) {
        self.rawValue = rawValue
    }
}

extension Array {
    fileprivate subscript(seat: SeatNumber) -> Element {
        get { self[seat.rawValue] }
        _modify { yield &self[seat.rawValue] }
    }
}

/// The items of one pass on their way from PostgreSQL.
final class Flight: Sendable {
    typealias Result = Swift.Result<CacheValue.Item?, any Error>

    private struct Passage {
        /// When the question was asked, of memcached or PostgreSQL, whose answer is expected, in
        /// nanoseconds of the machine's uptime; nil while the next one has not been asked.
        var asked: UInt64?
        /// Whether its answer comes from PostgreSQL for sure.
        var isFromStore: Bool
        var lease: CacheValue.LeaseToken?
        var result: Result?
    }

    private struct State {
        var passages: [Passage]
        var waiters: [Waiter] = []
    }

    private struct Waiter {
        let seat: SeatNumber
        let continuation: CheckedContinuation<CacheValue.Item?, any Error>
    }

    private let state: Mutex<State>

    /// - Parameter isFromStore: of each item, whether memcached will not be asked for it.
    init(isFromStore: some Sequence<Bool>) {
        state = Mutex(State(passages: isFromStore.map { Passage(isFromStore: $0) }))
    }

    /// Whether the answer to come will do for a reader.
    func answers(_ question: Flights.Question, _ seat: SeatNumber) -> Bool {
        state.withLock { state in
            let passage = state.passages[seat]
            if question.isForStore && !passage.isFromStore { return false }
            guard let asked = passage.asked else { return true }
            return asked >= question.begun
                || question.seen != nil && question.seen == passage.lease
        }
    }

    /// Must be called before a question whose answer may land is sent to memcached.
    /// - Parameters:
    ///   - lease: by which the items are leased in the same step.
    ///   - time: now, in nanoseconds of the machine's uptime.
    func askCache(
        _ seats: some Sequence<SeatNumber>, leasing lease: CacheValue.LeaseToken?, at time: UInt64
    ) {
        state.withLock { state in
            for seat in seats {
                state.passages[seat].asked = time
                state.passages[seat].lease = lease
            }
        }
    }

    /// Must be called before the statement is sent to PostgreSQL.
    /// - Parameters:
    ///   - items: with the lease that each was given before now, if it was.
    ///   - time: now, in nanoseconds of the machine's uptime.
    func askStore(
        _ items: some Sequence<(seat: SeatNumber, lease: CacheValue.LeaseToken?)>, at time: UInt64
    ) {
        state.withLock { state in
            for (seat, lease) in items {
                state.passages[seat].asked = time
                state.passages[seat].isFromStore = true
                state.passages[seat].lease = lease
            }
        }
    }

    /// memcached has answered, but not for these items: they wait for the next question, which will
    /// be newer than all who join before it.
    func askAgain(_ seats: some Sequence<SeatNumber>) {
        state.withLock { state in
            for seat in seats { state.passages[seat].asked = nil }
        }
    }

    /// All who joined get the results.
    func land(_ items: some Sequence<(seat: SeatNumber, result: Result)>) {
        resume(items) { _ in }
    }

    /// All who joined get the results. A reader who has seen this lease may still join, and waits
    /// until it has been proved that no write came between the read and the lease: `land` again.
    func land(
        _ items: some Sequence<(seat: SeatNumber, result: Result)>,
        proving lease: CacheValue.LeaseToken
    ) {
        resume(items) { passage in
            passage.lease = lease
            passage.result = nil
        }
    }

    private func resume(
        _ items: some Sequence<(seat: SeatNumber, result: Result)>,
        _ change: (inout Passage) -> Void
    ) {
        let resumed = state.withLock { state in
            for (seat, result) in items { state.passages[seat].result = result }
            var resumed: [(Waiter, Result)] = []
            state.waiters.removeAll { waiter in
                guard let result = state.passages[waiter.seat].result else { return false }
                resumed.append((waiter, result))
                return true
            }
            for (seat, _) in items { change(&state.passages[seat]) }
            return resumed
        }
        for (waiter, result) in resumed { waiter.continuation.resume(with: result) }
    }

    /// What has landed; nil while nothing has.
    func result(_ seat: SeatNumber) -> Result? {
        state.withLock { $0.passages[seat].result }
    }

    /// Waits until the item lands.
    fileprivate func item(_ seat: SeatNumber) async throws -> CacheValue.Item? {
        try await withCheckedThrowingContinuation { continuation in
            let known: Result? = state.withLock { state in
                let result = state.passages[seat].result
                if result == nil {
                    state.waiters.append(Waiter(seat: seat, continuation: continuation))
                }
                return result
            }
            if let known { continuation.resume(with: known) }
        }
    }
}

extension Flights.Seat {
    /// Waits for the item. nil if it turned out to be too old for a reader who has seen its lease.
    func item() async throws -> CacheValue.Item? { try await flight.item(number) }
}
