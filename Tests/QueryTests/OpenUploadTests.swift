import Media
import TAO
import TestSupport
import Testing

@testable import Social

/// Uploads that were asked for and never came.
@Suite struct `Open uploads` {
    private func ask(on stage: Stage, byteCount: Int = 3) async throws -> String {
        try await stage.json(
            """
            mutation { mediaUploadCreate(input: { contentType: "image/png", byteCount: \(byteCount) }) {
              upload { media { id } } userErrors { code retryAfter } } }
            """)
    }

    @Test(.crosses(\SocialLimits.uploadLifetimeMilliseconds, \SocialLimits.openUploadsMax))
    func `are bounded, until they are complete or have expired`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        var last = ""
        for _ in 0..<SocialLimits.standard.openUploadsMax {
            last = try await ask(on: stage)
            #expect(last.contains(#""userErrors":[]"#))
            clock.advance(seconds: 10)
        }
        let refused = try await ask(on: stage)
        #expect(refused.contains(#"{"code":"TOO_MANY","retryAfter":3300}"#), "\(refused)")

        let id = try #require(JSONText.strings("id", in: last).first)
        let media = try #require(stage.node(id)).object
        let writer = try await stage.staging.begin(mediaID: media.rawValue)
        try await writer.write([1, 2, 3])
        _ = try await writer.finish()
        let complete = try await stage.json(
            """
            mutation { mediaUploadComplete(input: { mediaId: "\(id)" }) { userErrors { code } } }
            """)
        #expect(complete.contains(#""userErrors":[]"#))
        #expect(try await ask(on: stage).contains(#""userErrors":[]"#), "one is complete")
        #expect(try await ask(on: stage).contains("TOO_MANY"))
        clock.advance(seconds: 3_301)
        #expect(try await ask(on: stage).contains(#""userErrors":[]"#), "one has expired")
    }

    @Test(.crosses(\SocialLimits.openUploadBytesMax))
    func `announce so many bytes together`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let limits = SocialLimits.standard
        let large = limits.photoBytesMax
        let count = limits.openUploadBytesMax / large
        for _ in 0..<count {
            #expect(try await ask(on: stage, byteCount: large).contains(#""userErrors":[]"#))
            clock.advance(seconds: 10)
        }
        let rest = limits.openUploadBytesMax - count * large
        let refused = try await ask(on: stage, byteCount: rest + 1)
        #expect(refused.contains(#""code":"TOO_MANY""#), "\(refused)")
        #expect(refused.contains("\"retryAfter\":\(3_600 - 10 * count)"), "\(refused)")
        #expect(try await ask(on: stage, byteCount: rest).contains(#""userErrors":[]"#))
        #expect(try await ask(on: stage).contains("TOO_MANY"))
        clock.advance(seconds: 3_601 - Double(10 * count))
        #expect(try await ask(on: stage).contains(#""userErrors":[]"#), "one has expired")
    }

    @Test(.crosses(\SocialLimits.processingUploadsMax))
    func `are processed so many at a time, of one account`() async throws {
        let stage = try await Stage(.standard)
        var limits = SocialLimits.standard
        limits.processingUploadsMax = 2
        let services = try await stage.makeServices(.off, limits: limits)
        let alice = stage.named("alice").object
        func complete() async throws -> (id: ObjectID, answer: String) {
            let asked = try await ask(on: stage)
            let text = try #require(JSONText.strings("id", in: asked).first)
            let id = try #require(stage.node(text)).object
            let writer = try await stage.staging.begin(mediaID: id.rawValue)
            try await writer.write([1, 2, 3])
            _ = try await writer.finish()
            return (id, try await again(text))
        }
        func again(_ text: String) async throws -> String {
            try await stage.ask(
                """
                mutation { mediaUploadComplete(input: { mediaId: "\(text)" }) {
                  media { id status } userErrors { code retryAfter } } }
                """, as: alice, of: services
            ).json
        }
        let first = try await complete()
        #expect(first.answer.contains("PROCESSING"))
        #expect(try await complete().answer.contains("PROCESSING"))
        let third = try await complete()
        #expect(third.answer.contains(#"{"code":"TOO_MANY","retryAfter":5}"#), "\(third.answer)")
        try await services.media.process(first.id)
        let text = GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.media, third.id))
        #expect(try await again(text).contains("PROCESSING"), "one is done")
    }
}
