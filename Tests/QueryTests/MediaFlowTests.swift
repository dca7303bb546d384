import Demo
import Foundation
import Jobs
import Postgres
import TAO
import Testing

@testable import Media
@testable import Social

@Suite struct `The way of a photo` {
    private static let complete = """
        mutation Complete($id: ID!) {
          mediaUploadComplete(input: { mediaId: $id }) {
            media { id status }
            userErrors { code }
          }
        }
        """
    private static let post = """
        mutation Post($media: [PostMediaInput!]!) {
          postCreate(input: { media: $media, caption: "New" }) {
            post { id status publishedAt media { id status altText } }
            userErrors { code field message }
          }
        }
        """

    private func jpeg(_ seed: UInt64) async throws -> [UInt8] {
        let picture = DemoPicture(seed: seed, pixels: PixelSize(width: 300, height: 200))
        return try await picture.render(on: Workshop.processor)
    }

    private func value(_ answer: Stage.Answer, _ path: String) throws -> String {
        #expect(answer.failures == [])
        let value = try JSONText.value(answer.json, at: path.split(separator: "/").map(String.init))
        return value.map { "\($0)" } ?? "null"
    }

    private func complete(_ id: String, on stage: Stage) async throws -> Stage.Answer {
        try await stage.ask(Self.complete, viewer: "alice", variables: "{ \"id\": \"\(id)\" }")
    }

    private func status(_ id: String, on stage: Stage, viewer: String) async throws -> String {
        let answer = try await stage.ask(
            "query($id: ID!) { node(id: $id) { ... on Post { post: status } ... on Media { status } } }",
            viewer: viewer, variables: "{ \"id\": \"\(id)\" }")
        let post = try value(answer, "data/node/post")
        return try post == "null" ? value(answer, "data/node/status") : post
    }

