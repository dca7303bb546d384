import Demo
import TAO
import Testing

@testable import Media
@testable import Social

/// A sample of the files that `CorpusTests` sends through the pipeline, from the upload to the answer.
@Suite struct `Odd photos through the API` {
    private static let secret = Array("SECRET-PLACE-4711".utf8)

    private struct Photo {
        let name: String
        let bytes: [UInt8]
        /// Why it is not taken; nil where it is.
        var failure: String?
    }

    private func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let length = payload.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + payload
    }

    private func photos() async throws -> [Photo] {
        let picture = DemoPicture(seed: 5, pixels: PixelSize(width: 240, height: 640))
        let base = try await picture.render(on: Workshop.processor)
        func adding(_ bytes: [UInt8]) -> [UInt8] { base[..<2] + bytes + base[2...] }
        let flood = [[UInt8]](repeating: segment(0xED, Self.secret), count: 2_000).flatMap { $0 }
        var arithmetic = base
        if let frame = base.firstRange(of: [0xFF, 0xC0]) {
            arithmetic[frame.lowerBound + 1] = 0xC9
        }
        return [
            Photo(name: "as it should be", bytes: base),
            Photo(name: "no end", bytes: Array(base.dropLast(2))),
            Photo(name: "the last bytes lost", bytes: Array(base.dropLast(20))),
            Photo(name: "zeros behind it", bytes: base + [UInt8](repeating: 0, count: 900)),
            Photo(name: "a film behind it", bytes: base + Array("ftypmp42".utf8) + Self.secret),
            Photo(name: "EXIF of no order", bytes: adding(segment(0xE1, Array("Exif\0\0XX".utf8)))),
            Photo(name: "2,000 segments", bytes: adding(flood)),
            Photo(
                name: "half of it", bytes: Array(base.prefix(base.count / 2)), failure: "DAMAGED"),
            Photo(name: "its start alone", bytes: [0xFF, 0xD8, 0xFF, 0xE0], failure: "DAMAGED"),
            Photo(name: "arithmetic coding", bytes: arithmetic, failure: "UNSUPPORTED_TYPE"),
            Photo(name: "SVG", bytes: Array("<svg onload='x'/>".utf8), failure: "UNSUPPORTED_TYPE"),
        ]
    }

    private static let question = """
        query($id: ID!) { node(id: $id) { ... on Image {
          status failure { code canRetry } variants { url } original: url(size: ORIGINAL)
        } } }
        """

    @Test func `are shown, or refused with a reason, and tell nothing`() async throws {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        for photo in try await photos() {
            let media = try await stage.upload(photo.bytes)
            _ = try await stage.ask(
                "mutation($id: ID!) { mediaUploadComplete(input: { mediaId: $id }) { media { id } } }",
                viewer: "alice", variables: "{ \"id\": \"\(media.globalID)\" }")
            try await flow.process(media.id)
            let answer = try await stage.ask(
                Self.question, viewer: "alice", variables: "{ \"id\": \"\(media.globalID)\" }")
            func value(_ path: String) throws -> Any? {
                try JSONText.value(
                    answer.json, at: "data/node/\(path)".split(separator: "/").map(String.init))
            }
            #expect(answer.failures == [], "\(photo.name)")
            guard photo.failure == nil else {
                #expect(try value("status") as? String == "FAILED", "\(photo.name)")
                #expect(try value("failure/code") as? String == photo.failure, "\(photo.name)")
                continue
            }
            #expect(try value("status") as? String == "READY", "\(photo.name)")
            var addresses = try (0..<10).map { try value("variants/\($0)/url") as? String }
            addresses.append(try value("original") as? String)
            for address in addresses {
                let path = try #require(address?.split(separator: "?").first, "\(photo.name)")
                let name = try #require(path.split(separator: "/").last.flatMap { BlobName($0) })
                let bytes = try #require(try await stage.blobs.read(name))
                #expect(bytes.firstRange(of: Self.secret) == nil, "\(photo.name)")
                #expect(SourceType(sniffing: bytes).map { BlobFormat($0) } == name.format)
            }
        }
    }
}
