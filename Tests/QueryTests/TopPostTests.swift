import TAO
import TestSupport
import Testing

@testable import Social

/// The order TOP of posts.
@Suite(.timeLimit(.minutes(3))) struct `Top posts` {
    /// 40 posts of a hashtag and a place, the last published last.
    private static func stage() async throws -> Stage {
        var world = SmallWorld()
        world.person("owner", "Owner")
        world.person("viewer", "Viewer")
        world.place("Pier", latitude: 1, longitude: 2)
        world.hashtag("sea")
        for number in 1...5 { world.person("p\(number)", "Person") }
        for number in 1...40 {
            world.post(
                by: "owner", hoursAgo: 80 - Double(number), "No. \(number) #sea", at: "place.1")
        }
        world.like("owner.post.35", by: "p1", "p2", "p3")
        world.like("owner.post.39", by: "p1")
        world.like("owner.post.3", by: "p1", "p2", "p3", "p4", "p5")
        for number in [36, 36, 37] {
            world.comment(on: "owner.post.\(number)", by: "p4", hoursAgo: 1, "Nice")
        }
        return try await Stage(world)
    }

    private enum List: String, CaseIterable {
        case hashtag, place

        func query(_ arguments: String, _ stage: Stage) -> String {
            let list = """
                posts(\(arguments)) { nodes { caption } edges { cursor }
                  pageInfo { hasNextPage hasPreviousPage endCursor } }
                """
            switch self {
            case .hashtag: return "{ hashtag(name: \"sea\") { \(list) } }"
            case .place:
                return "{ node(id: \"\(stage.id("place.1"))\") { ... on Location { \(list) } } }"
            }
        }
    }

    private func ask(
        _ page: String, order: String = "TOP", of list: List = .hashtag, on stage: Stage,
        by services: SocialServices, as viewer: String? = "viewer"
    ) async throws -> (posts: [Int], json: String) {
        let answer = try await stage.ask(
            list.query("orderBy: \(order), \(page)", stage),
            as: viewer.map { stage.named($0).object }, of: services)
        #expect(answer.failures == [], "\(page)")
        let posts = JSONText.strings("caption", in: answer.json).compactMap {
            $0.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        }
        return (posts, answer.json)
    }

    private func services(
        _ stage: Stage, ranked: Int = 10, _ cache: Stage.Cache = .off
    ) async throws -> SocialServices {
        var limits = SocialLimits.standard
        limits.rankedPostsMax = ranked
        limits.rateFactor = 1_000
        return try await stage.makeServices(cache, limits: limits)
    }

    private static let best = [35, 36, 39, 37, 40, 38, 34, 33, 32, 31]
    private static let later = Array((1...30).reversed())

    @Test(.crosses(\SocialLimits.rankedPostsMax), arguments: List.allCases)
    private func `are liked and talked about, then new`(list: List) async throws {
        let stage = try await Self.stage()
        let all = try await services(stage, ranked: 200)
        #expect(
            try await ask("first: 7", of: list, on: stage, by: all).posts
                == [3, 35, 36, 39, 37, 40, 38])
        // Of the newest ten; older ones follow by time.
        let ten = try await services(stage)
        #expect(
            try await ask("first: 100", of: list, on: stage, by: ten).posts
                == Self.best + Self.later)
        #expect(
            try await ask("first: 3", order: "NEWEST", of: list, on: stage, by: ten).posts
                == [40, 39, 38])
    }

    @Test(arguments: [1, 3, 7, 10, 11, 100])
    func `are the same page by page`(size: Int) async throws {
        let stage = try await Self.stage()
        let services = try await services(stage, Stage.freshNamespace())
        var (posts, cursor): ([Int], String) = ([], "")
        for number in 0..<50 {
            let page = try await ask("first: \(size)\(cursor)", on: stage, by: services)
            posts += page.posts
            #expect(page.json.contains("\"hasPreviousPage\":\(number > 0)"))
            guard page.json.contains("\"hasNextPage\":true") else { break }
            #expect(page.posts.count == size)
            let end = try #require(JSONText.strings("endCursor", in: page.json).first)
            cursor = ", after: \"\(end)\""
        }
        #expect(posts == Self.best + Self.later)
    }

    /// Marks change ranks between any two pages; what is published meanwhile is not in the list.
    @Test(arguments: [1, 4]) func `repeat and lose nothing while their ranks change`(
        size: Int
    ) async throws {
        let stage = try await Self.stage()
        let services = try await services(stage, ranked: 20, Stage.freshNamespace())
        for _ in 0..<4 {
            var (posts, cursor): ([Int], String) = ([], "")
            for _ in 0..<100 {
                let page = try await ask("first: \(size)\(cursor)", on: stage, by: services)
                posts += page.posts
                guard page.json.contains("\"hasNextPage\":true") else { break }
                let end = try #require(JSONText.strings("endCursor", in: page.json).first)
                cursor = ", after: \"\(end)\""
                let post = stage.id("owner.post.\(Int.random(in: 1...40))")
                let verb = Bool.random() ? "postLike" : "postUnlike"
                let answer = try await stage.ask(
                    "mutation { \(verb)(input: { postId: \"\(post)\" }) { userErrors { code } } }",
                    as: stage.named("p\(Int.random(in: 1...5))").object, of: services)
                #expect(answer.failures == [])
            }
            #expect(posts.count == Set(posts).count, "repeats something: \(posts)")
            #expect(Set(posts).isSuperset(of: 1...40), "loses something: \(posts)")
        }
    }

    @Test func `have cursors that are of no use in the other order`() async throws {
        let stage = try await Self.stage()
        let services = try await services(stage)
        for (order, other) in [("TOP", "NEWEST"), ("NEWEST", "TOP")] {
            for count in [3, 13] {
                let page = try await ask("first: \(count)", order: order, on: stage, by: services)
                let cursor = try #require(JSONText.strings("endCursor", in: page.json).first)
                let wrong = try await ask(
                    "first: 3, after: \"\(cursor)\"", order: other, on: stage, by: services)
                #expect(wrong.json.contains("BAD_USER_INPUT"), "\(order) \(count)")
            }
        }
    }

    /// The order would tell likes that are hidden.
    @Test func `do not tell likes that are hidden`() async throws {
        let stage = try await Self.stage()
        let services = try await services(stage, ranked: 200)
        let hidden = try await stage.json(
            """
            mutation { postUpdate(input: { postId: "\(stage.id("owner.post.3"))", hideCounts: true }) {
              userErrors { code } } }
            """, as: "owner")
        #expect(hidden.contains("[]"))
        #expect(try await ask("first: 3", on: stage, by: services).posts == [35, 36, 39])
        #expect(
            try await ask("first: 3", on: stage, by: services, as: "owner").posts == [3, 35, 36])
        let setting = try await stage.json(
            """
            mutation { settingsUpdate(input: { content: { hideCountsFromMe: true } }) { userErrors { code } } }
            """, as: "viewer")
        #expect(setting.contains("[]"))
        #expect(try await ask("first: 4", on: stage, by: services).posts == [36, 37, 40, 39])
    }

    @Test func `are public, as in the other order`() async throws {
        let stage = try await Self.stage()
        let services = try await services(stage, ranked: 200)
        let private_ = try await stage.json(
            """
            mutation { postUpdate(input: { postId: "\(stage.id("owner.post.35"))", audience: FOLLOWERS }) {
              userErrors { code } } }
            """, as: "owner")
        #expect(private_.contains("[]"))
        for viewer in ["owner", "viewer", nil] {
            let posts = try await ask("first: 100", on: stage, by: services, as: viewer).posts
            #expect(posts.count == 39 && !posts.contains(35))
        }
    }
}
