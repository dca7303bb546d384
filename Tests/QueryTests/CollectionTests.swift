import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Collections of saved posts.
@Suite(.timeLimit(.minutes(3))) struct `Collections` {
    private func make(
        _ name: String, on stage: Stage, key: String? = nil, as viewer: String = "bob",
        through cache: Stage.Cache = .off
    ) async throws -> String {
        let key = key.map { ", idempotencyKey: \"\($0)\"" } ?? ""
        let answer = try await stage.json(
            """
            mutation { collectionCreate(input: { name: "\(name)"\(key) }) {
              collection { id name postCount cover { id } } userErrors { code field } } }
            """, as: viewer, through: cache)
        return try #require(JSONText.strings("id", in: answer).first, "\(answer)")
    }

    private func mutate(
        _ text: String, on stage: Stage, as viewer: String = "bob",
        through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json("mutation { r: \(text) }", as: viewer, through: cache)
    }

    private func save(
        _ post: String, _ collection: String?, on stage: Stage, as viewer: String = "bob",
        through cache: Stage.Cache = .off
    ) async throws -> String {
        let into = collection.map { ", collectionId: \"\($0)\"" } ?? ""
        return try await mutate(
            """
            postSave(input: { postId: "\(stage.id(post))"\(into) }) {
              post { viewerHasSaved } collection { postCount cover { caption } } userErrors { code field } }
            """, on: stage, as: viewer, through: cache)
    }

    private func shown(
        on stage: Stage, as viewer: String = "bob", through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json(
            """
            { viewer { savedPosts { totalCount } collections { nodes { name postCount cover { caption }
              posts { totalCount nodes { caption } } } } } }
            """, as: viewer, through: cache)
    }

    @Test(arguments: [true, false])
    func `hold saved posts, under names of their own`(isCached: Bool) async throws {
        let stage = try await Stage(.standard)
        let cache = isCached ? Stage.freshNamespace() : .off
        let lights = try await make("  Lights ", on: stage, key: "k", through: cache)
        #expect(try await make("  Lights ", on: stage, key: "k", through: cache) == lights)
        let trips = try await make("Trips", on: stage, through: cache)
        #expect(
            try await save("carol.post.1", lights, on: stage, through: cache)
                == #"{"data":{"r":{"post":{"viewerHasSaved":true},"collection":{"postCount":1,"cover":{"caption":"Blue hour, wet streets."}},"userErrors":[]}}}"#
        )
        _ = try await save("alice.post.5", lights, on: stage, through: cache)
        _ = try await save("alice.post.5", trips, on: stage, through: cache)
        let plain = try await save("alice.post.1", nil, on: stage, through: cache)
        #expect(plain.contains(#""collection":null,"userErrors":[]"#))
        let both = try await shown(on: stage, through: cache)
        #expect(
            both
                == #"{"data":{"viewer":{"savedPosts":{"totalCount":3},"collections":{"nodes":[{"name":"Trips","postCount":1,"cover":{"caption":"Last light."},"posts":{"totalCount":1,"nodes":[{"caption":"Last light."}]}},{"name":"Lights","postCount":2,"cover":{"caption":"Last light."},"posts":{"totalCount":2,"nodes":[{"caption":"Last light."},{"caption":"Blue hour, wet streets."}]}}]}}}}"#
        )
        // Another name, and a cover that is chosen.
        let renamed = try await mutate(
            """
            collectionUpdate(input: { collectionId: "\(lights)", name: "Light",
              coverPostId: "\(stage.id("carol.post.1"))" }) { collection { name cover { caption } } }
            """, on: stage, through: cache)
        #expect(
            renamed.contains(#"{"name":"Light","cover":{"caption":"Blue hour, wet streets."}}"#))
        // Taken out of one it stays saved, and in the other.
        let out = try await mutate(
            """
            collectionPostsRemove(input: { collectionId: "\(lights)", postIds: ["\(stage.id("carol.post.1"))",
              "\(stage.id("bob.post.1"))", "nonsense"] }) { collection { postCount cover { caption } } userErrors { code } }
            """, on: stage, through: cache)
        #expect(
            out.contains(
                #"{"collection":{"postCount":1,"cover":{"caption":"Last light."}},"userErrors":[]}"#
            ),
            "\(out)")
        let saved = try await shown(on: stage, through: cache)
        #expect(saved.contains(#""savedPosts":{"totalCount":3}"#))
        // A save that is taken back leaves all collections.
        let unsaved = try await mutate(
            "postUnsave(input: { postId: \"\(stage.id("alice.post.5"))\" }) { post { viewerHasSaved } }",
            on: stage, through: cache)
        #expect(unsaved.contains(#""viewerHasSaved":false"#))
        let empty = try await shown(on: stage, through: cache)
        #expect(
            empty.contains(
                #"{"name":"Trips","postCount":0,"cover":null,"posts":{"totalCount":0,"nodes":[]}}"#),
            "\(empty)")
        #expect(empty.contains(#"{"name":"Light","postCount":0,"cover":null"#))
        let gone = try await mutate(
            "collectionDelete(input: { collectionId: \"\(trips)\" }) { deletedCollectionId userErrors { code } }",
            on: stage, through: cache)
        #expect(gone.contains(trips))
        #expect(!(try await shown(on: stage, through: cache)).contains("Trips"))
        #expect(
            try await save("alice.post.5", trips, on: stage, through: cache).contains(
                #"[{"code":"NOT_FOUND","field":["input","collectionId"]}]"#))
        let verifier = Verifier(try await stage.services(.off).tao, repairs: false)
        #expect(try await verifier.counts().faultCount == 0)
        #expect(try await verifier.inverses().faultCount == 0)
    }

    @Test func `are seen and changed by their owners alone`() async throws {
        let stage = try await Stage(.standard)
        let mine = try await make("Mine", on: stage)
        _ = try await save("carol.post.1", mine, on: stage)
        #expect(
            try await stage.json("{ node(id: \"\(mine)\") { id } }", as: "carol")
                == #"{"data":{"node":null}}"#)
        let post = stage.id("carol.post.1")
        for mutation in [
            "postSave(input: { postId: \"\(post)\", collectionId: \"\(mine)\" })",
            "collectionUpdate(input: { collectionId: \"\(mine)\", name: \"Yours\" })",
            "collectionPostsRemove(input: { collectionId: \"\(mine)\", postIds: [\"\(post)\"] })",
            "collectionDelete(input: { collectionId: \"\(mine)\" })",
        ] {
            let answer = try await mutate(
                "\(mutation) { userErrors { code } }", on: stage, as: "carol")
            #expect(answer.contains("NOT_FOUND"), "\(mutation): \(answer)")
        }
        let own = try await shown(on: stage)
        #expect(own.contains(#"{"name":"Mine","postCount":1"#), "\(own)")
        for (input, code) in [
            ("name: null", "INVALID"), ("name: \" \"", "INVALID"), ("name: \"a\\nb\"", "INVALID"),
            ("coverPostId: \"\(stage.id("alice.post.1"))\"", "NOT_FOUND"),
            ("coverPostId: \"\(stage.id("alice"))\"", "NOT_FOUND"),
        ] {
            let answer = try await mutate(
                "collectionUpdate(input: { collectionId: \"\(mine)\", \(input) }) { userErrors { code } }",
                on: stage)
            #expect(answer.contains(code), "\(input): \(answer)")
        }
    }

    /// A cover is always a post that the viewer sees.
    @Test func `leave out what is out of sight, until it is seen again`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let cache = Stage.freshNamespace()
        let mine = try await make("Mine", on: stage, through: cache)
        for post in ["carol.post.1", "alice.post.1", "alice.post.3"] {
            clock.advance(seconds: 1)
            _ = try await save(post, mine, on: stage, through: cache)
        }
        _ = try await mutate(
            """
            collectionUpdate(input: { collectionId: "\(mine)", coverPostId: "\(stage.id("alice.post.3"))" }) {
              userErrors { code } }
            """, on: stage, through: cache)
        func cover() async throws -> String {
            let answer = try await shown(on: stage, through: cache)
            let off = try await shown(on: stage)
            #expect(answer == off)
            return answer
        }
        #expect(try await cover().contains(#""cover":{"caption":"For followers."}"#))
        for (mutation, caption) in [
            ("userUnfollow", "Salt on the lens again."), ("userFollow", "For followers."),
        ] {
            _ = try await mutate(
                "\(mutation)(input: { userId: \"\(stage.id("alice"))\" }) { userErrors { code } }",
                on: stage, through: cache)
            let shown = try await cover()
            #expect(
                shown.contains("\"cover\":{\"caption\":\"\(caption)\"}"), "\(mutation): \(shown)")
            #expect(shown.contains(#""postCount":3"#))
        }
        // What is deleted leaves the collection, and its cover.
        _ = try await mutate(
            "postDelete(input: { postId: \"\(stage.id("alice.post.3"))\" }) { userErrors { code } }",
            on: stage, as: "alice", through: cache)
        #expect(try await cover().contains(#""cover":{"caption":"Salt on the lens again."}"#))
        let services = try await stage.services(cache)
        try await ObjectRemoval(services).remove(stage.named("alice.post.3").object)
        let after = try await cover()
        #expect(after.contains(#""postCount":2"#), "\(after)")
        let left = try await stage.database.query(
            """
            SELECT FROM associations WHERE id2 = \(stage.named("alice.post.3").object.rawValue)
                OR id1 = \(stage.named("alice.post.3").object.rawValue)
            """)
        #expect(left.isEmpty)
    }

    @Test(
        .crosses(
            \SocialLimits.collectionsMax, \SocialLimits.collectionPostsRemovedMax,
            \SocialLimits.nameCodePointsMax))
    func `are so many, of so many letters`() async throws {
        let stage = try await Stage(.standard)
        let limits = SocialLimits.standard
        let bob = stage.named("bob").object
        let tao = try await stage.services(.off).tao
        var ids: [ObjectID] = []
        for _ in 1..<limits.collectionsMax { ids.append(try await stage.newID(bob.shard)) }
        var write = GraphWrite()
        for id in ids { write.addCollection(id, of: bob, named: "x") }
        _ = try await tao.commit(write)
        let long = String(repeating: "n", count: limits.nameCodePointsMax)
        let last = try await make(long, on: stage)
        for (name, code) in [("One more", "LIMIT_REACHED"), (long + "n", "INVALID")] {
            let answer = try await mutate(
                "collectionCreate(input: { name: \"\(name)\" }) { userErrors { code field } }",
                on: stage)
            #expect(answer.contains(#"{"code":"\#(code)","field":["input","name"]}"#), "\(answer)")
        }
        // One post in all of them leaves all at once.
        var into = GraphWrite()
        let post = stage.named("carol.post.1").object
        for id in ids { into.addAssociation(id, AssociationTypes.collected, post) }
        _ = try await tao.commit(into)
        _ = try await save("carol.post.1", last, on: stage)
        _ = try await mutate(
            "postUnsave(input: { postId: \"\(stage.id("carol.post.1"))\" }) { userErrors { code } }",
            on: stage)
        let left = try await stage.database.query(
            """
            SELECT FROM associations WHERE type = \(AssociationTypes.collected.id)
                AND id2 = \(post.rawValue)
            """)
        #expect(left.isEmpty)
        for (count, isTaken) in [
            (limits.collectionPostsRemovedMax, true), (limits.collectionPostsRemovedMax + 1, false),
        ] {
            let posts = Array(repeating: "\"\(stage.id("carol.post.1"))\"", count: count)
            let answer = try await mutate(
                """
                collectionPostsRemove(input: { collectionId: "\(last)", postIds: [\(posts.joined(separator: ","))] }) {
                  userErrors { code } }
                """, on: stage)
            #expect(answer.contains(isTaken ? "[]" : "INVALID"), "\(count)")
        }
    }

    @Test func `go with their account, and posts of others stay`() async throws {
        let stage = try await Stage(.standard)
        let types = [
            AssociationTypes.collections.id, AssociationTypes.collected.id,
            AssociationTypes.collectedIn.id,
        ]
        func left() async throws -> [Int] {
            [
                try await stage.database.query(
                    "SELECT FROM associations WHERE type = ANY(\(types))"
                ).count,
                try await stage.database.query(
                    "SELECT FROM objects WHERE type = \(ObjectKind.collection.rawValue)"
                ).count,
            ]
        }
        let before = try await left()
        let mine = try await make("Mine", on: stage)
        _ = try await save("carol.post.1", mine, on: stage)
        let services = try await stage.services(.off)
        try await ObjectRemoval(services).removeAll(
            over: AssociationTypes.collections, from: stage.named("bob").object)
        #expect(try await left() == before)
        #expect(try await shown(on: stage).contains(#""savedPosts":{"totalCount":1}"#))
    }
}
