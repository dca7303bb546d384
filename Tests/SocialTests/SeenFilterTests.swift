import Foundation
import TAO
import TestSupport
import Testing

@testable import Social

/// What was seen, in two filters of a fixed size.
@Suite struct `Filters of what was seen` {
    private static let day: Int64 = 86_400_000
    private static let begin: Int64 = 1_775_671_200_000
    private static let limits = SocialLimits.standard

    /// As they are given out: alike in most of their bits.
    private static func posts(_ count: Int, from first: Int = 0) -> [Int64] {
        (first..<first + count).map { number in
            begin << 23 | Int64(number) << 10 | Int64(number % 7)
        }
    }

    private static func filter(_ posts: [Int64], at time: (Int) -> Int64) -> SeenFilter {
        var filter = SeenFilter(seed: 77)
        for (index, post) in posts.enumerated() { filter.add(post, at: time(index), limits) }
        return filter
    }

    @Test func `know all of a week, and few others`() {
        var (wrong, asked) = (0, 0)
        for account in 0..<5 {
            var filter = SeenFilter(seed: UInt64(account) << 23)
            let posts = Self.posts(2 * Self.limits.seenRingPostsMax, from: account * 1_000_000)
            for (index, post) in posts.enumerated() {
                filter.add(post, at: Self.begin + Int64(index) * 1_000, Self.limits)
            }
            let now = Self.begin + Self.day
            #expect(posts.allSatisfy { filter.has($0, at: now, Self.limits) })
            #expect(filter.rings.allSatisfy { $0.count > Self.limits.seenRingPostsMax * 98 / 100 })
            let others = Self.posts(40_000, from: account * 1_000_000 + 500_000)
            wrong += others.count { filter.has($0, at: now, Self.limits) }
            asked += others.count
        }
        let share = Double(wrong) / Double(asked)
        print("  of two full filters \((share * 10_000).rounded() / 100) % are wrong")
        // 0.90 % by the formula.
        #expect(share <= 0.01 && share > 0.005)
    }

    @Test func `err about other posts for each account`() {
        let posts = Self.posts(2 * Self.limits.seenRingPostsMax)
        let others = Self.posts(20_000, from: 500_000)
        let wrong = (1...2).map { seed in
            var filter = SeenFilter(seed: UInt64(seed))
            for post in posts { filter.add(post, at: Self.begin, Self.limits) }
            return Set(others.filter { filter.has($0, at: Self.begin, Self.limits) })
        }
        #expect(wrong.allSatisfy { $0.count > 50 })
        #expect(wrong[0].intersection(wrong[1]).count < 20)
    }

    @Test(
        .crosses(\SocialLimits.seenRingMilliseconds, \SocialLimits.seenRingPostsMax))
    func `begin anew after a week, or so many posts`() {
        let week = Self.limits.seenRingMilliseconds
        let posts = Self.posts(4)
        // In the first week, at its end, in the second, and in the third.
        let times = [0, week - 1, week, 2 * week]
        var filter = SeenFilter(seed: 77)
        for (index, post) in posts.enumerated() {
            filter.add(post, at: Self.begin + times[index], Self.limits)
            #expect(filter.rings.count == [1, 1, 2, 2][index])
        }
        let now = Self.begin + 2 * week
        #expect(posts.map { filter.has($0, at: now, Self.limits) } == [false, false, true, true])
        // Whoever was away has seen nothing lately.
        #expect(filter.has(posts[3], at: now + 2 * week - 1, Self.limits))
        #expect(!filter.has(posts[3], at: now + 2 * week, Self.limits))

        let countMax = Self.limits.seenRingPostsMax
        let many = Self.posts(countMax * 11 / 10)
        filter = Self.filter(many) { _ in Self.begin }
        #expect(filter.rings.count == 2 && filter.rings[1].count == countMax)
        // The same again is nothing new.
        let before = Self.filter(Self.posts(100)) { _ in Self.begin }
        #expect(Self.filter(Self.posts(100) + Self.posts(100)) { _ in Self.begin } == before)
    }

    @Test func `are read as they were stored`() {
        for count in [0, 1, Self.limits.seenRingPostsMax * 3 / 2] {
            let filter = Self.filter(Self.posts(count)) { _ in Self.begin }
            var properties = Properties<SeenPosts>()
            properties.keep(filter, of: ObjectID(rawValue: 77))
            #expect(properties.filter(of: ObjectID(rawValue: 77)) == filter)
            #expect(properties.record.byteCount < 2 * SeenFilter.ringBytes + 100)
        }
    }
}

