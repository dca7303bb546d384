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

    init(
        _ services: Services, _ limits: GatewayLimits, bodies: BodyBudget, shares: UploadShares
    ) {
        uploads = services.uploads
        signer = services.signer
        self.shares = shares
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
                case .awaiting: try await receive(request.body, for: ticket)
                case .received: try await compare(request.body, for: ticket)
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
        guard let ticket = signer.ticket(of: token, for: .put) else { throw Problem.uploadForged }
        guard ticket.expiresMilliseconds > nowMilliseconds() else { throw Problem.uploadGone }
        guard let type = request.headers[.contentType],
            UploadType(contentType: type)?.contentType == ticket.contentType
        else { throw Problem.wrongType(expected: ticket.contentType) }
        if let length = request.announcedLength {
            if length > ticket.byteCount { throw Problem.tooManyBytes(expected: ticket.byteCount) }
            if length < ticket.byteCount { throw Problem.tooFewBytes(expected: ticket.byteCount) }
        }
        return ticket
    }

    private func receive(
        _ body: RequestBody, for ticket: UploadTicket
    ) async throws {
        let writer = try await uploads.staging.begin(
            mediaID: ticket.mediaID, bytesMax: Int(ticket.byteCount))
        do {
            try await read(body, of: ticket) { try await writer.write($0) }
            _ = try await writer.finish(expecting: ticket.digest)
        } catch {
            await writer.abort()
            throw error
        }
    }

    /// A client that did not hear that all has arrived sends it again: that is fine if it is the same.
    private func compare(
        _ body: RequestBody, for ticket: UploadTicket
    ) async throws {
        var hash = SHA256()
        try await read(body, of: ticket) { hash.update(data: $0) }
        let arrived = ContentHash(hash.finalize())
        if ticket.digest == arrived { return }
        guard try await uploads.staging.sha256(mediaID: ticket.mediaID) == arrived else {
            throw Problem.uploadUsed
        }
    }

    /// Hands on the bytes as they come, as many as were announced.
    private func read(
        _ body: RequestBody, of ticket: UploadTicket, _ take: ([UInt8]) async throws -> Void
    ) async throws {
        let count = try await body.forEachUploadPiece(bytesMax: Int(ticket.byteCount), limits, take)
        guard count == Int(ticket.byteCount) else {
            throw Problem.tooFewBytes(expected: ticket.byteCount)
        }
    }
}
