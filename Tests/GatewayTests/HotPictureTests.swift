import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Media
import NIOCore
import NIOEmbedded
import TestSupport
import Testing

@testable import Gateway

@Suite struct `Pictures in memory` {
    /// The store as another process of the machine has it.
    private func otherStore(of world: World) throws -> BlobStore {
        try BlobStore(directory: world.folder.appending(path: "blobs").path)
    }

    private func text(_ path: String, port: Int, _ headers: String = "") async throws -> String {
        let socket = try RawSocket(port: port)
        defer { socket.close() }
        await socket.send(
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)Connection: close\r\n\r\n")
        return await socket.receive()
    }

    @Test func `are the same pictures`() async throws {
        let world = try World()
        let path = try await world.publicPath(world.put("0123456789"))
        try await world.testLive { gateway, port in
            let cold = try await text(path, port: port)
            #expect(cold.hasPrefix("HTTP/1.1 200"))
            #expect(cold.hasSuffix("\r\n\r\n0123456789"))
            #expect(gateway.hotPictures.count == 1)
            let warm = try await text(path, port: port)
            func lines(_ answer: String) -> Set<Substring> {
                // Each request has a number of its own, and its time.
                Set(
                    answer.split(separator: "\r\n").filter { line in
                        !["x-request-id", "date"].contains { line.lowercased().hasPrefix($0) }
                    })
            }
            #expect(lines(warm) == lines(cold))
            let part = try await text(path, port: port, "Range: bytes=2-4\r\n")
            #expect(part.hasPrefix("HTTP/1.1 206"))
            #expect(part.hasSuffix("\r\n\r\n234"))
            let known = try await text(path, port: port, "If-None-Match: *\r\n")
            #expect(known.hasPrefix("HTTP/1.1 304"))
            #expect(gateway.hotPictures.count == 1)
        }
    }

    @Test func `are gone when any process has deleted them`() async throws {
        let world = try World()
        let name = try await world.put("0123456789")
        let path = world.publicPath(name)
        let other = try otherStore(of: world)
        defer { other.close() }
        try await world.testLive { first, firstPort in
            try await world.testLive { second, secondPort in
                for port in [firstPort, secondPort, firstPort, secondPort] {
                    #expect(try await text(path, port: port).hasSuffix("0123456789"))
                }
                #expect(first.hotPictures.count == 1)
                #expect(second.hotPictures.count == 1)
                #expect(try await other.remove(try #require(BlobName(name))))
                for port in [firstPort, secondPort] {
                    for header in ["", "If-None-Match: *\r\n", "Range: bytes=0-1\r\n"] {
                        let answer = try await text(path, port: port, header)
                        #expect(answer.hasPrefix("HTTP/1.1 404"))
                        #expect(!answer.contains("immutable"))
                    }
                }
                #expect(first.hotPictures.count == 0)
                #expect(second.hotPictures.count == 0)
                // The same bytes may come again.
                _ = try await other.put(Array("0123456789".utf8), format: .webp)
                for port in [firstPort, secondPort] {
                    #expect(try await text(path, port: port).hasSuffix("0123456789"))
                }
            }
        }
    }

    @Test func `are read anew when a disk has changed their length`() async throws {
        let world = try World()
        let name = try #require(BlobName(try await world.put("0123456789")))
        let pictures = HotPictures(world.blobs, .standard)
        let path = world.blobs.path(of: name)
        for wrong in ["01234", "0123456789a", ""] {
            #expect(try await pictures.picture(name)?.bytes == ByteBuffer(string: "0123456789"))
            try Data(wrong.utf8).write(to: URL(fileURLWithPath: path))
            #expect(try await pictures.picture(name)?.bytes == nil, "\(wrong)")
            // Storing it again mends it, in another file.
            _ = try await world.put("0123456789")
        }
        #expect(try await pictures.picture(name) != nil)
        #expect(pictures.count == 1)
    }

