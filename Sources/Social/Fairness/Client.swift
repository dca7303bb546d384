import Synchronization

/// Where a request comes from, as far as shares of what is scarce go, and whether anyone still waits
/// for its answer.
package struct Client: Sendable {
    /// The same bytes for connections that count as one, such as those of one network address.
    package let address: [UInt8]
    package let presence: ClientPresence

    package init(address: [UInt8], presence: ClientPresence = ClientPresence()) {
        self.address = address
        self.presence = presence
    }

    /// This process itself, which does not leave.
    package static var ourselves: Client { Client(address: []) }
}

/// Whether a client is still there. A mutation goes on without it; what has written nothing yet, and
/// only waits, can be given up.
package final class ClientPresence: Sendable {
    private struct State {
        var hasLeft = false
        var actions: [UInt64: @Sendable () -> Void] = [:]
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// The client has gone.
    package func leave() {
        let actions = state.withLock { state in
            state.hasLeft = true
            defer { state.actions = [:] }
            return state.actions.values.map { $0 }
        }
        for action in actions { action() }
    }

    /// Whether it has gone.
    var hasLeft: Bool { state.withLock { $0.hasLeft } }

    /// Runs `work`, and `action` if the client leaves meanwhile.
    func whenLeft<Value>(
        _ action: @escaping @Sendable () -> Void, during work: () async throws -> Value
    ) async rethrows -> Value {
        let id = state.withLock { state in
            state.lastID += 1
            state.actions[state.lastID] = action
            return state.lastID
        }
        defer { state.withLock { state in state.actions[id] = nil } }
        return try await work()
    }
}
