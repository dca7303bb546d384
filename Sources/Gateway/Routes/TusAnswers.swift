import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Media

import enum GraphQL.ErrorCode

/// What all answers of tus have in common: the version, which requests must name too.
struct TusAnswers: RouterMiddleware {
    static let version = UploadStaging.tusVersion

    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard request.method == .options || request.headers[.tusResumable] == Self.version else {
            throw Problem(
                status: .preconditionFailed, code: .preconditionFailed,
                message: "This address speaks tus \(Self.version) (Tus-Resumable).",
                headers: [.tusVersion: Self.version, .tusResumable: Self.version])
        }
        var response = try await next(request, context)
        response.headers[.tusResumable] = Self.version
        response.headers[.accessControlExposeHeaders] = Self.exposed
        return response
    }

    /// What pages of other origins may read (`CrossOrigin`).
    private static let exposed =
        "Location, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, "
        + "Tus-Checksum-Algorithm, Upload-Expires, Upload-Length, Upload-Offset"
}

/// `Upload-Checksum`: an algorithm and the digest of a part in base64.
struct TusChecksum {
    /// As `Tus-Checksum-Algorithm` names them.
    static let algorithms = "sha256,sha1"

    private enum Hash {
        case sha1(Insecure.SHA1)
        case sha256(SHA256)
    }

    private var hash: Hash
    private let expected: Data

    /// - Throws: `Problem` for another algorithm, and a digest that is none.
    init(_ header: String) throws(Problem) {
        let words = header.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let digest = Data(base64Encoded: String(words[1])) else {
            throw Self.malformed
        }
        let byteCount: Int
        switch words[0].lowercased() {
        case "sha1": (hash, byteCount) = (.sha1(Insecure.SHA1()), Insecure.SHA1.byteCount)
        case "sha256": (hash, byteCount) = (.sha256(SHA256()), SHA256.byteCount)
        default: throw Self.malformed
        }
        guard digest.count == byteCount else { throw Self.malformed }
        expected = digest
    }

    mutating func update(_ bytes: [UInt8]) {
        switch hash {
        case .sha1(var sha1):
            sha1.update(data: bytes)
            hash = .sha1(sha1)
        case .sha256(var sha256):
            sha256.update(data: bytes)
            hash = .sha256(sha256)
        }
    }

    /// Whether all bytes together have the digest.
    var isRight: Bool {
        switch hash {
        case .sha1(let sha1): Data(sha1.finalize()) == expected
        case .sha256(let sha256): Data(sha256.finalize()) == expected
        }
    }

    private static let malformed = Problem(
        status: .badRequest, code: .badRequest,
        message: "Upload-Checksum names one of \(algorithms) and a digest in base64.",
        headers: [.connection: "close"])
}