    @Test(.crosses(\GatewayLimits.hotPicturesLookMilliseconds))
    func `leave it also when nobody asks for them any more`() async throws {
        let world = try World()
        let name = try #require(BlobName(try await world.put("secret")))
        var limits = GatewayLimits.standard
        limits.hotPicturesLookMilliseconds = 10
        let pictures = HotPictures(world.blobs, limits)
        _ = try await pictures.picture(name)
        pictures.forgetGone()
        #expect(pictures.count == 1)
        let looking = Task { await pictures.run() }
        defer { looking.cancel() }
        try await world.blobs.remove(name)
        let deadline = ContinuousClock.now + .seconds(60)
        while pictures.count > 0, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(pictures.count == 0)
    }

    @Test(.crosses(\GatewayLimits.hotPictureBytesMax))
    func `are not too large`() async throws {
        let world = try World()
        var limits = GatewayLimits.standard
        limits.hotPictureBytesMax = 10
        let pictures = HotPictures(world.blobs, limits)
        for (text, isKept) in [("0123456789", true), ("0123456789a", false)] {
            let name = try #require(BlobName(try await world.put(text)))
            let picture = try #require(try await pictures.picture(name))
            #expect((picture.bytes != nil) == isKept)
            #expect(picture.blob.byteCount == text.utf8.count)
        }
        #expect(pictures.count == 1)
    }

    @Test(.crosses(\GatewayLimits.hotPicturesBytesMax, \GatewayLimits.hotPicturesMax))
    func `are not too many, and those in use stay`() async throws {
        let world = try World()
        // As many bytes as four of them have; as many as four.
        for (bytesMax, countMax) in [(40, 1_000), (1_000_000, 4)] {
            var limits = GatewayLimits.standard
            limits.hotPicturesBytesMax = bytesMax
            limits.hotPicturesMax = countMax
            let pictures = HotPictures(world.blobs, limits)
            var names: [BlobName] = []
            for number in 0..<20 {
                names.append(try #require(BlobName(try await world.put("picture \(10 + number)"))))
            }
            for name in names {
                _ = try await pictures.picture(names[0])
                _ = try await pictures.picture(name)
                #expect(pictures.count <= 4)
            }
            #expect(pictures.count >= 2)
            // What was in use needs its file alone to be named: no thread reads it again.
            let first = try #require(try await pictures.picture(names[0]))
            #expect(first.blob === (try await pictures.picture(names[0]))?.blob)
        }
    }

    @Test(.crosses(\GatewayLimits.largeWritesBytesMax))
    func `wait for clients up to a number of bytes`() throws {
        var limits = GatewayLimits.standard
        limits.fileChunkBytes = 10
        limits.largeWritesBytesMax = 100
        let writes = LargeWrites(limits)
        let loop = EmbeddedEventLoop()
        #expect(writes.hasRoom(for: 100))
        #expect(!writes.hasRoom(for: 101))
        let sixty = loop.makePromise(of: Void.self)
        writes.add(60, until: sixty.futureResult)
        #expect(writes.hasRoom(for: 40))
        #expect(!writes.hasRoom(for: 41))
        // A piece as small as those of files always has.
        #expect(writes.hasRoom(for: 10))
        sixty.fail(ChannelError.ioOnClosedChannel)
        #expect(writes.waitingBytes == 0)
        #expect(writes.hasRoom(for: 100))
    }

    @Test func `count while a client does not take them, and are whole in the end`() async throws {
        let world = try World { $0.limits.fileChunkBytes = 1_000 }
        let text = String(repeating: "0123456789", count: 100_000)
        let path = try await world.publicPath(world.put(text))
        try await world.testLive { gateway, port in
            let socket = try RawSocket(port: port)
            // More than the system's buffers take.
            let count = 30
            for _ in 1..<count {
                await socket.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
            await socket.send(
                "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            let deadline = ContinuousClock.now + .seconds(60)
            while gateway.largeWrites.waitingBytes == 0, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(gateway.largeWrites.waitingBytes >= text.utf8.count)
            let (received, isClosed) = await socket.receiveAll()
            #expect(isClosed)
            #expect(received.ranges(of: text).count == count)
            #expect(gateway.largeWrites.waitingBytes == 0)
            socket.close()
        }
    }
}
