import TAO
import Testing

@testable import Social

/// What ranking learns from: posts that were seen in HOME, and what came of them.
@Suite(.timeLimit(.minutes(3))) struct `The log that ranking learns from` {
    private func log(_ scene: FeedScene) -> RankingLog {
        RankingLog(scene.town.gateways[2].tao, scene.town.stage.database)
    }

    private func mutate(_ text: String, on scene: FeedScene) async throws {
        let json = try await scene.ask("mutation { r: \(text) { userErrors { code } } }")
        #expect(json.contains(#""userErrors":[]"#), "\(json)")
    }

    @Test func `tells which posts were seen, and what was done with them within a day`()
        async throws
    {
        let scene = try await FeedScene(posts: 8)
        let shown = try await scene.page().items
        #expect(shown.count == 8)
        // The last one was not seen, and another was seen in the other feed.
        let seen = shown.dropLast()
        #expect(try await scene.record(seen.map { ($0.token, .impression) }) == 7)
        let elsewhere = try await scene.page(.following).items
        #expect(try await scene.record([(elsewhere[0].token, .impression)]) == 1)
        #expect(try await scene.record([(shown[4].token, .profileOpen)], through: 1) == 1)
        func id(_ index: Int) -> String {
            GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.post, shown[index].post))
        }
        try await mutate("postLike(input: { postId: \"\(id(0))\" })", on: scene)
        try await mutate("postSave(input: { postId: \"\(id(1))\" })", on: scene)
        try await mutate(
            "commentCreate(input: { postId: \"\(id(2))\", text: \"Ah\" })", on: scene)
        try await mutate("postDislike(input: { postId: \"\(id(3))\" })", on: scene)
        #expect(try await scene.hide(shown[5].token) == "\(shown[5].post)")
        // Too late to be told of the sixth.
        scene.town.clock.advance(
            milliseconds: SocialLimits.standard.trackingTokenMilliseconds + 60_000)
        try await mutate("postLike(input: { postId: \"\(id(6))\" })", on: scene)

        let found = try await log(scene).impressions(
            from: scene.now - 3 * 86_400_000, to: scene.now + 86_400_000, countMax: 100)
        #expect(found.count == 7, "those of HOME")
        let places = Dictionary(uniqueKeysWithValues: found.map { ($0.post, $0) })
        let inOrder = try seen.map { try #require(places[$0.post.rawValue]) }
        #expect(inOrder.map(\.isEngaged) == [true, true, true, false, true, false, false])
        #expect(inOrder.map(\.isUnwanted) == [false, false, false, true, false, true, false])
        #expect(inOrder.map(\.position) == Array(0..<7))
        #expect(inOrder.allSatisfy { $0.viewer == scene.viewer.rawValue })
        #expect(Set(inOrder.map(\.servedAt)).count == 1)
        #expect(inOrder.contains { $0.features != .zero })
        // Part of it.
        let first = try await log(scene).impressions(
            from: scene.now - 3 * 86_400_000, to: scene.now + 86_400_000, countMax: 3)
        #expect(first == Array(found.prefix(3)))
        let later = try await log(scene).impressions(
            from: inOrder[0].servedAt + 1, to: scene.now, countMax: 100)
        #expect(later == [])
    }
}
