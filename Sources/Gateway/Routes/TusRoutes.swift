import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Media
import NIOCore

import enum GraphQL.ErrorCode

/// `/tus/{token}`: one file, in parts, by tus 1.0. https://tus.io/protocols/resumable-upload
///
/// The address is that of one upload: `POST` answers with the same address, for clients that begin so.
/// What has arrived lies on the disk, so a part may come after the connection, or the server, has gone,
/// and through another gateway.
struct TusRoutes: Sendable {
    static let name = "tus"

    private let uploads: UploadService
    private let signer: URLSigner
    private let shares: UploadShares
    private let bodies: BodyBudget
    private let crossOrigin: CrossOrigin
    private let limits: GatewayLimits
    private let nowMilliseconds: @Sendable () -> Int64

    init(
        _ services: Services, _ limits: GatewayLimits, bodies: BodyBudget, shares: UploadShares,
        crossOrigin: CrossOrigin
    ) {
        uploads = services.uploads
        signer = services.signer
        self.shares = shares
        self.bodies = bodies
        self.crossOrigin = crossOrigin
        self.limits = limits
        nowMilliseconds = services.nowMilliseconds
    }

    var routes: RouteCollection<GatewayContext> {
        let routes = RouteCollection(context: GatewayContext.self)
        routes.add(middleware: TusAnswers())
        routes.add(middleware: ErrorAnswers())
        routes.add(middleware: BodyArrivals(bodies, isKept: false))
        let path = RouterPath("\(Self.name)/**")
        routes.on(path, method: .options, use: describe)
        routes.post(path, use: post)
        routes.head(path, use: tell)
        routes.patch(path, use: append)
        routes.delete(path, use: end)
        return routes
    }

    // MARK: Methods

    @Sendable
    private func describe(_ request: Request, _ context: GatewayContext) -> Response {
        var response = crossOrigin.preflight(request, methods: "POST, HEAD, PATCH, DELETE, OPTIONS")
        response.headers[.tusVersion] = TusAnswers.version
        response.headers[.tusMaxSize] = "\(uploads.staging.bytesMax)"
        response.headers[.tusExtension] =
            "creation,creation-with-upload,expiration,checksum,termination"
        response.headers[.tusChecksumAlgorithm] = TusChecksum.algorithms
        return response
    }

    /// Begins the upload, or stands for another method, for clients that have GET and POST alone.
    @Sendable
    private func post(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let meant = request.headers[.xHTTPMethodOverride].flatMap {
            HTTPRequest.Method($0.uppercased())
        }
        return switch meant {
        case .patch: try await append(request, context)
        case .delete: try await end(request, context)
        case .head: try await tell(request, context)
        default: try await create(request, context)
        }
    }

    private func create(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let ticket = try ticket(context)
        guard let length = request.headers[.uploadLength].flatMap(Self.number) else {
            throw Problem.badTus("Upload-Length says how long the file is.")
        }
        if length > ticket.byteCount { throw Problem.tooManyBytes(expected: ticket.byteCount) }
        if length < ticket.byteCount { throw Problem.tooFewBytes(expected: ticket.byteCount) }
        var headers: HTTPFields
        if request.isTusPart, request.announcedLength != 0 {
            headers = try await append(request, to: ticket, at: 0, context)
        } else {
            guard case .awaiting = try await current(ticket) else { throw Problem.uploadUsed }
            headers = known(of: ticket)
        }
        headers[.location] = request.uri.path
        return Response(status: .created, headers: headers)
    }

    @Sendable
    private func tell(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let ticket = try ticket(context)
        var headers = known(of: ticket)
        headers[.uploadLength] = "\(ticket.byteCount)"
        headers[.cacheControl] = "no-store"
        headers[.uploadOffset] = "\(try await offset(of: ticket))"
        return Response(status: .ok, headers: headers)
    }

    private func offset(of ticket: UploadTicket) async throws -> Int {
        let byteCount = Int(ticket.byteCount)
        if case .received = try await current(ticket) { return byteCount }
        let offset = try await uploads.staging.offset(mediaID: ticket.mediaID)
        guard offset == byteCount else { return offset }
        // A server has ended between the last byte and what follows it.
        do {
            let writer = try await uploads.staging.resume(
                mediaID: ticket.mediaID, at: offset, bytesMax: byteCount, isChecked: false)
            try await writer.complete(expecting: ticket.digest)
            return byteCount
        } catch MediaError.alreadyUploaded {
            return byteCount
        } catch MediaError.checksumMismatch {
            return 0
        } catch {
            throw Problem(error, of: ticket) ?? error
        }
    }

