import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Media
import Synchronization
import TestSupport
import Testing

@testable import Gateway

private func sha1(_ text: String) -> String {
    "sha1 " + Data(Insecure.SHA1.hash(data: Data(text.utf8))).base64EncodedString()
}

private func sha256(_ text: String) -> String {
    "sha256 " + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
}

@Suite(.timeLimit(.minutes(2))) struct `Resumable uploads` {
    private let world: World

    init() throws {
        world = try World()
    }

    private func token(
        bytes: Int, digest: ContentHash? = nil, lifetimeMilliseconds: Int64 = 60_000,
        way: UploadTicket.Way = .tus
    ) -> String {
        world.signer.token(
            for: UploadTicket(
                mediaID: 77, ownerID: 7,
                expiresMilliseconds: World.nowMilliseconds + lifetimeMilliseconds,
                byteCount: Int64(bytes), contentType: "image/jpeg", digest: digest, way: way))
    }

    private func call(
        _ client: any TestClientProtocol, _ method: HTTPRequest.Method, _ token: String,
        _ headers: [String: String] = [:], _ text: String = ""
    ) async throws -> TestResponse {
        var fields: HTTPFields = [.tusResumable: "1.0.0"]
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let response = try await client.execute(
            uri: "/tus/\(token)", method: method, headers: fields, body: ByteBuffer(string: text))
        #expect(response.headers[.tusResumable] == "1.0.0", "\(method) \(headers)")
        return response
    }

    private func patch(
        _ client: any TestClientProtocol, _ token: String, at offset: Int, _ text: String,
        _ more: [String: String] = [:]
    ) async throws -> TestResponse {
        var headers = [
            "Content-Type": "application/offset+octet-stream", "Upload-Offset": "\(offset)",
        ]
        headers.merge(more) { $1 }
        return try await call(client, .patch, token, headers, text)
    }

    private func offset(_ client: any TestClientProtocol, _ token: String) async throws -> Int? {
        let response = try await call(client, .head, token)
        #expect(response.status == .ok)
        #expect(response.headers[.cacheControl] == "no-store")
        return response.headers[.uploadOffset].flatMap { Int($0) }
    }

    private func staged(_ name: String = "77") throws -> String {
        let path = world.folder.appending(path: "staging/\(name)").path
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test(arguments: [TestingSetup.router, .live])
    func `come in parts`(_ setup: TestingSetup) async throws {
        let token = token(bytes: 10, digest: ContentHash(of: Array("0123456789".utf8)))
        try await world.test(setup) { client in
            let made = try await call(client, .post, token, ["Upload-Length": "10"])
            #expect(made.status == .created)
            #expect(made.headers[.location] == "/tus/\(token)")
            #expect(made.headers[.uploadExpires] == "Fri, 15 Jan 2027 08:01:00 GMT")
            #expect(try await offset(client, token) == 0)
            let first = try await patch(client, token, at: 0, "0123")
            #expect(first.status == .noContent)
            #expect(first.headers[.uploadOffset] == "4")
            #expect(try world.staged() == ["77.tus"])
            #expect(try await offset(client, token) == 4)
            #expect(try await patch(client, token, at: 4, "45").headers[.uploadOffset] == "6")
            #expect(try await patch(client, token, at: 6, "").headers[.uploadOffset] == "6")
            let last = try await patch(client, token, at: 6, "6789")
            #expect(last.status == .noContent)
            #expect(last.headers[.uploadOffset] == "10")
            #expect(try world.staged() == ["77"])
            #expect(try staged() == "0123456789")
            world.uploads.state.withLock { $0 = .received }
            #expect(try await offset(client, token) == 10)
            // Who did not hear of the end asks again.
            #expect(try await patch(client, token, at: 10, "").status == .noContent)
        }
    }

    @Test func `that are complete take nothing more`() async throws {
        let token = token(bytes: 4)
        world.uploads.state.withLock { $0 = .received }
        try await world.test { client in
            let again = try await patch(client, token, at: 0, "jpeg")
            #expect(again.status == .conflict)
            #expect(again.code == "ALREADY_UPLOADED")
            let made = try await call(client, .post, token, ["Upload-Length": "4"])
            #expect(made.status == .conflict)
            #expect(try await call(client, .delete, token).status == .conflict)
            #expect(try world.staged() == [])
        }
    }

    @Test func `may begin with bytes, and use POST alone`() async throws {
        let token = token(bytes: 6)
        try await world.test { client in
            let made = try await call(
                client, .post, token,
                ["Upload-Length": "6", "Content-Type": "application/offset+octet-stream"], "ab")
            #expect(made.status == .created)
            #expect(made.headers[.uploadOffset] == "2")
            let headers = [
                "X-HTTP-Method-Override": "PATCH", "Upload-Offset": "2",
                "Content-Type": "application/offset+octet-stream",
            ]
            #expect(try await call(client, .post, token, headers, "cd").status == .noContent)
            #expect(try await offset(client, token) == 4)
            let end = try await call(
                client, .post, token, ["X-HTTP-Method-Override": "DELETE"])
            #expect(end.status == .noContent)
            #expect(try world.staged() == [])
        }
    }

    @Test func `say what they can do`() async throws {
        try await world.test { client in
            let response = try await client.execute(uri: "/tus/x", method: .options)
            #expect(response.status == .noContent)
            #expect(response.headers[.tusVersion] == "1.0.0")
            #expect(response.headers[.tusMaxSize] == "\(MediaLimits.standard.uploadBytesMax)")
            #expect(
                response.headers[.tusExtension]
                    == "creation,creation-with-upload,expiration,checksum,termination")
            #expect(response.headers[.tusChecksumAlgorithm] == "sha256,sha1")
            #expect(response.headers[.allow] == "POST, HEAD, PATCH, DELETE, OPTIONS")
        }
    }

    @Test func `are sent by pages of other origins`() async throws {
        let world = try World { $0.allowedOrigins = ["https://app.example"] }
        try await world.test { client in
            let asked = try await client.execute(
                uri: "/tus/x", method: .options,
                headers: [
                    .origin: "https://app.example", .accessControlRequestMethod: "PATCH",
                    .accessControlRequestHeaders: "tus-resumable,upload-offset",
                ])
            #expect(asked.headers[.accessControlAllowMethods]?.contains("PATCH") == true)
            #expect(asked.headers[.accessControlAllowHeaders]?.contains("upload-offset") == true)
            let told = try await client.execute(
                uri: "/tus/\(token(bytes: 1))", method: .head,
                headers: [.origin: "https://app.example", .tusResumable: "1.0.0"])
            let exposed = told.headers[.accessControlExposeHeaders] ?? ""
            for name in ["Upload-Offset", "Location", "X-Request-ID"] {
                #expect(exposed.contains(name), "\(exposed)")
            }
        }
    }

    @Test func `of another version, address or time are refused`() async throws {
        let token = token(bytes: 4)
        let old = self.token(bytes: 4, lifetimeMilliseconds: 0)
        let other = self.token(bytes: 4, way: .put)
        try await world.test { client in
            for version in [nil, "0.2.2"] {
                var headers: HTTPFields = [:]
                headers[.tusResumable] = version
                let refused = try await client.execute(
                    uri: "/tus/\(token)", method: .head, headers: headers)
                #expect(refused.status == .preconditionFailed)
                #expect(refused.headers[.tusVersion] == "1.0.0")
            }
            for method in [HTTPRequest.Method.head, .patch, .post, .delete] {
                let headers = ["Upload-Length": "4"]
                #expect(try await call(client, method, old, headers).status == .gone)
                #expect(try await call(client, method, other, headers).status == .forbidden)
                #expect(try await call(client, method, "x", headers).status == .forbidden)
            }
            let put = try await client.execute(
                uri: "/upload/\(token)", method: .put, headers: [.contentType: "image/jpeg"],
                body: ByteBuffer(string: "jpeg"))
            #expect(put.status == .forbidden)
            let get = try await client.execute(uri: "/tus/\(token)", method: .get)
            #expect(get.status == .methodNotAllowed)
            #expect(try world.staged() == [])
        }
    }

    @Test func `that do not fit are refused, and change nothing`() async throws {
        let token = token(bytes: 4)
        try await world.test { client in
            #expect(try await patch(client, token, at: 0, "a").status == .noContent)
            for wrong in [0, 2, 4] {
                let refused = try await patch(client, token, at: wrong, "")
                #expect(refused.status == .conflict, "\(wrong)")
                #expect(refused.code == "OFFSET_MISMATCH")
                #expect(refused.headers[.uploadOffset] == "1")
            }
            let type = ["Content-Type": "application/octet-stream"]
            #expect(
                try await patch(client, token, at: 1, "b", type).status == .unsupportedMediaType)
            for text in ["", "+1", "-1", "1.0", "99999999999999999999"] {
                let refused = try await patch(
                    client, token, at: 1, "b", ["Upload-Offset": text])
                #expect(refused.status == .badRequest, "\(text)")
            }
            #expect(try await patch(client, token, at: 1, "bcde").status == .contentTooLarge)
            #expect(try await patch(client, token, at: 5, "").status == .contentTooLarge)
            for (length, status) in [("3", 400), ("5", 413), ("x", 400), ("-4", 400)] {
                let refused = try await call(client, .post, token, ["Upload-Length": length])
                #expect(refused.status.code == status, "\(length)")
            }
            #expect(try await call(client, .post, token).status == .badRequest)
            #expect(try await offset(client, token) == 1)
            #expect(try staged("77.tus") == "a")
        }
    }

    @Test func `have parts with checksums`() async throws {
        let token = token(bytes: 6)
        let steps: [(text: String, offset: Int, checksum: String, status: Int, end: Int)] = [
            ("ab", 0, sha1("ab"), 204, 2), ("cd", 2, sha256("xx"), 460, 2),
            ("cd", 2, sha1("xx"), 460, 2), ("cd", 2, "md5 AAAA", 400, 2), ("cd", 2, "sha1", 400, 2),
            ("cd", 2, "sha1 x", 400, 2), ("cd", 2, "sha256 AAAA", 400, 2), ("cd", 2, "", 400, 2),
            ("cd", 2, "sha1  AAAA", 400, 2), ("cd", 2, sha256("cd"), 204, 4),
            ("xy", 4, sha256("ef"), 460, 4), ("ef", 4, sha256("ef"), 204, 6),
        ]
        try await world.test { client in
            for step in steps {
                let answer = try await patch(
                    client, token, at: step.offset, step.text, ["Upload-Checksum": step.checksum])
                #expect(answer.status.code == step.status, "\(step)")
                if step.end < 6 {
                    #expect(try world.staged() == ["77.tus"])
                    #expect(try await offset(client, token) == step.end, "\(step)")
                }
            }
            #expect(try staged() == "abcdef")
        }
    }

    @Test func `of another whole than was announced begin anew`() async throws {
        let token = token(bytes: 4, digest: ContentHash(of: Array("jpeg".utf8)))
        try await world.test { client in
            #expect(try await patch(client, token, at: 0, "ev").status == .noContent)
            let other = try await patch(client, token, at: 2, "il")
            #expect(other.status == .unprocessableContent)
            #expect(other.code == "CHECKSUM_MISMATCH")
            #expect(try world.staged() == [])
            #expect(try await offset(client, token) == 0)
            #expect(try await patch(client, token, at: 0, "jpeg").status == .noContent)
            #expect(try staged() == "jpeg")
        }
    }

    @Test func `are ended by their sender`() async throws {
        let token = token(bytes: 4)
        try await world.test { client in
            let begun = try await patch(client, token, at: 0, "ab")
            #expect(begun.status == .noContent)
            #expect(try await call(client, .delete, token).status == .noContent)
            #expect(try world.staged() == [])
            #expect(try await call(client, .head, token).status == .gone)
            #expect(try await patch(client, token, at: 2, "cd").status == .gone)
            #expect(try world.staged() == [])
        }
    }

    /// A server has died behind the last byte.
    @Test func `that lack their end alone are ended by who asks`() async throws {
        let token = token(bytes: 4)
        let path = world.folder.appending(path: "staging/77.tus").path
        try await world.test { client in
            try "jpeg".write(toFile: path, atomically: false, encoding: .utf8)
            #expect(try await offset(client, token) == 4)
            #expect(try world.staged() == ["77"])
        }
    }

    private func begin(
        _ token: String, port: Int, _ sent: String, more: String = ""
    )
        async throws -> RawSocket
    {
        let socket = try RawSocket(port: port)
        await socket.send(
            """
            PATCH /tus/\(token) HTTP/1.1\r
            Host: localhost\r
            Tus-Resumable: 1.0.0\r
            Content-Type: application/offset+octet-stream\r
            Upload-Offset: 0\r
            Content-Length: 1000\r
            \(more)\r
            \(sent)
            """)
        return socket
    }

    /// A part on a connection of its own, as a refusal ends it.
    private func patch(
        _ token: String, at offset: Int, _ text: String, port: Int
    ) async throws -> String {
        let socket = try RawSocket(port: port)
        await socket.send(
            """
            PATCH /tus/\(token) HTTP/1.1\r
            Host: localhost\r
            Tus-Resumable: 1.0.0\r
            Content-Type: application/offset+octet-stream\r
            Upload-Offset: \(offset)\r
            Content-Length: \(text.utf8.count)\r
            Connection: close\r
            \r
            \(text)
            """)
        let answer = await socket.receive()
        socket.close()
        return answer
    }

    /// The same as soon as nobody else writes.
    private func patchWhenFree(
        _ token: String, at offset: Int, _ text: String, port: Int
    ) async throws -> String {
        while true {
            let answer = try await patch(token, at: offset, text, port: port)
            if !answer.hasPrefix("HTTP/1.1 423 ") { return answer }
        }
    }

    /// Waits until the server has told that so much has come.
    private func wait(
        for count: Int, _ client: any TestClientProtocol, _ token: String
    ) async throws {
        while try await offset(client, token) != count {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `keep what came before the connection was lost`() async throws {
        let token = token(bytes: 1_000)
        let half = String(repeating: "x", count: 500)
        try await world.test(.live) { client in
            let port = try #require(client.port)
            let socket = try await begin(token, port: port, half)
            try await wait(for: 500, client, token)
            let busy = try await patch(token, at: 500, half, port: port)
            #expect(busy.hasPrefix("HTTP/1.1 423 "))
            #expect(busy.lowercased().contains("retry-after: 1\r\n"))
            socket.close()
            let answer = try await patchWhenFree(token, at: 500, half, port: port)
            #expect(answer.hasPrefix("HTTP/1.1 204 "), "\(answer)")
            #expect(try staged() == half + half)
        }
    }

    @Test func `keep nothing unchecked of a part with a checksum`() async throws {
        let token = token(bytes: 1_000)
        try await world.test(.live) { client in
            let digest = Data(repeating: 1, count: 20).base64EncodedString()
            let port = try #require(client.port)
            let socket = try await begin(
                token, port: port, String(repeating: "x", count: 500),
                more: "Upload-Checksum: sha1 \(digest)\r\n")
            while try !world.staged().contains("77.tus.safe") {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(try await offset(client, token) == 0)
            socket.close()
            let answer = try await patchWhenFree(token, at: 0, "y", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 204 "), "\(answer)")
            #expect(try staged("77.tus") == "y")
        }
    }
}
