import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import TestSupport
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(2))) struct `An encoded body` {
    /// `{"query":"{hello}"}`
    private static let gzip = "H4sIAAAAAAACA6tWKixNLapUslKqzkjNycmvVaoFANmz2BkTAAAA"
    private static let zlib = "eJyrViosTS2qVLJSqs5IzcnJr1WqBQBFDQb9"
    /// A query of 150,019 bytes.
    private static let large = """
        H4sIAAAAAAACA+3BwQkAEBQA0FX0x7CPclCiHCS728LpvXdirDJ35Di1tNZvAgAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAOCLuA/Aed3K\
        A0oCAA==
        """

    private func send(
        _ bytes: Data, _ coding: String, to client: any TestClientProtocol
    ) async throws -> TestResponse {
        try await client.execute(
            uri: "/graphql", method: .post,
            headers: [.contentType: "application/json", .contentEncoding: coding],
            body: ByteBuffer(bytes: bytes))
    }

    private func data(_ text: String) throws -> Data {
        try #require(Data(base64Encoded: text))
    }

    @Test func `is decoded`() async throws {
        try await World().test(.live) { client in
            for (text, coding) in [
                (Self.gzip, "gzip"), (Self.gzip, "X-GZip"), (Self.zlib, "deflate"),
            ] {
                let response = try await send(try data(text), coding, to: client)
                #expect(response.status == .ok, "\(coding): \(response.text)")
                #expect(response.text == #"{"data":{"hello":"world"}}"#)
            }
            let plain = try await send(Data(#"{"query":"{hello}"}"#.utf8), "identity", to: client)
            #expect(plain.status == .ok)
        }
    }

    @Test func `may be large, but no larger than others`() async throws {
        let bytes = try data(Self.large)
        try await World { $0.limits.bodyBytesMax = 200_000 }.test(.live) { client in
            let response = try await send(bytes, "gzip", to: client)
            #expect(response.status == .ok)
        }
        try await World { $0.limits.bodyBytesMax = 100_000 }.test(.live) { client in
            let response = try await send(bytes, "gzip", to: client)
            #expect(response.status == .contentTooLarge)
            #expect(response.code == "BODY_TOO_LARGE")
        }
    }

    @Test func `is refused when it is damaged or unknown`() async throws {
        try await World().test(.live) { client in
            let whole = try data(Self.gzip)
            for (bytes, coding, status) in [
                (whole.dropLast(6), "gzip", HTTPResponse.Status.badRequest),
                (whole + whole, "gzip", .badRequest), (Data("{}".utf8), "gzip", .badRequest),
                (whole, "br", .unsupportedMediaType), (whole, "gzip, gzip", .unsupportedMediaType),
            ] {
                let response = try await send(bytes, coding, to: client)
                #expect(response.status == status, "\(coding): \(response.text)")
                #expect(response.code != nil)
                if status == .unsupportedMediaType {
                    #expect(response.headers[.acceptEncoding] == "gzip, deflate, identity")
                }
            }
        }
    }

    @Test func `is not taken for a file`() async throws {
        let world = try World()
        let ticket = UploadTicket(
            mediaID: 5, ownerID: 1, expiresMilliseconds: World.nowMilliseconds + 1_000,
            byteCount: 3, contentType: "image/jpeg")
        try await world.test(.live) { client in
            let response = try await client.execute(
                uri: "/upload/\(world.signer.token(for: ticket))", method: .put,
                headers: [.contentType: "image/jpeg", .contentEncoding: "gzip"],
                body: ByteBuffer(string: "abc"))
            #expect(response.status == .unsupportedMediaType)
            #expect(response.headers[.acceptEncoding] == "identity")
        }
    }
}

@Suite(.timeLimit(.minutes(2))) struct `Bodies in memory` {
    private static func head(_ length: Int) -> String {
        """
        POST /graphql HTTP/1.1\r
        Host: x\r
        Content-Type: application/json\r
        Connection: close\r
        Content-Length: \(length)\r
        \r

        """
    }

    private static func request(_ length: Int) -> String {
        let query = #"{"query":"{hello}"}"#
        return head(length) + query + String(repeating: " ", count: length - query.utf8.count)
    }

    private func answer(to text: String, port: Int) async throws -> String {
        let socket = try RawSocket(port: port)
        defer { socket.close() }
        await socket.send(text)
        return await socket.receiveAll().text
    }

    @Test(
        .crosses(
            \GatewayLimits.bodyBytesUncounted,
            \GatewayLimits.bodyBytesInFlightMax, \GatewayLimits.bodyBytesInFlightPerAddressMax),
        arguments: [true, false])
    func `are bounded, so that strangers cannot fill it`(isPerAddress: Bool) async throws {
        let world = try World { configuration in
            configuration.limits.bodyBytesUncounted = 1_000
            configuration.limits.bodyBytesInFlightMax = isPerAddress ? 1_000_000 : 10_000
            configuration.limits.bodyBytesInFlightPerAddressMax = isPerAddress ? 10_000 : 1_000_000
        }
        try await world.testLive { gateway, port in
            let hoarder = try RawSocket(port: port)
            await hoarder.send(Self.head(20_000) + String(repeating: " ", count: 9_000))
            while gateway.bodies.bytes < 8_000 { try await Task.sleep(for: .milliseconds(5)) }

            let refused = try await answer(to: Self.request(5_000), port: port)
            #expect(refused.hasPrefix("HTTP/1.1 503 "), "\(refused)")
            #expect(refused.contains("OVERLOADED"))
            #expect(refused.lowercased().contains("\r\nretry-after: "))
            let small = try await answer(to: Self.request(1_000), port: port)
            #expect(small.hasPrefix("HTTP/1.1 200 "), "\(small)")
            #expect(gateway.bodies.bytes == 8_000)

            hoarder.close()
            while gateway.bodies.bytes > 0 { try await Task.sleep(for: .milliseconds(5)) }
            let served = try await answer(to: Self.request(5_000), port: port)
            #expect(served.hasPrefix("HTTP/1.1 200 "), "\(served)")
            #expect(gateway.bodies.bytes == 0)
        }
    }
}
