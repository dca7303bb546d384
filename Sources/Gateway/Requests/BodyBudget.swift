import HTTPTypes
import Social
import Synchronization

import enum GraphQL.ErrorCode

/// How many bytes of request bodies are in memory, in the whole process and for each address.
///
/// The sender of a body need not have signed in, so this is what keeps strangers from filling the
/// memory. The first bytes of each body are not counted: there are only so many connections, and
/// small requests get through where others send large ones.
final class BodyBudget: Sendable {
    private let perAddressMax: Int
    private let uncountedBytes: Int
    private let shares: Mutex<Shares<ClientAddress>>

    init(_ limits: GatewayLimits) {
        shares = Mutex(Shares(totalMax: limits.bodyBytesInFlightMax))
        perAddressMax = limits.bodyBytesInFlightPerAddressMax
        uncountedBytes = limits.bodyBytesUncounted
    }

    var bytes: Int { shares.withLock { $0.total } }

    /// Whether a body of that length has to be counted; nil is one whose length is not known.
    func counts(length: Int?) -> Bool {
        length.map { $0 > uncountedBytes } ?? true
    }

    /// What one body takes, until `release`.
    final class Claim: Sendable {
        private let budget: BodyBudget
        private let address: ClientAddress
        private let arrived = Atomic(0)

        fileprivate init(_ budget: BodyBudget, _ address: ClientAddress) {
            self.budget = budget
            self.address = address
        }

        /// - Throws: `Problem` (503) if so many more are too many.
        func add(_ count: Int) throws(Problem) {
            let before = arrived.load(ordering: .relaxed)
            let counted = max(before + count - budget.uncountedBytes, 0)
            let more = counted - max(before - budget.uncountedBytes, 0)
            if more > 0 { try budget.take(more, address) }
            arrived.store(before + count, ordering: .relaxed)
        }

        /// The body is in memory no more.
        func release() {
            let count = arrived.exchange(0, ordering: .relaxed) - budget.uncountedBytes
            if count > 0 { budget.giveBack(count, address) }
        }
    }

    func claim(for address: ClientAddress) -> Claim {
        Claim(self, address)
    }

    private func take(_ count: Int, _ address: ClientAddress) throws(Problem) {
        let isTaken = shares.withLock { shares in
            (try? shares.take(claims(of: address), count: count)) != nil
        }
        if !isTaken { throw .tooManyBodies }
    }

    private func giveBack(_ count: Int, _ address: ClientAddress) {
        shares.withLock { $0.giveBack(claims(of: address), count: count) }
    }

    private func claims(of address: ClientAddress) -> [Shares<ClientAddress>.Claim] {
        [Shares.Claim(address, max: perAddressMax)]
    }
}

extension Problem {
    static let tooManyBodies = Problem(
        status: .serviceUnavailable, code: .overloaded,
        message: "Many large requests are on their way. Try again in a moment.",
        headers: [.retryAfter: "1"])

    static let badEncoding = Problem(
        status: .badRequest, code: .badRequest,
        message: "The body is not what its Content-Encoding says.")

    static let wantsKnownEncoding = Problem(
        status: .unsupportedMediaType, code: .unsupportedContentEncoding,
        message: "The body may be sent with Content-Encoding: gzip or deflate, or as it is.",
        headers: [.acceptEncoding: "gzip, deflate, identity"])

    static let wantsNoEncoding = Problem(
        status: .unsupportedMediaType, code: .unsupportedContentEncoding,
        message: "A file is sent as it is, without a Content-Encoding.",
        headers: [.acceptEncoding: "identity"])
}