/// Orders that chance has moved.
@Suite struct `Exploration of orders` {
    private static func items(
        _ count: Int, authors: Int, suggestedEach: Int = .max
    ) -> [(candidate: RankedCandidate, rank: Int)] {
        let candidates = (0..<count).map { number in
            RankedCandidate(
                post: ObjectID(rawValue: Int64(number) + 1),
                author: ObjectID(rawValue: Int64(number % authors) + 1), time: 1,
                logit: -Double(number) / 10,
                isSuggested: number % suggestedEach == suggestedEach - 1)
        }
        return RankedOrder(candidates, isChronological: false).items
    }

    private static func shuffled(
        _ items: [(candidate: RankedCandidate, rank: Int)], at time: Int64
    ) -> [(candidate: RankedCandidate, rank: Int)] {
        var items = items
        Exploration.shuffle(
            &items, places: SocialLimits.standard.explorationPlacesMax, ObjectID(rawValue: 7),
            at: time)
        return items
    }

    @Test func `is of two in a hundred, always the same`() {
        let share = SocialLimits.standard.explorationShare
        var chosen = 0
        for number in Int64(0)..<50_000 {
            let viewer = ObjectID(rawValue: number % 500 << 23)
            let time = 1_775_671_200_000 + number
            let isChosen = Exploration.isChosen(viewer, at: time, share: share)
            #expect(isChosen == Exploration.isChosen(viewer, at: time, share: share))
            #expect(!Exploration.isChosen(viewer, at: time, share: 0))
            chosen += isChosen ? 1 : 0
        }
        #expect((900...1_100).contains(chosen), "\(chosen)")
    }

    @Test(.crosses(\SocialLimits.explorationPlacesMax))
    func `moves so many places, keeps the rule, and shows everything once`() {
        let places = SocialLimits.standard.explorationPlacesMax
        let worlds: [(Int, Int, Int)] = [
            (100, 25, 11), (30, 8, .max), (60, 4, .max), (1, 1, .max),
        ]
        for (count, authors, suggested) in worlds {
            let before = Self.items(count, authors: authors, suggestedEach: suggested)
            for time in Int64(1)...4 {
                let after = Self.shuffled(before, at: time)
                #expect(
                    after.map(\.candidate.post)
                        == Self.shuffled(before, at: time)
                        .map(\.candidate.post))
                #expect(
                    Set(after.map(\.candidate.post)) == Set(before.map(\.candidate.post))
                        && after.count == before.count)
                #expect(
                    after.dropFirst(places).map(\.candidate.post)
                        == before.dropFirst(places).map(\.candidate.post))
                #expect(
                    after.map(\.candidate.isSuggested) == before.map(\.candidate.isSuggested))
                if count > 1 {
                    #expect(after.map(\.candidate.post) != before.map(\.candidate.post))
                }
                guard authors > 6 else { continue }
                for start in 0..<max(1, count - RankedOrder.window) {
                    let window = after.dropFirst(start).prefix(RankedOrder.window)
                    let counts = Dictionary(grouping: window, by: \.candidate.author)
                    #expect(counts.values.allSatisfy { $0.count <= RankedOrder.authorMax })
                }
            }
        }
    }

    /// Each place is as likely as any other.
    @Test func `is fair`() {
        let before = Self.items(40, authors: 40)
        var counts = [Int](repeating: 0, count: 30)
        for time in Int64(1)...600 {
            let after = Self.shuffled(before, at: time)
            if let place = after.firstIndex(where: { $0.candidate.post.rawValue == 1 }) {
                counts[place] += 1
            }
        }
        // 20 each, and so 4.1 to 5.7 deviations; what chance draws is always the same.
        #expect(counts.allSatisfy { (2...45).contains($0) }, "\(counts)")
    }

    @Test func `comes after what puts the seen behind`() {
        let candidates = (0..<40).map { (number: Int) -> RankedCandidate in
            RankedCandidate(
                post: ObjectID(rawValue: Int64(number) + 1),
                author: ObjectID(rawValue: Int64(number % 13) + 1), time: 1,
                logit: Double(number) / 10, isSuggested: false, isSeen: number % 2 == 1)
        }
        let order = RankedOrder(candidates, isChronological: false)
        #expect(order.items.prefix(20).allSatisfy { !$0.candidate.isSeen })
        #expect(Set(order.items.map(\.candidate.post)).count == 40)
        // Ranks are those of chances, whatever was seen.
        let byRank = order.items.sorted { $0.rank < $1.rank }.map(\.candidate.logit)
        #expect(byRank == byRank.sorted(by: >))
        let newest = RankedOrder(candidates, isChronological: true)
        #expect(newest.items.map(\.candidate.post.rawValue) == (1...40).reversed())
    }
}
