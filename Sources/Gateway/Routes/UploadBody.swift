import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Media
import NIOCore

import enum GraphQL.ErrorCode

extension RequestBody {
    /// Hands on the bytes of an upload as they come.
    ///
    /// - Returns: how many came.
    /// - Throws: `Problem` for more than `bytesMax`, and for what comes too slowly.
    func forEachUploadPiece(
        bytesMax: Int, _ limits: GatewayLimits, _ take: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        var pace = UploadPace(limits)
        try await forEachPiece(
            bytesMax: bytesMax, arrivalMilliseconds: limits.uploadArrivalMillisecondsMax
        ) { piece in
            try pace.add(piece.readableBytes)
            try await take(Array(piece.readableBytesView))
        }
        return pace.byteCount
    }
}

/// Whether an upload comes fast enough: a sender that drips holds a place that others wait for.
struct UploadPace {
    private let limits: GatewayLimits
    private let start: ContinuousClock.Instant
    private(set) var byteCount = 0

    init(_ limits: GatewayLimits, start: ContinuousClock.Instant = .now) {
        self.limits = limits
        self.start = start
    }

    /// - Throws: `Problem` (408) if fewer bytes have come by now than should have.
    mutating func add(
        _ count: Int, at now: ContinuousClock.Instant = .now
    ) throws(Problem) {
        byteCount += count
        let late = now - start - .milliseconds(limits.uploadGraceMilliseconds)
        guard late > .zero else { return }
        let due = Int(late / .milliseconds(1)) * limits.uploadBytesPerSecondMin / 1_000
        if byteCount < due { throw .uploadTooSlow }
    }
}

extension Problem {
    /// Nil for what is not the client's mistake.
    init?(_ error: MediaError, of ticket: UploadTicket) {
        switch error {
        case .alreadyUploaded: self = .uploadUsed
        case .uploadClosed: self = .uploadGone
        case .uploadBusy: self = .uploadBusy
        case .wrongOffset(let actual): self = .wrongOffset(actual)
        case .checksumMismatch: self = .otherBytes
        case .tooLarge: self = .tooManyBytes(expected: ticket.byteCount)
        case .tooManyUploads: self = .tooManyUploads
        case .storageFailed(ENOSPC, _), .storageFailed(EDQUOT, _): self = .storageFull
        default: return nil
        }
    }

    static let uploadForged = Problem(
        status: .forbidden, code: .forbidden, message: "This upload address was not made by us.")

    static let uploadGone = Problem(
        status: .gone, code: .expired,
        message: "This upload address has expired. Ask for a new one.",
        headers: [.connection: "close"])

    static let uploadUsed = Problem(
        status: .conflict, code: .alreadyUploaded,
        message: "This upload address has been used for other bytes. It is good for one file.",
        headers: [.connection: "close"])

    static let otherBytes = Problem(
        status: .unprocessableContent, code: .checksumMismatch,
        message: "These bytes do not have the SHA-256 that was announced. Send them again.",
        headers: [.connection: "close"])

    static func wrongType(expected: String) -> Problem {
        Problem(
            status: .unsupportedMediaType, code: .unsupportedMediaType,
            message: "This upload was announced as \(expected); send it with that Content-Type.",
            headers: [.accept: expected, .connection: "close"])
    }

    static func tooManyBytes(expected: Int64) -> Problem {
        var problem = Problem.bodyTooLarge(bytesMax: Int(expected))
        problem.headers[.connection] = "close"
        return problem
    }

    static func tooFewBytes(expected: Int64) -> Problem {
        Problem(
            status: .badRequest, code: .bodyCutShort,
            message: "This upload was announced with \(expected) bytes; fewer arrived.",
            headers: [.connection: "close"])
    }

    static let uploadBusy = Problem(
        status: .init(code: 423, reasonPhrase: "Locked"), code: .tooManyUploads,
        message: "Another part of this upload is on its way. Try again in a moment.",
        headers: [.retryAfter: "1", .connection: "close"])

    static func wrongOffset(_ actual: Int) -> Problem {
        Problem(
            status: .conflict, code: .offsetMismatch,
            message: "The upload goes on at byte \(actual).",
            headers: [.uploadOffset: "\(actual)", .connection: "close"])
    }

    fileprivate static let uploadTooSlow = Problem(
        status: .requestTimeout, code: .bodyTooSlow,
        message: "The upload comes too slowly. Try again with a better connection.",
        headers: [.connection: "close"])

    static let storageFull = Problem(
        status: .insufficientStorage, code: .insufficientStorage,
        message: "There is no room for this file at the moment. Try again later.",
        headers: [.connection: "close"])
}
