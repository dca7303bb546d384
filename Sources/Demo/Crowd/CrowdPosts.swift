import Foundation
import Social
import TAO

/// What the accounts of a crowd post, and what others do with it.
extension CrowdWriter {
    mutating func addPosts(_ author: Int, _ ids: inout CrowdIDs) async throws {
        var random = roster.random(author, .posts)
        let followers = network.followers[author].map { Int($0) }
        let friends = closeFriends(of: author)
        let count = DemoGenerator.postCount(
            followers: followers.count, isNamed: author < DemoGenerator.named.count, &random)
        let usual = times(of: author, count, &random).map { (time: $0, mob: nil as Flashmob?) }
        let posts = usual + flashmobPosts(of: author, &random)
        for (time, mob) in posts.sorted(by: { $0.time < $1.time }) {
            let topic =
                mob?.topic
                ?? (random.chance(0.7) ? roster.topics[author] : random.pick(DemoTopic.allCases))
            let id = ids.next(at: time)
            let photos = (0..<photoCount(&random)).map { _ in
                shown(
                    random.pick(pictures.byTopic[topic] ?? pictures.avatars), ids.next(at: time))
            }
            let audience = mob == nil ? DemoGenerator.audience(&random) : .everyone
            let place = random.chance(0.3) ? places[words.place(&random)] : nil
            let caption = words.caption(topic, mob.map { [$0.tag] } ?? [], &random)
            try await store.addPost(
                id, by: roster.id(of: author), photos, caption: caption, at: place, for: audience)
            let readers = (audience == .closeFriends ? friends : followers).filter {
                roster.created[$0] < id.milliseconds
            }
            guard !readers.isEmpty else { continue }
            try await addMarks(to: id, topic, by: readers, &random)
            try await addComments(to: id, of: author, by: readers, &ids, &random)
        }
    }

    /// Moments of a life of posting, oldest first: more in the last months than in the first, and by the
    /// day of the author's own time zone; those whom examples name have posted today.
    private func times(
        of author: Int, _ count: Int, _ random: inout SeededRandom
    ) -> [Int64] {
        let begin = roster.created[author] + 60_000
        let end = roster.now - 60_000
        let zone = Double(random.integer(in: 0...23))
        var times = (0..<count).map { _ in
            while true {
                let time = begin + Int64(Double(end - begin) * pow(random.share(), 0.5))
                let hour = Double(time % DemoGenerator.day) / 3_600_000 + zone
                // Most at six in the evening, one in nine at six in the morning.
                let share = 1 + 0.8 * cos((hour - 18) * .pi / 12)
                if random.chance(share / 1.8) { return time }
            }
        }
        if author < DemoGenerator.named.count {
            times.append(end - Int64(random.share() * 20 * 3_600_000))
        }
        return times.sorted()
    }

    private func photoCount(_ random: inout SeededRandom) -> Int {
        guard random.chance(0.13) else { return 1 }
        var count = 2
        while count < 20, random.chance(0.45) { count += 1 }
        return count
    }

    /// Those with which an account takes part in what many do at once.
    private func flashmobPosts(
        of author: Int, _ random: inout SeededRandom
    ) -> [(time: Int64, mob: Flashmob?)] {
        flashmobs.compactMap { mob in
            let time = mob.time(isAbout: mob.topic == roster.topics[author], &random)
            guard let time, time > roster.created[author] + 60_000, time < roster.now - 60_000
            else { return nil }
            return (time, mob)
        }
    }

    // MARK: What others do

