import Synchronization

/// Who may compute a hash, and who waits for that.
///
/// As many compute at the same time as there are threads for it. The others wait: addresses take
/// turns, and the accounts of an address, so that the one who asks most waits longest. Waiting ends when
/// the client leaves, and has a limit. A hash that has begun cannot be stopped.
final class HashingLine: Sendable {
    private typealias Waiter = CheckedContinuation<Int, any Error>

    private struct State {
        /// Numbers of the threads that have nothing to do; none while one waits.
        var free: [Int]
        var waiting: FairQueue<[UInt8], Waiter>
        var lastID: UInt64 = 0
    }

    private let limits: SocialLimits
    private let state: Mutex<State>

    init(_ limits: SocialLimits) {
        self.limits = limits
        state = Mutex(
            State(
                free: Array(0..<max(1, limits.hashThreads)),
                waiting: FairQueue(countMax: limits.hashesWaitingMax)))
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }
    var isBusy: Bool { state.withLock { $0.free.isEmpty } }

    /// Waits for a thread, which then is taken until `leave`.
    ///
    /// - Returns: the number of the thread.
    /// - Throws: `Overload` if the line is full or too slow; `CancellationError` if the client or
    ///   the task leaves.
    func wait(for purpose: PasswordHasher.Purpose) async throws -> Int {
        guard !Task.isCancelled, !purpose.client.presence.hasLeft else {
            throw CancellationError()
        }
        let (free, id) = state.withLock { state in
            state.lastID += 1
            return (state.free.popLast(), state.lastID)
        }
        if let free { return free }
        let alarm = Task { [weak self, limits] in
            try await Task.sleep(for: .milliseconds(limits.hashWaitMillisecondsMax))
            self?.giveUp(id, Overload())
        }
        defer { alarm.cancel() }
        return try await withTaskCancellationHandler {
            try await purpose.client.presence.whenLeft {
                self.giveUp(id, CancellationError())
            } during: {
                try await withCheckedThrowingContinuation { add($0, id, purpose) }
            }
        } onCancel: {
            giveUp(id, CancellationError())
        }
    }

    /// The thread is free for the next.
    func leave(_ thread: Int) {
        let next = state.withLock { state in
            let next = state.waiting.next()
            if next == nil { state.free.append(thread) }
            return next
        }
        next?.resume(returning: thread)
    }

    private func add(_ waiter: Waiter, _ id: UInt64, _ purpose: PasswordHasher.Purpose) {
        let path = [purpose.client.address, Array(purpose.account.utf8)]
        let (free, excess) = state.withLock { state -> (Int?, Waiter?) in
            // A thread may have become free meanwhile, with none in line to be told.
            if let free = state.free.popLast() { return (free, nil) }
            return (nil, state.waiting.add(waiter, id: id, path: path))
        }
        if let free { return waiter.resume(returning: free) }
        excess?.resume(throwing: Overload())
        // Those who left before they were in line would not be found there.
        if Task.isCancelled || purpose.client.presence.hasLeft {
            giveUp(id, CancellationError())
        }
    }

    private func giveUp(_ id: UInt64, _ error: any Error) {
        state.withLock { $0.waiting.remove(id: id) }?.resume(throwing: error)
    }
}
