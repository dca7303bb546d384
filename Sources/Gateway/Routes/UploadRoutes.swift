import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Media
import NIOCore

import enum GraphQL.ErrorCode

/// `PUT /upload/{token}`: one file, straight to disk.
///
/// The token says all that is allowed, so nothing is looked up before the bytes are let in but
/// whether the upload has been used. Answers 204 once the file is safe on disk.
struct UploadRoutes: Sendable {
    private let uploads: UploadService
    private let signer: URLSigner
    private let shares: UploadShares
    private let bodies: BodyBudget
    private let limits: GatewayLimits
    private let nowMilliseconds: @Sendable () -> Int64

    init(_ services: Services, _ limits: GatewayLimits, bodies: BodyBudget) {
        uploads = services.uploads
        signer = services.signer
        shares = UploadShares(limits)
        self.bodies = bodies
        self.limits = limits
        nowMilliseconds = services.nowMilliseconds
    }

    var routes: RouteCollection<GatewayContext> {
        let routes = RouteCollection(context: GatewayContext.self)
        routes.add(middleware: BodyArrivals(bodies, isKept: false))
        routes.put("upload/**", use: receive)
        return routes
    }

    @Sendable
    private func receive(
        _ request: Request, _ context: GatewayContext
    ) async throws -> Response {
        let token = context.parameters.getCatchAll().joined(separator: "/")
        let ticket = try check(request, token: token)
        let state = try await uploads.state(ticket)
        if case .gone = state { throw Problem.uploadGone }
        do {
            try await shares.run(ticket, from: context.client) {
                switch state {
                case .awaiting(let digest):
                    try await receive(request.body, for: ticket, expecting: digest)
                case .received(let digest):
                    try await compare(request.body, for: ticket, with: digest)
                case .gone: break
                }
            }
        } catch let error as MediaError {
            throw Problem(error, of: ticket) ?? error
        }
        return Response(status: .noContent)
    }

    /// Everything that can be known before the first byte.
    private func check(
        _ request: Request, token: String
    ) throws -> UploadTicket {
        guard let ticket = signer.ticket(of: token) else { throw Problem.uploadForged }
        guard ticket.expiresMilliseconds > nowMilliseconds() else { throw Problem.uploadGone }
        guard let type = request.headers[.contentType],
            SourceType(contentType: type)?.contentType == ticket.contentType
        else { throw Problem.wrongType(expected: ticket.contentType) }
        if let length = request.announcedLength {
            if length > ticket.byteCount { throw Problem.tooManyBytes(expected: ticket.byteCount) }
            if length < ticket.byteCount { throw Problem.tooFewBytes(expected: ticket.byteCount) }
        }
        return ticket
    }

    private func receive(
        _ body: RequestBody, for ticket: UploadTicket, expecting digest: ContentHash?
    ) async throws {
        let writer = try await uploads.staging.begin(
            mediaID: ticket.mediaID, bytesMax: Int(ticket.byteCount))
        do {
            try await read(body, of: ticket) { try await writer.write($0) }
            _ = try await writer.finish(expecting: digest)
        } catch {
            await writer.abort()
            throw error
        }
    }

    /// A client that did not hear that all has arrived sends it again: that is fine if it is the same.
    ///
    /// - Parameter digest: what was announced; nil if nothing was.
    private func compare(
        _ body: RequestBody, for ticket: UploadTicket, with digest: ContentHash?
    ) async throws {
        var hash = SHA256()
        try await read(body, of: ticket) { hash.update(data: $0) }
        let arrived = ContentHash(hash.finalize())
        if let digest, digest == arrived { return }
        guard try await uploads.staging.sha256(mediaID: ticket.mediaID) == arrived else {
            throw Problem.uploadUsed
        }
    }

    /// Hands on the bytes as they come, as many as were announced.
    private func read(
        _ body: RequestBody, of ticket: UploadTicket, _ take: ([UInt8]) async throws -> Void
    ) async throws {
        var pace = UploadPace(limits)
        try await body.forEachPiece(
            bytesMax: Int(ticket.byteCount),
            arrivalMilliseconds: limits.uploadArrivalMillisecondsMax
        ) { piece in
            try pace.add(piece.readableBytes)
            try await take(Array(piece.readableBytesView))
        }
        guard pace.byteCount == Int(ticket.byteCount) else {
            throw Problem.tooFewBytes(expected: ticket.byteCount)
        }
    }
}

extension Problem {
    /// Nil for what is not the client's mistake.
    fileprivate init?(_ error: MediaError, of ticket: UploadTicket) {
        switch error {
        case .alreadyUploaded: self = .uploadUsed
        case .checksumMismatch: self = .otherBytes
        case .tooLarge: self = .tooManyBytes(expected: ticket.byteCount)
        case .tooManyUploads: self = .tooManyUploads
        case .storageFailed(ENOSPC, _), .storageFailed(EDQUOT, _): self = .storageFull
        default: return nil
        }
    }

    fileprivate static let uploadForged = Problem(
        status: .forbidden, code: .forbidden, message: "This upload address was not made by us.")

    fileprivate static let uploadGone = Problem(
        status: .gone, code: .expired,
        message: "This upload address has expired. Ask for a new one.",
        headers: [.connection: "close"])

    fileprivate static let uploadUsed = Problem(
        status: .conflict, code: .alreadyUploaded,
        message: "This upload address has been used for other bytes. It is good for one file.",
        headers: [.connection: "close"])

    fileprivate static let otherBytes = Problem(
        status: .unprocessableContent, code: .checksumMismatch,
        message: "These bytes do not have the SHA-256 that was announced. Send them again.",
        headers: [.connection: "close"])

    fileprivate static func wrongType(expected: String) -> Problem {
        Problem(
            status: .unsupportedMediaType, code: .unsupportedMediaType,
            message: "This upload was announced as \(expected); send it with that Content-Type.",
            headers: [.accept: expected, .connection: "close"])
    }

    fileprivate static func tooManyBytes(expected: Int64) -> Problem {
        var problem = Problem.bodyTooLarge(bytesMax: Int(expected))
        problem.headers[.connection] = "close"
        return problem
    }

    fileprivate static func tooFewBytes(expected: Int64) -> Problem {
        Problem(
            status: .badRequest, code: .bodyCutShort,
            message: "This upload was announced with \(expected) bytes; fewer arrived.",
            headers: [.connection: "close"])
    }
}
