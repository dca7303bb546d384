import Demo
import GraphQL
import Jobs
import LocalServices
import Media
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

@Suite struct `Accounts that leave` {
    private static let sight = """
        { alice: user(username: "alice") { username }
          bob: user(username: "bob") {
            followers { nodes { username } } following { nodes { username } } }
          post(shortcode: "{{alice.post.5.shortcode}}") { id commentCount }
          carol: node(id: "{{carol.post.3}}") { ... on Post {
            comments { nodes { text } } likers { nodes { username } } } } }
        """

    private func state(_ world: ModeratedStage, at gateway: Int = 0) async throws -> String {
        try await world.ask(world.stage.filled(Self.sight), as: "bob", at: gateway)
    }

    private static let delete = """
        accountDelete(input: { password: "\(Stage.password)" }) {
          viewer { deletionScheduledAt } userErrors { code field } }
        """

    @Test func `are hidden at once, and back as they were when they say so`() async throws {
        let world = try await ModeratedStage()
        let (stage, alice) = (world.stage, world.stage.named("alice").object)
        // Dan is asked by bob; alice asks him too, and erin was to ask alice.
        _ = try await world.run("userFollow", world.of("dan"), as: "alice")
        let before = try await state(world)
        #expect(
            before.contains(#""alice":{"username":"alice"}"#) && before.contains("Perfect timing"))
        let session = try #require(try await world.signIn("alice", at: 1))
        try await expectRefusals(world)
        #expect(try await state(world) == before)
        let end = DateTime(milliseconds: SmallWorld.now + 30 * 24 * SmallWorld.hour).text
        let scheduled = #"{"viewer":{"deletionScheduledAt":"\#(end)"},"userErrors":[]}"#
        let deleted = try await world.ask(
            "mutation { accountDelete(input: {}) { viewer { deletionScheduledAt } userErrors { code } } }",
            as: "alice", in: session)
        #expect(deleted == #"{"data":{"accountDelete":\#(scheduled)}}"#)
        for gateway in 0...1 {
            let hidden = try await state(world, at: gateway)
            #expect(
                hidden.contains(#""alice":null"#) && hidden.contains(#""post":null"#), "\(hidden)")
            #expect(
                !hidden.contains(#""username":"alice""#) && !hidden.contains("Perfect timing"),
                "\(hidden)")
        }
        #expect(world.gateways[0].endedSessions.contains(session.id))
        // Whoever signs in again can take it back, and do nothing else.
        let again = try #require(try await world.signIn("alice", at: 1))
        #expect(again.isRestricted)
        let closed = try await world.ask(
            "{ viewer { feed(kind: FOLLOWING) { items { nodes { id } } } } }", as: "alice",
            in: again)
        #expect(closed.contains("FORBIDDEN") && closed.contains("about to be deleted"), "\(closed)")
        world.clock.advance(hours: 24)
        let repeated = try await world.ask(
            "mutation { \(Self.delete) }", as: "alice", in: again, at: 1)
        #expect(repeated.contains(scheduled), "the time stays: \(repeated)")
        #expect(try await world.refresh(again).contains("restricted"))
        try await expectRequestsEnd(world)
        for name in ["alice", "ALICE"] {
            let taken = try await world.ask(
                """
                mutation { accountUpdate(input: { username: "\(name)" }) { userErrors { code } } }
                """, as: "carol")
            #expect(taken.contains("TAKEN"))
        }
        world.clock.advance(hours: 29 * 24 - 1)
        let cancelled = try await world.ask(
            "mutation { accountDeletionCancel { viewer { deletionScheduledAt } userErrors { code } } }",
            as: "alice", in: try await world.signIn("alice"))
        #expect(
            cancelled
                == #"{"data":{"accountDeletionCancel":{"viewer":{"deletionScheduledAt":null},"userErrors":[]}}}"#
        )
        for gateway in 0...1 { #expect(try await state(world, at: gateway) == before) }
        let jobs = try await stage.database.query(
            "SELECT FROM jobs WHERE kind = \(AccountRemoval.name)")
        #expect(jobs.isEmpty)
        let rest = try await world.gateways[0].beginRemoval(of: alice)
        #expect(rest == .cancelled)
    }

    private func expectRefusals(_ world: ModeratedStage) async throws {
        // The password, or a session that has just begun.
        for (password, code) in [
            ("null", "REAUTHENTICATION_REQUIRED"), ("\"wrong\"", "BAD_CREDENTIALS"),
        ] {
            let refused = try await world.ask(
                "mutation { accountDelete(input: { password: \(password) }) { userErrors { code field } } }",
                as: "alice")
            #expect(
                refused.contains(#"{"code":"\#(code)","field":["input","password"]}"#), "\(refused)"
            )
        }
    }

    private func expectRequestsEnd(_ world: ModeratedStage) async throws {
        let (stage, alice) = (world.stage, world.stage.named("alice").object)
        let requests: () async throws -> Int = {
            let (dan, types) = (stage.named("dan").object.rawValue, [Int16(3), 4])
            return try await stage.database.query(
                """
                SELECT FROM associations WHERE type = ANY(\(types))
                    AND (id1 = \(alice.rawValue) OR id2 = \(alice.rawValue)) AND id2 <> \(dan + 1)
                """
            ).count
        }
        #expect(try await requests() == 2)
        let isDropped = try await stage.work(world.gateways[0]) { try await requests() == 0 }
        #expect(isDropped)
    }

    @Test func `cannot come back when their time is over`() async throws {
        let world = try await ModeratedStage()
        let alice = world.stage.named("alice").object
        #expect(try await world.ask("mutation { \(Self.delete) }", as: "alice").contains("[]"))
        let session = try #require(try await world.signIn("alice"))
        #expect(try await world.gateways[0].beginRemoval(of: alice) == .notDue)
        world.clock.advance(hours: 30 * 24)
        #expect(try await world.gateways[1].beginRemoval(of: alice) == .begun)
        #expect(try await world.signIn("alice") == nil)
        let cancelled = try await world.ask(
            "mutation { accountDeletionCancel { viewer { email } userErrors { code } } }",
            as: "alice", in: session)
        #expect(cancelled.contains("UNAUTHENTICATED"), "\(cancelled)")
        #expect(world.gateways[1].clock.milliseconds > 0)
    }

    /// A cancellation and the beginning of the removal end in one of the two orders.
    @Test func `come back or go, never half`() async throws {
        for round in 0..<6 {
            let world = try await ModeratedStage()
            let alice = world.stage.named("alice").object
            _ = try await world.ask("mutation { \(Self.delete) }", as: "alice")
            world.clock.advance(hours: 30 * 24)
            let late = try await world.stage.makeServices(
                .off, clock: .fixed(world.clock.wallClock.milliseconds - 1))
            async let cancelled = world.stage.ask(
                "mutation { accountDeletionCancel { userErrors { code } } }", as: alice, of: late)
            async let begun = world.gateways[round % 2].beginRemoval(of: alice)
            let (answer, state) = try await (cancelled.json, begun)
            let account = try #require(try await late.accounts.account(alice))
            if state == .begun {
                #expect(answer.contains("UNAUTHENTICATED"), "\(answer)")
                #expect(account.deletionAt == User.removing && account.passwordHash.isEmpty)
            } else {
                #expect(state == .cancelled && answer.contains("[]"), "\(answer)")
                #expect(account.deletionAt == nil && !account.passwordHash.isEmpty)
            }
        }
    }
}

@Suite struct `What is left of an account` {
    /// An account that has done everything that accounts can do.
    private struct Leaver {
        let world: ModeratedStage
        var stage: Stage { world.stage }
        let id: ObjectID
        let text: String

        static let name = "zebulonq"

        init() async throws {
            world = try await ModeratedStage()
            let answer = try await world.ask(
                """
                mutation { accountRegister(input: { username: "\(Self.name)old",
                  email: "\(Self.name)@example.com", password: "\(Stage.password)",
                  displayName: "Zebulon Quist", idempotencyKey: "zq" }) {
                  viewer { user { id } } userErrors { code } } }
                """)
            let path = ["data", "accountRegister", "viewer", "user", "id"]
            text = try #require(try JSONText.value(answer, at: path) as? String)
            id = try #require(world.stage.node(text)).object
        }

        /// As the account, unless somebody else is named.
        @discardableResult
        func ask(
            _ operation: String, as viewer: String? = nil, _ variables: String = "{}"
        ) async throws -> String {
            let answer = try await stage.ask(
                stage.filled(operation).replacing("{zq}", with: text),
                as: viewer.map { stage.named($0).object } ?? id, variables: variables,
                of: world.gateways[Int.random(in: 0...1)])
            #expect(answer.failures == [], "\(operation)")
            #expect(!answer.json.contains("\"code\""), "\(operation): \(answer.json)")
            return answer.json
        }

        func run(_ mutation: String, _ input: String, as viewer: String? = nil) async throws {
            try await ask(
                "mutation { \(mutation)(input: { \(input) }) { userErrors { code message } } }",
                as: viewer)
        }

        /// A photo as it would be uploaded.
        func upload(_ seed: UInt64, as viewer: String? = nil) async throws -> String {
            let picture = DemoPicture(seed: seed, pixels: PixelSize(width: 200, height: 150))
            let bytes = try await picture.render(on: Workshop.processor)
            let answer = try await ask(
                """
                mutation { mediaUploadCreate(input: {
                  contentType: "image/jpeg", byteCount: \(bytes.count) }) { upload { media { id } } } }
                """, as: viewer)
            let path = ["data", "mediaUploadCreate", "upload", "media", "id"]
            let media = try #require(try JSONText.value(answer, at: path) as? String)
            let object = try #require(stage.node(media)).object
            let writer = try await stage.staging.begin(mediaID: object.rawValue)
            try await writer.write(bytes)
            _ = try await writer.finish()
            try await run("mediaUploadComplete", "mediaId: \"\(media)\"", as: viewer)
            try await world.gateways[0].media.process(object)
            return media
        }

        func create(
            _ mutation: String, _ input: String, _ field: String, as viewer: String? = nil
        )
            async throws -> String
        {
            let answer = try await ask(
                "mutation { result: \(mutation)(input: { \(input) }) { \(field) userErrors { code } } }",
                as: viewer)
            let steps = field.split { " {}".contains($0) }.map(String.init)
            return try #require(
                try JSONText.value(answer, at: ["data", "result"] + steps) as? String)
        }
    }

    /// What it is to others, and they to it.
    private func relate(_ leaver: Leaver) async throws {
        let (stage, zq) = (leaver.stage, "userId: \"{zq}\"")
        try await leaver.run(
            "accountUpdate", "username: \"\(Leaver.name)\", biography: \"I was here\"")
        try await leaver.run("settingsUpdate", "content: { hiddenWords: [\"zq\"] }")
        for name in ["alice", "bob", "dan"] {
            try await leaver.run("userFollow", leaver.world.of(name))
        }
        for name in ["bob", "carol"] { try await leaver.run("userFollow", zq, as: name) }
        try await leaver.run("settingsUpdate", "privacy: { isPrivate: true }")
        for name in ["frank", "erin", "mo"] { try await leaver.run("userFollow", zq, as: name) }
        try await leaver.run(
            "followRequestDecline",
            "followRequestId: \"\(stage.globalID(from: "erin", to: leaver.id))\"")
        try await leaver.run("settingsUpdate", "privacy: { isPrivate: false }")
        try await leaver.run("closeFriendsUpdate", "addUserIds: [\"{{bob}}\"]")
        try await leaver.run("favoritesUpdate", "addUserIds: [\"{{bob}}\"]")
        try await leaver.run("closeFriendsUpdate", "addUserIds: [\"{zq}\"]", as: "bob")
        try await leaver.run("userMute", "userId: \"{{alice}}\", posts: true, stories: true")
        try await leaver.run("userMute", "\(zq), posts: true, stories: true", as: "carol")
        try await leaver.run("userRestrict", leaver.world.of("abe"))
        try await leaver.run("userBlock", leaver.world.of("max"))
        try await leaver.run("userBlock", zq, as: "ada")
    }

    /// Comments on a post of its own, and on one of another's.
    ///
    /// - Returns: one that is answered.
    private func comment(_ leaver: Leaver, on post: String) async throws -> String {
        let edge = "commentEdge { node { id } }"
        let below = try await leaver.create(
            "commentCreate", "postId: \"\(post)\", text: \"Below it\"", edge, as: "bob")
        _ = try await leaver.create(
            "commentCreate", "postId: \"\(post)\", text: \"Thanks\", inReplyToId: \"\(below)\"",
            edge)
        try await leaver.run("commentLike", "commentId: \"\(below)\"")
        _ = try await leaver.create(
            "commentCreate", "postId: \"{{bob.post.1}}\", text: \"zq alone\"", edge)
        let kept = try await leaver.create(
            "commentCreate", "postId: \"{{bob.post.1}}\", text: \"zq answered\"", edge)
        _ = try await leaver.create(
            "commentCreate",
            "postId: \"{{bob.post.1}}\", text: \"To that\", inReplyToId: \"\(kept)\"",
            edge, as: "carol")
        _ = try await leaver.create(
            "commentCreate",
            "postId: \"{{bob.post.1}}\", text: \"zq too\", inReplyToId: \"\(kept)\"",
            edge)
        _ = try await leaver.create(
            "commentCreate", "postId: \"{{bob.post.1}}\", text: \"@\(Leaver.name.uppercased())!\"",
            edge, as: "frank")
        return kept
    }

    private func live(
        _ leaver: Leaver
    ) async throws -> (own: [BlobName], shared: [BlobName], kept: String) {
        let stage = leaver.stage
        try await relate(leaver)
        let own = try await leaver.upload(71)
        let shared = try await leaver.upload(72)
        let bobs = try await leaver.upload(72, as: "bob")
        let (avatar, story) = (try await leaver.upload(73), try await leaver.upload(74))
        try await leaver.run("accountUpdate", "avatarMediaId: \"\(avatar)\"")
        let post = try await leaver.create(
            "postCreate",
            "media: [{ mediaId: \"\(own)\" }, { mediaId: \"\(shared)\" }], idempotencyKey: \"p\"",
            "post { id }")
        _ = try await leaver.create(
            "postCreate",
            """
            media: [{ mediaId: "\(bobs)", tags: [{ userId: "{zq}", position: { x: 0.5, y: 0.5 } }] }],
            caption: "With @\(Leaver.name.uppercased()) #zq"
            """, "post { id }", as: "bob")
        let refused = try await leaver.upload(76, as: "bob")
        _ = try await leaver.create(
            "postCreate",
            """
            media: [{ mediaId: "\(refused)", tags: [{ userId: "{zq}", position: { x: 0, y: 0 } }] }],
            isDraft: true
            """, "post { id }", as: "bob")
        try await leaver.run("mediaTagRemove", "mediaId: \"\(refused)\"")
        try await leaver.run("hashtagFollow", "name: \"zq\"")
        let kept = try await comment(leaver, on: post)
        _ = try await leaver.create("storyCreate", "mediaId: \"\(story)\"", "story { id }")
        try await leaver.run("postLike", "postId: \"\(post)\"", as: "bob")
        try await leaver.run("postLike", "postId: \"{{bob.post.1}}\"")
        try await leaver.run("storiesMarkSeen", "storyIds: [\"{{bob.story.1}}\"]")
        let names = try await stage.photo(of: "bob", .ready).text
        let named = "[\"\(leaver.text)\"]"
        _ = try await leaver.create(
            "storyCreate",
            "mediaId: \"\(names)\", mentionUserIds: \(named), hideFromUserIds: \(named)",
            "story { id }", as: "bob")
        let feed = try await leaver.ask(
            "{ viewer { feed(kind: HOME) { items { edges { trackingToken } } } } }")
        let seen = JSONText.strings("trackingToken", in: feed).map { token in
            "{ trackingToken: \"\(token)\", kind: IMPRESSION, at: \"2026-04-08T18:00:00Z\" }"
        }
        #expect(seen.count > 3)
        try await leaver.run(
            "feedInteractionsRecord", "interactions: [\(seen.joined(separator: ","))]")
        let token = try #require(JSONText.strings("trackingToken", in: feed).first)
        try await leaver.run("feedItemHide", "trackingToken: \"\(token)\"")
        // Uploads that came to nothing, and a job about the account.
        _ = try await leaver.upload(75)
        try await leaver.ask(
            "mutation { mediaUploadCreate(input: { contentType: \"image/png\", byteCount: 9 }) { upload { url } } }"
        )
        func blobs(_ media: String) async throws -> [BlobName] {
            let id = try #require(stage.node(media)).object
            return try await stage.database.query(
                "SELECT blob FROM blob_uses WHERE media = \(id.rawValue)"
            ).map { try #require(BlobName($0.string(0))) }
        }
        return (
            try await [own, avatar, story].asyncFlatMap(blobs), try await blobs(shared), kept
        )
    }

    @Test(
        .crosses(
            \SocialLimits.deletionMilliseconds, \SocialLimits.objectsRemovedMax,
            \SocialLimits.objectsReadMax))
    func `is nothing, in any table, store or cache`() async throws {
        let leaver = try await Leaver()
        let (world, stage) = (leaver.world, leaver.stage)
        let (own, shared, kept) = try await live(leaver)
        for blob in own + shared { #expect(try await stage.blobs.contains(blob)) }
        #expect(own.count > 20 && shared.count > 5)
        // Everybody has looked, with and without a cache, before and in the days of grace.
        let look = """
            { user(username: "\(Leaver.name)") { username posts { nodes { id } }
              followers { nodes { username } } following { nodes { username } } }
              node(id: "{{bob.post.1}}") { ... on Post {
                commentCount comments { nodes { id isDeleted text author { username } replyCount } }
                likers { nodes { username } } } } }
            """
        for name in ["bob", "carol", "frank", "dan"] { try await leaver.ask(look, as: name) }
        let deleted = try await leaver.ask(
            """
            mutation { accountDelete(input: { password: "\(Stage.password)" }) {
              viewer { user { id } } userErrors { code } } }
            """)
        #expect(deleted.contains(leaver.text))
        for name in ["bob", "carol", "frank", "dan"] { try await leaver.ask(look, as: name) }
        world.clock.advance(hours: 30 * 24)
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        // In small parts, as for a large account.
        var limits = SocialLimits.standard
        (limits.objectsRemovedMax, limits.objectsReadMax) = (3, 2)
        let worker = try await stage.makeServices(
            world.cache, limits: limits, clock: world.clock.wallClock)
        let isGone = try await stage.work(worker) {
            try await stage.database.query(
                "SELECT FROM accounts WHERE id = \(leaver.id.rawValue)"
            ).isEmpty
        }
        #expect(isGone)
        let traces = Traces(
            ids: [leaver.id, OwnSettings.id(of: leaver.id)],
            texts: [Leaver.name, "Zebulon", "zq alone", "zq answered", "zq too", "I was here"]
                + own.map(\.hash.hex))
        let isClean = try await eventually(withinSeconds: 20) {
            try await traces.rows(in: stage.database).isEmpty
        }
        let left = try await traces.rows(in: stage.database)
        #expect(isClean, "\(left)")
        for socket in try await TestServices.shared.memcachedServers {
            let items = try traces.items(inMemcached: socket)
            #expect(items == [])
        }
        for blob in own { #expect(try await !stage.blobs.contains(blob)) }
        for blob in shared { #expect(try await stage.blobs.contains(blob), "bob shows it too") }
        for report in [
            try await Verifier(worker.tao, repairs: false).counts(),
            try await Verifier(worker.tao, repairs: false).inverses(),
        ] {
            #expect(!report.hasLookedAtNothing && report.faultCount == 0, "\(report.examples)")
        }
        // A place that holds replies stays.
        let after = try await leaver.ask(look, as: "bob")
        #expect(
            after.contains(
                #"{"id":"\#(kept)","isDeleted":true,"text":null,"author":null,"replyCount":1}"#),
            "\(after)")
        #expect(!after.contains(Leaver.name))
        let registered = try await world.ask(
            """
            mutation { accountRegister(input: { username: "\(Leaver.name)old",
              email: "\(Leaver.name)@example.com", password: "a long secret" }) { userErrors { code } } }
            """)
        #expect(registered.contains(#""userErrors":[]"#), "names are free: \(registered)")
    }

    /// What the removal must know of. Whoever adds a table says here how it is emptied of an account.
    @Test func `is looked for in every table, and under every association`() async throws {
        let stage = try await Stage.shared
        #expect(
            try await Traces.tables(stage.database) == [
                // Its rows are named by account: `User.remove`.
                "account_locks", "accounts",
                // By its objects and edges.
                "association_counts", "associations",
                // Made nameless.
                "audit_entries",
                // With the photo.
                "blob_uses",
                // Of servers and processes, not of accounts.
                "cache_servers",
                "email_claims",
                "ended_sessions",
                // Of consumers, not of accounts.
                "event_consumers",
                // Its own and those about it go after seven days, long before it does; what is left is
                // that it has gone.
                "events",
                // What it did, some at a time; with what others did, its posts go by their day.
                "feed_interactions",
                "id_lanes",
                "idempotency_keys",
                // Payloads of jobs about it.
                "jobs",
                // Named by account: `User.remove`.
                "known_addresses",
                "mails",
                "names", "objects",
                // Until memcached has confirmed.
                "outbox", "outbox_leases",
                // Of folders, not of accounts.
                "picture_stores",
                // Places are nobody's: no row says who has made one.
                "places",
                "schema_migrations",
                "sessions",
                "story_deadlines",
            ])
        // An edge without an inverse is found from one side alone, so the removal knows each: those
        // of lists go with what they name, requests from both of their sides.
        let oneWay = AssociationTypes.all(.standard).filter { $0.inverse == nil }.map(\.name)
        #expect(
            Set(oneWay) == [
                // Leaves the account; that of another names a post that is gone, until it is trimmed.
                "INBOX",
                "AUTHORED", "PENDING", "ACTIVE_STORY", "PENDING_STORY", "ARCHIVED_STORY",
                "NAMED_IN_STORY",
                "UPLOADED", "WROTE", "HAS_COMMENT",
                "HAS_REPLY",
                "COMMENTED", "PINNED_COMMENT", "PINNED_POST", "DRAFTS", "ARCHIVED", "OPEN_UPLOAD",
                "PROCESSING_UPLOAD",
                "POSTED_TO_EVERYONE", "POSTED_TO_FOLLOWERS",
                "POSTED_TO_CLOSE_FRIENDS", "HELD_BACK", "HELD_BACK_HERE", "WROTE_HELD_BACK",
                "COLLECTIONS", "TASTE",
                "REQUESTED", "REQUESTED_BY",
            ])
    }

    @Test func `is soon nothing, also of a large one`() async throws {
        let world = try await ModeratedStage()
        let (stage, alice) = (world.stage, world.stage.named("alice").object)
        var importer = BulkImport(into: try await stage.services(.off).tao)
        var ids = PastIDs()
        for number in 0..<10_000 {
            let follower = ids.next(
                at: SmallWorld.now - 2_000_000_000 + Int64(number), shard: number % 1_000)
            try await importer.add(.follows, from: follower, to: alice, at: Int64(number))
        }
        for number in 0..<1_000 {
            let time = SmallWorld.now - 1_500_000_000 + Int64(number) * 1_000
            let photo = (ids.next(at: time, shard: alice.shard), StoredPicture.invented(1))
            let post = ids.next(at: time, shard: alice.shard)
            try await importer.addPost(post, by: alice, [photo], caption: nil, for: .everyone)
            try await importer.add(.likes, from: stage.named("bob").object, to: post, at: time)
        }
        try await importer.flush()
        _ = try await world.ask(
            "mutation { accountDelete(input: { password: \"\(Stage.password)\" }) { userErrors { code } } }",
            as: "alice")
        world.clock.advance(hours: 30 * 24)
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        let begin = ContinuousClock.now
        var isGone = false
        while !isGone, ContinuousClock.now - begin < .seconds(300) {
            isGone = try await stage.work(world.gateways[0]) {
                try await stage.database.query("SELECT FROM accounts WHERE id = \(alice.rawValue)")
                    .isEmpty
            }
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        print("  10,000 followers and 1,000 posts are gone after \(seconds) s")
        #expect(isGone)
        // The outbox has the rows of the import, which had no cache, for a tailer that does not run here.
        let rows = try await Traces(ids: [alice]).rows(in: stage.database)
            .filter { !$0.hasPrefix("outbox:") }
        #expect(rows == [])
    }
}

extension Stage {
    /// The id of a follow request.
    fileprivate func globalID(from name: String, to account: ObjectID) -> String {
        GlobalIDs(key: Self.secrets.globalIDKey).text(
            NodeID(.followRequest, named(name).object, to: account))
    }
}

extension Array {
    fileprivate func asyncFlatMap<Value>(
        _ transform: (Element) async throws -> [Value]
    ) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values += try await transform(element) }
        return values
    }
}
