import TAO
import TestSupport
import Testing

@testable import Social

/// The order TOP of comments.
@Suite(.timeLimit(.minutes(3))) struct `Top comments` {
    /// 40 comments of as many writers, the last written first in the list by time. The viewer follows some.
    private static func stage() async throws -> Stage {
        var world = SmallWorld()
        world.person("owner", "Owner")
        world.person("viewer", "Viewer")
        world.post(by: "owner", hoursAgo: 50, "Said about")
        for number in 1...40 {
            world.person("p\(number)", "Person")
            world.comment(
                on: "owner.post.1", by: "p\(number)", hoursAgo: 40 - 0.5 * Double(number),
                "No. \(number)")
        }
        for number in [3, 38] { world.follow("viewer", "p\(number)") }
        world.like("comment.35", by: "p1", "p2", "p3")
        world.like("comment.39", by: "p1")
        world.like("comment.3", by: "p1", "p2", "p3", "p4", "p5")
        for number in [36, 36, 37] {
            world.comment(
                on: "owner.post.1", by: "p9", hoursAgo: 1, "Reply", answering: "comment.\(number)")
        }
        return try await Stage(world)
    }

    private func ask(
        _ page: String, order: String = "TOP", on stage: Stage, of services: SocialServices
    ) async throws -> (texts: [Int], json: String) {
        let answer = try await stage.ask(
            """
            { node(id: "\(stage.id("owner.post.1"))") { ... on Post {
              comments(orderBy: \(order), \(page)) { nodes { text } edges { cursor }
                pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } } } }
            """, as: stage.named("viewer").object, of: services)
        #expect(answer.failures == [], "\(page)")
        return (
            JSONText.strings("text", in: answer.json).compactMap { Int($0.dropFirst(4)) },
            answer.json
        )
    }

    private func services(
        _ stage: Stage, ranked: Int = 10, _ cache: Stage.Cache = .off
    ) async throws -> SocialServices {
        var limits = SocialLimits.standard
        limits.rankedCommentsMax = ranked
        limits.rateFactor = 1_000
        return try await stage.makeServices(cache, limits: limits)
    }

    private static let best = [38, 35, 36, 39, 37, 40, 34, 33, 32, 31]
    private static let later = Array((1...30).reversed())

    @Test(.crosses(\SocialLimits.rankedCommentsMax))
    func `are of accounts that the viewer follows, then liked and answered, then new`() async throws
    {
        let stage = try await Self.stage()
        let all = try await services(stage, ranked: 200)
        #expect(
            try await ask("first: 8", on: stage, of: all).texts == [3, 38, 35, 36, 39, 37, 40, 34])
        // Of the newest ten; older ones follow by time.
        let ten = try await services(stage)
        #expect(try await ask("first: 100", on: stage, of: ten).texts == Self.best + Self.later)
    }

    @Test(arguments: [1, 3, 7, 10, 11, 100])
    func `are the same from either end, page by page`(size: Int) async throws {
        let stage = try await Self.stage()
        let services = try await services(stage, Stage.freshNamespace())
        var (texts, cursor): ([Int], String?) = ([], nil)
        for (count, other, end) in [
            ("first", "after", "endCursor"), ("last", "before", "startCursor"),
        ] {
            let isBackward = count == "last"
            (texts, cursor) = ([], nil)
            for _ in 0..<50 {
                let place = cursor.map { ", \(other): \"\($0)\"" } ?? ""
                let page = try await ask("\(count): \(size)\(place)", on: stage, of: services)
                texts = isBackward ? page.texts + texts : texts + page.texts
                let goesOn = isBackward ? "hasPreviousPage" : "hasNextPage"
                #expect(page.texts.count == size || !page.json.contains("\"\(goesOn)\":true"))
                guard page.json.contains("\"\(goesOn)\":true") else { break }
                cursor = JSONText.strings(end, in: page.json).first
            }
            #expect(texts == Self.best + Self.later, "\(count)")
        }
        // From the middle back to what was shown before it.
        let first = try await ask("first: 13", on: stage, of: services)
        let cursors = JSONText.strings("cursor", in: first.json)
        for (place, count) in [(12, 5), (12, 12), (5, 3), (1, 4)] {
            let page = try await ask(
                "last: \(count), before: \"\(cursors[place])\"", on: stage, of: services)
            let shown = (Self.best + Self.later).prefix(place).suffix(count)
            #expect(page.texts == Array(shown), "\(count) before \(place)")
            #expect(page.json.contains("\"hasPreviousPage\":\(place > count)"))
        }
    }

    /// Marks change ranks between any two pages; what is written meanwhile is not in the list.
    @Test(arguments: [1, 4]) func `repeat and lose nothing while their ranks change`(
        size: Int
    ) async throws {
        let stage = try await Self.stage()
        let services = try await services(stage, ranked: 20, Stage.freshNamespace())
        for round in 0..<6 {
            var (texts, cursor): ([Int], String) = ([], "")
            for _ in 0..<100 {
                let page = try await ask("first: \(size)\(cursor)", on: stage, of: services)
                texts += page.texts
                guard page.json.contains("\"hasNextPage\":true") else { break }
                cursor =
                    ", after: \"\(try #require(JSONText.strings("endCursor", in: page.json).first))\""
                try await change(round, on: stage, of: services)
            }
            #expect(texts.count == Set(texts).count, "repeats something: \(texts)")
            #expect(Set(texts).isSuperset(of: 1...40), "loses something: \(texts)")
        }
    }

    private func change(_ round: Int, on stage: Stage, of services: SocialServices) async throws {
        let comment = stage.id("comment.\(Int.random(in: 1...40))")
        let verb = Bool.random() ? "commentLike" : "commentUnlike"
        let mark = "\(verb)(input: { commentId: \"\(comment)\" })"
        let new = """
            commentCreate(input: { postId: "\(stage.id("owner.post.1"))", text: "New" })
            """
        let writer = "p\(Int.random(in: 1...40))"
        let mutation = Int.random(in: 0..<8) == 0 ? new : mark
        let answer = try await stage.ask(
            "mutation { r: \(mutation) { userErrors { code } } }", as: stage.named(writer).object,
            of: services)
        #expect(answer.failures == [])
    }

    @Test func `have cursors that are of no use in other orders`() async throws {
        let stage = try await Self.stage()
        let services = try await services(stage)
        for (order, other) in [("TOP", "NEWEST"), ("TOP", "OLDEST"), ("NEWEST", "TOP")] {
            for count in [3, 13] {
                let page = try await ask("first: \(count)", order: order, on: stage, of: services)
                let cursor = try #require(JSONText.strings("endCursor", in: page.json).first)
                let wrong = try await ask(
                    "first: 3, after: \"\(cursor)\"", order: other, on: stage, of: services)
                #expect(wrong.json.contains("BAD_USER_INPUT"), "\(order) \(other)")
            }
        }
    }

    @Test func `come by time to who wants to see no counts, but for answers`() async throws {
        let stage = try await Self.stage()
        let services = try await services(stage)
        let answer = try await stage.ask(
            """
            mutation { settingsUpdate(input: { content: { hideCountsFromMe: true } }) { userErrors { code } } }
            """, as: stage.named("viewer").object, of: services)
        #expect(answer.json.contains("[]"))
        #expect(
            try await ask("first: 6", on: stage, of: services).texts == [38, 36, 37, 40, 39, 35])
    }
}
