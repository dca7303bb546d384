import Media
import TAO
import Testing

@testable import Social

/// Photos that alice sends.
extension Stage {
    private static let create = """
        mutation Create($type: String!, $bytes: Int!, $sha256: String) {
          mediaUploadCreate(input: { contentType: $type, byteCount: $bytes, sha256: $sha256 }) {
            upload { media { id } url }
            userErrors { code field message }
          }
        }
        """

    /// Asks for an upload and sends the bytes.
    func upload(
        _ bytes: [UInt8], sha256: String? = nil, announced: Int? = nil
    ) async throws -> (globalID: String, id: ObjectID) {
        let media = try await announce(announced ?? bytes.count, sha256: sha256)
        try await send(bytes, to: media.id)
        return media
    }

    func announce(
        _ byteCount: Int, sha256: String? = nil
    ) async throws -> (globalID: String, id: ObjectID) {
        let digest = sha256.map { "\"\($0)\"" } ?? "null"
        let answer = try await ask(
            Self.create, viewer: "alice",
            variables: """
                { "type": "image/jpeg", "bytes": \(byteCount), "sha256": \(digest) }
                """)
        let path = ["data", "mediaUploadCreate", "upload", "media", "id"]
        let text = try #require(try JSONText.value(answer.json, at: path) as? String)
        return (text, try #require(node(text)).object)
    }

    func send(
        _ bytes: [UInt8], to media: ObjectID, expecting digest: ContentHash? = nil
    ) async throws {
        let writer = try await staging.begin(mediaID: media.rawValue)
        try await writer.write(bytes)
        _ = try await writer.finish(expecting: digest)
    }
}
