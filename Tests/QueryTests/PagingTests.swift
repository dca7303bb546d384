import TAO
import Testing

@testable import Social

@Suite struct `Pages` {
    /// Bob follows five who have posted, in turns, thirty times; some posts are not for him.
    private static func world() -> SmallWorld {
        var world = SmallWorld()
        world.person("bob", "Bob Berg")
        for index in 0..<5 {
            world.person("p\(index)", "Person \(index)", isPrivate: index == 3)
            world.follow("bob", "p\(index)")
        }
        for index in 0..<30 {
            world.post(
                by: "p\(index % 5)", hoursAgo: 100 - Double(index / 2), "Post \(index)",
                audience: index % 4 == 1 ? .closeFriends : .everyone)
            world.comment(
                on: "p0.post.1", by: "p\(index % 5)", hoursAgo: 50 - Double(index), "No. \(index)")
        }
        return world
    }

    /// The captions that bob may see, newest first; of equal times the larger id first, which is
    /// that of the larger shard.
    private static var expected: [String] {
        (0..<30).filter { $0 % 4 != 1 }
            .sorted { ($0 / 2, $0 % 5) > ($1 / 2, $1 % 5) }
            .map { "Post \($0)" }
    }

    /// Follows cursors to the end.
    private func collect(
        _ stage: Stage, _ operation: String, path: [String], member: String,
        through cache: Stage.Cache, isBackward: Bool = false
    ) async throws -> (items: [String], pages: Int) {
        var items: [String] = []
        var cursor = "null"
        for page in 1...100 {
            let answer = try await stage.ask(
                operation, viewer: "bob", variables: "{ \"cursor\": \(cursor) }", through: cache)
            #expect(answer.failures == [])
            let nodes = try JSONText.value(answer.json, at: path + ["nodes"]) as? [[String: Any]]
            let found = try #require(nodes).compactMap { $0[member] as? String }
            items = isBackward ? found + items : items + found
            let info = try JSONText.value(answer.json, at: path + ["pageInfo"]) as? [String: Any]
            let hasMore = info?[isBackward ? "hasPreviousPage" : "hasNextPage"] as? Bool
            if hasMore != true { return (items, page) }
            let next = info?[isBackward ? "startCursor" : "endCursor"] as? String
            cursor = "\"\(try #require(next))\""
        }
        Issue.record("the list does not end")
        return (items, 100)
    }

    @Test(arguments: [1, 2, 3, 7, 22, 23, 24, 100])
    func `of the feed leave nothing out and repeat nothing`(size: Int) async throws {
        let stage = try await Self.stage.value
        let operation = """
            query Feed($cursor: String) {
              viewer { feed(kind: FOLLOWING) { items(first: \(size), after: $cursor) {
                nodes { caption } pageInfo { hasNextPage endCursor }
              } } }
            }
            """
        let path = ["data", "viewer", "feed", "items"]
        for cache in [.off, Stage.freshNamespace()] {
            let (items, pages) = try await collect(
                stage, operation, path: path, member: "caption", through: cache)
            #expect(items == Self.expected)
            // The last page knows that it is the last.
            #expect(pages == (Self.expected.count + size - 1) / size)
        }
    }

    @Test(arguments: ["NEWEST", "OLDEST"], [1, 4, 30])
    func `of comments run both ways`(order: String, size: Int) async throws {
        let stage = try await Self.stage.value
        let all = (0..<30).map { "No. \($0)" }
        let expected = order == "OLDEST" ? all : all.reversed()
        for (isBackward, part) in [
            (false, "first: \(size), after: $cursor"), (true, "last: \(size), before: $cursor"),
        ] {
            let operation = """
                query Comments($cursor: String) {
                  node(id: "\(stage.id("p0.post.1"))") { ... on Post {
                    comments(\(part), orderBy: \(order)) {
                      nodes { text }
                      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
                    }
                  } }
                }
                """
            let (items, pages) = try await collect(
                stage, operation, path: ["data", "node", "comments"], member: "text",
                through: .off, isBackward: isBackward)
            #expect(items == expected)
            #expect(pages == (30 + size - 1) / size)
        }
    }

