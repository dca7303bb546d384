import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Posts that a viewer has taken out of its HOME.
@Suite(.timeLimit(.minutes(5))) struct `Posts hidden from HOME` {
    /// Some posts that are ranked, and some that follow by time.
    private static func scene(
        _ change: (inout SocialLimits) -> Void = { _ in }
    ) async throws -> FeedScene {
        try await FeedScene(posts: 9) { limits in
            limits.homeCandidatesMax = 6
            limits.homeCandidatesMin = 4
            change(&limits)
        }
    }

    private static func all(
        _ scene: FeedScene, _ kind: FeedKind = .home, first: Int = 3
    ) async throws -> [FeedScene.Shown] {
        var (shown, after) = ([FeedScene.Shown](), String?.none)
        repeat {
            let page = try await scene.page(
                kind, first: first, after: after, at: Int.random(in: 0...2))
            shown += page.items
            after = page.next
        } while after != nil
        return shown
    }

    @Test func `are in no page of it again, and in FOLLOWING all the same`() async throws {
        let scene = try await Self.scene()
        try await scene.town.drain()
        let before = try await Self.all(scene)
        #expect(before.count == 9 && Set(before.map(\.post)) == Set(scene.posts))
        // One that is ranked, and one that follows by time.
        for index in [1, 8] {
            #expect(
                try await scene.hide(before[index].token, at: index % 2)
                    == "\(before[index].post)")
        }
        let hidden = Set([before[1].post, before[8].post])
        for gateway in 0...2 {
            let page = try await scene.page(at: gateway)
            #expect(page.items.count == 7 && hidden.isDisjoint(with: page.items.map(\.post)))
        }
        let after = try await Self.all(scene)
        #expect(after.map(\.post) == before.map(\.post).filter { !hidden.contains($0) })
        #expect(Set(try await Self.all(scene, .following).map(\.post)) == Set(scene.posts))
        // Others see it.
        let other = scene.town.people[2]
        try await scene.town.follow(other, scene.author, true)
        #expect(try await scene.page(as: other).items.count == 9)
    }

    /// The order that the scroll has made holds them.
    @Test func `are in no later page of a scroll that has begun`() async throws {
        let scene = try await Self.scene()
        try await scene.town.drain()
        let order = try await Self.all(scene, first: 9).map(\.post)
        let first = try await scene.page(first: 2)
        let token = try await Self.all(scene).first { $0.post == order[3] }?.token
        #expect(try await scene.hide(try #require(token), at: 1) == "\(order[3])")
        var (shown, after) = (first.items.map(\.post), first.next)
        while let cursor = after {
            let page = try await scene.page(first: 2, after: cursor, at: 1)
            shown += page.items.map(\.post)
            after = page.next
        }
        #expect(shown == order.filter { $0 != order[3] })
    }

    @Test func `let those of their author stand lower, once`() async throws {
        let scene = try await Self.scene()
        let items = try await scene.page(.following).items
        for (reason, weight) in [
            (FeedHideReason.seenBefore, nil), (.notInterested, -6), (.notInterested, -6),
            (.tooMuchOfAuthor, -12),
        ] as [(FeedHideReason, Double?)] {
            let index =
                [FeedHideReason.seenBefore, .notInterested, .tooMuchOfAuthor]
                .firstIndex(of: reason) ?? 0
            #expect(try await scene.hide(items[index].token, reason) == "\(items[index].post)")
            try await scene.count(at: index % 2)
            let taste = try await scene.taste()
            #expect(taste.map { ($0.count.lately.engagements * 100).rounded() / 100 } == weight)
        }
        // What the viewer does not want to see says nothing of how others receive it.
        #expect(try await scene.reception(items[1].post) == nil)
    }

    @Test func `need a token of one's own that is not too old`() async throws {
        let scene = try await Self.scene()
        let other = scene.town.people[2]
        let token = try await scene.page().items[0].token
        for text in ["", "x", String(token.dropLast())] {
            #expect(try await scene.hide(text) == "NOT_FOUND")
        }
        #expect(try await scene.hide(token, as: other) == "NOT_FOUND")
        scene.town.clock.advance(hours: 24.1)
        #expect(try await scene.hide(token) == "NOT_FOUND")
    }

    @Test func `need no sight, but to be there`() async throws {
        let scene = try await Self.scene()
        let items = try await scene.page().items
        try await scene.town.change(items[0].post) { $0[.audience] = .closeFriends }
        #expect(try await scene.hide(items[0].token) == "null")
        try await scene.town.change(items[0].post) { $0[.audience] = .everyone }
        #expect(try await !scene.page(at: 1).items.map(\.post).contains(items[0].post))
        try await scene.town.change(items[1].post) { $0[.status] = .removed }
        #expect(try await scene.hide(items[1].token) == "NOT_FOUND")
    }

    @Test(.crosses(\SocialLimits.hiddenPostsMax))
    func `are so many at most`() async throws {
        let scene = try await Self.scene { $0.hiddenPostsMax = 2 }
        let items = try await scene.page().items
        for item in items.prefix(2) { #expect(try await scene.hide(item.token) == "\(item.post)") }
        #expect(try await scene.hide(items[2].token) == "NOT_ALLOWED")
        #expect(try await scene.hide(items[1].token) == "\(items[1].post)")
        #expect(try await scene.page().items.count == 7)
    }

    /// The edges go with the post, and with the account (`AccountDeletionTests`).
    @Test func `are forgotten with the post`() async throws {
        let scene = try await Self.scene()
        let item = try await scene.page().items[0]
        _ = try await scene.hide(item.token)
        func edges() async throws -> Int {
            try await scene.town.count(
                """
                SELECT count(*) FROM associations
                WHERE type = \(AssociationTypes.hides.id) OR type = \(AssociationTypes.hiddenBy.id)
                """)
        }
        #expect(try await edges() == 2)
        try await ObjectRemoval(scene.town.gateways[0]).remove(item.post)
        #expect(try await edges() == 0)
    }
}