    @Test func `ends in a post that waited for it`() async throws {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let bytes = try await jpeg(1)
        let sha256 = Data(ContentHash(of: bytes).bytes).base64EncodedString()
        let first = try await stage.upload(bytes, sha256: sha256)
        let second = try await stage.upload(try await jpeg(2))
        let created = try await stage.ask(
            Self.post, viewer: "alice",
            variables: """
                { "media": [
                  { "mediaId": "\(first.globalID)" },
                  { "mediaId": "\(second.globalID)", "altText": "The second" } ] }
                """)
        let post = try value(created, "data/postCreate/post/id")
        #expect(try value(created, "data/postCreate/post/status") == "PROCESSING")
        #expect(try value(created, "data/postCreate/post/publishedAt") == "null")
        #expect(try value(created, "data/postCreate/post/media/1/altText") == "The second")
        #expect(try await status(post, on: stage, viewer: "bob") == "null")

        for media in [first, second] {
            let answer = try await complete(media.globalID, on: stage)
            #expect(try value(answer, "data/mediaUploadComplete/media/status") == "PROCESSING")
            // Saying it again changes nothing.
            let again = try await complete(media.globalID, on: stage)
            #expect(try value(again, "data/mediaUploadComplete/media/status") == "PROCESSING")
        }
        let jobs = try await stage.database.query(
            "SELECT count(*) FROM jobs WHERE kind = 'media.process'")
        #expect(jobs[0].int64(0) == 2)

        // Both at once, and one of them twice: jobs are done at least once.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in [first.id, second.id, second.id] {
                group.addTask { try await flow.process(id) }
            }
            try await group.waitForAll()
        }
        #expect(try await status(post, on: stage, viewer: "bob") == "PUBLISHED")
        let feed = try await stage.ask(
            """
            query { viewer { feed(kind: FOLLOWING) { items(first: 1) { nodes { id caption media {
              status width height blurHash ... on Image { url variants { byteCount } }
            } } } } } }
            """, viewer: "bob")
        let node = "data/viewer/feed/items/nodes/0"
        #expect(try value(feed, "\(node)/id") == post)
        #expect(try value(feed, "\(node)/media/0/status") == "READY")
        #expect(try value(feed, "\(node)/media/1/width") == "300")
        let url = try value(feed, "\(node)/media/0/url")
        let blob = try #require(url.split(separator: "/").last.flatMap { BlobName($0) })
        #expect(try await stage.blobs.contains(blob))
        #expect(try await stage.staging.byteCount(mediaID: first.id.rawValue) == nil)
        let pending = try await stage.ask(
            "{ viewer { pendingPosts { nodes { caption } } } }", viewer: "alice")
        #expect(try value(pending, "data/viewer/pendingPosts/nodes/1") == "null")
    }

    @Test func `ends in a post at once if the photos are ready`() async throws {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let media = try await stage.upload(try await jpeg(3))
        _ = try await complete(media.globalID, on: stage)
        try await flow.process(media.id)
        let variables = "{ \"media\": [{ \"mediaId\": \"\(media.globalID)\" }] }"
        let answer = try await stage.ask(Self.post, viewer: "alice", variables: variables)
        #expect(try value(answer, "data/postCreate/post/status") == "PUBLISHED")
        // A photo is in one post.
        let again = try await stage.ask(Self.post, viewer: "alice", variables: variables)
        #expect(try value(again, "data/postCreate/userErrors/0/code") == "BAD_MEDIA")
        let other = try await stage.ask(Self.post, viewer: "bob", variables: variables)
        #expect(try value(other, "data/postCreate/userErrors/0/code") == "BAD_MEDIA")
    }

    @Test func `ends in failure when the file cannot be read`() async throws {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let broken = try await stage.upload(Array("not a picture at all".utf8))
        let created = try await stage.ask(
            Self.post, viewer: "alice",
            variables: "{ \"media\": [{ \"mediaId\": \"\(broken.globalID)\" }] }")
        let post = try value(created, "data/postCreate/post/id")
        _ = try await complete(broken.globalID, on: stage)
        try await flow.process(broken.id)
        #expect(try await status(broken.globalID, on: stage, viewer: "alice") == "FAILED")
        #expect(try await status(post, on: stage, viewer: "alice") == "FAILED")
        #expect(try await status(post, on: stage, viewer: "bob") == "null")
        for id in [broken.globalID, post] {
            let failure = try await failure(of: id, on: stage)
            #expect(try value(failure, "data/node/failure/code") == "UNSUPPORTED_TYPE")
            #expect(try value(failure, "data/node/failure/message").contains("Save it as"))
            #expect(try value(failure, "data/node/failure/canRetry") == "0")
            #expect(try value(failure, "data/node/failure/media/id") == broken.globalID)
        }
        #expect(
            try value(await failure(of: broken.globalID, on: stage, viewer: "bob"), "data/node")
                == "null")
    }

    private func failure(
        of id: String, on stage: Stage, viewer: String = "alice"
    ) async throws -> Stage.Answer {
        try await stage.ask(
            """
            query($id: ID!) { node(id: $id) {
              ... on Media { failure { ...F } } ... on Post { failure { ...F } }
              ... on Story { failure { ...F } }
            } }
            fragment F on Failure { code message canRetry media { id } }
            """, viewer: viewer, variables: "{ \"id\": \"\(id)\" }")
    }

    @Test func `does not begin before the announced bytes are there`() async throws {
        let stage = try await Stage(.standard)
        let bytes = try await jpeg(4)
        let id = try await stage.announce(bytes.count).globalID
        func code(_ answer: Stage.Answer) throws -> String {
            try value(answer, "data/mediaUploadComplete/userErrors/0/code")
        }
        #expect(try code(await complete(id, on: stage)) == "NOT_UPLOADED")
        let short = try await stage.upload(bytes, announced: bytes.count + 1)
        #expect(try code(await complete(short.globalID, on: stage)) == "MISMATCH")
        let other = Data(ContentHash(of: [1]).bytes).base64EncodedString()
        let changed = try await stage.announce(bytes.count, sha256: other)
        await #expect(throws: MediaError.checksumMismatch) {
            try await stage.send(bytes, to: changed.id, expecting: ContentHash(of: [1]))
        }
        #expect(try code(await complete(changed.globalID, on: stage)) == "NOT_UPLOADED")
        let foreign = try await stage.ask(
            Self.complete, viewer: "bob", variables: "{ \"id\": \"\(changed.globalID)\" }")
        #expect(try code(foreign) == "NOT_FOUND")
        #expect(try code(await complete(stage.id("alice"), on: stage)) == "NOT_FOUND")
    }

    /// They were compared while they arrived, and may have 25 megabytes.
    @Test func `begins without reading the bytes a second time`() async throws {
        let stage = try await Stage(.standard)
        let other = Data(ContentHash(of: [1]).bytes).base64EncodedString()
        let media = try await stage.upload([1, 2, 3], sha256: other)
        let answer = try await complete(media.globalID, on: stage)
        #expect(try value(answer, "data/mediaUploadComplete/media/status") == "PROCESSING")
    }

    @Test func `ends well after all when a job that was given up is tried again`() async throws {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let media = try await stage.upload(try await jpeg(6))
        _ = try await complete(media.globalID, on: stage)
        let created = try await stage.ask(
            Self.post, viewer: "alice",
            variables: "{ \"media\": [{ \"mediaId\": \"\(media.globalID)\" }] }")
        let post = try value(created, "data/postCreate/post/id")
        try await flow.giveUp(media.id)
        for id in [media.globalID, post] {
            #expect(try await status(id, on: stage, viewer: "alice") == "FAILED")
            let failure = try await failure(of: id, on: stage)
            #expect(try value(failure, "data/node/failure/code") == "INTERNAL")
            #expect(try value(failure, "data/node/failure/canRetry") == "1")
        }
        try await flow.process(media.id)
        #expect(try await status(media.globalID, on: stage, viewer: "alice") == "READY")
        #expect(try await status(post, on: stage, viewer: "bob") == "PUBLISHED")
        #expect(
            try value(await failure(of: post, on: stage), "data/node/failure") == "null")
    }

    @Test func `keeps the bytes when the fault is ours, and ends with them when it is theirs`()
        async throws
    {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let bytes = try await jpeg(8)
        let ours = try await stage.upload(bytes)
        let theirs = try await stage.upload(bytes)
        for media in [ours, theirs] { _ = try await complete(media.globalID, on: stage) }
        func bytesKept(_ media: ObjectID) async throws -> Int? {
            try await stage.staging.byteCount(mediaID: media.rawValue)
        }
        let fault = MediaError.encodingFailed(detail: "no encoder")
        await #expect(throws: fault) {
            try await flow.settle(fault, of: ours.id, hasFailedBefore: false)
        }
        await #expect(throws: PermanentJobFailure.self) {
            try await flow.settle(fault, of: ours.id, hasFailedBefore: true)
        }
        #expect(try await status(ours.globalID, on: stage, viewer: "alice") == "PROCESSING")
        try await flow.giveUp(ours.id)
        #expect(try await status(ours.globalID, on: stage, viewer: "alice") == "FAILED")
        #expect(try await bytesKept(ours.id) == bytes.count)
        try await flow.process(ours.id)
        #expect(try await status(ours.globalID, on: stage, viewer: "alice") == "READY")
        #expect(try await bytesKept(ours.id) == nil)

        try await flow.settle(
            .deadlineExceeded(milliseconds: 1), of: theirs.id, hasFailedBefore: true)
        let failure = try await failure(of: theirs.globalID, on: stage)
        #expect(try value(failure, "data/node/failure/code") == "TOO_LARGE")
        try await flow.process(theirs.id)
        #expect(try await status(theirs.globalID, on: stage, viewer: "alice") == "FAILED")
        #expect(try await bytesKept(theirs.id) == nil)
    }

    @Test func `ends for two slow moments in a row, not for one after another failure`()
        async throws
    {
        let stage = try await Stage(.standard)
        var limits = MediaLimits.standard
        limits.deadlineMilliseconds = 0
        let slow = try await stage.makeServices(
            .off, processor: ImageProcessor(workers: 1, limits: limits))
        let bytes = try await jpeg(9)
        let media = try await stage.upload(bytes)
        _ = try await complete(media.globalID, on: stage)
        await #expect(throws: MediaError.deadlineExceeded(milliseconds: 0)) {
            try await slow.media.process(media.id)
        }
        #expect(try await status(media.globalID, on: stage, viewer: "alice") == "PROCESSING")
        #expect(try await stage.staging.byteCount(mediaID: media.id.rawValue) == bytes.count)

        // The disk was full, a moment ago.
        let full = MediaError.storageFailed(code: ENOSPC, detail: "")
        _ = try await stage.database.query("UPDATE jobs SET last_error = \(full.description)")
        let isOver = try await stage.work(slow) {
            try await status(media.globalID, on: stage, viewer: "alice") == "FAILED"
        }
        #expect(isOver)
        let failure = try await failure(of: media.globalID, on: stage)
        #expect(try value(failure, "data/node/failure/code") == "TOO_LARGE")
        #expect(try await stage.staging.byteCount(mediaID: media.id.rawValue) == nil)
        let attempts = try await stage.database.query(
            "SELECT attempt FROM jobs WHERE kind = 'media.process'")
        #expect(attempts.map { $0.int(0) } == [2])
        slow.media.processor.close()
    }

    @Test func `ends in failure when its job is given up`() async throws {
        let stage = try await Stage(.standard)
        let media = try await stage.upload(try await jpeg(7))
        _ = try await complete(media.globalID, on: stage)
        // All attempts were used up by workers that nobody heard of again.
        _ = try await stage.database.query("UPDATE jobs SET attempt = attempts_max")
        let isOver = try await stage.work(stage.services(.off)) {
            try await status(media.globalID, on: stage, viewer: "alice") == "FAILED"
        }
        #expect(isOver)
    }

    /// A disk that is not mounted yet looks like a folder without the file.
    @Test func `goes on when its file is back, after attempts that did not find it`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        let media = try await stage.upload(try await jpeg(10))
        _ = try await complete(media.globalID, on: stage)
        let path = stage.staging.path(of: media.id.rawValue)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        func attempts() async throws -> Int? {
            try await stage.database.query(
                "SELECT attempt FROM jobs WHERE kind = 'media.process' AND state = 0"
            ).first?.int(0)
        }
        let isTriedAgain = try await stage.work(services) { (try await attempts() ?? 0) >= 2 }
        #expect(isTriedAgain)
        #expect(try await status(media.globalID, on: stage, viewer: "alice") == "PROCESSING")
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        let isReady = try await stage.work(services) {
            try await status(media.globalID, on: stage, viewer: "alice") == "READY"
        }
        #expect(isReady)
    }

    @Test func `is walked by a runner of jobs`() async throws {
        let stage = try await Stage(.standard)
        let media = try await stage.upload(try await jpeg(5))
        _ = try await complete(media.globalID, on: stage)
        let isReady = try await stage.work(stage.services(.off)) {
            try await status(media.globalID, on: stage, viewer: "alice") == "READY"
        }
        #expect(isReady)
    }
}
