import Events
import Synchronization

/// A consumer that compares when it is given an event with when that was committed.
final class EventProbe: EventConsumer {
    let name = "bench"

    fileprivate struct State {
        var last: Int64 = 0
        var committed: [Int64: ContinuousClock.Instant] = [:]
        var given: [Int64: ContinuousClock.Instant] = [:]
        var lags = LatencyHistogram()
    }

    private let state = Mutex(State())

    /// How long an event may take.
    private static let patience = Duration.seconds(60)

    /// The number of the next event.
    func next() -> Int64 {
        state.withLock { state in
            state.last += 1
            return state.last
        }
    }

    func committed(_ number: Int64) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.committed[number] = now
            state.pair(number)
        }
    }

    func handle(_ events: [Event]) throws {
        let now = ContinuousClock.now
        let numbers = try events.map { try $0.decoded(as: Int64.self) }
        state.withLock { state in
            for number in numbers where state.given[number] == nil {
                state.given[number] = now
                state.pair(number)
            }
        }
    }

    /// Until every event that was committed has been given.
    func wait() async throws {
        let end = ContinuousClock.now + Self.patience
        while !state.withLock({ $0.committed.isEmpty }) {
            if ContinuousClock.now > end { throw BenchFailure("An event has not come.") }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// The lags since the last time.
    func takeLags() -> LatencyHistogram {
        state.withLock { state in
            defer { state.lags = LatencyHistogram() }
            return state.lags
        }
    }
}

extension EventProbe.State {
    /// A consumer may have an event before its writer has heard of the COMMIT.
    fileprivate mutating func pair(_ number: Int64) {
        guard let committed = committed[number], let given = given[number] else { return }
        self.committed[number] = nil
        self.given[number] = nil
        let lag = max(.zero, given - committed)
        let (seconds, attoseconds) = lag.components
        lags.add(nanoseconds: UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000))
    }
}
