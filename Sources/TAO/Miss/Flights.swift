import Synchronization

/// Reads that are under way in this process, so that all requests that miss the same item at the
/// same time share one.
///
/// A reader may only share an answer that is not older than its own question, wherever it comes
/// from: PostgreSQL, or memcached, where another process may have filled the item meanwhile. It
/// joins a flight that waits to ask, or has asked after the reader began, or whose lease the reader
/// has just seen in memcached: a write that was over before the reader began would have deleted the
/// lease, so what the flight finds, it finds after that write. A reader who must not be answered from
/// memcached joins only what comes from PostgreSQL for sure.
final class Flights: Sendable {
    /// An item on board of a flight.
    struct Seat: Sendable {
        let flight: Flight
        let number: Int

        /// Waits for the item. nil if it turned out to be too old for who has seen its lease.
        func item() async throws -> CacheValue.Item? { try await flight.item(number) }
    }

    private let seats = Mutex<[ItemKey: Seat]>([:])

    /// What a reader asks for.
    struct Question {
        let key: ItemKey
        /// The lease that the reader has found in its place, if any.
        let seen: CacheValue.LeaseToken?
        /// Whether only PostgreSQL may answer.
        let isForStore: Bool
        /// When the reader began, in nanoseconds of the machine's uptime.
        let begun: UInt64
    }

    /// The seats of items that others bring, with the items' numbers, ascending. All other items are
    /// the caller's to bring, under their numbers.
    func join(
        _ items: some Sequence<Question>, with flight: Flight
    ) -> [(number: Int, seat: Seat)] {
        seats.withLock { seats in
            var theirs: [(number: Int, seat: Seat)] = []
            for (number, item) in items.enumerated() {
                let ours = Seat(flight: flight, number: number)
                let seat = Self.take(&seats[item.key], orElse: ours) {
                    $0.flight.answers(item, $0.number)
                }
                if let seat { theirs.append((number, seat)) }
            }
            return theirs
        }
    }

    /// The seat, if it will do; nil when ours has been put in its place.
    private static func take(
        _ seat: inout Seat?, orElse ours: Seat, if willDo: (Seat) -> Bool
    ) -> Seat? {
        if let seat, willDo(seat) { return seat }
        seat = ours
        return nil
    }

    /// Later readers begin anew.
    func leave(_ items: some Sequence<(key: ItemKey, number: Int)>, from flight: Flight) {
        seats.withLock { seats in
            for (key, number) in items {
                guard let seat = seats.removeValue(forKey: key) else { continue }
                // Somebody else's by now.
                if seat.flight !== flight || seat.number != number { seats[key] = seat }
            }
        }
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
        let number: Int
        let continuation: CheckedContinuation<CacheValue.Item?, any Error>
    }

    private let state: Mutex<State>

    /// - Parameter isFromStore: of each item, whether memcached will not be asked for it.
    init(isFromStore: some Sequence<Bool>) {
        state = Mutex(State(passages: isFromStore.map { Passage(isFromStore: $0) }))
    }

    /// Whether the answer to come will do for a backends.
    func answers(_ question: Flights.Question, _ number: Int) -> Bool {
        state.withLock { state in
            let passage = state.passages[number]
            if question.isForStore && !passage.isFromStore { return false }
            guard let asked = passage.asked else { return true }
            return asked >= question.begun
                || question.seen != nil && question.seen == passage.lease
        }
    }

    /// Must be called before a question whose answer may land is sent to memcached.
    /// - Parameters:
    ///   - time: now, in nanoseconds of the machine's uptime.
    ///   - lease: by which the items are leased in the same step.
    func askCache(
        _ numbers: some Sequence<Int>, leasing lease: CacheValue.LeaseToken?, at time: UInt64
    ) {
        state.withLock { state in
            for number in numbers {
                state.passages[number].asked = time
                state.passages[number].lease = lease
            }
        }
    }

    /// Must be called before the statement is sent to PostgreSQL.
    /// - Parameters:
    ///   - time: now, in nanoseconds of the machine's uptime.
    ///   - lease: with which each item was leased before now, if it was.
    func askStore(
        _ items: some Sequence<(number: Int, lease: CacheValue.LeaseToken?)>, at time: UInt64
    ) {
        state.withLock { state in
            for (number, lease) in items {
                state.passages[number].asked = time
                state.passages[number].isFromStore = true
                state.passages[number].lease = lease
            }
        }
    }

    /// memcached has answered, but not for these items: they wait for the next question, which will
    /// be newer than all who join before it.
    func askAgain(_ numbers: some Sequence<Int>) {
        state.withLock { state in
            for number in numbers { state.passages[number].asked = nil }
        }
    }

    /// Everybody who joined gets the results.
    func land(_ items: some Sequence<(number: Int, result: Result)>) {
        resume(items) { _ in }
    }

    /// Everybody who joined gets the results. Who has seen this lease may still join, and waits
    /// until it has been proved that no write came between the read and the lease: `land` again.
    func land(
        _ items: some Sequence<(number: Int, result: Result)>,
        proving lease: CacheValue.LeaseToken
    ) {
        resume(items) { passage in
            passage.lease = lease
            passage.result = nil
        }
    }

    private func resume(
        _ items: some Sequence<(number: Int, result: Result)>, _ change: (inout Passage) -> Void
    ) {
        let resumed = state.withLock { state in
            for (number, result) in items { state.passages[number].result = result }
            var resumed: [(Waiter, Result)] = []
            state.waiters.removeAll { waiter in
                guard let result = state.passages[waiter.number].result else { return false }
                resumed.append((waiter, result))
                return true
            }
            for (number, _) in items { change(&state.passages[number]) }
            return resumed
        }
        for (waiter, result) in resumed { waiter.continuation.resume(with: result) }
    }

    fileprivate func item(_ number: Int) async throws -> CacheValue.Item? {
        try await withCheckedThrowingContinuation { continuation in
            let known: Result? = state.withLock { state in
                let result = state.passages[number].result
                if result == nil {
                    state.waiters.append(Waiter(number: number, continuation: continuation))
                }
                return result
            }
            if let known { continuation.resume(with: known) }
        }
    }
}
