import Postgres
import TAO
import Testing

@testable import Social

/// Several gateways, each with a graph of its own over the same PostgreSQL and memcached, and accounts
/// that write through all of them at the same time.
@Suite(.timeLimit(.minutes(5))) struct `Writes through two gateways at once` {
    private static let viewers = ["bob", "carol", "dan", "frank"]
    private static let writesEach = 25

    /// Each is right whatever ran before it, or runs beside it.
    private static func mutations(on stage: Stage) -> [String] {
        let post = stage.id("alice.post.5")
        let comment = stage.id("comment.1")
        let marks =
            ["postLike", "postUnlike"].map { "\($0)(input: { postId: \"\(post)\" })" }
            + ["commentLike", "commentUnlike"].map { "\($0)(input: { commentId: \"\(comment)\" })" }
        let follows = ["userFollow", "userUnfollow"].flatMap { name in
            ["alice", "dan"].map { "\(name)(input: { userId: \"\(stage.id($0))\" })" }
        }
        let comments = ["x", "y"].map { key in
            """
            commentCreate(input: { postId: "\(post)", text: "\(key)", idempotencyKey: "\(key)" })
            """
        }
        return marks + follows + comments
    }

    private func ask(
        _ operation: String, as viewer: String?, through services: SocialServices, on stage: Stage
    ) async throws -> Stage.Answer {
        try await stage.ask(
            operation, as: viewer.map { stage.named($0).object }, of: services)
    }

    /// As each viewer through each gateway, all at once.
    private func race(_ gateways: [SocialServices], on stage: Stage) async throws {
        let mutations = Self.mutations(on: stage)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (viewer, services) in Self.viewers.flatMap({ name in gateways.map { (name, $0) } })
            {
                group.addTask {
                    for _ in 0..<Self.writesEach {
                        let mutation = mutations.randomElement() ?? ""
                        let answer = try await ask(
                            "mutation { result: \(mutation) { userErrors { code } } }",
                            as: viewer, through: services, on: stage)
                        #expect(answer.failures == [], "\(mutation)")
                        #expect(!answer.json.contains("\"errors\":["), "\(answer.json)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// What everyone sees of what was written.
    private func state(
        through services: SocialServices, on stage: Stage
    ) async throws -> [String] {
        let query = """
            { post: node(id: "\(stage.id("alice.post.5"))") { ... on Post {
                viewerHasLiked likeCount commentCount likers(first: 50) { nodes { username } }
                comments(first: 50) { totalCount nodes { text } } } }
              comment: node(id: "\(stage.id("comment.1"))") { ... on Comment {
                viewerHasLiked likeCount likers(first: 50) { nodes { username } } } }
              alice: user(username: "alice") { followerCount viewerRelationship { followState } }
              dan: user(username: "dan") { followerCount viewerRelationship { followState } } }
            """
        var answers: [String] = []
        for viewer in Self.viewers {
            let answer = try await ask(query, as: viewer, through: services, on: stage)
            #expect(answer.failures == [])
            answers.append(answer.json)
        }
        return answers
    }

    @Test func `leave marks, counts and lists that agree`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let gateways = [try await stage.makeServices(cache), try await stage.makeServices(cache)]
        try await race(gateways, on: stage)

        let stored = try await stage.services(.off)
        let state = try await state(through: stored, on: stage)
        for gateway in gateways {
            #expect(try await self.state(through: gateway, on: stage) == state)
        }
        for path in ["post", "comment"] {
            func value(_ steps: String...) throws -> Any? {
                try JSONText.value(state[0], at: ["data", path] + steps)
            }
            let likers = try #require(try value("likers", "nodes") as? [Any])
            #expect(try value("likeCount") as? Int == likers.count)
        }
        for viewer in Self.viewers {
            let index = try #require(Self.viewers.firstIndex(of: viewer))
            for path in ["post", "comment"] {
                let hasLiked = try JSONText.value(
                    state[index], at: ["data", path, "viewerHasLiked"])
                let likers = try JSONText.value(
                    state[index], at: ["data", path, "likers", "nodes"])
                let names = (likers as? [[String: String]] ?? []).compactMap { $0["username"] }
                #expect(hasLiked as? Bool == names.contains(viewer), "\(viewer) \(path)")
            }
        }
        let comments = try JSONText.value(state[0], at: ["data", "post", "comments", "nodes"])
        let texts = (comments as? [[String: String]] ?? []).compactMap { $0["text"] }
        for key in ["x", "y"] {
            let count = texts.count { $0 == key }
            #expect((1...Self.viewers.count).contains(count), "one of each viewer, at most")
        }
        try await expectNothingWrong(in: stored.tao)
    }

    /// 20 accounts that like, dislike and take that back, 50 times each, in any order.
    @Test func `leave no account that both likes and dislikes a post`() async throws {
        var world = SmallWorld()
        world.person("alice", "Alice Arden")
        world.post(by: "alice", hoursAgo: 5, "Loved and not")
        for number in 1...20 { world.person("p\(number)", "Person") }
        let stage = try await Stage(world)
        let cache = Stage.freshNamespace()
        var limits = SocialLimits.standard
        limits.rateFactor = 1_000
        let gateways = [
            try await stage.makeServices(cache, limits: limits),
            try await stage.makeServices(cache, limits: limits),
        ]
        let post = stage.id("alice.post.1")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...20 {
                for services in gateways {
                    group.addTask {
                        for _ in 0..<25 {
                            let verbs = ["postLike", "postDislike", "postUnlike", "postUndislike"]
                            let mark =
                                "\(verbs.randomElement() ?? "")(input: { postId: \"\(post)\" })"
                            let answer = try await ask(
                                "mutation { r: \(mark) { userErrors { code } } }",
                                as: "p\(number)", through: services, on: stage)
                            #expect(answer.json == #"{"data":{"r":{"userErrors":[]}}}"#)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let id = stage.named("alice.post.1").object.rawValue
        func marks(_ type: AssociationType) async throws -> Set<Int64> {
            let rows = try await stage.database.query(
                "SELECT id2 FROM associations WHERE id1 = \(id) AND type = \(type.id)")
            return Set(rows.map { $0.int64(0) })
        }
        let likes = try await marks(AssociationTypes.likedBy)
        let dislikes = try await marks(AssociationTypes.dislikedBy)
        #expect(likes.isDisjoint(with: dislikes))
        let query = "{ node(id: \"\(post)\") { ... on Post { likeCount dislikeCount } } }"
        for services in gateways + [try await stage.services(.off)] {
            let answer = try await ask(query, as: "alice", through: services, on: stage)
            let counts = "\"likeCount\":\(likes.count),\"dislikeCount\":\(dislikes.count)"
            #expect(answer.json.contains(counts), "\(answer.json)")
        }
        try await expectNothingWrong(in: stage.services(.off).tao)
    }

    /// What `tintype verify` looks for.
    private func expectNothingWrong(in tao: TAO) async throws {
        let verifier = Verifier(tao, repairs: false)
        for report in [try await verifier.counts(), try await verifier.inverses()] {
            #expect(!report.hasLookedAtNothing)
            #expect(report.faultCount == 0, "\(report.examples)")
        }
    }
}
