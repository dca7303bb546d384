import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Social

/// The playground's files, for addresses that no route has. All are read at the start and served from
/// memory, so no request can name a file that is not one of them.
///
/// Hummingbird's `FileMiddleware` reads the disk at each request, and knows entity tags by time and
/// size, a policy of what the page may load not at all.
struct PageFiles: RouterMiddleware {
    private struct File {
        var bytes: ByteBuffer
        var contentType: String
        var entityTag: String

        init(_ data: Data, _ contentType: String) {
            bytes = ByteBuffer(bytes: data)
            self.contentType = contentType
            entityTag = "\"\(Base64URL.encode(SHA256.hash(data: data).prefix(16)))\""
        }
    }

    /// By path, such as `/` and `/editor.js`.
    private var files: [String: File] = [:]
    private var policy = ""

    /// A server without a page.
    static let none = PageFiles()

    private init() {}

    private static let contentTypes = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
        "json": "application/json; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
        "jpg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon",
        "woff2": "font/woff2", "txt": "text/plain; charset=utf-8",
        "graphql": "text/plain; charset=utf-8", "webmanifest": "application/manifest+json",
    ]

    /// Reads a folder and the folders in it, and adds what the page asks its server for. Files of other types, and names that begin with a dot,
    /// are left out.
    ///
    /// - Parameter publicURL: where pictures come from and uploads go, if that is configured.
    /// - Throws: a sentence, if the folder has no `index.html` or too much in it.
    init(
        folder: String, mode: PageMode = PageMode(), publicURL: String? = nil,
        limits: GatewayLimits
    ) throws(GatewayError) {
        policy = Self.policy(publicURL)
        let root = URL(filePath: folder, directoryHint: .isDirectory)
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        var bytes = 0
        for name in (names ?? []).sorted() {
            let parts = name.split(separator: "/")
            let ending = String(name.split(separator: ".").last ?? "")
            guard !parts.contains(where: { $0.hasPrefix(".") }),
                let contentType = Self.contentTypes[ending],
                let data = FileManager.default.contents(atPath: root.appending(path: name).path)
            else { continue }
            bytes += data.count
            guard data.count <= limits.pageFileBytesMax, bytes <= limits.pageBytesMax else {
                throw GatewayError("The playground's files are too large, beginning with \(name).")
            }
            let file = File(data, contentType)
            files["/" + name] = file
            if name == "index.html" { files["/"] = file }
        }
        files["/mode.json"] = File(Data(mode.json), Self.contentTypes["json"] ?? "")
        guard files["/"] != nil else {
            throw GatewayError("The playground has no index.html.")
        }
    }

    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard let file = files[request.uri.path] else { return try await next(request, context) }
        guard request.method == .get || request.method == .head else {
            throw Problem.methodNotAllowed(allowed: "GET, HEAD")
        }
        return response(to: request, with: file)
    }

    private func response(to request: Request, with file: File) -> Response {
        // A browser asks each time and is told in one line that nothing has changed.
        var headers: HTTPFields = [.eTag: file.entityTag, .cacheControl: "no-cache"]
        headers[.contentSecurityPolicy] = policy
        headers[.crossOriginOpenerPolicy] = "same-origin"
        headers[.referrerPolicy] = "no-referrer"
        if ifNoneMatch(request.headers[.ifNoneMatch], matches: file.entityTag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = file.contentType
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.bytes))
    }

    /// Only what this server serves, under the page's own origin or the one that clients are told,
    /// and nothing inline but pictures.
    private static func policy(_ publicURL: String?) -> String {
        // Scheme and host are between the first three slashes.
        let parts = publicURL?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        let other = parts.count > 2 ? " " + parts.prefix(3).joined(separator: "/") : ""
        return [
            "default-src 'self'", "img-src 'self'\(other) data: blob:",
            "connect-src 'self'\(other)", "object-src 'none'",
            "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
        ].joined(separator: "; ")
    }
}
