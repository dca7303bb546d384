import HTTPTypes
import Hummingbird
import HummingbirdCore
import Media

import enum GraphQL.ErrorCode

/// `GET /media/{key}/{name}`, and `/private/{name}` and `/originals/{name}` with a signature.
///
/// Pictures, videos and playlists. A name is the SHA-256 of its bytes, so what it stands for never
/// changes and the name is its entity tag. A reader who may see a picture for a while must not be able
/// to make the address that works for ever, so that address holds a key which only the server can
/// compute.
struct PictureRoutes: Sendable {
    private let pictures: HotPictures
    private let largeWrites: LargeWrites
    private let signer: URLSigner
    private let limits: GatewayLimits
    private let nowMilliseconds: @Sendable () -> Int64

    private static let yearSeconds = 31_536_000

    init(
        _ services: Services, _ limits: GatewayLimits, hot pictures: HotPictures,
        largeWrites: LargeWrites
    ) {
        self.pictures = pictures
        self.largeWrites = largeWrites
        signer = services.signer
        self.limits = limits
        nowMilliseconds = services.nowMilliseconds
    }

    var routes: RouteCollection<GatewayContext> {
        let routes = RouteCollection(context: GatewayContext.self)
        routes.read("media/**", respondForEver)
        // Variants of what only some may see, and what its owner uploaded.
        routes.read("private/**", respondForAWhile)
        routes.read("originals/**", respondForAWhile)
        return routes
    }

    /// For everyone. A picture whose key is wrong is not there, whether it exists or not.
    @Sendable
    private func respondForEver(
        to request: Request, _ context: GatewayContext
    ) async throws -> Response {
        let parts = context.parameters.getCatchAll()
        guard parts.count == 2, let name = BlobName(parts[1]),
            signer.isKey(parts[0], ofPublic: name.description)
        else { throw Problem.notFound }
        return try await respond(
            to: request, with: name,
            [
                .cacheControl: "public, max-age=\(Self.yearSeconds), immutable",
                .crossOriginResourcePolicy: "cross-origin", .accessControlAllowOrigin: "*",
            ]
        ) { [signer] file in "../\(signer.key(ofPublic: file.description))/\(file)" }
    }

    @Sendable
    private func respondForAWhile(
        to request: Request, _ context: GatewayContext
    ) async throws -> Response {
        let parts = context.parameters.getCatchAll()
        guard parts.count == 1, let name = BlobName(parts[0]) else { throw Problem.notFound }
        let seal = try checkSignature(of: request)
        let secondsLeft = min(seal.secondsLeft, Self.yearSeconds)
        return try await respond(
            to: request, with: name,
            [
                .cacheControl: "private, max-age=\(secondsLeft)",
                .crossOriginResourcePolicy: "same-site",
            ]
        ) { [signer] file in
            // What a playlist leads to works as long as the playlist.
            let address = signer.sign(
                path: "/private/\(file)", expiresMilliseconds: seal.expiresMilliseconds)
            return String(address.dropFirst("/private/".count))
        }
    }

