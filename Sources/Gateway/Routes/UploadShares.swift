import HTTPTypes
import Social
import Synchronization

import enum GraphQL.ErrorCode

/// Which uploads go on at the same time: no account has so many that others have none.
final class UploadShares: Sendable {
    private enum Holder: Hashable, Sendable {
        case owner(Int64)
        case ticket(mediaID: Int64)
        case address(ClientAddress)
    }

    private let limits: GatewayLimits
    private let shares: Mutex<Shares<Holder>>

    init(_ limits: GatewayLimits) {
        self.limits = limits
        shares = Mutex(Shares(totalMax: limits.uploadsMax))
    }

    /// How many go on now.
    var count: Int { shares.withLock { $0.total } }

    /// Runs an upload as one of those that go on.
    ///
    /// - Throws: `Problem` if there are too many.
    func run<Value>(
        _ ticket: UploadTicket, from address: ClientAddress, _ upload: () async throws -> Value
    ) async throws -> Value {
        let claims = [
            Shares<Holder>.Claim(
                .ticket(mediaID: ticket.mediaID), max: limits.uploadsPerTicketMax),
            Shares.Claim(.owner(ticket.ownerID), max: limits.uploadsPerOwnerMax),
            Shares.Claim(.address(address), max: limits.uploadsPerAddressMax),
        ]
        do {
            try shares.withLock { shares throws(Shares<Holder>.Refusal) in
                try shares.take(claims)
            }
        } catch {
            throw error == .full ? Problem.tooManyUploads : Problem.tooManyOwnUploads
        }
        defer { shares.withLock { $0.giveBack(claims) } }
        return try await upload()
    }
}

extension Problem {
    static let tooManyUploads = Problem(
        status: .serviceUnavailable, code: .overloaded,
        message: "Many uploads are on their way. Try again in a moment.",
        headers: [.retryAfter: "1", .connection: "close"])

    static let tooManyOwnUploads = Problem(
        status: .tooManyRequests, code: .tooManyUploads,
        message: "Too many of your uploads are on their way. Try again when one is done.",
        headers: [.retryAfter: "1", .connection: "close"])
}
