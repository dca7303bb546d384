import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Media
import TestSupport
import Testing

@testable import Gateway

@Suite struct `Pictures` {
    @Test func `are served for a year`() async throws {
        let world = try World()
        let path = try await world.publicPath(world.put("picture"))
        try await world.test(.live) { client in
            let response = try await client.get(path)
            #expect(response.status == .ok)
            #expect(response.text == "picture")
            let digest = path.suffix(69).prefix(64)
            #expect(response.headers[.contentType] == "image/webp")
            #expect(response.headers[.contentLength] == "7")
            #expect(response.headers[.eTag] == "\"\(digest)\"")
            #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            #expect(response.headers[.acceptRanges] == "bytes")
            #expect(response.headers[.crossOriginResourcePolicy] == "cross-origin")
            #expect(response.headers[.accessControlAllowOrigin] == "*")
            #expect(response.headers[.contentSecurityPolicy] == "default-src 'none'; sandbox")
        }
    }

    @Test func `answer HEAD with the headers alone`() async throws {
        let world = try World()
        let path = try await world.publicPath(world.put("picture"))
        try await world.test(.live) { client in
            let response = try await client.execute(uri: path, method: .head)
            #expect(response.status == .ok)
            #expect(response.text == "")
            #expect(response.headers[.contentLength] == "7")
            // The connection is still in step.
            #expect(try await client.get(path).text == "picture")
        }
    }

    @Test func `that the client has are not sent again`() async throws {
        let world = try World()
        let path = try await world.publicPath(world.put("picture"))
        try await world.test(.live) { client in
            let digest = path.suffix(69).prefix(64)
            for header in ["\"\(digest)\"", "W/\"\(digest)\"", "\"x\", \"\(digest)\"", "*"] {
                let response = try await client.get(
                    path, headers: [.ifNoneMatch: header])
                #expect(response.status == .notModified)
                #expect(response.text == "")
                #expect(response.headers[.eTag] == "\"\(digest)\"")
                #expect(response.headers[.cacheControl]?.contains("immutable") == true)
                #expect(response.headers[.contentLength] == nil)
            }
            let response = try await client.get(path, headers: [.ifNoneMatch: "\"x\""])
            #expect(response.status == .ok)
        }
    }

    @Test func `are served in parts`() async throws {
        let world = try World()
        let path = try await world.publicPath(world.put("0123456789"))
        try await world.test(.live) { client in
            for (range, text) in [
                ("bytes=2-4", "234"), ("BYTES=2-4", "234"), ("bytes=7-", "789"), ("bytes=-1", "9"),
            ] {
                let response = try await client.get(path, headers: [.range: range])
                #expect(response.status == .partialContent)
                #expect(response.text == text)
                #expect(response.headers[.contentLength] == String(text.utf8.count))
                #expect(response.headers[.contentRange]?.hasSuffix("/10") == true)
            }
            let behind = try await client.get(path, headers: [.range: "bytes=10-"])
            #expect(behind.status == .rangeNotSatisfiable)
            #expect(behind.headers[.contentRange] == "bytes */10")
            let stale = try await client.get(
                path, headers: [.range: "bytes=2-4", .ifRange: "\"other\""])
            #expect(stale.status == .ok)
            #expect(stale.text == "0123456789")
            let digest = path.suffix(69).prefix(64)
            let fresh = try await client.get(
                path, headers: [.range: "bytes=2-4", .ifRange: "\"\(digest)\""])
            #expect(fresh.text == "234")
        }
    }