    /// - Parameters:
    ///   - use: headers that say what the file may be used for and how long it may be kept.
    ///   - address: of a file that a playlist names, as seen from the playlist.
    private func respond(
        to request: Request, with name: BlobName, _ use: HTTPFields,
        _ address: (BlobName) -> String
    ) async throws -> Response {
        var headers = use
        headers[.contentSecurityPolicy] = "default-src 'none'; sandbox"
        // What is gone has not "not changed".
        guard let picture = try await pictures.picture(name) else { throw Problem.notFound }
        if name.format == .playlist {
            return try await respond(to: request, withPlaylist: picture.blob, headers, address)
        }
        headers[.eTag] = name.entityTag
        guard ifMatch(request.headers[.ifMatch], matches: name.entityTag) else {
            throw Problem.otherVersion
        }
        if ifNoneMatch(request.headers[.ifNoneMatch], matches: name.entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = name.format.contentType
        headers[.acceptRanges] = "bytes"
        return respond(to: request, with: picture, headers)
    }

    /// A playlist, with addresses in place of the names that are stored. Another address makes other bytes, so
    /// the tag is that of the answer; and as it is small, it has no parts.
    private func respond(
        to request: Request, withPlaylist blob: OpenBlob, _ headers: HTTPFields,
        _ address: (BlobName) -> String
    ) async throws -> Response {
        guard blob.byteCount <= limits.playlistBytesMax else { throw Problem.notFound }
        let stored = try await blob.read(0..<blob.byteCount)
        let text = StoredPlaylist.addressed(String(decoding: stored, as: UTF8.self), address)
        let bytes = Array(text.utf8)
        var headers = headers
        let tag = "\"\(ContentHash(of: bytes).hex)\""
        headers[.eTag] = tag
        if ifNoneMatch(request.headers[.ifNoneMatch], matches: tag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = blob.name.format.contentType
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func respond(
        to request: Request, with picture: HotPictures.Picture, _ headers: HTTPFields
    ) -> Response {
        var headers = headers
        let blob = picture.blob
        // A part of another version is of no use: then the whole file is sent.
        let hasOtherVersion = request.headers[.ifRange].map { $0 != blob.name.entityTag } ?? false
        // Parts are for GET alone (RFC 9110, 14.2).
        let isWhole = hasOtherVersion || request.method != .get
        let header = isWhole ? nil : request.headers[.range]
        switch ByteRange(header: header, size: blob.byteCount) {
        case .whole:
            return Response(
                status: .ok, headers: headers,
                body: body(of: picture, 0..<blob.byteCount))
        case .part(let range):
            headers[.contentRange] =
                "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(blob.byteCount)"
            return Response(
                status: .partialContent, headers: headers,
                body: body(of: picture, range))
        case .unsatisfiable:
            return Problem(
                status: .rangeNotSatisfiable, code: .rangeNotSatisfiable,
                message: "The file has \(blob.byteCount) bytes.",
                headers: [.contentRange: "bytes */\(blob.byteCount)"]
            ).response()
        }
    }

    /// From memory, or from the file.
    private func body(of picture: HotPictures.Picture, _ range: Range<Int>) -> ResponseBody {
        guard let bytes = picture.bytes, largeWrites.hasRoom(for: range.count),
            let slice = bytes.getSlice(
                at: bytes.readerIndex + range.lowerBound, length: range.count)
        else { return picture.blob.body(range, chunkBytes: limits.fileChunkBytes) }
        // A slice would keep all of the picture for as long as its client takes.
        let isWhole = range.count == bytes.readableBytes
        return ResponseBody(
            byteBuffer: isWhole ? bytes : ByteBuffer(bytes: slice.readableBytesView))
    }

    /// Until when the address works.
    private func checkSignature(
        of request: Request
    ) throws -> (secondsLeft: Int, expiresMilliseconds: Int64) {
        let query = FormQuery(request.uri.query ?? "")
        let now = nowMilliseconds()
        let verdict = signer.check(
            path: request.uri.path, query: query, nowMilliseconds: now)
        switch verdict {
        case .valid(let milliseconds): return (Int(milliseconds / 1_000), now + milliseconds)
        case .expired:
            throw Problem(
                status: .forbidden, code: .expired,
                message: "This address has expired. Ask for a new one.")
        case .forged:
            throw Problem(
                status: .forbidden, code: .forbidden, message: "This address is not signed by us.")
        }
    }
}

extension Problem {
    fileprivate static let otherVersion = Problem(
        status: .preconditionFailed, code: .preconditionFailed,
        message: "The file is another one than If-Match names.")
}

extension BlobName {
    /// Strong: the same name is the same bytes.
    fileprivate var entityTag: String { "\"\(hash.hex)\"" }
}

extension OpenBlob {
    /// The file became shorter than it was when it was opened; its length has been announced, so
    /// the connection must end.
    private struct CutShort: Error {}

    /// The bytes of a range, read as the client takes them.
    fileprivate func body(_ range: Range<Int>, chunkBytes: Int) -> ResponseBody {
        ResponseBody(contentLength: range.count) { writer in
            var position = range.lowerBound
            while position < range.upperBound {
                let end = min(position + chunkBytes, range.upperBound)
                let chunk = try await self.read(position..<end)
                guard !chunk.isEmpty else { throw CutShort() }
                position += chunk.count
                try await writer.write(ByteBuffer(bytes: chunk))
            }
            try await writer.finish(nil)
        }
    }
}
