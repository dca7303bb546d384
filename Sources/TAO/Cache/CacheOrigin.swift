import Postgres
import Synchronization

/// Asks which PostgreSQL answers: its system identifier and the timeline of its log.
///
/// A replica that is promoted begins a new timeline, and may have lost transactions whose values the
/// cache still has; a restored copy has another identifier. Neither can be seen in the tables.
final class CacheOrigin: Sendable {
    /// What may be asked. Hosts differ in which functions they let a role call.
    private enum Extent {
        case whole, timeline, nothing
    }

    private struct State {
        var extent = Extent.whole
        var hasTold = false
    }

    /// The answer of a server that is in recovery: nothing it says may fill the cache.
    static let standby = "standby"

    /// Whether two answers may be of the same server; nil is no answer. An answer to the smaller
    /// question lacks the identifier.
    static func isSame(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other, one != other else { return true }
        let parts = [one, other].map { $0.split(separator: "/") }
        return parts[0].count != parts[1].count && parts[0].last == parts[1].last
    }

    private let state = Mutex(State())
    private let log: @Sendable (String) -> Void

    init(log: @escaping @Sendable (String) -> Void) {
        self.log = log
    }

    /// nil when nothing may be asked.
    var question: Query? {
        switch state.withLock({ $0.extent }) {
        case .whole: StoreServers.origin
        case .timeline: StoreServers.timeline
        case .nothing: nil
        }
    }

    /// The server has refused the question: a smaller one is asked from now on.
    func narrow(_ refused: Query) {
        state.withLock { state in
            switch state.extent {
            case .whole where refused.sql == StoreServers.origin.sql: state.extent = .timeline
            case .timeline where refused.sql == StoreServers.timeline.sql: state.extent = .nothing
            default: break
            }
        }
        if question == nil { tellUnknown("does not let this role ask for its timeline") }
    }

    /// The nodes of a cluster have a timeline each, and any of them may have answered.
    func noteCluster() {
        tellUnknown("is a cluster of nodes with a timeline each")
    }

    private func tellUnknown(_ reason: String) {
        let isNew = state.withLock { state in
            defer { state.hasTold = true }
            return !state.hasTold
        }
        if isNew {
            log(
                "PostgreSQL \(reason): after a failover that loses transactions the memcached "
                    + "servers have to be restarted by hand")
        }
    }
}
