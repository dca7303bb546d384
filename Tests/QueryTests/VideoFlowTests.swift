import Foundation
import GraphQL
import Jobs
import Postgres
import TAO
import TestSupport
import Testing

@testable import Media
@testable import Social

/// Videos that alice sends.
@Suite(.timeLimit(.minutes(5))) struct `The way of a video` {
    /// A clip with a tone, made by ffmpeg's own sources.
    private static func clip(
        _ size: String = "320x240", seconds: Double = 1, folder: String
    ) async throws -> [UInt8] {
        let path = folder + "/clip-\(UUID().uuidString).mp4"
        defer { unlink(path) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/ffmpeg")
        process.arguments =
            [
                "-nostdin", "-v", "error", "-f", "lavfi", "-i",
                "testsrc2=s=\(size):r=10:d=\(seconds)",
            ]
            + ["-f", "lavfi", "-i", "sine=d=\(seconds)", "-c:v", "libx264", "-preset", "ultrafast"]
            + ["-pix_fmt", "yuv420p", "-c:a", "aac", path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    private struct Sent {
        let id: ObjectID
        /// As a global id.
        let text: String
    }

    /// Sends a video, complete or not.
    private func send(
        _ bytes: [UInt8], to stage: Stage, isComplete: Bool = true
    ) async throws -> Sent {
        let answer = try await stage.mutate(
            "mediaUploadCreate", "contentType: \"video/mp4\", byteCount: \(bytes.count)",
            "upload { media { __typename id } }")
        #expect(answer.contains(#""__typename":"Video""#), "\(answer)")
        let text = try #require(JSONText.strings("id", in: answer).first, "\(answer)")
        let id = try #require(stage.node(text)).object
        try await stage.send(bytes, to: id)
        if isComplete {
            let complete = try await stage.mutate(
                "mediaUploadComplete", "mediaId: \"\(text)\"", "media { status }")
            #expect(complete.contains("PROCESSING"), "\(complete)")
        }
        return Sent(id: id, text: text)
    }

    private func sendClip(
        _ size: String = "320x240", seconds: Double = 1, to stage: Stage
    ) async throws -> Sent {
        let bytes = try await Self.clip(size, seconds: seconds, folder: NSTemporaryDirectory())
        return try await send(bytes, to: stage)
    }

    private static let fields = """
        ... on Post { kind post: status }
        ... on Media {
          id altText width height blurHash status failure { code message canRetry media { id } }
        }
        ... on Video {
          duration hasAudio url playlistUrl tags { user { id } }
          poster { id width url(size: SMALL, format: JPEG) }
          variants { width height bitrate url }
        }
        """

    private func look(
        at id: String, on stage: Stage, as viewer: String = "alice"
    ) async throws -> String {
        try await stage.json("{ node(id: \"\(id)\") { __typename \(Self.fields) } }", as: viewer)
    }

    private func post(
        _ media: [Sent], on stage: Stage, _ more: String = ""
    ) async throws -> (id: String, answer: String) {
        let items = media.map { "{ mediaId: \"\($0.text)\" }" }.joined(separator: ",")
        let answer = try await stage.mutate(
            "postCreate", "media: [\(items)] \(more)", "post { id kind media { __typename } }")
        return (try #require(JSONText.strings("id", in: answer).first, "\(answer)"), answer)
    }

    private func blob(_ url: String) throws -> BlobName {
        try #require(url.split(separator: "/").last.flatMap { BlobName($0) }, "\(url)")
    }

    @Test func `ends in a post that waited for it`() async throws {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let video = try await sendClip(to: stage)
        let post = try await post([video], on: stage)
        #expect(post.answer.contains(#""kind":"VIDEO""#))
        #expect(try await look(at: post.id, on: stage, as: "bob").contains(#""node":null"#))
        #expect(try await look(at: video.text, on: stage, as: "bob").contains(#""node":null"#))
        let waiting = try await look(at: video.text, on: stage)
        for field in ["duration", "hasAudio", "url", "playlistUrl", "poster", "width"] {
            #expect(waiting.contains("\"\(field)\":null"), "\(field): \(waiting)")
        }
        let jobs = try await stage.database.query(
            "SELECT count(*) FROM jobs WHERE kind = 'media.processVideo'")
        #expect(jobs[0].int64(0) == 1)

        try await flow.process(video.id)
        try await flow.process(video.id)
        #expect(
            try await look(at: post.id, on: stage, as: "bob")
                .contains(#""kind":"VIDEO","post":"PUBLISHED""#))
        let ready = try await look(at: video.text, on: stage, as: "bob")
        #expect(ready.contains(#""__typename":"Video""#))
        #expect(ready.contains(#""width":320,"height":240"#), "\(ready)")
        #expect(ready.contains(#""hasAudio":true"#))
        #expect(ready.contains(#""variants":[]"#))
        let urls = JSONText.strings("url", in: ready)
        #expect(urls.count == 2, "the file and the poster: \(ready)")
        for url in urls {
            #expect(url.contains("/media/"), "everyone may see it")
            #expect(try await stage.blobs.contains(try blob(url)))
        }
        #expect(try await stage.staging.byteCount(mediaID: video.id.rawValue) == nil)
        // The poster is an object of its own to those who remember objects by their ids.
        let ids = JSONText.strings("id", in: ready)
        #expect(ids.contains(video.text))
        let poster = try #require(ids.first { $0 != video.text })
        #expect(
            try await look(at: poster, on: stage, as: "bob").contains(#""__typename":"Image""#))
    }

    @Test func `goes on up the ladder, a bit rate at a time, and ends with all its files`()
        async throws
    {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let video = try await sendClip("1280x720", to: stage)
        try await flow.process(video.id)
        let post = try await post([video], on: stage)
        let ladder = try await stage.database.query(
            "SELECT count(*) FROM jobs WHERE kind = 'media.ladder'")
        #expect(ladder[0].int64(0) == 1)

        #expect(try await flow.makeRendition(of: video.id))
        let half = try await look(at: video.text, on: stage)
        #expect(half.contains(#""playlistUrl":null"#))
        // Another worker goes on where the first one was.
        let other = try await stage.makeServices(.off).media
        #expect(try await !other.makeRendition(of: video.id))
        #expect(try await !other.makeRendition(of: video.id))
        let whole = try await look(at: video.text, on: stage)
        #expect(whole.matches(of: /"bitrate"/).count == 2, "\(whole)")
        #expect(
            whole.contains(#""width":854,"height":480"#)
                || whole.contains(#""width":852,"height":480"#))
        #expect(whole.contains(#""width":1280,"height":720"#))
        try await check(whole, on: stage)

        // With the post go all of its files.
        let names = try await stage.database.query(
            "SELECT blob FROM blob_uses WHERE media = \(video.id.rawValue)"
        ).map { $0.string(0) }
        // The poster in its sizes, the file, and for each bit rate a file and a playlist, and that of both.
        #expect(names.count > 6)
        _ = try await stage.mutate("postDelete", "postId: \"\(post.id)\"")
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        let services = try await stage.services(.off)
        #expect(
            try await stage.work(services) {
                try await stage.database.query(
                    "SELECT 1 FROM blob_uses WHERE media = \(video.id.rawValue)"
                ).isEmpty
            })
        for name in names {
            #expect(try await !stage.blobs.contains(try #require(BlobName(name))), "\(name)")
        }
        #expect(try await !flow.makeRendition(of: video.id))
    }

    /// Such as one that was frozen while its job was given to another, and goes on beside it.
    @Test func `has each bit rate once, also where two workers make it`() async throws {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let video = try await sendClip(to: stage)
        try await flow.process(video.id)
        let other = try await stage.makeServices(.off).media
        async let first = flow.makeRendition(of: video.id)
        async let second = other.makeRendition(of: video.id)
        #expect(try await [first, second] == [false, false])
        let shown = try await look(at: video.text, on: stage)
        #expect(shown.matches(of: /"bitrate"/).count == 1, "\(shown)")
    }

    /// Every playlist leads to files that are there.
    private func check(_ whole: String, on stage: Stage) async throws {
        let master = try #require(JSONText.strings("playlistUrl", in: whole).first, "\(whole)")
        let text = String(
            decoding: try #require(try await stage.blobs.read(try blob(master))), as: UTF8.self)
        #expect(text.contains("RESOLUTION=1280x720,CODECS=\"avc1."), "\(text)")
        let playlists = text.split(separator: "\n").compactMap { BlobName($0) }
        #expect(playlists.count == 2)
        let urls = JSONText.strings("url", in: whole).filter { $0.hasSuffix(".m3u8") }
        #expect(try Set(urls.map(blob)) == Set(playlists))
        for playlist in playlists {
            let segments = String(
                decoding: try #require(try await stage.blobs.read(playlist)), as: UTF8.self)
            let files = segments.split(separator: "\n").compactMap { BlobName($0) }
            #expect(!files.isEmpty, "\(segments)")
            for file in files { #expect(try await stage.blobs.contains(file)) }
        }
    }

    @Test func `stands beside photos, and alone in a draft`() async throws {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let video = try await sendClip(to: stage)
        try await flow.process(video.id)
        let photo = try await stage.photo(of: "alice", .ready)
        let both = try await post(
            [Sent(id: photo.id, text: photo.text), video], on: stage, ", isDraft: true")
        #expect(
            both.answer.contains(
                #""kind":"CAROUSEL","media":[{"__typename":"Image"},{"__typename":"Video"}]"#))
        for (media, kind) in [(video.text, "VIDEO"), (photo.text, "PHOTO")] {
            let alone = try await stage.mutate(
                "postUpdate", "postId: \"\(both.id)\", media: [{ mediaId: \"\(media)\" }]",
                "post { kind }")
            #expect(alone.contains(#""kind":"\#(kind)""#), "\(alone)")
        }
    }

    @Test func `ends in failure, with a sentence, when it cannot be read`() async throws {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let bytes = try await Self.clip(folder: NSTemporaryDirectory())
        for (bytes, code) in [
            (Array(bytes.prefix(bytes.count / 2)), "DAMAGED"),
            (Array("#EXTM3U\nfile:///etc/passwd\n".utf8), "UNSUPPORTED_TYPE"),
        ] {
            let video = try await send(bytes, to: stage)
            let post = try await post([video], on: stage)
            try await flow.process(video.id)
            for id in [video.text, post.id] {
                let answer = try await stage.json(
                    """
                    { node(id: "\(id)") { ... on Media { status failure { ...F } }
                      ... on Post { post: status failure { ...F } } } }
                    fragment F on Failure { code message canRetry media { __typename id } }
                    """, as: "alice")
                #expect(answer.contains(#"":"FAILED""#), "\(answer)")
                #expect(answer.contains(#""code":"\#(code)""#), "\(answer)")
                #expect(answer.contains(#""canRetry":false"#))
                #expect(answer.contains(#""__typename":"Video""#))
                #expect(!answer.contains("/"), "nothing of the server: \(answer)")
            }
        }
    }

    @Test func `is refused where a photo is meant`() async throws {
        let stage = try await Stage(.standard)
        let flow = try await stage.services(.off).media
        let bytes = try await Self.clip(folder: NSTemporaryDirectory())
        let video = try await send(bytes, to: stage, isComplete: false)
        for look in ["filter: MONO", "focalPoint: { x: 0.5, y: 0.5 }"] {
            let answer = try await stage.mutate(
                "mediaUploadComplete", "mediaId: \"\(video.text)\", \(look)")
            #expect(answer.contains(#""code":"INVALID""#), "\(answer)")
            let post = try await stage.mutate(
                "postCreate", "media: [{ mediaId: \"\(video.text)\", \(look) }]")
            #expect(post.contains(#""code":"BAD_MEDIA""#), "\(post)")
        }
        _ = try await stage.mutate("mediaUploadComplete", "mediaId: \"\(video.text)\"")
        try await flow.process(video.id)
        for id in [video.text, stage.text(of: .media, video.id)] {
            let answer = try await stage.mutate("accountUpdate", "avatarMediaId: \"\(id)\"")
            #expect(answer.contains(#""code":"NOT_FOUND""#), "\(answer)")
        }
    }

    @Test func `is refused where nothing can make it`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.makeServices(.off, takesVideos: false)
        #expect(!Social.jobKinds(for: services).contains { $0.name == VideoProcessing.name })
        let answer = try await stage.ask(
            """
            mutation { mediaUploadCreate(input: { contentType: "video/mp4", byteCount: 9 }) {
              upload { url } userErrors { code message } } }
            """, as: stage.named("alice").object, of: services)
        #expect(answer.json.contains(#""upload":null"#), "\(answer.json)")
        #expect(answer.json.contains(#""code":"UNSUPPORTED_TYPE","message":"This server takes no"#))
    }

    @Test(.crosses(\SocialLimits.storyVideoMillisecondsMax))
    func `is no longer in a story than a story lasts`() async throws {
        let stage = try await Stage(.standard)
        let alice = stage.named("alice").object
        // Made without limits of its own, so that its length is known.
        let first = try await sendClip(to: stage)
        try await stage.services(.off).media.process(first.id)
        let milliseconds = try #require(
            try await stage.services(.off).media.current(first.id)?[.video]?.milliseconds)
        for (isTooLong, status) in [(false, "PUBLISHED"), (true, "FAILED")] {
            var limits = SocialLimits.standard
            limits.storyVideoMillisecondsMax = milliseconds - (isTooLong ? 1 : 0)
            let services = try await stage.makeServices(.off, limits: limits)
            func ask(_ query: String) async throws -> String {
                try await stage.ask(query, as: alice, of: services).json
            }
            func story(of video: Sent) async throws -> String {
                try await ask(
                    """
                    mutation { storyCreate(input: { mediaId: "\(video.text)", audience: EVERYONE }) {
                      story { id status } userErrors { code field limit } } }
                    """)
            }
            // READY before, and after.
            let known = try await sendClip(to: stage)
            try await services.media.process(known.id)
            let made = try await story(of: known)
            #expect(made.contains("PUBLISHED") != isTooLong, "\(made)")
            #expect(made.contains(#""code":"BAD_MEDIA""#) == isTooLong, "\(made)")
            let late = try await sendClip(to: stage)
            let waiting = try await story(of: late)
            let id = try #require(JSONText.strings("id", in: waiting).first, "\(waiting)")
            try await services.media.process(late.id)
            let shown = try await ask(
                """
                { node(id: "\(id)") { ... on Story {
                  status failure { code message canRetry media { id } } } } }
                """)
            #expect(shown.contains("\"status\":\"\(status)\""), "\(shown)")
            #expect(shown.contains(#""code":"TOO_LONG""#) == isTooLong, "\(shown)")
            guard isTooLong else { continue }
            #expect(shown.contains(late.text))
            for input in ["", ", mediaId: \"\(known.text)\""] {
                let again = try await ask(
                    """
                    mutation { storyRetry(input: { storyId: "\(id)"\(input) }) {
                      userErrors { code } } }
                    """)
                #expect(again.contains(#""code":"BAD_MEDIA""#), "\(again)")
            }
        }
    }

    @Test(.crosses(\SocialLimits.videoBytesMax))
    func `has so many bytes`() async throws {
        let stage = try await Stage(.standard)
        let bytesMax = SocialLimits.standard.videoBytesMax
        for (byteCount, isTaken) in [(bytesMax, true), (bytesMax + 1, false)] {
            let answer = try await stage.json(
                """
                mutation { mediaUploadCreate(input: {
                  contentType: "video/quicktime", byteCount: \(byteCount) }) {
                  upload { url } userErrors { code limit } } }
                """, as: "alice")
            #expect(answer.contains(#""upload":null"#) != isTaken, "\(answer)")
            #expect(answer.contains(#""code":"TOO_LARGE","limit":\#(bytesMax)"#) != isTaken)
        }
    }
}
