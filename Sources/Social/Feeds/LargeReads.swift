import Synchronization
import TAO

/// Who may read over thousands of accounts at once: feeds and trays of those who follow so many.
///
/// One account has few places, and so have all together; who comes later waits in order, for a
/// bounded time. So one who refreshes again and again stands in the own way only.
final class LargeReads: Sendable {
    private struct Waiter {
        let number: UInt64
        let account: ObjectID
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var running: Shares<ObjectID>
        var waiting: [Waiter] = []
        var lastNumber: UInt64 = 0
    }

    private let limits: SocialLimits
    private let state: Mutex<State>

    init(limits: SocialLimits) {
        self.limits = limits
        state = Mutex(State(running: Shares(totalMax: limits.largeReadsMax)))
    }

    /// How many wait; for tests.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Takes a place for an account, which `end(_:)` gives back. Throws `Overload` when none has
    /// become free within the limit or too many wait already, and `CancellationError`.
    func begin(_ account: ObjectID) async throws {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let isOurs = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: Bool? = state.withLock { state in
                    if takePlace(for: account, &state) { return true }
                    if !mayWait(account, state) || Task.isCancelled { return false }
                    state.waiting.append(
                        Waiter(number: number, account: account, continuation: continuation))
                    return nil
                }
                if let known { return continuation.resume(returning: known) }
                let limit = limits.largeReadWaitMilliseconds
                Task {
                    try? await Task.sleep(for: .milliseconds(limit))
                    giveUp(number)
                }
            }
        } onCancel: {
            giveUp(number)
        }
        if isOurs { return }
        try Task.checkCancellation()
        throw Overload()
    }

    /// Gives a place back, and to whom it is due.
    func end(_ account: ObjectID) {
        let next = state.withLock { state in
            state.running.giveBack(claims(of: account))
            var next: [Waiter] = []
            state.waiting = state.waiting.filter { waiter in
                guard takePlace(for: waiter.account, &state) else { return true }
                next.append(waiter)
                return false
            }
            return next
        }
        for waiter in next { waiter.continuation.resume(returning: true) }
    }

    private func takePlace(for account: ObjectID, _ state: inout State) -> Bool {
        (try? state.running.take(claims(of: account))) != nil
    }

    private func claims(of account: ObjectID) -> [Shares<ObjectID>.Claim] {
        [Shares.Claim(account, max: limits.largeReadsPerAccountMax)]
    }

    private func mayWait(_ account: ObjectID, _ state: State) -> Bool {
        state.waiting.count < limits.largeReadsWaitingMax
            && state.waiting.count { $0.account == account }
                < limits.largeReadsWaitingPerAccountMax
    }

    private func giveUp(_ number: UInt64) {
        let waiter = state.withLock { state in
            state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
        }
        waiter?.continuation.resume(returning: false)
    }
}

extension RequestContext {
    /// Reads something of many accounts for the viewer, with a place among the large reads if they
    /// are very many.
    func reading<Value: Sendable>(
        over accounts: [ObjectID], for viewer: ObjectID, _ read: () async throws -> Value
    ) async throws -> Value {
        if accounts.count < limits.largeReadAccountsMin { return try await read() }
        try await services.largeReads.begin(viewer)
        defer { services.largeReads.end(viewer) }
        return try await read()
    }
}
