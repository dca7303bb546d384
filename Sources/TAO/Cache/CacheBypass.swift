/// What a session must not take from the cache, because memcached may still hold values that are
/// older than what the session has written: its ticket (FlightTracker, OSDI '20).
package enum CacheBypass: Sendable, Equatable {
    /// Items by the names that `GraphOutcome.undelivered` gives them.
    case items(Set<String>)
    case everything

    package static let nothing = CacheBypass.items([])

    package var isEmpty: Bool { self == .nothing }

    /// Both together; everything, if that is more than `TAOLimits.bypassedItemsMax`.
    package func union(_ other: CacheBypass) -> CacheBypass {
        guard case .items(let ours) = self, case .items(let theirs) = other else {
            return .everything
        }
        let all = ours.union(theirs)
        return all.count > TAOLimits.bypassedItemsMax ? .everything : .items(all)
    }
}
