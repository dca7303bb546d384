import Dispatch
import Synchronization

/// The bytes that pictures on workers may take together. Who comes first is served first, so that a
/// large picture is not kept waiting by small ones.
final class WorkingMemory: Sendable {
    private struct Waiter {
        let bytes: Int
        let isServed: DispatchSemaphore
    }

    private struct State {
        var free: Int
        var waiting: [Waiter] = []
    }

    private let bytesMax: Int
    private let state: Mutex<State>

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
        state = Mutex(State(free: bytesMax))
    }

    /// Blocks the thread until there is so much, and runs the work. What is more than all counts as
    /// all: it then works alone.
    func holding<Value>(
        _ bytes: Int, _ work: () throws(MediaError) -> Value
    ) throws(MediaError) -> Value {
        let bytes = min(bytes, bytesMax)
        take(bytes)
        defer { giveBack(bytes) }
        return try work()
    }

    private func take(_ bytes: Int) {
        let waiter: Waiter? = state.withLock { state in
            if state.waiting.isEmpty, state.free >= bytes {
                state.free -= bytes
                return nil
            }
            let waiter = Waiter(bytes: bytes, isServed: DispatchSemaphore(value: 0))
            state.waiting.append(waiter)
            return waiter
        }
        waiter?.isServed.wait()
    }

    private func giveBack(_ bytes: Int) {
        state.withLock { state in
            state.free += bytes
            while let first = state.waiting.first, first.bytes <= state.free {
                state.free -= first.bytes
                state.waiting.removeFirst()
                first.isServed.signal()
            }
        }
    }
}
