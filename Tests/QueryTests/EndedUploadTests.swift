import Media
import TAO
import Testing

@testable import Social

/// Uploads that their sender gives up before all has come.
@Suite struct `An upload that is given up` {
    private let stage: Stage

    init() async throws {
        stage = try await Stage(.standard)
    }

    private func announce() async throws -> (text: String, id: ObjectID) {
        let answer = try await stage.json(
            """
            mutation { mediaUploadCreate(input: {
              contentType: "image/png", byteCount: 3, protocol: TUS, idempotencyKey: "once" }) {
              upload { media { id } protocol headers { name value } } } }
            """)
        #expect(answer.contains(#""protocol":"TUS""#))
        #expect(answer.contains(#"{"name":"Tus-Resumable","value":"1.0.0"}"#))
        let text = try #require(JSONText.strings("id", in: answer).first, "\(answer)")
        return (text, try #require(stage.node(text)).object)
    }

    private func openCount() async throws -> Int {
        try await stage.services(.off).tao.stored.lists([
            RangeQuery(stage.named("alice").object, AssociationTypes.openUpload, limit: 10)
        ])[0].associations.count
    }

    @Test func `is gone, with what has come of it`() async throws {
        let flow = try await stage.services(.off).media
        let media = try await announce()
        let part = try await stage.staging.resume(
            mediaID: media.id.rawValue, at: 0, bytesMax: 3, isChecked: false)
        try await part.write([1])
        _ = try await part.keep()
        #expect(try await openCount() == 1)
        #expect(try await flow.endUpload(of: media.id))
        #expect(try await openCount() == 0)
        #expect(try await stage.staging.offset(mediaID: media.id.rawValue) == 0)
        let node = try await stage.json("{ node(id: \"\(media.text)\") { id } }")
        #expect(node.contains(#""node":null"#))
        guard case .gone = try await flow.uploadState(of: media.id) else {
            Issue.record("it is still there")
            return
        }
        #expect(try await flow.endUpload(of: media.id), "once more")
        let again = try await stage.json(
            """
            mutation { mediaUploadCreate(input: {
              contentType: "image/png", byteCount: 3, protocol: TUS, idempotencyKey: "once" }) {
              upload { media { id } } userErrors { code } } }
            """)
        #expect(again.contains(#"{"upload":null,"userErrors":[]}"#), "\(again)")
    }

    @Test func `fails what waits for it`() async throws {
        let flow = try await stage.services(.off).media
        let media = try await announce()
        let created = try await stage.json(
            """
            mutation { postCreate(input: { media: [{ mediaId: "\(media.text)" }] }) {
              post { id status } userErrors { code } } }
            """)
        #expect(created.contains("PROCESSING"))
        let post = try #require(JSONText.strings("id", in: created).first)
        #expect(try await flow.endUpload(of: media.id))
        #expect(try await openCount() == 0)
        let failed = try await stage.json(
            """
            { node(id: "\(post)") { ... on Post { status failure { code canRetry media { id } } } } }
            """)
        #expect(failed.contains(#""status":"FAILED""#), "\(failed)")
        #expect(failed.contains(#""code":"NOT_UPLOADED""#), "\(failed)")
        #expect(failed.contains(media.text))
        guard case .gone = try await flow.uploadState(of: media.id) else {
            Issue.record("it still waits")
            return
        }
        #expect(try await flow.endUpload(of: media.id), "once more")
    }

    @Test func `is one no more when it is complete`() async throws {
        let flow = try await stage.services(.off).media
        let media = try await announce()
        let writer = try await stage.staging.begin(mediaID: media.id.rawValue)
        try await writer.write([1, 2, 3])
        _ = try await writer.finish()
        let completed = try await stage.json(
            """
            mutation { mediaUploadComplete(input: { mediaId: "\(media.text)" }) {
              media { status } userErrors { code } } }
            """)
        #expect(completed.contains("PROCESSING"))
        #expect(try await !flow.endUpload(of: media.id))
        #expect(try await stage.staging.byteCount(mediaID: media.id.rawValue) == 3)
    }
}