    @Sendable
    private func append(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let ticket = try ticket(context)
        guard request.isTusPart else { throw Problem.noTusPart }
        guard let offset = request.headers[.uploadOffset].flatMap(Self.number) else {
            throw Problem.badTus("Upload-Offset says where the part begins.")
        }
        return Response(
            status: .noContent, headers: try await append(request, to: ticket, at: offset, context))
    }

    @Sendable
    private func end(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let ticket = try ticket(context)
        _ = try await current(ticket)
        guard try await uploads.end(ticket) else { throw Problem.uploadUsed }
        return Response(status: .noContent)
    }

    // MARK: Parts

    /// - Returns: what is told of the upload then.
    private func append(
        _ request: Request, to ticket: UploadTicket, at offset: Int64, _ context: GatewayContext
    ) async throws -> HTTPFields {
        let checksum = try request.headers[.uploadChecksum].map { try TusChecksum($0) }
        let rest = ticket.byteCount - offset
        guard rest >= 0, request.announcedLength ?? 0 <= rest else {
            throw Problem.tooManyBytes(expected: ticket.byteCount)
        }
        var headers = known(of: ticket)
        if case .received = try await current(ticket) {
            // Who did not hear that all has arrived may ask again.
            guard rest == 0, request.announcedLength == 0 else { throw Problem.uploadUsed }
            headers[.uploadOffset] = "\(ticket.byteCount)"
            return headers
        }
        do {
            let end = try await shares.run(ticket, from: context.client) {
                try await receive(request.body, at: Int(offset), of: ticket, checksum)
            }
            headers[.uploadOffset] = "\(end)"
            return headers
        } catch let error as MediaError {
            throw Problem(error, of: ticket) ?? error
        }
    }

    /// - Returns: where the next part begins.
    private func receive(
        _ body: RequestBody, at offset: Int, of ticket: UploadTicket, _ checksum: TusChecksum?
    ) async throws -> Int {
        let writer = try await uploads.staging.resume(
            mediaID: ticket.mediaID, at: offset, bytesMax: Int(ticket.byteCount),
            isChecked: checksum != nil)
        var checksum = checksum
        var count = 0
        do {
            count = try await body.forEachUploadPiece(
                bytesMax: Int(ticket.byteCount) - offset, limits
            ) { piece in
                checksum?.update(piece)
                try await writer.write(piece)
            }
        } catch {
            await writer.abandon()
            throw error
        }
        guard checksum?.isRight ?? true else {
            await writer.discard()
            throw Problem.otherPart
        }
        guard offset + count == Int(ticket.byteCount) else { return try await writer.keep() }
        try await writer.complete(expecting: ticket.digest)
        return offset + count
    }

    // MARK: Tickets

    private func ticket(_ context: GatewayContext) throws -> UploadTicket {
        let token = context.parameters.getCatchAll().joined(separator: "/")
        guard let ticket = signer.ticket(of: token, for: .tus) else { throw Problem.uploadForged }
        guard ticket.expiresMilliseconds > nowMilliseconds() else { throw Problem.uploadGone }
        return ticket
    }

    private func current(_ ticket: UploadTicket) async throws -> UploadService.State {
        let state = try await uploads.state(ticket)
        if case .gone = state { throw Problem.uploadGone }
        return state
    }

    private func known(of ticket: UploadTicket) -> HTTPFields {
        [.uploadExpires: HTTPDate.text(seconds: Int(ticket.expiresMilliseconds / 1_000))]
    }

    /// A number as tus writes them: digits alone.
    private static func number(_ text: String) -> Int64? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            ? Int64(text) : nil
    }
}

extension Request {
    /// Whether the body is a part of an upload.
    fileprivate var isTusPart: Bool {
        headers[.contentType]?.lowercased() == "application/offset+octet-stream"
    }
}

extension Problem {
    fileprivate static func badTus(_ message: String) -> Problem {
        var problem = Problem.badRequest(message)
        problem.headers[.connection] = "close"
        return problem
    }

    fileprivate static let noTusPart = Problem(
        status: .unsupportedMediaType, code: .unsupportedMediaType,
        message: "A part of an upload is sent as application/offset+octet-stream.",
        headers: [.connection: "close"])

    /// A status that the extension makes up.
    fileprivate static let otherPart = Problem(
        status: .init(code: 460, reasonPhrase: "Checksum Mismatch"), code: .checksumMismatch,
        message: "These bytes do not have the checksum that came with them. Send them again.",
        headers: [.connection: "close"])
}
