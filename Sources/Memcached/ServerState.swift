/// How a server does, as operators see it.
package enum ServerState: String, Sendable {
    /// It answers reads.
    case up
    /// It is not asked, except by probes: what it holds is read elsewhere, and changes of it are lost.
    case down
}

/// A server was lost or has come back. Told once each: a connection that was replaced at once, and
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
        /// It answers again.
        case answers
    }

    /// As the configuration has it.
    package let server: String
    package let state: ServerState
    package let cause: Cause
}
