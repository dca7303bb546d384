import Synchronization

/// Which caller may use which connection.
///
/// A request goes to the connection with the least to do, and to one that is not open yet before it
/// queues behind others. A transaction takes a connection for itself, behind what that one has to do
/// already; one connection is always left to requests. When there is no room anywhere, callers wait
/// in line, within limits of number and time.
///
/// Only decisions are made here; the connections themselves report what happens to them.
final class Admission: Sendable {
    /// What to do with a request, or with the wish for a connection.
    enum Decision {
        case to(Int)
        /// In line under that number.
        case wait(UInt64)
        case refuse(PostgresError)
    }

    fileprivate enum Health {
        case closed
        /// Connected or connecting.
        case open
        /// Not to be tried again before that time.
        case failed(PostgresError, until: ContinuousClock.Instant)
    }

    fileprivate struct Slot {
        var health = Health.closed
        /// Requests given to it and not done with.
        var load = 0
        /// A transaction has it.
        var isTaken = false

        func isUsable(_ now: ContinuousClock.Instant) -> Bool {
            guard case .failed(_, let until) = health else { return true }
            return until <= now
        }

        /// Less is better: idle, then not open yet, then by load.
        var cost: Int {
            if case .open = health { return load == 0 ? 0 : load + 1 }
            return load + 1
        }
    }

    typealias Taken = Result<Int, PostgresError>
    fileprivate typealias Taker = (number: UInt64, continuation: CheckedContinuation<Taken, Never>)
    fileprivate typealias Asker = (number: UInt64, submission: Submission)

    fileprivate struct State {
        var slots: [Slot]
        var takers = FIFO<Taker>()
        var askers = FIFO<Asker>()
        var number: UInt64 = 0
        var isClosed = false

        var takenCount: Int { slots.count(where: \.isTaken) }
        var takenMax: Int { max(1, slots.count - 1) }
    }

    private let state: Mutex<State>

    init(connections: Int) {
        state = Mutex(State(slots: Array(repeating: Slot(), count: max(1, connections))))
    }

    // MARK: For callers

    /// Decides where a request goes and counts it there.
    func admit(_ submission: Submission) -> Decision {
        state.withLock { state in
            if state.isClosed { return .refuse(.shutDown) }
            if let index = state.choose() {
                state.slots[index].load += 1
                state.slots[index].health = .open
                return .to(index)
            }
            if let error = state.refusal { return .refuse(error) }
            state.askers.append((state.nextNumber(), submission))
            return .wait(state.number)
        }
    }

    /// Adds a request to what a transaction's own connection has to do.
    func count(at index: Int) {
        state.withLock { $0.slots[index].load += 1 }
    }

    /// Decides which connection a transaction takes; the continuation is kept only for `wait`.
    func take(_ continuation: CheckedContinuation<Taken, Never>) -> Decision {
        state.withLock { state in
            if state.isClosed { return .refuse(.shutDown) }
            if state.takenCount < state.takenMax, let index = state.choose() {
                state.slots[index].isTaken = true
                state.slots[index].health = .open
                return .to(index)
            }
            if let error = state.refusal { return .refuse(error) }
            state.takers.append((state.nextNumber(), continuation))
            return .wait(state.number)
        }
    }

    /// A transaction gives its connection back.
    ///
    /// - Returns: Requests from the line, for this connection.
    func release(_ index: Int) -> [Submission] {
        serve(index) { $0.slots[index].isTaken = false }
    }

    /// Ends the wait of the caller that is still in line under that number.
    func giveUp(_ number: UInt64) {
        let (asker, taker) = state.withLock { state in
            (
                state.askers.removeFirst { $0.number == number },
                state.takers.removeFirst { $0.number == number },
            )
        }
        asker?.submission.refuse(.poolExhausted)
        taker?.continuation.resume(returning: .failure(.poolExhausted.withoutEffect))
    }

    /// Refuses everything from now on, and all callers in line.
    func close() {
        refuseAll(.shutDown) { $0.isClosed = true }
    }

    // MARK: For connections

    func opened(_ index: Int) {
        state.withLock { $0.slots[index].health = .open }
    }

    func closed(_ index: Int) {
        state.withLock { $0.slots[index].health = .closed }
    }

    func failed(_ index: Int, _ error: PostgresError, until: ContinuousClock.Instant) {
        let isAnyUsable = state.withLock { state in
            state.slots[index].health = .failed(error, until: until)
            return state.slots.contains { $0.isUsable(.now) }
        }
        if !isAnyUsable { refuseAll(error) { _ in } }
    }

    /// A connection is done with that many requests.
    ///
    /// - Returns: Requests from the line, for this connection.
    func finished(_ index: Int, count: Int) -> [Submission] {
        serve(index) { $0.slots[index].load -= count }
    }

    /// Changes something about a connection and lets those in line have what that frees.
    private func serve(_ index: Int, _ change: (inout State) -> Void) -> [Submission] {
        let (taker, submissions) = state.withLock { state in
            change(&state)
            var taker: Taker?
            if !state.slots[index].isTaken && state.takenCount < state.takenMax {
                taker = state.takers.popFirst()
                if taker != nil { state.slots[index].isTaken = true }
            }
            var submissions: [Submission] = []
            while state.hasRoom(index), let asker = state.askers.popFirst() {
                state.slots[index].load += 1
                submissions.append(asker.submission)
            }
            return (taker, submissions)
        }
        taker?.continuation.resume(returning: .success(index))
        return submissions
    }

    private func refuseAll(_ error: PostgresError, _ change: (inout State) -> Void) {
        let (askers, takers) = state.withLock { state in
            change(&state)
            return (state.askers.removeAll { _ in true }, state.takers.removeAll { _ in true })
        }
        for asker in askers { asker.submission.refuse(error) }
        for taker in takers {
            taker.continuation.resume(returning: .failure(error.withoutEffect))
        }
    }
}

extension Admission.State {
    fileprivate mutating func nextNumber() -> UInt64 {
        number += 1
        return number
    }

    fileprivate func hasRoom(_ index: Int) -> Bool {
        !slots[index].isTaken && slots[index].load < PostgresLimits.requestsPerConnectionMax
    }

    /// The best connection that is not taken and has room.
    fileprivate func choose() -> Int? {
        let now = ContinuousClock.now
        var best: (index: Int, cost: Int)?
        for index in slots.indices where hasRoom(index) && slots[index].isUsable(now) {
            let cost = slots[index].cost
            if cost < best?.cost ?? .max { best = (index, cost) }
            if cost == 0 { break }
        }
        return best?.index
    }

    /// Why waiting is of no use, if it is.
    fileprivate var refusal: PostgresError? {
        let now = ContinuousClock.now
        if !slots.contains(where: { $0.isUsable(now) }) {
            for case .failed(let error, _) in slots.map(\.health) { return error }
        }
        let waiting = askers.count + takers.count
        return waiting >= PostgresLimits.waitersMax ? .poolExhausted : nil
    }
}

extension PostgresError {
    static let poolExhausted = PostgresError(
        .poolExhausted, "all connections to the database are busy")
}
