import Foundation
import Media
import TAO
import Testing

@testable import Demo
@testable import Social

/// Who is told how a photo was taken.
@Suite(.timeLimit(.minutes(2))) struct `How a photo was taken` {
    private static let asked = "capture { camera lens exposure aperture iso focalLength takenAt }"
    private static let told =
        #"{"camera":"Plate 7","lens":"35mm","exposure":0.004,"aperture":1.8,"iso":400,"#
        + #""focalLength":35,"takenAt":"2026-02-28T22:29:58.000Z"}"#

    private static var facts: CaptureFacts {
        var facts = CaptureFacts()
        facts.camera = "Plate 7"
        facts.lens = "35mm"
        facts.exposure = 0.004
        facts.aperture = 1.8
        facts.iso = 400
        facts.focalLength = 35
        facts.takenAt = 1_772_317_798_000
        return facts
    }

    /// A photo of alice's that says how it was taken.
    private func photo(on stage: Stage) async throws -> String {
        let photo = try await stage.photo(of: "alice", .ready)
        _ = try await stage.services(.off).media.update(photo.id) { old, _ in
            var photo = old
            photo[.capture] = Self.facts
            return photo
        }
        return photo.text
    }

    private func capture(
        of photo: String, to viewer: String?, on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String {
        let answer = try await stage.ask(
            "{ node(id: \"\(photo)\") { ... on Image { \(Self.asked) } } }", viewer: viewer,
            through: cache)
        #expect(answer.failures == [])
        return answer.json
    }

    private func post(
        _ photo: String, _ more: String = "", on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String {
        let made = try await stage.mutate(
            "postCreate", "media: [{ mediaId: \"\(photo)\" }] \(more)", "post { id }",
            through: cache)
        return try #require(JSONText.strings("id", in: made).first, "\(made)")
    }

    @Test func `its owner knows, and others if the post shares it`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let photo = try await photo(on: stage)
        let alone = try await capture(of: photo, to: "alice", on: stage, through: cache)
        #expect(alone.contains(Self.told), "\(alone)")
        #expect(
            try await capture(of: photo, to: "bob", on: stage, through: cache)
                == #"{"data":{"node":null}}"#)
        let post = try await post(photo, on: stage, through: cache)
        func expect(_ isShared: Bool) async throws {
            for viewer in ["bob", "frank", nil] {
                let answer = try await capture(of: photo, to: viewer, on: stage, through: cache)
                let told = isShared ? Self.told : "null"
                #expect(answer == #"{"data":{"node":{"capture":\#(told)}}}"#)
            }
            let own = try await capture(of: photo, to: "alice", on: stage, through: cache)
            #expect(own.contains(Self.told))
            let answer = try await stage.json(
                "{ node(id: \"\(post)\") { ... on Post { sharesCaptureInfo } } }", as: "bob",
                through: cache)
            #expect(answer.contains("\(isShared)"))
        }
        func update(_ value: String) async throws -> String {
            try await stage.mutate(
                "postUpdate", "postId: \"\(post)\", shareCaptureInfo: \(value)",
                "post { sharesCaptureInfo editedAt }", through: cache)
        }
        try await expect(false)
        // It is no edit of what the post shows or says.
        #expect(try await update("true").contains(#""sharesCaptureInfo":true,"editedAt":null"#))
        try await expect(true)
        // Who does not see the post does not see this.
        let erin = try await capture(of: photo, to: "erin", on: stage, through: cache)
        #expect(erin == #"{"data":{"node":null}}"#)
        #expect(try await update("null").contains("INVALID"))
        try await expect(true)
        #expect(try await update("false").contains(#""sharesCaptureInfo":false"#))
        try await expect(false)
    }

    @Test(arguments: [true, false]) func `a setting decides where the post does not`(
        isShared: Bool
    ) async throws {
        let stage = try await Stage(.standard)
        let setting = try await stage.json(
            """
            mutation { settingsUpdate(input: { content: { shareCaptureInfo: \(isShared) } }) {
              userErrors { code } } }
            """)
        #expect(setting.contains("[]"))
        for given in [
            "", ", shareCaptureInfo: null", ", shareCaptureInfo: true", ", shareCaptureInfo: false",
        ] {
            let photo = try await photo(on: stage)
            _ = try await post(photo, given, on: stage)
            let isTold = given.contains("true") || isShared && !given.contains("false")
            let answer = try await capture(of: photo, to: "bob", on: stage)
            #expect(answer.contains(Self.told) == isTold, "\(given)")
        }
    }

    @Test func `is not told of stories`() async throws {
        let stage = try await Stage(.standard)
        _ = try await stage.json(
            """
            mutation { settingsUpdate(input: { content: { shareCaptureInfo: true } }) {
              userErrors { code } } }
            """)
        let photo = try await photo(on: stage)
        let made = try await stage.mutate(
            "storyCreate", "mediaId: \"\(photo)\", audience: EVERYONE", "story { status }")
        #expect(made.contains("PUBLISHED"))
        #expect(
            try await capture(of: photo, to: "bob", on: stage)
                == #"{"data":{"node":{"capture":null}}}"#)
        #expect(try await capture(of: photo, to: "alice", on: stage).contains(Self.told))
    }
}