    /// Likes, and what is rarer than these: dislikes, saves, and passing on.
    private mutating func addMarks(
        to post: ObjectID, _ topic: DemoTopic, by readers: [Int], _ random: inout SeededRandom
    ) async throws {
        let quality = random.logNormal(median: 1, sigma: 0.9)
        let mean = Double(readers.count) * Self.likeRate(readers.count) * quality
        let likes = min(readers.count, random.poisson(mean))
        var likers: Set<Int> = []
        // Those who like the topic are drawn more often; who cannot be found soon is left out.
        for _ in 0..<4 * likes where likers.count < likes {
            let reader = random.pick(readers)
            guard roster.topics[reader] == topic || random.chance(1.0 / 3) else { continue }
            guard likers.insert(reader).inserted else { continue }
            try await mark(.likes, post, by: reader, &random)
            if random.chance(0.05) { try await mark(.saves, post, by: reader, &random) }
            if random.chance(0.02) { try await mark(.shares, post, by: reader, &random) }
        }
        for _ in 0..<random.poisson(Double(likes) * 0.02) {
            let reader = random.pick(readers)
            guard likers.insert(reader).inserted else { continue }
            try await mark(.dislikes, post, by: reader, &random)
        }
    }

    /// What part of those who may see a post like a usual one.
    private static func likeRate(_ readers: Int) -> Double {
        switch readers {
        case ..<100: 0.08
        case ..<1_000: 0.04
        case ..<5_000: 0.02
        default: 0.012
        }
    }

    private mutating func mark(
        _ relation: BulkImport.Relation, _ post: ObjectID, by reader: Int,
        _ random: inout SeededRandom
    ) async throws {
        try await store.add(
            relation, from: roster.id(of: reader), to: post, at: reaction(to: post, &random))
    }

    private func reaction(to id: ObjectID, _ random: inout SeededRandom) -> Int64 {
        let delay = random.weibull(shape: 0.6, scale: 6 * 3_600_000)
        return min(id.milliseconds + 1 + Int64(delay), roster.now - 1)
    }

    private mutating func addComments(
        to post: ObjectID, of author: Int, by readers: [Int], _ ids: inout CrowdIDs,
        _ random: inout SeededRandom
    ) async throws {
        let mean = 0.3 + 0.03 * Double(readers.count) * Self.likeRate(readers.count)
        let times = (0..<random.poisson(mean)).map { _ in reaction(to: post, &random) }.sorted()
        var earlier: [(id: ObjectID, parent: ObjectID?)] = []
        for time in times {
            let answered = !earlier.isEmpty && random.chance(0.3) ? random.pick(earlier) : nil
            let isAuthor = answered != nil && random.chance(0.6)
            let id = ids.next(at: time)
            let parent = answered.map { $0.parent ?? $0.id }
            try await store.addComment(
                id, on: post, by: roster.id(of: isAuthor ? author : random.pick(readers)),
                random.pick(answered == nil ? DemoWords.comments : DemoWords.replies),
                parent: parent, inReplyTo: answered?.id)
            earlier.append((id, parent))
        }
    }

    // MARK: Stories

    /// Of the last day, by two in five.
    mutating func addStories(_ author: Int, _ ids: inout CrowdIDs) async throws {
        var random = roster.random(author, .stories)
        guard author < DemoGenerator.named.count || random.chance(0.4) else { return }
        let begin = max(roster.now - DemoGenerator.day + 3_600_000, roster.created[author] + 1)
        var times: Set<Int64> = []
        for _ in 0..<1 + min(random.poisson(2), 7) {
            times.insert(begin + Int64(Double(roster.now - begin - 100_000) * random.share()))
        }
        var stories: [ObjectID] = []
        for time in times.sorted() {
            let id = ids.next(at: time)
            try await store.addStory(
                id, by: roster.id(of: author),
                shown(random.pick(pictures.stories), ids.next(at: time)),
                text: random.chance(0.5) ? random.pick(DemoWords.storyTexts) : nil,
                for: .followers)
            stories.append(id)
        }
        let share = 0.1 + 0.2 * random.share()
        for follower in network.followers[author] where random.chance(share) {
            let seen = stories.prefix(random.integer(in: 1...stories.count)).map { story in
                let delay = Double(roster.now - story.milliseconds - 2) * random.share()
                return (story, story.milliseconds + 1 + Int64(delay))
            }
            try await store.addViews(
                seen, by: roster.id(of: Int(follower)), of: roster.id(of: author), among: stories)
        }
    }
}
