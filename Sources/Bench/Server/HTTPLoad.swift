import Foundation
import Synchronization

/// Clients on this machine that send one request again and again, each over a connection of its
/// own, and wait for each answer before they ask again.
///
/// They use plain sockets that block, on threads of their own, so that little of what is measured is
/// the client.
struct HTTPLoad: Sendable {
    var port: Int
    /// The whole request, head and body.
    var request: [UInt8]
    var clients: Int
    var seconds: Int

    struct Outcome {
        /// Requests that were answered.
        var count: Int
        var perSecond: Double
        /// Half of the answers came within so many milliseconds, and 99 of 100.
        var median: Double
        var percentile99: Double
        /// Of one answer's body.
        var bytes: Int
    }

    /// - Throws: `BenchFailure` if an answer is not a success.
    func run() async throws -> Outcome {
        let tally = Tally(running: clients)
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        await withCheckedContinuation { continuation in
            tally.whenDone { continuation.resume() }
            for _ in 0..<clients {
                Thread.detachNewThread { tally.add(self.client(until: end)) }
            }
        }
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        let (milliseconds, bytes) = try tally.result()
        let sorted = milliseconds.sorted()
        return Outcome(
            count: sorted.count,
            perSecond: Double(sorted.count) / elapsed,
            median: sorted[sorted.count / 2],
            percentile99: sorted[sorted.count * 99 / 100],
            bytes: bytes)
    }

    /// What one client measured.
    struct Measured: Sendable {
        var milliseconds: [Double] = []
        var bytes = 0
    }

    private func client(until end: ContinuousClock.Instant) -> Result<Measured, BenchFailure> {
        Result { () throws(BenchFailure) in
            let connection = try BenchConnection(port: port)
            var measured = Measured()
            repeat {
                let start = ContinuousClock.now
                measured.bytes = try connection.exchange(request).count
                measured.milliseconds.append((ContinuousClock.now - start) / .milliseconds(1))
            } while ContinuousClock.now < end
            return measured
        }
    }
}

/// Puts together what the clients measured.
private final class Tally: Sendable {
    private let state: Mutex<State>

    private struct State {
        var running: Int
        var milliseconds: [Double] = []
        var bytes = 0
        var failure: BenchFailure?
        var done: (@Sendable () -> Void)?
    }

    init(running: Int) {
        state = Mutex(State(running: running))
    }

    func whenDone(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.done = action }
    }

    func add(_ result: Result<HTTPLoad.Measured, BenchFailure>) {
        let done = state.withLock { state in
            switch result {
            case .success(let measured):
                state.milliseconds += measured.milliseconds
                state.bytes = measured.bytes
            case .failure(let failure): state.failure = failure
            }
            state.running -= 1
            return state.running == 0 ? state.done : nil
        }
        done?()
    }

    func result() throws(BenchFailure) -> (milliseconds: [Double], bytes: Int) {
        let (failure, milliseconds, bytes) = state.withLock {
            ($0.failure, $0.milliseconds, $0.bytes)
        }
        if let failure { throw failure }
        guard !milliseconds.isEmpty else { throw BenchFailure("Nothing was measured.") }
        return (milliseconds, bytes)
    }
}
