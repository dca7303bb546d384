/// What happened to one server since the client was made; for metrics.
package struct ServerStatistics: Sendable {
    package internal(set) var name = ""
    package internal(set) var state = ServerState.down
    /// Whether the last attempt to reach it was answered, also while it is not used.
    package internal(set) var answers = false
    /// Connections made so far.
    package internal(set) var generation: UInt64 = 0
    /// Multi-gets sent, each perhaps for several callers.
    package internal(set) var commands = 0
    package internal(set) var keysRead = 0
    package internal(set) var hits = 0
    /// Connections that broke or could not be made.
    package internal(set) var failures = 0
    /// Requests told `unavailable` without being tried: the server was down or its queue full.
    package internal(set) var refusedRequests = 0
    /// What the last answer took, beyond the work it was.
    package internal(set) var answerMilliseconds = 0.0
    /// How often it was left because it was slow.
    package internal(set) var slowPeriods = 0

    package var isUp: Bool { state == .up }
}
