import HTTPTypes
import Hummingbird
import HummingbirdCore
import Media

import enum GraphQL.ErrorCode

/// `GET /media/{key}/{name}`, and `/private/{name}` and `/originals/{name}` with a signature.
///
/// A name is the SHA-256 of its bytes, so what it stands for never changes and the name is its
/// entity tag. Whoever may see a picture for a while must not be able to make the address that works
/// for ever, so that address holds a key which only the server can compute.
struct MediaRoute: Sendable {
    /// How an address allows what it names.
    enum Access: String, Sendable {
        /// For everyone and for ever: `/media/{key}/{name}`.
        case media
        /// For a while: variants of what only some may see.
        case `private`
        /// For a while: what its owner uploaded.
        case originals
    }

    let blobs: BlobStore
    let signer: URLSigner
    let limits: GatewayLimits
    let nowMilliseconds: @Sendable () -> Int64

    private static let yearSeconds = 31_536_000

    /// - Parameter rest: the path behind `/media/`, `/private/` or `/originals/`.
    func respond(to request: Request, access: Access, rest: Substring) async throws -> Response {
        guard request.method == .get || request.method == .head else {
            throw Problem.methodNotAllowed(allowed: "GET, HEAD, OPTIONS")
        }
        let name = try name(access, rest)
        var headers = try headers(of: name, access, request)
        if ifNoneMatch(request.headers[.ifNoneMatch], matches: name.entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        guard let blob = try await blobs.open(name) else { throw Problem.notFound }
        headers[.contentType] = name.format.contentType
        headers[.acceptRanges] = "bytes"
        return respond(to: request, with: blob, headers)
    }

    /// A public picture whose key is wrong is not there, whether it exists or not.
    private func name(_ access: Access, _ rest: Substring) throws -> BlobName {
        var parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        let key = access == .media && parts.count == 2 ? parts.removeFirst() : nil
        guard parts.count == 1, let name = BlobName(parts[0]) else { throw Problem.notFound }
        if access == .media {
            guard let key, signer.isKey(key, ofPublic: name.description) else {
                throw Problem.notFound
            }
        }
        return name
    }

    private func respond(
        to request: Request, with blob: OpenBlob, _ headers: HTTPFields
    ) -> Response {
        var headers = headers
        // A part of another version is of no use: then the whole file is sent.
        let hasOtherVersion = request.headers[.ifRange].map { $0 != blob.name.entityTag } ?? false
        let header = hasOtherVersion ? nil : request.headers[.range]
        switch ByteRange(header: header, size: blob.byteCount) {
        case .whole:
            return Response(
                status: .ok, headers: headers,
                body: blob.body(0..<blob.byteCount, chunkBytes: limits.fileChunkBytes))
        case .part(let range):
            headers[.contentRange] =
                "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(blob.byteCount)"
            return Response(
                status: .partialContent, headers: headers,
                body: blob.body(range, chunkBytes: limits.fileChunkBytes))
        case .unsatisfiable:
            return Problem(
                status: .rangeNotSatisfiable, code: .rangeNotSatisfiable,
                message: "The file has \(blob.byteCount) bytes.",
                headers: [.contentRange: "bytes */\(blob.byteCount)"]
            ).response()
        }
    }

    /// What a picture may be used for and how long it may be kept.
    private func headers(
        of name: BlobName, _ access: Access, _ request: Request
    ) throws -> HTTPFields {
        var headers: HTTPFields = [.eTag: name.entityTag]
        headers[.contentSecurityPolicy] = "default-src 'none'; sandbox"
        switch access {
        case .media:
            headers[.cacheControl] = "public, max-age=\(Self.yearSeconds), immutable"
            headers[.crossOriginResourcePolicy] = "cross-origin"
            headers[.accessControlAllowOrigin] = "*"
        case .private, .originals:
            let secondsLeft = try checkSignature(of: request)
            headers[.cacheControl] = "private, max-age=\(min(secondsLeft, Self.yearSeconds))"
            headers[.crossOriginResourcePolicy] = "same-site"
        }
        return headers
    }

    /// How many seconds the address will still work.
    private func checkSignature(of request: Request) throws -> Int {
        let query = FormQuery(request.uri.query ?? "")
        let verdict = signer.check(
            path: request.uri.path, query: query, nowMilliseconds: nowMilliseconds())
        switch verdict {
        case .valid(let milliseconds): return Int(milliseconds / 1_000)
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
