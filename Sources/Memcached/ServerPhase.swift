import Dispatch

extension Server {
    enum Phase: Sendable {
        case unconnected
        case gated(since: DispatchTime)
        case up
        /// In a trial a few reads are let through.
        case slow(isTrial: Bool)
        case down
        case stopped

        var state: ServerState {
            switch self {
            case .up: .up
            case .slow: .slow
            case .unconnected, .gated, .down, .stopped: .down
            }
        }
    }

    /// What a driver finds when it looks.
    struct Work: Sendable {
        var requests: [Request] = []
        /// Gates were added: they have to run again.
        var wantsGates = false
        var gatesEnded: GatesEnded?
        var storeSaid: StoreSaid?
        /// A guest leaves something to the thread.
        var isLeft = false

        var isEmpty: Bool {
            requests.isEmpty && !wantsGates && gatesEnded == nil && storeSaid == nil && !isLeft
        }
    }

    /// How long reading from the store takes at this moment; nil if it does not answer.
    struct StoreSaid: Sendable {
        let milliseconds: Double?
    }

    /// Which round of the gates has ended, and whether all let the server in.
    struct GatesEnded: Sendable {
        let round: Int
        let passed: Bool
    }
}
