/// How a server does, as operators see it.
package enum ServerState: String, Sendable {
    /// It answers reads.
    case up
    /// It is not asked, except by probes: what it holds is read elsewhere, and changes of it are lost.
    case down
    /// It answers, but so late that reads are quicker without it; changes still go to it.
    case slow
}

/// A server was lost, was left because it is slow, or has come back. Told once each: a connection that was replaced at once, and
/// probes that fail, are no change.
package struct ServerChange: Sendable, Equatable {
    /// Why a server is in its state.
    package enum Cause: Sendable, Equatable {
        /// No connection can be made.
        case unreachable
        /// A connection broke, or the answer was late or wrong.
        case broken
        /// It answers, but a gate (`MemcachedClient.addRejoinGate`) did not let it in.
        case notAdmitted
        /// Its answers are late.
        case late(Slowness)
        /// It answers again, and soon.
        case answers
    }

    /// As the configuration has it.
    package let server: String
    package let state: ServerState
    package let cause: Cause
}