    @Test func `stay put while things come and go`() async throws {
        let stage = try await Stage(Self.world())
        let services = try await stage.services(.off)
        let operation = """
            query Feed($cursor: String) {
              viewer { feed(kind: FOLLOWING) { items(first: 5, after: $cursor) {
                nodes { caption } pageInfo { hasNextPage endCursor }
              } } }
            }
            """
        let first = try await stage.ask(operation, viewer: "bob")
        let path = ["data", "viewer", "feed", "items", "pageInfo", "endCursor"]
        let end = try JSONText.value(first.json, at: path) as? String
        // The post at the end of the first page goes, and everything new comes on top.
        var write = GraphWrite()
        let last = Self.expected[4]
        write.deleteAssociation(
            stage.named("p\(Self.number(last) % 5)").object, AssociationTypes.authored,
            stage.named(Self.nameOfPost(last)).object)
        _ = try await services.tao.commit(write)
        let second = try await stage.ask(
            operation, viewer: "bob", variables: "{ \"cursor\": \"\(end ?? "")\" }")
        let nodes =
            try JSONText.value(second.json, at: ["data", "viewer", "feed", "items", "nodes"])
            as? [[String: String]]
        #expect(nodes?.compactMap { $0["caption"] } == Array(Self.expected[5..<10]))
    }

    /// A post with 500 likers in a row who block bob, and one who does not, before and behind them.
    private static func crowd() -> SmallWorld {
        var world = SmallWorld()
        for name in ["bob", "eva", "first", "last"] { world.person(name, name) }
        world.post(by: "eva", hoursAgo: 9, "Liked by many")
        world.post(by: "eva", hoursAgo: 8, "Liked by two")
        for index in 0..<500 {
            world.person("x\(index)", "x")
            world.block("x\(index)", "bob")
        }
        for post in ["eva.post.1", "eva.post.2"] {
            let crowd = post == "eva.post.1" ? (0..<500).map { "x\($0)" } : []
            world.like(post, by: ["first"] + crowd + ["last"])
        }
        return world
    }

    @Test func `cross 500 hidden items in at most four trips more`() async throws {
        let stage = try await Stage(Self.crowd())
        let operation = """
            query Likers($post: ID!, $count: Int!) {
              node(id: $post) { ... on Post { likers(first: $count) {
                nodes { username } pageInfo { hasNextPage }
              } } }
            }
            """
        let cache = Stage.freshNamespace()
        for cache in [.off, cache, cache] {
            for (count, names) in [(1, ["first"]), (2, ["first", "last"])] {
                var answers: [Stage.Answer] = []
                for post in ["eva.post.2", "eva.post.1"] {
                    let variables = "{ \"post\": \"\(stage.id(post))\", \"count\": \(count) }"
                    let answer = try await stage.ask(
                        operation, viewer: "bob", variables: variables, through: cache)
                    let path = ["data", "node", "likers"]
                    let nodes =
                        try JSONText.value(answer.json, at: path + ["nodes"]) as? [[String: String]]
                    #expect(nodes?.compactMap { $0["username"] } == names)
                    let hasNext =
                        try JSONText.value(answer.json, at: path + ["pageInfo", "hasNextPage"])
                    #expect(hasNext as? Bool == (count == 1))
                    answers.append(answer)
                }
                let trips = answers.map { $0.sqlCount + $0.cacheCount }
                print("500 hidden items: \(trips[0]) trips without, \(trips[1]) with")
                #expect(trips[1] - trips[0] <= 4, "\(answers[1].trips)")
            }
        }
    }

    private static func number(_ caption: String) -> Int { Int(caption.dropFirst(5)) ?? 0 }

    private static func nameOfPost(_ caption: String) -> String {
        "p\(number(caption) % 5).post.\(number(caption) / 5 + 1)"
    }

    private static let stage = Task { try await Stage(world()) }
}