/// What was shown before stands behind what was not.
@Suite(.timeLimit(.minutes(5))) struct `Posts that were seen` {
    @Test func `stand behind the others in HOME, and where they did in FOLLOWING`() async throws {
        let scene = try await FeedScene(posts: 8)
        try await scene.town.drain()
        let before = try await scene.page()
        #expect(before.items.count == 8 && !before.items.contains(where: \.isSeen))
        let following = try await scene.page(.following).items.map(\.post)
        // The first three, as one looks at them.
        #expect(
            try await scene.record(before.items.prefix(3).map { ($0.token, .impression) }) == 3)
        #expect(try await scene.page().items.map(\.post) == before.items.map(\.post))
        try await scene.count(at: 1)
        let seen = Set(before.items.prefix(3).map(\.post))
        for gateway in 0...2 {
            let page = try await scene.page(at: gateway).items
            #expect(page.map(\.isSeen) == Array(repeating: false, count: 5) + [true, true, true])
            #expect(Set(page.suffix(3).map(\.post)) == seen)
            let newest = try await scene.page(.following, at: gateway).items
            #expect(newest.map(\.post) == following)
            #expect(Set(newest.filter(\.isSeen).map(\.post)) == seen)
        }
        // Told again, by a consumer that has died before.
        try await scene.count(at: 0)
        #expect(try await scene.page().items.count(where: \.isSeen) == 3)
        // Two weeks later it is as new: what lies in the log is dated by the clock of PostgreSQL.
        let filter = try await scene.town.gateways[2].tao.stored.loadUnfiltered(
            SeenPosts.self, [SeenPosts.id(of: scene.viewer)])[0]
        let begin = try #require(filter?[.begin])
        scene.town.clock.advance(
            milliseconds: begin + 2 * SocialLimits.standard.seenRingMilliseconds - scene.now)
        #expect(try await !scene.page(.following).items.contains(where: \.isSeen))
    }

    @Test func `are of one viewer, and nothing of them is left when it goes`() async throws {
        let scene = try await FeedScene(posts: 3)
        let other = scene.town.people[2]
        try await scene.town.follow(other, scene.author, true)
        let items = try await scene.page().items
        #expect(try await scene.record(items.map { ($0.token, .impression) }) == 3)
        try await scene.count()
        #expect(try await !scene.page(as: other).items.contains(where: \.isSeen))
        #expect(try await scene.page().items.allSatisfy(\.isSeen))
        let user = try await scene.town.gateways[2].tao.stored
            .loadUnfiltered(User.self, [scene.viewer])[0]
        try await user?.remove(in: ObjectRemoval(scene.town.gateways[0]))
        #expect(
            try await scene.town.count(
                "SELECT count(*) FROM objects WHERE type = \(ObjectKind.seenPosts.rawValue)") == 0)
        #expect(try await scene.rows().isEmpty)
        // What a consumer learns too late is of nobody.
        try await scene.count(at: 1)
        #expect(
            try await scene.town.count(
                "SELECT count(*) FROM objects WHERE type = \(ObjectKind.seenPosts.rawValue)") == 0)
    }
}
