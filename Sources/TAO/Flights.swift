import Synchronization

/// Reads of PostgreSQL that are under way in this process, so that all requests that miss the same
/// item at the same time share one.
///
/// A reader may only share an answer that is not older than its own question: it joins a flight that
/// has not asked PostgreSQL yet, or has asked after the reader began, or whose lease the reader has
/// just seen in memcached (a write in between would have deleted it).
final class Flights: Sendable {
    private let flights = Mutex<[ItemKey: Flight]>([:])

    /// The flight for each item, and whether the caller must make it.
    func join(
        _ items: [(key: ItemKey, seen: CacheValue.LeaseToken?)], begun: UInt64
    ) -> [(flight: Flight, isLeader: Bool)] {
        flights.withLock { flights in
            items.map { item in
                if let flight = flights[item.key], flight.isFresh(for: begun, seen: item.seen) {
                    return (flight, false)
                }
                let flight = Flight()
                flights[item.key] = flight
                return (flight, true)
            }
        }
    }

    /// Ends flights: everybody who joined gets the results, later readers begin anew.
    func land(_ landed: [(key: ItemKey, flight: Flight, result: Flight.Result)]) {
        flights.withLock { flights in
            for (key, flight, _) in landed where flights[key] === flight {
                flights.removeValue(forKey: key)
            }
        }
        for (_, flight, result) in landed { flight.land(result) }
    }
}

/// One item on its way from PostgreSQL.
final class Flight: Sendable {
    typealias Result = Swift.Result<CacheValue.Item, any Error>

    private struct State {
        /// When PostgreSQL was asked, in nanoseconds of the machine's uptime.
        var asked: UInt64?
        var lease: CacheValue.LeaseToken?
        var result: Result?
        var waiters: [CheckedContinuation<CacheValue.Item, any Error>] = []
    }

    private let state = Mutex(State())

    func isFresh(for begun: UInt64, seen lease: CacheValue.LeaseToken?) -> Bool {
        state.withLock { state in
            guard let asked = state.asked else { return true }
            return asked >= begun || lease != nil && lease == state.lease
        }
    }

    /// Must be called before the statement is sent.
    /// - Parameter time: now, in nanoseconds of the machine's uptime.
    func ask(at time: UInt64, lease: CacheValue.LeaseToken?) {
        state.withLock { state in
            state.asked = time
            state.lease = lease
        }
    }

    func land(_ result: Result) {
        let waiters = state.withLock { state in
            state.result = result
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(with: result) }
    }

    func item() async throws -> CacheValue.Item {
        try await withCheckedThrowingContinuation { continuation in
            let known: Result? = state.withLock { state in
                if state.result == nil { state.waiters.append(continuation) }
                return state.result
            }
            if let known { continuation.resume(with: known) }
        }
    }
}
