import Foundation
import Testing

@testable import Gateway

@Suite struct `A file that may be packed` {
    /// The text `{"query":"{hello}"}` with gzip, which makes it longer.
    private static let gzip = "H4sIAAAAAAACA6tWKixNLapUslKqzkjNycmvVaoFANmz2BkTAAAA"

    /// What is read of a file that holds these bytes.
    private func text(_ name: String, _ bytes: Data, bytesMax: Int = 1_000) throws -> String {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "\(UUID().uuidString)-\(name)").path
        try bytes.write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try PackedFile.text(path, bytesMax: bytesMax)
    }

    @Test func `is read`() throws {
        let packed = try #require(Data(base64Encoded: Self.gzip))
        #expect(try text("a.txt", Data("one\ntwo".utf8), bytesMax: 7) == "one\ntwo")
        #expect(try text("a.gz", packed, bytesMax: 19) == #"{"query":"{hello}"}"#)
        // In more than one piece.
        let long = Data(repeating: 0x61, count: 200_000)
        #expect(try text("a.txt", long, bytesMax: 200_000).utf8.count == 200_000)
    }

    @Test func `is refused when it is longer than it may be, before all of it is read`() throws {
        let packed = try #require(Data(base64Encoded: Self.gzip))
        for (name, bytes) in [("a.txt", Data("one\ntwo".utf8)), ("a.gz", packed)] {
            let error = #expect(throws: GatewayError.self) { try text(name, bytes, bytesMax: 6) }
            #expect(error?.description.hasSuffix("holds more than 6 bytes.") == true)
        }
        // A thousand bytes that are a few when packed.
        let zeros = try #require(
            Data(base64Encoded: "H4sIAAAAAAACA2NgGAWjYBQMdwAAgBcLBugDAAA="))
        #expect(throws: GatewayError.self) { try text("a.gz", zeros, bytesMax: 999) }
        #expect(throws: GatewayError.self) { try PackedFile.text("/dev/zero", bytesMax: 100_000) }
    }

    @Test func `is refused when it breaks off, is no gzip or is not there`() throws {
        let packed = try #require(Data(base64Encoded: Self.gzip))
        for part in [packed.dropLast(1), packed.dropLast(9), packed.prefix(0), packed + packed] {
            #expect(throws: GatewayError.self) { try text("a.gz", part) }
        }
        #expect(throws: GatewayError.self) { try text("a.gz", Data("no gzip".utf8)) }
        for path in ["/nosuch/file", "/tmp"] {
            #expect(throws: GatewayError.self) { try PackedFile.text(path, bytesMax: 10) }
        }
    }
}
