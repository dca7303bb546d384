import Media
import Social
import TAO

/// The part of the generator that makes stories.
extension DemoGenerator {
    /// Stories of the time since `begin`, by two in five of those who post.
    mutating func makeStories(from begin: Int64) {
        for author in characters.indices where !characters[author].isLurker {
            guard author < Self.named.count || random.chance(0.4) else { continue }
            let times = (0..<1 + min(random.poisson(2), 7)).map { _ in
                begin + 3_600_000 + Int64(Double(now - begin - 3_700_000) * random.share())
            }
            for time in times.sorted() { makeStory(by: author, at: time) }
        }
    }

    private mutating func makeStory(by author: Int, at time: Int64) {
        let shard = world.people[author].id.shard
        let story = World.Story(
            id: ids.next(at: time, shard: shard), author: author,
            photo: World.Photo(
                id: ids.next(at: time, shard: shard), picture: random.pick(pictures.stories)),
            text: random.chance(0.5) ? random.pick(DemoWords.storyTexts) : nil,
            audience: random.chance(0.12) ? .closeFriends : .followers)
        world.stories.append(story)
        let friends = Set(world.closeFriends.filter { $0.from == author }.map(\.to))
        let share = 0.1 + 0.2 * random.share()
        for follower in followers[author] where random.chance(share) {
            guard story.audience == .followers || friends.contains(follower) else { continue }
            let delay = Int64(Double(now - time - 2) * random.share())
            world.views.append(
                World.Mark(from: follower, target: story.id, time: time + 1 + delay))
        }
    }
}
