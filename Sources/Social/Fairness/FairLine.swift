import Synchronization

/// A few places for work that keeps a processor busy, and the line before them.
///
/// Those who wait take turns by the parts of their paths, such as addresses and the accounts of each,
/// so that the one who asks most waits longest (`FairQueue`). Waiting ends when the client leaves, and
/// has a limit.
final class FairLine: Sendable {
    private typealias Waiter = CheckedContinuation<Int, any Error>

    private struct State {
        /// Numbers of the places that nobody has; none while one waits.
        var free: [Int]
        var waiting: FairQueue<[UInt8], Waiter>
        var lastID: UInt64 = 0
    }

    private let waitMillisecondsMax: Int
    private let state: Mutex<State>

    init(places: Int, waitingMax: Int, waitMillisecondsMax: Int) {
        self.waitMillisecondsMax = waitMillisecondsMax
        state = Mutex(
            State(free: Array(0..<max(1, places)), waiting: FairQueue(countMax: waitingMax)))
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }
    var isFull: Bool { state.withLock { $0.free.isEmpty } }

    /// Waits for a place, which then is taken until `leave`.
    ///
    /// - Parameters:
    ///   - path: of the same length for all of a line.
    ///   - presence: of the client for whom it is.
    /// - Returns: the number of the place.
    /// - Throws: `Overload` if the line is full or too slow; `CancellationError` if the client or
    ///   the task leaves.
    func wait(under path: [[UInt8]], _ presence: ClientPresence) async throws -> Int {
        guard !Task.isCancelled, !presence.hasLeft else { throw CancellationError() }
        let (free, id) = state.withLock { state in
            state.lastID += 1
            return (state.free.popLast(), state.lastID)
        }
        if let free { return free }
        let alarm = Task { [weak self, waitMillisecondsMax] in
            try await Task.sleep(for: .milliseconds(waitMillisecondsMax))
            self?.giveUp(id, Overload())
        }
        defer { alarm.cancel() }
        return try await withTaskCancellationHandler {
            try await presence.whenLeft {
                self.giveUp(id, CancellationError())
            } during: {
                try await withCheckedThrowingContinuation { add($0, id, path, presence) }
            }
        } onCancel: {
            giveUp(id, CancellationError())
        }
    }

    /// The place is free for the next.
    func leave(_ place: Int) {
        let next = state.withLock { state in
            let next = state.waiting.next()
            if next == nil { state.free.append(place) }
            return next
        }
        next?.resume(returning: place)
    }

    private func add(
        _ waiter: Waiter, _ id: UInt64, _ path: [[UInt8]], _ presence: ClientPresence
    ) {
        let (free, excess) = state.withLock { state -> (Int?, Waiter?) in
            // A place may have become free meanwhile, with none in line to be told.
            if let free = state.free.popLast() { return (free, nil) }
            return (nil, state.waiting.add(waiter, id: id, path: path))
        }
        if let free { return waiter.resume(returning: free) }
        excess?.resume(throwing: Overload())
        // Those who left before they were in line would not be found there.
        if Task.isCancelled || presence.hasLeft { giveUp(id, CancellationError()) }
    }

    private func giveUp(_ id: UInt64, _ error: any Error) {
        state.withLock { $0.waiting.remove(id: id) }?.resume(throwing: error)
    }
}
