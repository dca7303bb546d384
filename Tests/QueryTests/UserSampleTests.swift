import TAO
import TestSupport
import Testing

@testable import Social

/// The few accounts that stand for a list: those that the viewer follows.
@Suite(.timeLimit(.minutes(3))) struct `Samples of accounts` {
    /// The viewer follows every third of thirty, of whom all like a post and follow the author.
    private static func stage() async throws -> Stage {
        var world = SmallWorld()
        world.person("owner", "Owner")
        world.person("viewer", "Viewer")
        world.post(by: "owner", hoursAgo: 50, "Liked")
        for number in 1...30 {
            world.person("p\(number)", "Person")
            // The last are the oldest.
            world.follow("p\(number)", "owner", hoursAgo: 100 + Double(number))
            if number % 3 == 0 { world.follow("viewer", "p\(number)") }
        }
        world.like("owner.post.1", by: (1...30).map { "p\($0)" })
        return try await Stage(world)
    }

    private func ask(
        _ first: String = "", to viewer: String? = "viewer", on stage: Stage,
        of other: SocialServices? = nil
    ) async throws -> (liked: Sample, known: Sample, json: String) {
        let services = if let other { other } else { try await stage.services(.off) }
        let answer = try await stage.ask(
            """
            { node(id: "\(stage.id("owner.post.1"))") { ... on Post {
                sample: likedByFollowedSample\(first) { totalCount users { username } } } }
              user(username: "owner") {
                sample: knownFollowersSample\(first) { totalCount users { username } } } }
            """, as: viewer.map { stage.named($0).object },
            of: services)
        #expect(answer.failures == [])
        return (
            try Sample(answer.json, "node"), try Sample(answer.json, "user"), answer.json
        )
    }

    private struct Sample: Equatable {
        var count: Int
        var users: [String]

        init(_ count: Int, _ users: [String]) { (self.count, self.users) = (count, users) }

        init(_ json: String, _ field: String) throws {
            let sample = try JSONText.value(json, at: ["data", field, "sample"]) as? [String: Any]
            count = sample?["totalCount"] as? Int ?? -1
            users = (sample?["users"] as? [[String: Any]] ?? []).compactMap {
                $0["username"] as? String
            }
        }
    }

    @Test func `are those that the viewer follows, favorites first, then the last`() async throws {
        let stage = try await Self.stage()
        var found = try await ask(on: stage)
        #expect(found.liked == Sample(10, ["p3", "p6", "p9"]))
        #expect(found.known == Sample(10, ["p3", "p6", "p9"]))
        let favorites = try await stage.json(
            """
            mutation { favoritesUpdate(input: { addUserIds: ["\(stage.id("p27"))"] }) {
              userErrors { code } } }
            """, as: "viewer")
        #expect(favorites.contains("[]"))
        found = try await ask("(first: 2)", on: stage)
        #expect(found.liked == Sample(10, ["p27", "p3"]))
        found = try await ask("(first: 0)", on: stage)
        #expect(found.liked == Sample(10, []))
        #expect(try await ask(to: nil, on: stage).liked == Sample(0, []))
        #expect(try await ask(to: "p1", on: stage).known == Sample(0, []))
    }

    @Test(.crosses(\SocialLimits.sampleUsersMax)) func `are twenty at most`() async throws {
        let stage = try await Self.stage()
        #expect(try await ask("(first: 20)", on: stage).liked.users.count == 10)
        for first in [21, -1] {
            let answer = try await ask("(first: \(first))", on: stage)
            #expect(answer.json.contains("must be from 0 to 20"))
        }
    }

    @Test func `show nobody who is hidden, and nothing of hidden lists`() async throws {
        let stage = try await Self.stage()
        let tao = try await stage.services(.off).tao
        try await stage.setHidden(true, stage.named("p3").object, in: tao)
        let found = try await ask(on: stage)
        #expect(found.liked.users == ["p6", "p9", "p12"])
        let hidden = try await stage.json(
            """
            mutation { settingsUpdate(input: { privacy: { followListAudience: ONLY_ME } }) {
              userErrors { code } } }
            """, as: "owner")
        #expect(hidden.contains("[]"))
        #expect(try await ask(on: stage).known == Sample(0, []))
        #expect(try await ask(on: stage).liked.count == 10)
    }

    /// What both ends leave open is looked for edge by edge; what is beyond both is not found.
    @Test(.crosses(\SocialLimits.sampledEdgesMax))
    func `of long lists are of either end`() async throws {
        let stage = try await Self.stage()
        var limits = SocialLimits.standard
        limits.sampledEdgesMax = 4
        let services = try await stage.makeServices(.off, limits: limits)
        // p1 to p4 are the last of the list. Of those that the viewer follows the last four are, by their ids,
        // p21, p24, p27 and p30.
        let found = try await ask(on: stage, of: services)
        #expect(found.known == Sample(5, ["p3", "p21", "p24"]))
        #expect(found.liked == Sample(5, ["p3", "p21", "p24"]))
        limits.sampledEdgesMax = 30
        let whole = try await stage.makeServices(.off, limits: limits)
        #expect(try await ask(on: stage, of: whole).known.count == 10)
    }

    @Test func `cost as many trips for one post as for twenty`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        func trips(_ count: Int) async throws -> (sql: Int, cache: Int) {
            let query = """
                { viewer { feed(kind: FOLLOWING) { items(first: \(count)) { nodes {
                  likedByFollowedSample { totalCount users { username } } } } } } }
                """
            var answer = try await stage.ask(query, viewer: "bob", through: cache)
            for _ in 0..<20 where answer.sqlCount > 0 {
                try await Task.sleep(for: .milliseconds(50))
                answer = try await stage.ask(query, viewer: "bob", through: cache)
            }
            #expect(answer.failures == [])
            return (answer.sqlCount, answer.cacheCount)
        }
        let (one, all) = (try await trips(1), try await trips(20))
        #expect(one == all)
        #expect(one.sql == 0)
    }
}
