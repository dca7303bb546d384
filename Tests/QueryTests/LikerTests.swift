import TestSupport
import Testing

@testable import Social

/// Who likes something: accounts that the viewer follows before others, the newest first among both.
@Suite(.timeLimit(.minutes(3))) struct Likers {
    /// Thirty like a post and a comment, the first of them last. The viewer follows every third.
    private static func stage(_ count: Int = 30) async throws -> Stage {
        var world = SmallWorld()
        world.person("owner", "Owner")
        world.person("viewer", "Viewer")
        world.post(by: "owner", hoursAgo: 500, "Liked")
        world.comment(on: "owner.post.1", by: "owner", hoursAgo: 400, "Liked too")
        let people = (1...count).map { "p\($0)" }
        for (number, name) in zip(1..., people) {
            world.person(name, "Person")
            if number % 3 == 0 { world.follow("viewer", name) }
        }
        world.like("owner.post.1", by: people)
        world.like("comment.1", by: people)
        return try await Stage(world)
    }

    /// All likers, read in pages of a size.
    private func scroll(
        _ name: String, by size: Int, as viewer: String?, on stage: Stage
    ) async throws -> [String] {
        let services = try await stage.services(.off)
        var (names, cursor, pages) = ([String](), "", 0)
        repeat {
            let answer = try await stage.ask(
                """
                { node(id: "\(stage.id(name))") { ... on Likeable {
                    likers(first: \(size)\(cursor)) { nodes { username }
                      pageInfo { hasNextPage endCursor } } } } }
                """, as: viewer.map { stage.named($0).object }, of: services)
            #expect(answer.failures == [])
            let path = ["data", "node", "likers"]
            let nodes = try JSONText.value(answer.json, at: path + ["nodes"])
            names += (nodes as? [[String: String]] ?? []).compactMap { $0["username"] }
            let page = try JSONText.value(answer.json, at: path + ["pageInfo"]) as? [String: Any]
            if page?["hasNextPage"] as? Bool != true { return names }
            cursor = ", after: \"\(page?["endCursor"] as? String ?? "")\""
            pages += 1
        } while pages < 1_000
        return names
    }

    @Test(arguments: ["owner.post.1", "comment.1"])
    func `are those that the viewer follows, then others, each once`(_ liked: String) async throws {
        let stage = try await Self.stage()
        let newest = try await scroll(liked, by: 100, as: nil, on: stage)
        #expect(newest.count == 30)
        let isFollowed = Set((1...10).map { "p\($0 * 3)" })
        let expected =
            newest.filter(isFollowed.contains) + newest.filter { !isFollowed.contains($0) }
        #expect(expected != newest)
        for size in [1, 7, 10, 100] {
            #expect(try await scroll(liked, by: size, as: "viewer", on: stage) == expected)
        }
    }

    @Test func `are met once each where more are followed than are compared at once`()
        async throws
    {
        let stage = try await Self.stage(900)
        let newest = try await scroll("owner.post.1", by: 100, as: nil, on: stage)
        let found = try await scroll("owner.post.1", by: 100, as: "viewer", on: stage)
        #expect(found.count == 900)
        #expect(Set(found) == Set(newest))
        #expect(found.prefix(250).allSatisfy { Int($0.dropFirst()).map { $0 % 3 == 0 } ?? false })
    }
}
