import Foundation
import TAO
import TestSupport
import Testing

@testable import Social

/// What HOME shows of accounts that are not followed.
@Suite(.timeLimit(.minutes(5))) struct `Posts of others in HOME` {
    private static func items(
        _ town: FeedTown, _ viewer: ObjectID, first: Int = 50
    ) async throws -> [(post: ObjectID, reason: FeedReason)] {
        let services = town.gateways[2]
        let context = RequestContext(services, viewerID: viewer)
        return try await context.graph.run {
            let page = try await context.homeFeed(
                of: viewer,
                PageArguments(
                    FeedItemsArguments(first: first, after: nil), limits: services.limits),
                from: nil, RankingSession())
            return page.items.map { item in (item.node.id, item.feed?.item.reason ?? .followed) }
        }
    }

    private static func like(
        _ town: FeedTown, _ person: ObjectID, _ post: ObjectID
    ) async throws {
        let id = GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.post, post))
        try await town.mutate("postLike(input: { postId: \"\(id)\" })", as: person)
    }

    /// A viewer who follows friends, of whom each likes posts of a stranger.
    private static func town(
        friends: Int = 3, posts: Int = 12, _ change: (inout SocialLimits) -> Void = { _ in }
    ) async throws -> (FeedTown, strange: [ObjectID]) {
        let town = try await FeedTown(people: friends + 3, pushedMax: 50, change)
        let (viewer, stranger) = (town.people[0], town.people[1])
        for friend in town.people[2..<(2 + friends)] {
            try await town.follow(viewer, friend, true)
        }
        var strange: [ObjectID] = []
        for _ in 0..<posts { strange.append(try await town.post(by: stranger, hoursAgo: 2)) }
        for friend in town.people[2..<(2 + friends)] {
            for post in strange { try await like(town, friend, post) }
        }
        return (town, strange)
    }

    @Test func `are one in ten, never next to each other, and none where they are not wanted`()
        async throws
    {
        let (town, strange) = try await Self.town()
        let viewer = town.people[0]
        // With nothing else they are all there is.
        let alone = try await Self.items(town, viewer)
        #expect(Set(alone.map(\.post)).isSubset(of: strange) && alone.count == 10)
        #expect(alone.allSatisfy { $0.reason == .likedByFollowed })
        for number in 0..<27 {
            _ = try await town.post(by: town.people[2 + number % 3], hoursAgo: 1)
        }
        let mixed = try await Self.items(town, viewer)
        let places = mixed.indices.filter { mixed[$0].reason == .likedByFollowed }
        #expect(places.count == 3)
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= 10 })
        try await town.mutate(
            "settingsUpdate(input: { feed: { suggestionsInHome: false } })", as: viewer)
        let without = try await Self.items(town, viewer)
        #expect(without.allSatisfy { $0.reason == .followed } && without.count == 27)
    }

    @Test func `are public, by accounts that are neither muted nor blocked and want to be found`()
        async throws
    {
        let (town, strange) = try await Self.town(posts: 4)
        let (viewer, stranger) = (town.people[0], town.people[1])
        func shown() async throws -> Set<ObjectID> {
            Set(try await Self.items(town, viewer).map(\.post))
        }
        #expect(try await shown() == Set(strange))
        try await town.change(strange[0]) { $0[.audience] = .followers }
        try await town.change(strange[1]) { $0[.isSensitive] = true }
        #expect(try await shown() == Set(strange[2...]))
        let user = "userId: \"\(town.text(stranger))\""
        try await town.mutate("userMute(input: { \(user), posts: true })", as: viewer)
        #expect(try await shown().isEmpty)
        try await town.mutate("userUnmute(input: { \(user) })", as: viewer)
        #expect(try await shown().count == 2)
        for setting in ["isPrivate: true", "discoverable: false"] {
            let back = setting.hasSuffix("true") ? "isPrivate: false" : "discoverable: true"
            try await town.mutate(
                "settingsUpdate(input: { privacy: { \(setting) } })", as: stranger)
            #expect(try await shown().isEmpty, "\(setting)")
            try await town.mutate("settingsUpdate(input: { privacy: { \(back) } })", as: stranger)
            #expect(try await shown().count == 2)
        }
        let other = "userId: \"\(town.text(viewer))\""
        try await town.mutate("userBlock(input: { \(other) })", as: stranger)
        #expect(try await shown().isEmpty)
    }

    @Test func `are not suggested by an account that is suspended`() async throws {
        let (town, strange) = try await Self.town(friends: 1, posts: 3)
        let (viewer, friend) = (town.people[0], town.people[2])
        #expect(try await Set(Self.items(town, viewer).map(\.post)) == Set(strange))
        let tao = town.gateways[2].tao
        let user = try #require(try await tao.stored.loadUnfiltered(User.self, [friend])[0])
        var properties = Properties<User>(user.object.data)
        properties[.isSuspended] = true
        var write = GraphWrite()
        write.update(friend, properties, ifVersion: user.object.version)
        _ = try await tao.commit(write)
        #expect(try await Self.items(town, viewer).isEmpty)
    }

    @Test(
        .crosses(
            \SocialLimits.homeLikersMax, \SocialLimits.homeLikesMax,
            \SocialLimits.homeSuggestionsMax, \SocialLimits.homeFolloweesMax))
    func `are looked for within bounds`() async throws {
        // One friend of three, and two of its likes.
        let (few, _) = try await Self.town(posts: 5) { limits in
            limits.homeLikersMax = 1
            limits.homeLikesMax = 2
        }
        #expect(try await Self.items(few, few.people[0]).count == 2)
        let (town, _) = try await Self.town(posts: 5) { $0.homeSuggestionsMax = 3 }
        #expect(try await Self.items(town, town.people[0]).count == 3)
        let (lonely, posts) = try await Self.town(posts: 3) { $0.homeFolloweesMax = 1 }
        #expect(try await Self.items(lonely, lonely.people[0]).count == posts.count)
        let last = lonely.people[4]
        let id =
            "postId: \"\(GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.post, posts[0])))\""
        try await lonely.mutate("postUnlike(input: { \(id) })", as: last)
        #expect(
            try await Self.items(lonely, lonely.people[0]).count == 2,
            "of the one followed last alone")
    }

    @Test(
        .crosses(\SocialLimits.homeHashtagsMax, \SocialLimits.homeHashtagPostsMax))
    func `come by hashtags that are followed`() async throws {
        let town = try await FeedTown(people: 3, pushedMax: 50) { limits in
            limits.homeHashtagsMax = 2
            limits.homeHashtagPostsMax = 3
        }
        let (viewer, author) = (town.people[0], town.people[1])
        let tao = town.gateways[2].tao
        var tagged: [[ObjectID]] = []
        var tags: [ObjectID] = []
        for number in 0..<3 {
            let tag = try await town.gateways[2].newID(number)
            var properties = Properties<Hashtag>()
            properties[.name] = "tag\(number)"
            var write = GraphWrite()
            write.add(tag, properties)
            write.addAssociation(
                viewer, AssociationTypes.followsTag, tag,
                time: town.clock.wallClock.milliseconds + Int64(number))
            var posts: [ObjectID] = []
            for index in 0..<4 {
                let post = try await town.post(by: author, hoursAgo: Double(10 - index))
                write.addAssociation(
                    tag, AssociationTypes.taggedPost, post, time: Int64(1_000 + index))
                posts.append(post)
            }
            _ = try await tao.commit(write)
            tags.append(tag)
            tagged.append(posts)
        }
        let shown = try await Self.items(town, viewer)
        #expect(Set(shown.map(\.post)) == Set(tagged[1].suffix(3) + tagged[2].suffix(3)))
        #expect(shown.allSatisfy { $0.reason == .followedHashtag })
        try await town.follow(viewer, author, true)
        #expect(try await Self.items(town, viewer).allSatisfy { $0.reason == .followed })
    }
}
