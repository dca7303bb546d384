import Media
import TAO
import Testing

@testable import Demo
@testable import Social

@Suite struct `The generated world` {
    private static let now: Int64 = 1_775_673_240_000

    private static func world(seed: UInt64, size: Int = 120) -> World {
        var generator = DemoGenerator(
            seed: seed, size: size, now: now, pictures: .numbered(perTopic: 3))
        return generator.generate()
    }

    private let world = Self.world(seed: 1)

    @Test func `is the same for the same seed`() {
        let again = Self.world(seed: 1)
        #expect(again.people.map(\.username) == world.people.map(\.username))
        #expect(again.posts.map(\.id) == world.posts.map(\.id))
        #expect(again.likes.map(\.target) == world.likes.map(\.target))
        #expect(again.comments.map(\.text) == world.comments.map(\.text))
        #expect(Self.world(seed: 2).posts.map(\.id) != world.posts.map(\.id))
    }

    @Test func `begins with alice, bob, carol and dan`() {
        #expect(world.people.prefix(4).map(\.username) == ["alice", "bob", "carol", "dan"])
        let follows = Set(world.follows.map { [$0.from, $0.to] })
        #expect(follows.isSuperset(of: [[1, 0], [1, 2]]))
        #expect(world.people[3].isPrivate)
    }

    @Test func `has unique ids and names`() {
        let ids =
            world.people.map(\.id) + world.people.compactMap(\.avatar?.id) + world.posts.map(\.id)
            + world.posts.flatMap { $0.photos.map(\.id) } + world.comments.map(\.id)
            + world.stories.map(\.id) + world.stories.map(\.photo.id)
        #expect(Set(ids).count == ids.count)
        #expect(Set(world.people.map(\.username)).count == world.people.count)
        #expect(
            world.people.allSatisfy {
                Username.kept($0.username, .standard) == $0.username
            })
    }

    @Test func `has each relation once and none to oneself`() {
        for relations in [world.follows, world.requests, world.closeFriends, world.blocks] {
            #expect(!relations.isEmpty)
            #expect(relations.allSatisfy { $0.from != $0.to })
            #expect(Set(relations.map { [$0.from, $0.to] }).count == relations.count)
        }
        for marks in [world.likes, world.views] {
            #expect(!marks.isEmpty)
            #expect(Set(marks.map { "\($0.from) \($0.target)" }).count == marks.count)
        }
    }

    @Test func `lies in the past and in the right order`() {
        let people = Dictionary(uniqueKeysWithValues: world.people.map { ($0.id, $0) })
        #expect(people.count == world.people.count)
        for post in world.posts {
            #expect(post.id.milliseconds < Self.now)
            #expect(post.id.milliseconds > world.people[post.author].id.milliseconds)
        }
        #expect(world.comments.allSatisfy { $0.id > $0.post && $0.id.milliseconds <= Self.now })
        #expect(world.comments.allSatisfy { $0.inReplyTo ?? $0.post < $0.id })
        #expect(world.likes.allSatisfy { $0.time >= $0.target.milliseconds && $0.time < Self.now })
        let relations = world.follows + world.requests + world.closeFriends + world.blocks
        #expect(relations.allSatisfy { $0.time < Self.now })
    }

    @Test func `has stories that are alive`() {
        let day = SocialLimits.standard.storyLifetimeMilliseconds
        #expect(world.stories.count > 20)
        #expect(
            world.stories.allSatisfy {
                $0.id.milliseconds < Self.now && $0.id.milliseconds + day > Self.now
            })
    }

    @Test func `shows close friends' posts to close friends alone`() {
        let friends = Set(world.closeFriends.map { [$0.from, $0.to] })
        let posts = Dictionary(uniqueKeysWithValues: world.posts.map { ($0.id, $0) })
        for like in world.likes {
            guard let post = posts[like.target], post.audience == .closeFriends else { continue }
            #expect(friends.contains([post.author, like.from]))
        }
    }

    @Test func `looks like a network`() {
        let count = Double(world.people.count)
        let followers = Dictionary(grouping: world.follows, by: \.to).mapValues(\.count)
        let mean = Double(world.follows.count) / count
        #expect((8...40).contains(mean))
        let median = world.people.indices.map { followers[$0] ?? 0 }.sorted()[Int(count) / 2]
        #expect(Double(median) < mean, "a few have many followers")
        let edges = Set(world.follows.map { [$0.from, $0.to] })
        let mutual = world.follows.count { edges.contains([$0.to, $0.from]) }
        #expect((0.2...0.7).contains(Double(mutual) / Double(edges.count)))
        let isPrivate = world.people.count { $0.isPrivate }
        #expect((0.08...0.35).contains(Double(isPrivate) / count))
    }
}

extension DemoPictures {
    /// Pictures that exist in name only.
    static func numbered(perTopic: Int) -> DemoPictures {
        var next = 0
        func numbers(_ count: Int) -> [Int] {
            defer { next += count }
            return Array(next..<next + count)
        }
        return DemoPictures(
            all: [],
            byTopic: Dictionary(
                uniqueKeysWithValues: DemoTopic.allCases.map { ($0, numbers(perTopic)) }),
            avatars: numbers(perTopic), stories: numbers(perTopic))
    }
}