    @Test func `that are gone or cut short are not found, whatever the client has`() async throws {
        let world = try World()
        let name = try await world.put("0123456789")
        let path = world.publicPath(name)
        let tag = "\"\(name.prefix(64))\""
        try await world.test(.live) { client in
            #expect(try await client.get(path).text == "0123456789")
            let file = world.blobs.path(of: try #require(BlobName(name)))
            try Data("01234".utf8).write(to: URL(fileURLWithPath: file))
            #expect(try await client.get(path).status == .notFound)
            try Data("0123456789".utf8).write(to: URL(fileURLWithPath: file))
            #expect(try await client.get(path).text == "0123456789")
            try FileManager.default.removeItem(atPath: file)
            let gone = try await client.get(path, headers: [.ifNoneMatch: tag])
            #expect(gone.status == .notFound)
            #expect(gone.headers[.cacheControl]?.contains("immutable") != true)
        }
    }

    @Test func `are sent on the client's conditions`() async throws {
        let world = try World()
        let name = try await world.put("0123456789")
        let path = world.publicPath(name)
        try await world.test(.live) { client in
            let other = try await client.get(path, headers: [.ifMatch: "\"x\""])
            #expect(other.status == .preconditionFailed)
            #expect(other.code == "PRECONDITION_FAILED")
            for tag in ["\"\(name.prefix(64))\"", "\"x\", \"\(name.prefix(64))\"", "*"] {
                #expect(try await client.get(path, headers: [.ifMatch: tag]).status == .ok)
            }
            let head = try await client.execute(
                uri: path, method: .head, headers: [.range: "bytes=2-4"])
            #expect(head.status == .ok)
            #expect(head.headers[.contentLength] == "10")
        }
    }

    @Test func `larger than a piece arrive whole`() async throws {
        let world = try World { $0.limits.fileChunkBytes = 1_000 }
        let text = String((0..<123_457).map { Character(Unicode.Scalar(UInt8($0 % 64 + 48))) })
        let path = try await world.publicPath(world.put(text))
        try await world.test(.live) { client in
            #expect(try await client.get(path).text == text)
            let part = try await client.get(path, headers: [.range: "bytes=999-5001"])
            #expect(part.text == String(text.dropFirst(999).prefix(4_003)))
        }
    }

    @Test func `of other names are not found`() async throws {
        let world = try World()
        let name = try await world.put("secret")
        let key = world.signer.key(ofPublic: name)
        let missing = String(repeating: "f", count: 64) + ".jpg"
        let paths = [
            "/media/\(name)", "/media//\(name)", "/media/x/\(name)", "/media/\(key)A/\(name)",
            "/media/\(key)/\(name)/", "/media/\(key)/", "/media/\(key)/\(name.uppercased())",
            "/media/\(key)/\(name.dropLast(4))jpg", "/media/\(key)/\(name.dropLast(5))",
            "/media/\(key)/../\(name)", "/media/\(key)/%2e%2e/\(name)", "/media/\(key)/\(name)%00",
            world.publicPath(missing), "/media/", "/media/..", "/media/../private/\(name)",
        ]
        try await world.test(.live) { client in
            #expect(try await client.get("/media/\(key)/\(name)").text == "secret")
            for path in paths {
                let response = try await client.get(path)
                #expect(response.status == .notFound, "\(path)")
                #expect(response.code == "NOT_FOUND")
            }
        }
    }

    @Test(arguments: ["private", "originals"])
    func `that not everyone may see need a signature`(_ store: String) async throws {
        let world = try World()
        let name = try await world.put("secret")
        let path = "/\(store)/\(name)"
        let address = world.signer.sign(
            path: path, expiresMilliseconds: World.nowMilliseconds + 60_000)
        try await world.test(.live) { client in
            let response = try await client.get(address)
            #expect(response.text == "secret")
            #expect(response.headers[.cacheControl] == "private, max-age=60")
            #expect(response.headers[.accessControlAllowOrigin] == nil)

            for refused in [path, address + "A", address.replacing("expires=1", with: "expires=2")]
            {
                let response = try await client.get(refused)
                #expect(response.status == .forbidden, "\(refused)")
            }
            let elsewhere = try await client.get(address.replacing(store, with: "media"))
            #expect(elsewhere.status == .notFound)
            // What the client may have kept does not help it either.
            let known = try await client.get(path, headers: [.ifNoneMatch: "*"])
            #expect(known.status == .forbidden)

            world.clock.advance(milliseconds: 60_000)
            let late = try await client.get(address)
            #expect(late.status == .forbidden)
            #expect(late.code == "EXPIRED")
        }
    }

    @Test(arguments: ["media", "private"])
    func `that are videos are reached through their playlists, by the same right`(
        _ store: String
    ) async throws {
        let world = try World()
        let video = try await world.blobs.put(Array("0123456789".utf8), format: .mp4)
        let segments = try await world.blobs.put(
            Array("#EXTM3U\n#EXT-X-MAP:URI=\"\(video)\",BYTERANGE=\"2@0\"\n\(video)\n".utf8),
            format: .playlist)
        let master = try await world.blobs.put(
            Array("#EXTM3U\n\(segments)\n".utf8), format: .playlist)
        let path =
            store == "media"
            ? world.publicPath(master.description)
            : world.signer.sign(
                path: "/private/\(master)", expiresMilliseconds: World.nowMilliseconds + 60_000)
        @Sendable func resolved(_ address: Substring, from path: String) throws -> String {
            let base = try #require(URL(string: "http://host" + path))
            let url = try #require(URL(string: String(address), relativeTo: base)).absoluteString
            return String(url.dropFirst("http://host".count))
        }
        try await world.test(.live) { client in
            var path = path
            for _ in 0..<2 {
                let response = try await client.get(path)
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "application/vnd.apple.mpegurl")
                #expect(
                    response.headers[.cacheControl]?.hasPrefix(
                        store == "media" ? "public" : "private, max-age=60") == true)
                let tag = try #require(response.headers[.eTag])
                let known = try await client.get(path, headers: [.ifNoneMatch: tag])
                #expect(known.status == .notModified)
                let lines = response.text.split(separator: "\n")
                if lines.count == 3 {
                    #expect(lines[1].hasPrefix("#EXT-X-MAP:URI=\"\(lines[2])\","), "\(lines)")
                }
                path = try resolved(try #require(lines.last), from: path)
            }
            let part = try await client.get(path, headers: [.range: "bytes=2-4"])
            #expect(part.status == .partialContent)
            #expect(part.text == "234")
            #expect(part.headers[.contentType] == "video/mp4")
            // The address of one file opens no other.
            let other = path.replacing(video.description, with: segments.description)
            #expect(
                try await client.get(other).status == (store == "media" ? .notFound : .forbidden))
            guard store == "private" else { return }
            world.clock.advance(milliseconds: 60_000)
            #expect(try await client.get(path).status == .forbidden)
        }
    }

    @Test(.crosses(\GatewayLimits.playlistBytesMax))
    func `whose playlist is too long are not found`() async throws {
        let text = "#EXTM3U\n"
        for (bytesMax, status) in [(8, HTTPResponse.Status.ok), (7, .notFound)] {
            let world = try World { $0.limits.playlistBytesMax = bytesMax }
            let name = try await world.blobs.put(Array(text.utf8), format: .playlist)
            try await world.test(.live) { client in
                let response = try await client.get(world.publicPath(name.description))
                #expect(response.status == status)
            }
        }
    }

    @Test func `cannot be written`() async throws {
        try await World().test { client in
            let response = try await client.execute(uri: "/media/x/y", method: .post)
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == "GET, HEAD, OPTIONS")
        }
    }
}
