import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Media
import Synchronization
import TestSupport
import Testing

@testable import Gateway

private let jpeg: HTTPFields = [.contentType: "image/jpeg"]

@Suite struct `Uploads` {
    private func ticket(
        bytes: Int, lifetimeMilliseconds: Int64 = 60_000, digest: ContentHash? = nil
    ) -> UploadTicket {
        UploadTicket(
            mediaID: 77, ownerID: 7,
            expiresMilliseconds: World.nowMilliseconds + lifetimeMilliseconds,
            byteCount: Int64(bytes), contentType: "image/jpeg", digest: digest)
    }

    private func put(
        _ client: any TestClientProtocol, _ token: String, _ text: String,
        headers: HTTPFields = jpeg
    ) async throws -> TestResponse {
        try await client.execute(
            uri: "/upload/\(token)", method: .put, headers: headers, body: ByteBuffer(string: text))
    }

    @Test(arguments: [TestingSetup.router, .live])
    func `land in the staging folder`(_ setup: TestingSetup) async throws {
        let world = try World()
        let text = String(repeating: "jpeg", count: 100_000)
        let ticket = ticket(bytes: text.utf8.count)
        try await world.test(setup) { client in
            let response = try await put(client, world.signer.token(for: ticket), text)
            #expect(response.status == .noContent)
            #expect(try world.staged() == ["77"])
            let path = world.folder.appending(path: "staging/77").path
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
    }

    @Test func `are taken once`() async throws {
        let world = try World()
        let token = world.signer.token(for: ticket(bytes: 4))
        try await world.test { client in
            #expect(try await put(client, token, "jpeg").status == .noContent)
            // Whoever did not hear that all had arrived sends it again.
            world.uploads.state.withLock { $0 = .received }
            #expect(try await put(client, token, "jpeg").status == .noContent)
            let again = try await put(client, token, "evil")
            #expect(again.status == .conflict)
            #expect(again.code == "ALREADY_UPLOADED")
            let path = world.folder.appending(path: "staging/77").path
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "jpeg")
            #expect(try world.staged() == ["77"])
        }
    }

