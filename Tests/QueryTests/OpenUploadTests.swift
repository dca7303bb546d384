import Media
import TAO
import TestSupport
import Testing

@testable import Social

/// Uploads that were asked for and never came.
@Suite struct `Open uploads` {
    private func ask(on stage: Stage) async throws -> String {
        try await stage.json(
            """
            mutation { mediaUploadCreate(input: { contentType: "image/png", bytes: 3 }) {
              upload { mediaId } userErrors { code retryAfter } } }
            """)
    }

    @Test(.crosses(\SocialLimits.openUploadsMax))
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

        let id = try #require(JSONText.strings("mediaId", in: last).first)
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
}
