import Foundation
import Media
import Social
import TAO

/// The part of the generator that makes posts, likes and comments.
extension DemoGenerator {
    mutating func makePosts() {
        makePlaces()
        for author in characters.indices where !characters[author].isLurker {
            let count = Self.postCount(
                followers: followers[author].count, isNamed: author < Self.named.count, &random)
            for time in postTimes(of: author, count: count) { makePost(by: author, at: time) }
        }
    }

    /// How much somebody posts: the more who have more followers.
    static func postCount(
        followers: Int, isNamed: Bool, _ random: inout SeededRandom
    ) -> Int {
        let usual = postsMedian(followers: followers)
        return min(max(Int(random.logNormal(median: usual, sigma: 0.8)), isNamed ? 12 : 1), 60)
    }

    static func postsMedian(followers: Int) -> Double {
        7 * pow(1 + Double(followers), 0.15)
    }

    /// Moments of a life of posting, oldest first; the people whom examples name have posted today.
    private mutating func postTimes(of author: Int, count: Int) -> [Int64] {
        let begin = world.people[author].id.milliseconds + 60_000
        let end = now - 60_000
        var times = (0..<count).map { _ in
            // More in the last months than in the first.
            begin + Int64(Double(end - begin) * pow(random.share(), 0.5))
        }
        if author < Self.named.count { times.append(end - Int64(random.share() * 20 * 3_600_000)) }
        return times.sorted()
    }

    private mutating func makePost(by author: Int, at time: Int64) {
        let shard = world.people[author].id.shard
        // Mostly what the author is known for.
        let topic =
            random.chance(0.7) ? characters[author].topic : random.pick(DemoTopic.allCases)
        let id = ids.next(at: time, shard: shard)
        let count = random.chance(0.15) ? carouselSize() : 1
        let photos = (0..<count).map { _ in
            World.Photo(
                id: ids.next(at: time, shard: shard),
                picture: random.pick(pictures.byTopic[topic] ?? pictures.avatars))
        }
        var post = World.Post(
            id: id, author: author, photos: photos, caption: caption(topic),
            audience: Self.audience(&random))
        addPlaceAndTags(to: &post)
        world.posts.append(post)
        makeEngagement(with: post, topic: topic)
    }

    private mutating func makePlaces() {
        let time = now - 730 * Self.day
        for (index, place) in DemoWords.places.enumerated() {
            world.places.append(
                World.Place(
                    id: ids.next(at: time, shard: index), name: place.name,
                    latitude: place.latitude, longitude: place.longitude))
        }
    }

    /// By chances of its own, so that all else is as it would be without.
    private func addPlaceAndTags(to post: inout World.Post) {
        var random = SeededRandom(seed: UInt64(bitPattern: post.id.rawValue))
        if random.chance(0.3) { post.place = random.pick(world.places).id }
        let friends = followers[post.author].filter {
            world.people[$0].id.milliseconds < post.id.milliseconds
        }
        guard random.chance(0.1), !friends.isEmpty, let photo = post.photos.first else { return }
        post.tags = [
            World.Tag(
                photo: photo.id, person: random.pick(friends), x: 0.1 + 0.8 * random.share(),
                y: 0.1 + 0.8 * random.share())
        ]
    }

    private mutating func carouselSize() -> Int {
        var size = 2
        while size < 6, random.chance(0.45) { size += 1 }
        return size
    }

    static func audience(_ random: inout SeededRandom) -> BulkImport.Audience {
        switch random.share() {
        case ..<0.04: .closeFriends
        case ..<0.12: .followers
        default: .everyone
        }
    }

    private mutating func caption(_ topic: DemoTopic) -> String? {
        guard random.chance(0.9) else { return nil }
        let tags = DemoWords.hashtags(topic).shuffled(using: &random)
            .prefix(Int(random.share() * 4))
        return ([random.pick(DemoWords.captions(topic))] + tags).joined(separator: " ")
    }

    // MARK: Likes and comments

    private mutating func makeEngagement(with post: World.Post, topic: DemoTopic) {
        let audience = audience(of: post)
        guard !audience.isEmpty else { return }
        let quality = random.logNormal(median: 1, sigma: 0.9)
        // Small circles engage more than crowds.
        let rate = audience.count < 20 ? 0.3 : audience.count < 60 ? 0.18 : 0.1
        let likes = min(audience.count, random.poisson(Double(audience.count) * rate * quality))
        let choice = WeightedChoice(audience.map { characters[$0].topic == topic ? 3 : 1 })
        var likers: Set<Int> = []
        for _ in 0..<likes {
            let liker = audience[choice.pick(&random)]
            guard likers.insert(liker).inserted else { continue }
            world.likes.append(
                World.Mark(from: liker, target: post.id, time: reactionTime(to: post.id)))
        }
        makeComments(on: post, from: audience, count: random.poisson(0.6 + Double(likes) * 0.12))
    }

    /// Those who may see a post and were there when it was made.
    private func audience(of post: World.Post) -> [Int] {
        let made = post.id.milliseconds
        return followers[post.author].filter { follower in
            guard world.people[follower].id.milliseconds < made else { return false }
            return post.audience != .closeFriends || isCloseFriend(follower, of: post.author)
        }
    }

    private func isCloseFriend(_ friend: Int, of author: Int) -> Bool {
        world.closeFriends.contains { $0.from == author && $0.to == friend }
    }

    /// Most react within hours.
    private mutating func reactionTime(to id: ObjectID) -> Int64 {
        let delay = random.weibull(shape: 0.6, scale: 6 * 3_600_000)
        return min(id.milliseconds + 1 + Int64(delay), now - 1)
    }

    private mutating func makeComments(on post: World.Post, from audience: [Int], count: Int) {
        var earlier: [World.Comment] = []
        let times = (0..<count).map { _ in reactionTime(to: post.id) }.sorted()
        for time in times {
            let answered = !earlier.isEmpty && random.chance(0.3) ? random.pick(earlier) : nil
            let isAuthor = answered != nil && random.chance(0.6)
            let comment = World.Comment(
                id: ids.next(at: time, shard: post.id.shard), post: post.id,
                author: isAuthor ? post.author : random.pick(audience),
                text: random.pick(answered == nil ? DemoWords.comments : DemoWords.replies),
                parent: answered.map { $0.parent ?? $0.id }, inReplyTo: answered?.id)
            world.comments.append(comment)
            earlier.append(comment)
            for liker in audience where random.chance(0.02) {
                world.likes.append(
                    World.Mark(from: liker, target: comment.id, time: reactionTime(to: comment.id)))
            }
        }
    }
}