    @Test func `are taken once of many at the same time`() async throws {
        let world = try World()
        let text = String(repeating: "x", count: 50_000)
        let token = world.signer.token(for: ticket(bytes: text.utf8.count))
        try await world.test { client in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await put(client, token, text).status.code }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 204 }.count == 1)
            #expect(statuses.filter { $0 == 409 || $0 == 429 }.count == 7)
            #expect(try world.staged() == ["77"])
        }
    }

    @Test func `are refused when the product has them already or no more`() async throws {
        let world = try World()
        let token = world.signer.token(for: ticket(bytes: 4))
        try await world.test { client in
            world.uploads.state.withLock { $0 = .received }
            #expect(try await put(client, token, "jpeg").status == .conflict)
            world.uploads.state.withLock { $0 = .gone }
            let gone = try await put(client, token, "jpeg")
            #expect(gone.status == .gone)
            #expect(gone.code == "EXPIRED")
            #expect(try world.staged() == [])
        }
    }

    @Test func `of other bytes than were announced are not kept`() async throws {
        let world = try World()
        let token = world.signer.token(
            for: ticket(bytes: 4, digest: ContentHash(of: Array("jpeg".utf8))))
        try await world.test { client in
            let other = try await put(client, token, "evil")
            #expect(other.status == .unprocessableContent)
            #expect(other.code == "CHECKSUM_MISMATCH")
            #expect(try world.staged() == [])
            #expect(try await put(client, token, "jpeg").status == .noContent)
            // The announced digest is enough when the file has been taken away to be processed.
            world.uploads.state.withLock { $0 = .received }
            try FileManager.default.removeItem(at: world.folder.appending(path: "staging/77"))
            #expect(try await put(client, token, "jpeg").status == .noContent)
            #expect(try await put(client, token, "evil").status == .conflict)
        }
    }

    @Test func `may call a JPEG a jpg`() async throws {
        let world = try World()
        let token = world.signer.token(for: ticket(bytes: 4))
        try await world.test { client in
            let response = try await put(
                client, token, "jpeg", headers: [.contentType: "image/jpg"])
            #expect(response.status == .noContent)
        }
    }

    @Test func `expire`() async throws {
        let world = try World()
        let token = world.signer.token(for: ticket(bytes: 4, lifetimeMilliseconds: 1_000))
        world.clock.advance(milliseconds: 1_000)
        try await world.test { client in
            let response = try await put(client, token, "jpeg")
            #expect(response.status == .gone)
        }
    }

    @Test(arguments: ["", "x", "AAAA", String(repeating: "A", count: 200), "../../etc/passwd"])
    func `of other addresses are refused`(_ token: String) async throws {
        try await World().test { client in
            let response = try await put(client, token, "jpeg")
            #expect(response.status == .forbidden)
            #expect(response.code == "FORBIDDEN")
        }
    }

    @Test func `of another type are refused`() async throws {
        let world = try World()
        let token = world.signer.token(for: ticket(bytes: 4))
        try await world.test { client in
            for type in ["image/png", "text/html", nil] {
                var headers: HTTPFields = [:]
                headers[.contentType] = type
                let response = try await put(client, token, "jpeg", headers: headers)
                #expect(response.status == .unsupportedMediaType)
                #expect(response.headers[.accept] == "image/jpeg")
            }
            let spelled = try await put(
                client, token, "jpeg", headers: [.contentType: "IMAGE/JPEG; x=y"])
            #expect(spelled.status == .noContent)
        }
    }

    @Test(arguments: [TestingSetup.router, .live])
    func `of another size are refused`(_ setup: TestingSetup) async throws {
        let world = try World()
        let token = world.signer.token(for: ticket(bytes: 4))
        try await world.test(setup) { client in
            let large = try await put(client, token, "jpeg!")
            #expect(large.status == .contentTooLarge)
            #expect(large.code == "BODY_TOO_LARGE")
            #expect(large.headers[.connection] == "close")
        }
        let second = try World()
        try await second.test(setup) { client in
            let small = try await put(client, token, "jpe")
            #expect(small.status == .badRequest)
            #expect(small.code == "BODY_CUT_SHORT")
            #expect(try second.staged() == [])
        }
    }

    @Test func `can be tried again after a failure on our side`() async throws {
        let world = try World()
        let token = world.signer.token(for: ticket(bytes: 4))
        try await world.test { client in
            world.uploads.fails.withLock { $0 = true }
            let failed = try await put(client, token, "jpeg")
            #expect(failed.status == .internalServerError)
            #expect(failed.code == "INTERNAL")
            #expect(!failed.text.contains(world.folder.path))
            let id = try #require(failed.headers[.xRequestID])
            #expect(failed.text.contains(id))
            #expect(try world.staged() == [])
            world.uploads.fails.withLock { $0 = false }
            #expect(try await put(client, token, "jpeg").status == .noContent)
        }
    }

    @Test func `that ask first are told to go on`() async throws {
        let world = try World()
        let token = world.signer.token(for: ticket(bytes: 4))
        try await world.test(.live) { client in
            let socket = try RawSocket(port: try #require(client.port))
            await socket.send(
                """
                PUT /upload/\(token) HTTP/1.1\r
                Host: localhost\r
                Content-Type: image/jpeg\r
                Content-Length: 4\r
                Expect: 100-continue\r
                \r

                """)
            let goOn = await socket.receive(until: "\r\n\r\n")
            #expect(goOn.hasPrefix("HTTP/1.1 100 Continue\r\n"))
            await socket.send("jpeg")
            let answer = await socket.receive(until: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 204 "))
            socket.close()
        }
    }

    @Test func `that are refused do not wait for the bytes`() async throws {
        let world = try World()
        let token = world.signer.token(for: ticket(bytes: 4))
        try await world.test(.live) { client in
            let socket = try RawSocket(port: try #require(client.port))
            await socket.send(
                """
                PUT /upload/\(token) HTTP/1.1\r
                Host: localhost\r
                Content-Type: image/jpeg\r
                Content-Length: 1000000\r
                \r
                \(String(repeating: "x", count: 1_000))
                """)
            // Until the server closes its side: the answer comes whole, and is the last.
            let answer = await socket.receive()
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.contains("BODY_TOO_LARGE"))
            socket.close()
        }
    }

    @Test(.crosses(\GatewayLimits.uploadArrivalMillisecondsMax))
    func `that drip are told to stop, and leave no file`() async throws {
        let world = try World { $0.limits.uploadArrivalMillisecondsMax = 100 }
        let token = world.signer.token(for: ticket(bytes: 1_000))
        try await world.test(.live) { client in
            let socket = try RawSocket(port: try #require(client.port))
            await socket.send(
                """
                PUT /upload/\(token) HTTP/1.1\r
                Host: localhost\r
                Content-Type: image/jpeg\r
                Content-Length: 1000\r
                \r

                """)
            for _ in 0..<4 {
                await socket.send("x")
                try await Task.sleep(for: .milliseconds(60))
            }
            let answer = await socket.receive()
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
            #expect(try world.staged() == [])
            socket.close()
        }
    }

    /// Sends the head of an upload and its first bytes.
    private func begin(
        _ ticket: UploadTicket, in world: World, port: Int
    ) async throws -> RawSocket {
        let socket = try RawSocket(port: port)
        await socket.send(
            """
            PUT /upload/\(world.signer.token(for: ticket)) HTTP/1.1\r
            Host: localhost\r
            Content-Type: image/jpeg\r
            Content-Length: \(ticket.byteCount)\r
            \r
            x
            """)
        return socket
    }

    private func ticket(media: Int64, owner: Int64, bytes: Int = 1_000) -> UploadTicket {
        var ticket = ticket(bytes: bytes)
        ticket.mediaID = media
        ticket.ownerID = owner
        return ticket
    }

    private func wait(for count: Int, in world: World) async throws {
        while try world.staged().count < count { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// A whole upload of four bytes on a connection of its own, as a refusal ends it.
    private func put(
        media: Int64, owner: Int64, in world: World, port: Int
    ) async throws -> String {
        let socket = try RawSocket(port: port)
        let ticket = ticket(media: media, owner: owner, bytes: 4)
        await socket.send(
            """
            PUT /upload/\(world.signer.token(for: ticket)) HTTP/1.1\r
            Host: localhost\r
            Content-Type: image/jpeg\r
            Content-Length: 4\r
            Connection: close\r
            \r
            jpeg
            """)
        let answer = await socket.receive()
        socket.close()
        return answer
    }

    @Test(
        .crosses(\GatewayLimits.uploadsPerTicketMax, \GatewayLimits.uploadsPerOwnerMax),
        .timeLimit(.minutes(2))) func `of one account leave room for others`() async throws
    {
        let world = try World {
            $0.limits.uploadsMax = 4
            $0.limits.uploadsPerOwnerMax = 2
            $0.limits.uploadsPerTicketMax = 1
        }
        try await world.test(.live) { client in
            let port = try #require(client.port)
            let held = try await begin(ticket(media: 1, owner: 7), in: world, port: port)
            try await wait(for: 1, in: world)
            let sameTicket = try await put(media: 1, owner: 7, in: world, port: port)
            #expect(sameTicket.hasPrefix("HTTP/1.1 429 "))
            #expect(sameTicket.contains("TOO_MANY_UPLOADS"))
            #expect(sameTicket.lowercased().contains("retry-after: 1\r\n"))
            let other = try await begin(ticket(media: 2, owner: 7), in: world, port: port)
            try await wait(for: 2, in: world)
            let sameOwner = try await put(media: 3, owner: 7, in: world, port: port)
            #expect(sameOwner.contains("TOO_MANY_UPLOADS"))
            let stranger = try await put(media: 4, owner: 8, in: world, port: port)
            #expect(stranger.hasPrefix("HTTP/1.1 204 "))
            for socket in [held, other] { socket.close() }
            // Those who leave make room.
            var answer = ""
            repeat {
                answer = try await put(media: 3, owner: 7, in: world, port: port)
            } while answer.contains("TOO_MANY_UPLOADS")
            #expect(answer.hasPrefix("HTTP/1.1 204 "))
        }
    }

    @Test(
        .crosses(\GatewayLimits.uploadsMax, \GatewayLimits.uploadsPerAddressMax),
        .timeLimit(.minutes(2))) func `of one address, or too many, are refused`() async throws
    {
        for (perAddress, status, code) in [(1, 429, "TOO_MANY_UPLOADS"), (9, 503, "OVERLOADED")] {
            let world = try World {
                $0.limits.uploadsMax = 1
                $0.limits.uploadsPerAddressMax = perAddress
            }
            try await world.test(.live) { client in
                let port = try #require(client.port)
                let socket = try await begin(ticket(media: 1, owner: 7), in: world, port: port)
                try await wait(for: 1, in: world)
                let refused = try await put(media: 2, owner: 8, in: world, port: port)
                #expect(refused.hasPrefix("HTTP/1.1 \(status) "))
                #expect(refused.contains(code))
                #expect(refused.lowercased().contains("retry-after: 1\r\n"))
                socket.close()
            }
        }
    }

    @Test(.crosses(\GatewayLimits.uploadGraceMilliseconds, \GatewayLimits.uploadBytesPerSecondMin))
    func `must keep a pace once their grace is over`() throws {
        let start = ContinuousClock.now
        let limits = GatewayLimits.standard
        var pace = UploadPace(limits, start: start)
        try pace.add(1, at: start + .milliseconds(limits.uploadGraceMilliseconds))
        let late = start + .milliseconds(limits.uploadGraceMilliseconds + 1_000)
        try pace.add(limits.uploadBytesPerSecondMin - 1, at: late)
        #expect(throws: Problem.self) { try pace.add(0, at: late + .milliseconds(1_000)) }
        try pace.add(limits.uploadBytesPerSecondMin, at: late + .milliseconds(1_000))
    }

    @Test func `that come too slowly are told to stop, and leave no file`() async throws {
        let world = try World {
            $0.limits.uploadGraceMilliseconds = 50
            $0.limits.uploadBytesPerSecondMin = 1_000
        }
        try await world.test(.live) { client in
            let socket = try await begin(
                ticket(media: 1, owner: 7), in: world, port: try #require(client.port))
            try await Task.sleep(for: .milliseconds(200))
            await socket.send("x")
            let answer = await socket.receive()
            #expect(answer.hasPrefix("HTTP/1.1 408 "))
            #expect(answer.contains("BODY_TOO_SLOW"))
            #expect(try world.staged() == [])
            socket.close()
        }
    }

    @Test func `are only put`() async throws {
        try await World().test { client in
            let response = try await client.execute(uri: "/upload/x", method: .post)
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == "PUT, OPTIONS")
        }
    }
}
