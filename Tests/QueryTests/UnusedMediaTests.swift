import Demo
import Foundation
import Jobs
import Media
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Photos that nothing shows go a day after that began, with all there is of them.
@Suite(.timeLimit(.minutes(5))) struct `Unused photos` {
    private static let uploads =
        ProcessInfo.processInfo.environment["TINTYPE_ABANDONED_UPLOADS"].flatMap { Int($0) } ?? 300

    private let clock = MovableClock()
    private let stage: Stage
    /// Two gateways, which share nothing in memory.
    private let gateways: [SocialServices]

    init() async throws {
        stage = try await Stage(.standard, clock: clock.wallClock)
        var limits = SocialLimits.standard
        limits.rateFactor = 1_000
        gateways = [
            try await stage.makeServices(Stage.freshNamespace(), limits: limits),
            try await stage.makeServices(.off, limits: limits),
        ]
    }

    private func ask(
        _ operation: String, as viewer: String = "alice", through gateway: Int = 0
    ) async throws -> String {
        let answer = try await stage.ask(
            operation, as: stage.named(viewer).object, of: gateways[gateway % 2])
        #expect(answer.failures == [], "\(operation)")
        return answer.json
    }

    private func announce(
        _ byteCount: Int, through gateway: Int = 0, key: String? = nil
    ) async throws -> (text: String, id: ObjectID) {
        let key = key.map { ", idempotencyKey: \"\($0)\"" } ?? ""
        let answer = try await ask(
            """
            mutation { mediaUploadCreate(input: {
              contentType: "image/jpeg", byteCount: \(byteCount)\(key) }) {
              upload { media { id } } userErrors { code } } }
            """, through: gateway)
        let text = try #require(JSONText.strings("id", in: answer).first, "\(answer)")
        return (text, try #require(stage.node(text)).object)
    }

    private func send(_ bytes: [UInt8], to media: ObjectID) async throws {
        let writer = try await stage.staging.begin(mediaID: media.rawValue)
        try await writer.write(bytes)
        _ = try await writer.finish()
    }

    private func complete(
        _ media: (text: String, id: ObjectID), through gateway: Int = 0
    )
        async throws
    {
        let answer = try await ask(
            """
            mutation { mediaUploadComplete(input: { mediaId: "\(media.text)" }) {
              userErrors { code } } }
            """, through: gateway)
        #expect(answer.contains(#""userErrors":[]"#), "\(answer)")
        try await gateways[gateway % 2].media.process(media.id)
    }

    private func photo(_ seed: UInt64) async throws -> (text: String, id: ObjectID) {
        let picture = DemoPicture(seed: seed, pixels: PixelSize(width: 60, height: 40))
        let bytes = try await picture.render(on: Workshop.processor)
        let media = try await announce(bytes.count)
        try await send(bytes, to: media.id)
        try await complete(media)
        return media
    }

    /// Lets the jobs have their turn that wait for a time of the database, and waits for those that are due
    /// by the clock.
    private func work() async throws {
        _ = try await stage.database.query(
            "UPDATE jobs SET run_at = now() WHERE kind = 'media.removeUnused'")
        let isDone = try await stage.work(gateways[1]) {
            try await stage.database.query(
                """
                SELECT 1 FROM jobs
                WHERE kind = 'media.removeUnused' AND state IN (0, 1) AND run_at <= now()
                """
            ).isEmpty
        }
        #expect(isDone)
    }

    private func isThere(_ media: ObjectID) async throws -> Bool {
        try await gateways[1].tao.stored.loadUnfiltered(Image.self, [media])[0] != nil
    }

    /// What there is in tables, by table; counts of nothing are none.
    private func rows() async throws -> [String] {
        try await stage.database.query(
            """
            SELECT 'objects', count(*) FROM objects UNION ALL
            SELECT 'associations', count(*) FROM associations UNION ALL
            SELECT 'counts', coalesce(sum(count), 0)::bigint FROM association_counts UNION ALL
            SELECT 'blob_uses', count(*) FROM blob_uses WHERE media >= 0 UNION ALL
            SELECT 'idempotency_keys', count(*) FROM idempotency_keys UNION ALL
            SELECT 'jobs', count(*) FROM jobs WHERE state IN (0, 1) ORDER BY 1
            """
        ).map { "\($0.string(0)) \($0.int64(1))" }
    }

    /// Some never come, some are never complete, some are no pictures and some are READY.
    @Test(.crosses(\SocialLimits.unusedMediaMilliseconds))
    func `leave nothing, however many they are`() async throws {
        let before = try await rows()
        for index in 0..<Self.uploads {
            let media = try await announce(
                3, through: index, key: index % 2 == 0 ? "upload \(index)" : nil)
            if index % 3 > 0 { try await send([1, 2, 3], to: media.id) }
            if index % 3 > 1 { try await complete(media, through: index) }
        }
        for seed in 0..<4 { _ = try await photo(UInt64(seed)) }
        let files = try await stage.database.query("SELECT blob FROM blob_uses WHERE media > 0")
            .map { try #require(BlobName($0.string(0))) }
        #expect(!files.isEmpty)
        let full = try await rows()
        clock.advance(hours: 24.9)
        try await work()
        let day = try await rows()
        #expect(day.filter { !$0.hasPrefix("jobs") } == full.filter { !$0.hasPrefix("jobs") })
        clock.advance(hours: 0.2)
        let start = ContinuousClock.now
        try await work()
        let time = ContinuousClock.now - start
        print("\(Self.uploads) abandoned uploads were removed in \(time).")
        _ = try await ExpirySweeper(gateways[0]).run()
        #expect(try await rows() == before)
        for file in files { #expect(try await !stage.blobs.contains(file), "\(file)") }
        let open = try await gateways[0].tao.stored.lists([
            RangeQuery(stage.named("alice").object, AssociationTypes.openUpload, limit: 10)
        ])[0].associations
        #expect(open.isEmpty)
        for report in [
            try await Verifier(gateways[0].tao, repairs: false).counts(),
            try await Verifier(gateways[0].tao, repairs: false).inverses(),
        ] {
            #expect(!report.hasLookedAtNothing && report.faultCount == 0, "\(report.examples)")
        }
    }

    /// The migration gives them one, and touches none that is shown.
    @Test func `from before there were jobs go, too`() async throws {
        let (unused, shown) = (try await photo(1), try await photo(2))
        let answer = try await ask(
            """
            mutation { accountUpdate(input: { avatarMediaId: "\(shown.text)" }) {
              userErrors { message } } }
            """)
        #expect(answer.contains(#""userErrors":[]"#), "\(answer)")
        let all = try await stage.database.query("DELETE FROM jobs RETURNING id").count
        #expect(all > 0)
        let text = try String(
            contentsOfFile: Place.root + "/migrations/0025_remove_unused_photos.sql",
            encoding: .utf8)
        _ = try await stage.database.query(Query(unescaped: text))
        let jobs = try await stage.database.query(
            """
            SELECT (SELECT count(*) FROM jobs WHERE attempts_max = \(JobRetries().attemptsMax)),
                (SELECT count(*) FROM objects WHERE type = \(ObjectKind.media.rawValue))
            """)[0]
        #expect(jobs.int64(0) == jobs.int64(1) && jobs.int64(0) > 2)
        let before = try await stage.database.query(
            "SELECT count(*) FROM objects WHERE type = \(ObjectKind.media.rawValue)")[0].int64(0)
        clock.advance(hours: 26)
        try await work()
        #expect(try await !isThere(unused.id))
        #expect(try await isThere(shown.id))
        let after = try await stage.database.query(
            "SELECT count(*) FROM objects WHERE type = \(ObjectKind.media.rawValue)")[0].int64(0)
        #expect(after == before - 1, "photos of posts, stories and accounts stay")
        let dead = try await stage.database.query("SELECT 1 FROM jobs WHERE state = 3")
        #expect(dead.isEmpty)
    }

    @Test func `have their day from when they were let go`() async throws {
        let (first, second) = (try await photo(1), try await photo(2))
        for avatar in [first, second] {
            let answer = try await ask(
                """
                mutation { accountUpdate(input: { avatarMediaId: "\(avatar.text)" }) {
                  userErrors { message } } }
                """)
            #expect(answer.contains(#""userErrors":[]"#), "\(answer)")
            clock.advance(hours: 30)
        }
        try await work()
        #expect(try await !isThere(first.id), "it was let go 30 hours ago")
        #expect(try await isThere(second.id), "it is shown")
        let answer = try await ask(
            "mutation { accountUpdate(input: { avatarMediaId: null }) { userErrors { message } } }")
        #expect(answer.contains(#""userErrors":[]"#), "\(answer)")
        clock.advance(hours: 24)
        try await work()
        #expect(try await isThere(second.id))
        clock.advance(hours: 2)
        try await work()
        #expect(try await !isThere(second.id))
    }

    @Test func `are also those that were left out of a post`() async throws {
        let photos = [try await photo(1), try await photo(2), try await photo(3)]
        func media(_ photos: some Sequence<(text: String, id: ObjectID)>) -> String {
            "media: [" + photos.map { "{ mediaId: \"\($0.text)\" }" }.joined(separator: ",") + "]"
        }
        let created = try await ask(
            "mutation { postCreate(input: { \(media(photos)) }) { post { id } userErrors { code } } }"
        )
        let post = try #require(JSONText.strings("id", in: created).first, "\(created)")
        clock.advance(hours: 26)
        try await work()
        for photo in photos { #expect(try await isThere(photo.id)) }
        let updated = try await ask(
            """
            mutation { postUpdate(input: { postId: "\(post)", \(media(photos.prefix(2))) }) {
              userErrors { code } } }
            """)
        #expect(updated.contains(#""userErrors":[]"#), "\(updated)")
        clock.advance(hours: 26)
        try await work()
        #expect(try await isThere(photos[1].id))
        #expect(try await !isThere(photos[2].id))
    }

    @Test func `stay while a worker may be at them, and go with what it stores too late`()
        async throws
    {
        let media = try await announce(3)
        try await send([1, 2, 3], to: media.id)
        _ = try await ask(
            """
            mutation { mediaUploadComplete(input: { mediaId: "\(media.text)" }) {
              userErrors { code } } }
            """)
        // Its own job would end it.
        _ = try await stage.database.query("DELETE FROM jobs WHERE kind = 'media.process'")
        clock.advance(hours: 26)
        try await work()
        #expect(try await isThere(media.id))

        let gone = ObjectID(rawValue: 77)
        let picture = DemoPicture(seed: 5, pixels: PixelSize(width: 60, height: 40))
        let processed = try await Workshop.processor.process(
            try await picture.render(on: Workshop.processor), declaredType: "image/jpeg")
        let flow = gateways[0].media
        try await flow.store(processed, of: gone)
        try await flow.process(gone)
        #expect(try await !stage.blobs.contains(processed.original.blobName))
        let uses = try await stage.database.query("SELECT 1 FROM blob_uses WHERE media = 77")
        #expect(uses.isEmpty)
    }

    /// Whoever comes first: a photo that is shown is never removed.
    @Test func `are posted or removed, never both`() async throws {
        var photos: [(text: String, id: ObjectID)] = []
        for seed in 0..<12 { photos.append(try await photo(UInt64(seed % 3))) }
        clock.advance(hours: 26)
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        async let isDone = stage.work(gateways[1]) {
            try await stage.database.query("SELECT 1 FROM jobs WHERE state IN (0, 1)").isEmpty
        }
        var posted = 0
        for (index, photo) in photos.enumerated() {
            let answer = try await ask(
                """
                mutation { postCreate(input: { media: [{ mediaId: "\(photo.text)" }] }) {
                  post { media { ... on Image { status } } } userErrors { code } } }
                """, through: index)
            if answer.contains("BAD_MEDIA") { continue }
            #expect(answer.contains("READY"), "\(answer)")
            posted += 1
            #expect(try await isThere(photo.id))
        }
        #expect(try await isDone)
        var there = 0
        for photo in photos where try await isThere(photo.id) { there += 1 }
        #expect(there == posted)
        let shown = try await ask(
            "{ user(username: \"alice\") { posts { nodes { media { status } } } } }")
        #expect(!shown.contains(#""media":[]"#), "\(shown)")
    }

    /// An address is given as long as its idempotency key is known, and works for some time from then on.
    @Test func `outlive every address to send them to`() {
        let limits = SocialLimits.standard
        #expect(
            limits.unusedMediaMilliseconds
                >= limits.idempotencyLifetimeMilliseconds + limits.uploadLifetimeMilliseconds)
    }
}
