import Logging
import Postgres

/// Tells the log of operations that fail because a database is away or full: with the first of them, once a
/// minute with how many there were, and when it is over. A line for each would fill a disk in a night.
final class RequestOutages: Sendable {
    private let troubles: TroubleLog

    /// - Parameter quietMilliseconds: see `GatewayLimits.outageQuietMilliseconds`.
    init(
        logger: Logger, quietMilliseconds: Int = GatewayLimits.outageQuietMilliseconds
    ) {
        troubles = TroubleLog(quietMilliseconds: quietMilliseconds) { line, isOver in
            logger.log(level: isOver ? .notice : .error, "\(line)")
        }
    }

    /// - Returns: false for a fault that is no outage.
    func note(_ fault: ServerFault, _ reason: String) -> Bool {
        guard let subject = fault.outage else { return false }
        troubles.note(subject, reason)
        return true
    }

    /// An operation was answered from the database without a fault.
    func noteAnswer(isWrite: Bool) {
        for fault in [ServerFault.unavailable] + (isWrite ? [.storageFull] : []) {
            fault.outage.map { troubles.note($0, nil) }
        }
    }
}

extension ServerFault {
    /// What cannot be done for as long as it lasts; nil for a fault of one operation.
    fileprivate var outage: String? {
        switch self {
        case .unavailable: "reach the data of operations"
        case .storageFull: "store what operations write"
        case .overloaded, .unexpected: nil
        }
    }
}
