import Demo
import Jobs
import Media
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Every state of a post has an exit.
@Suite(.timeLimit(.minutes(3))) struct `Posts that failed` {
    /// A photo of alice's.
    private func photo(
        _ status: MediaStatus, on stage: Stage, failing code: FailureCode = .damaged,
        altText: String? = nil
    ) async throws -> ObjectID {
        let owner = stage.named("alice").object
        let id = try await stage.newID(owner.shard)
        var photo = Properties<Image>()
        photo[.owner] = owner
        photo[.contentType] = "image/jpeg"
        if status == .ready { photo.show(.invented(1)) }
        photo[.altText] = altText
        photo[.status] = status
        if status == .failed { photo.fail(Failure(code: code, message: "It broke.")) }
        var write = GraphWrite()
        write.addUpload(id, photo, by: owner)
        _ = try await stage.services(.off).tao.commit(write)
        return id
    }

    private func text(_ media: ObjectID) -> String {
        GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.media, media))
    }

    private func create(
        _ photos: [ObjectID], _ more: String = "", on stage: Stage
    ) async throws -> String {
        let items = photos.map { "{ mediaId: \"\(text($0))\" }" }.joined(separator: ",")
        let answer = try await stage.json(
            """
            mutation { postCreate(input: { media: [\(items)], caption: "New" \(more) }) {
              post { id } userErrors { code field } } }
            """)
        return try #require(JSONText.strings("id", in: answer).first, "\(answer)")
    }

    private func retry(
        _ post: String, _ pairs: [(ObjectID, ObjectID)] = [], on stage: Stage,
        as viewer: String = "alice"
    ) async throws -> String {
        let items = pairs.map { "{ mediaId: \"\(text($0))\", byMediaId: \"\(text($1))\" }" }
        return try await stage.json(
            """
            mutation { postRetry(input: { postId: "\(post)", replacements: [\(items.joined(separator: ","))] }) {
              post { status media { altText } } userErrors { code field } } }
            """, as: viewer)
    }

    private func shown(
        _ post: String, on stage: Stage, as viewer: String = "alice"
    ) async throws -> String {
        try await stage.json(
            "{ node(id: \"\(post)\") { ... on Post { status failure { code canRetry media { id } } } } }",
            as: viewer)
    }

    private func breakPhoto(
        _ id: ObjectID, on stage: Stage, _ code: FailureCode = .damaged
    ) async throws {
        let flow = try await stage.services(.off).media
        _ = try await flow.update(id) { photo, _ in
            var changed = photo
            changed.fail(Failure(code: code, message: "It broke."))
            return changed
        }
        if let parent = try await flow.current(id)?[.parent] {
            try await flow.publishIfReady(parent)
        }
    }

    @Test func `since a photo did not come in time say so, and wait no more`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let services = try await stage.services(.off)
        let awaited = try await photo(.awaitingUpload, on: stage)
        let good = try await photo(.ready, on: stage)
        let post = try await create([good, awaited], on: stage)
        #expect(try await shown(post, on: stage).contains("PROCESSING"))
        func runWait() async throws {
            _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
            let isDone = try await stage.work(services) {
                try await stage.database.query(
                    "SELECT FROM jobs WHERE state = 1 OR state = 0 AND run_at <= now()"
                ).isEmpty
            }
            #expect(isDone)
        }
        clock.advance(seconds: 60 * 60)
        try await runWait()
        #expect(try await shown(post, on: stage).contains("PROCESSING"), "it may be on its way")
        clock.advance(seconds: 61)
        try await runWait()
        let failed = try await shown(post, on: stage)
        #expect(
            failed.contains(
                #""status":"FAILED","failure":{"code":"NOT_UPLOADED","canRetry":false"#),
            "\(failed)")
        let listed = try await stage.json(
            "{ viewer { pendingPosts { nodes { caption status failure { message } } } } }")
        #expect(
            listed.contains(#""status":"FAILED","failure":{"message":"The photo was not sent"#),
            "\(listed)")
        // One that comes in time is not given up.
        let other = try await photo(.awaitingUpload, on: stage)
        let waiting = try await create([other], on: stage)
        _ = try await services.media.update(other) { photo, _ in
            var changed = photo
            changed[.status] = .processing
            return changed
        }
        clock.advance(hours: 2)
        try await runWait()
        #expect(try await shown(waiting, on: stage).contains("PROCESSING"))
    }

    @Test func `are tried again with another photo, which takes over the text`() async throws {
        let stage = try await Stage(.standard)
        let good = try await photo(.ready, on: stage, altText: "Good")
        let bad = try await photo(.processing, on: stage, altText: "The second")
        let post = try await create([good, bad], on: stage)
        try await breakPhoto(bad, on: stage)
        #expect(try await shown(post, on: stage).contains("FAILED"))
        let new = try await photo(.ready, on: stage, altText: "Other")
        for (pairs, field) in [
            ([], #"["input","replacements"]"#),
            ([(good, new)], #"["input","replacements","0","byMediaId"]"#),
            ([(new, new)], #"["input","replacements","0","mediaId"]"#),
            ([(bad, good)], #"["input","replacements","0","byMediaId"]"#),
            ([(bad, bad)], #"["input","replacements","0","byMediaId"]"#),
            ([(bad, new), (bad, new)], #"["input","replacements","1","mediaId"]"#),
            (
                [(bad, stage.named("bob.post.1.photo.1").object)],
                #"["input","replacements","0","byMediaId"]"#
            ),
            (
                [(bad, stage.named("alice.post.1.photo.1").object)],
                #"["input","replacements","0","byMediaId"]"#
            ),
        ] as [([(ObjectID, ObjectID)], String)] {
            let answer = try await retry(post, pairs, on: stage)
            #expect(
                answer.contains(#""code":"BAD_MEDIA","field":\#(field)"#), "\(pairs): \(answer)")
        }
        #expect(try await retry(post, [(bad, new)], on: stage, as: "bob").contains("NOT_FOUND"))
        let answer = try await retry(post, [(bad, new)], on: stage)
        #expect(
            answer.contains(
                #"{"status":"PUBLISHED","media":[{"altText":"Good"},{"altText":"The second"}]},"userErrors":[]"#
            ),
            "\(answer)")
        #expect(try await retry(post, on: stage).contains("WRONG_STATUS"))
        #expect(try await stage.json("{ node(id: \"\(post)\") { id } }", as: "bob").contains(post))
        // What was replaced is gone.
        let isGone = try await stage.work(stage.services(.off)) {
            try await stage.database.query("SELECT FROM objects WHERE id = \(bad.rawValue)").isEmpty
        }
        #expect(isGone)
    }

    @Test func `for a fault of ours are tried again with the same photo`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        let bad = try await photo(.processing, on: stage)
        let post = try await create([bad], on: stage)
        let picture = DemoPicture(seed: 1, pixels: PixelSize(width: 300, height: 200))
        let writer = try await stage.staging.begin(mediaID: bad.rawValue)
        try await writer.write(try await picture.render(on: Workshop.processor))
        _ = try await writer.finish(expecting: nil)
        // Its job is among the dead.
        _ = try await stage.database.query(ImageProcessing.job(bad).query)
        _ = try await stage.database.query("UPDATE jobs SET attempt = attempts_max")
        let isDead = try await stage.work(services) {
            try await shown(post, on: stage).contains(#""code":"INTERNAL","canRetry":true"#)
        }
        #expect(isDead)
        let answer = try await retry(post, on: stage)
        #expect(answer.contains(#""status":"PROCESSING""#), "\(answer)")
        let isPublished = try await stage.work(services) {
            try await shown(post, on: stage, as: "bob").contains("PUBLISHED")
        }
        #expect(isPublished)
    }

    @Test func `give back their good photos`() async throws {
        let stage = try await Stage(.standard)
        let (good, better) = (
            try await photo(.ready, on: stage), try await photo(.ready, on: stage)
        )
        let bad = try await photo(.processing, on: stage)
        let post = try await create([good, bad, better], on: stage)
        let used = try await stage.json(
            "mutation { postCreate(input: { media: [{ mediaId: \"\(text(good))\" }] }) { userErrors { code } } }"
        )
        #expect(used.contains("BAD_MEDIA"), "it may still be published")
        try await breakPhoto(bad, on: stage)
        let other = try await create([good], on: stage)
        #expect(try await shown(other, on: stage).contains("PUBLISHED"))
        let story = try await stage.json(
            "mutation { storyCreate(input: { mediaId: \"\(text(good))\" }) { userErrors { code } } }"
        )
        #expect(story.contains("BAD_MEDIA"), "it is in use again")
        // The one that failed cannot have it again.
        let new = try await photo(.ready, on: stage)
        #expect(try await retry(post, [(bad, new)], on: stage).contains("BAD_MEDIA"))
        let third = try await photo(.ready, on: stage)
        let answer = try await retry(post, [(bad, new), (good, third)], on: stage)
        #expect(answer.contains("PUBLISHED"), "\(answer)")
        #expect(try await shown(other, on: stage, as: "bob").contains("PUBLISHED"))
    }

    @Test func `can be deleted, and take nothing with them that another shows`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        let good = try await photo(.ready, on: stage)
        let bad = try await photo(.processing, on: stage)
        let post = try await create([good, bad], on: stage)
        try await breakPhoto(bad, on: stage)
        let other = try await create([good], on: stage)
        // An operator has the other one tried again meanwhile: too late.
        _ = try await services.media.update(bad) { photo, _ in
            var changed = photo
            changed.show(.invented(2))
            return changed
        }
        try await services.media.publishIfReady(try #require(stage.node(post)).object)
        #expect(try await shown(post, on: stage).contains("FAILED"))
        let deleted = try await stage.json(
            "mutation { postDelete(input: { postId: \"\(post)\" }) { userErrors { code } } }")
        #expect(deleted.contains("[]"))
        try await ObjectRemoval(services).remove(try #require(stage.node(post)).object)
        let left = try await stage.database.query(
            "SELECT id FROM objects WHERE id = ANY(\([good.rawValue, bad.rawValue]))")
        #expect(left.map { $0.int64(0) } == [good.rawValue])
        #expect(try await shown(other, on: stage, as: "bob").contains("PUBLISHED"))
    }

    /// The same photo cannot be in a post that is tried again and in another, however they race.
    @Test func `lose a photo to one of two who want it`() async throws {
        let stage = try await Stage(.standard)
        for round in 0..<8 {
            let good = try await photo(.ready, on: stage)
            let bad = try await photo(.processing, on: stage)
            let new = try await photo(.ready, on: stage)
            let post = try await create([good, bad], on: stage)
            try await breakPhoto(bad, on: stage)
            async let retried = retry(post, [(bad, new)], on: stage)
            async let used = stage.json(
                "mutation { postCreate(input: { media: [{ mediaId: \"\(text(good))\" }], caption: \"\(round)\" }) { post { status } userErrors { code } } }"
            )
            let answers = [try await retried, try await used]
            let wins = answers.count { $0.contains("PUBLISHED") }
            #expect(wins == 1, "\(answers)")
        }
    }
}
