import Demo
import Foundation
import Media
import TAO
import TestSupport
import Testing

@testable import Social

/// Filters of photos, and the point that matters most in them.
@Suite(.timeLimit(.minutes(3))) struct `Looks of photos` {
    private static let look =
        "filter focalPoint { x y } status"

    private struct Look: Equatable {
        var filter: String?
        var status: String?
        var point: [Double]?

        init(_ json: String, _ path: [String]) throws {
            let photo = try #require(
                try JSONText.value(json, at: path) as? [String: Any], "\(json)")
            filter = photo["filter"] as? String
            status = photo["status"] as? String
            let place = photo["focalPoint"] as? [String: Double]
            point = place.map { [$0["x"] ?? -1, $0["y"] ?? -1] }
        }
    }

    private func jpeg() async throws -> [UInt8] {
        let picture = DemoPicture(seed: 3, pixels: PixelSize(width: 400, height: 300))
        return try await picture.render(on: Workshop.processor)
    }

    /// A photo of alice's that has been sent.
    ///
    /// - Parameter isMade: whether its variants have been made.
    private func sent(
        _ more: String = "", on stage: Stage, isMade: Bool = true
    ) async throws -> String {
        let photo = try await stage.upload(try await jpeg())
        let done = try await stage.mutate(
            "mediaUploadComplete", "mediaId: \"\(photo.globalID)\" \(more)", "media { status }")
        #expect(done.contains("PROCESSING"), "\(done)")
        if isMade { try await stage.services(.off).media.process(photo.id) }
        return photo.globalID
    }

    private func look(
        of photo: String, on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> Look {
        let answer = try await stage.ask(
            "{ node(id: \"\(photo)\") { ... on Image { \(Self.look) } } }", viewer: "alice",
            through: cache)
        #expect(answer.failures == [])
        return try Look(answer.json, ["data", "node"])
    }

    /// The name of a file of the photo, which is that of its bytes.
    private func file(of photo: String, on stage: Stage) async throws -> String? {
        let image = try await stage.services(.off).media.current(
            try #require(stage.node(photo)).object)
        return image?.variants.entry(.small, .jpeg)?.blob
    }

    private func post(_ media: String, on stage: Stage) async throws -> (id: String, status: String)
    {
        let made = try await stage.mutate(
            "postCreate", "media: [{ \(media) }]", "post { id status }")
        return (
            try #require(JSONText.strings("id", in: made).first, "\(made)"),
            try #require(JSONText.strings("status", in: made).first)
        )
    }

    private func status(_ post: String, on stage: Stage) async throws -> String {
        let answer = try await stage.ask(
            "{ node(id: \"\(post)\") { ... on Post { status } } }", viewer: "alice")
        return JSONText.strings("status", in: answer.json).first ?? ""
    }

    @Test func `are chosen when the upload is complete`() async throws {
        let stage = try await Stage(.standard)
        let first = try await sent(on: stage)
        let (plain, plainFile) = (
            try await look(of: first, on: stage), try await file(of: first, on: stage)
        )
        #expect(plain.filter == nil && plain.point == nil && plain.status == "READY")
        let chosen = try await sent("filter: SEPIA, focalPoint: { x: 0.25, y: 1 }", on: stage)
        let sepia = try await look(of: chosen, on: stage)
        #expect(sepia.filter == "SEPIA" && sepia.point == [0.25, 1])
        let sepiaFile = try await file(of: chosen, on: stage)
        #expect(sepiaFile != plainFile, "other bytes have another name")
        let again = try await sent("filter: SEPIA", on: stage)
        #expect(try await file(of: again, on: stage) == sepiaFile, "and the same have the same")
        let photo = try await stage.upload(try await jpeg())
        let wrong = try await stage.mutate(
            "mediaUploadComplete",
            "mediaId: \"\(photo.globalID)\" focalPoint: { x: 0.5, y: 1.01 }",
            "userErrors { code field }")
        #expect(wrong.contains("INVALID") && wrong.contains(#"["input","focalPoint"]"#), "\(wrong)")
    }

    @Test func `of a new post are waited for`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        let photo = try await sent(on: stage)
        let plain = try await file(of: photo, on: stage)
        let post = try await post("mediaId: \"\(photo)\", filter: MONO", on: stage)
        #expect(post.status == "PROCESSING", "nobody sees it without its look")
        #expect(
            try await stage.work(services) { try await status(post.id, on: stage) == "PUBLISHED" })
        let mono = try await look(of: photo, on: stage)
        #expect(mono.filter == "MONO" && mono.status == "READY")
        #expect(try await file(of: photo, on: stage) != plain)
        // One that already looks so need not wait.
        let other = try await sent("filter: COOL", on: stage)
        let same = try await self.post("mediaId: \"\(other)\", filter: COOL", on: stage)
        #expect(same.status == "PUBLISHED")
    }

    @Test func `asked for while the first variants are made are those that are shown`() async throws
    {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        let processor = ImageProcessor(workers: 1)
        let worker = try await stage.makeServices(.off, processor: processor)
        let photo = try await sent("filter: WARM", on: stage, isMade: false)
        let id = try #require(stage.node(photo)).object
        // A worker has read what is wanted, and waits.
        let release = DispatchSemaphore(value: 0)
        async let held = processor.paint {
            release.wait()
            return []
        }
        async let first: Void = worker.media.process(id)
        #expect(try await eventually { processor.queued == 1 })
        let post = try await post("mediaId: \"\(photo)\", filter: NOIR", on: stage)
        #expect(post.status == "PROCESSING")
        release.signal()
        _ = try await (held, first)
        #expect(try await status(post.id, on: stage) == "PROCESSING", "not in the other look")
        #expect(
            try await stage.work(services) { try await status(post.id, on: stage) == "PUBLISHED" })
        #expect(try await look(of: photo, on: stage).filter == "NOIR")
        processor.close()
    }

    @Test func `of a post change behind the one that is shown, and back`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let services = try await stage.services(cache)
        let photo = try await sent(on: stage)
        let plain = try await file(of: photo, on: stage)
        let post = try await post("mediaId: \"\(photo)\"", on: stage)
        func update(_ more: String) async throws -> Look {
            let answer = try await stage.mutate(
                "postUpdate", "postId: \"\(post.id)\", media: [{ mediaId: \"\(photo)\", \(more) }]",
                "post { editedAt media { ... on Image { \(Self.look) } } }", through: cache)
            #expect(answer.contains(#""editedAt":"2"#), "\(answer)")
            return try Look(answer, ["data", "r", "post", "media", "0"])
        }
        let asked = try await update("filter: DUSK, focalPoint: { x: 0, y: 0.5 }")
        #expect(asked.filter == nil && asked.status == "READY" && asked.point == [0, 0.5])
        #expect(try await file(of: photo, on: stage) == plain)
        #expect(try await status(post.id, on: stage) == "PUBLISHED")
        let isChanged = try await stage.work(services) {
            try await look(of: photo, on: stage, through: cache).filter == "DUSK"
        }
        #expect(isChanged)
        #expect(try await file(of: photo, on: stage) != plain)
        #expect(try await look(of: photo, on: stage, through: cache).point == [0, 0.5])
        // What was said and what stays.
        #expect(try await update("altText: \"Evening\"").filter == "DUSK")
        #expect(try await update("filter: null, focalPoint: null").point == nil)
        let isBack = try await stage.work(services) {
            try await look(of: photo, on: stage, through: cache).filter == nil
        }
        #expect(isBack)
        #expect(try await file(of: photo, on: stage) == plain)
    }

    @Test func `that cannot be made leave a photo as it is`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        let photo = try await sent(on: stage)
        let plain = (try await look(of: photo, on: stage), try await file(of: photo, on: stage))
        let post = try await post("mediaId: \"\(photo)\"", on: stage)
        let id = try #require(stage.node(photo)).object
        let stored = try #require(try await services.media.current(id))
        _ = try await services.media.blobs.remove(try #require(BlobName(stored[.original] ?? "")))
        _ = try await stage.mutate(
            "postUpdate",
            "postId: \"\(post.id)\", media: [{ mediaId: \"\(photo)\", filter: FADE }]",
            "post { id }")
        let isGivenUp = try await stage.work(services) {
            let image = try await services.media.current(id)
            return image?[.filter] == nil
        }
        #expect(isGivenUp)
        #expect(try await look(of: photo, on: stage) == plain.0)
        #expect(try await file(of: photo, on: stage) == plain.1)
        #expect(try await status(post.id, on: stage) == "PUBLISHED")
    }
}
