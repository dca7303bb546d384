import TAO
import TestSupport
import Testing

@testable import Social

/// How far an account has watched another: what is kept of it says the same as a set of what was seen.
@Suite struct `Stories that were seen` {
    private static let viewer = ObjectID(rawValue: 1)
    private static let author = ObjectID(rawValue: 2)
    private static let day = SocialLimits.standard.storyLifetimeMilliseconds

    /// As it is stored, and read again.
    private func stored(_ seen: SeenStories) -> Association? {
        if seen == SeenStories() { return nil }
        return Association(
            id1: Self.viewer, type: AssociationTypes.seenStories.id, id2: Self.author,
            time: seen.mark, data: seen.record)
    }

    private func seen(_ times: [Int64], of stories: [Int64]) -> SeenStories {
        var seen = SeenStories()
        for time in times {
            seen.see(time, of: stories)
            #expect(SeenStories(stored(seen)) == seen)
        }
        return seen
    }

    @Test func `are not those before the one that was watched`() {
        let stories: [Int64] = [100, 200, 300, 400, 500]
        let fifth = seen([500], of: stories)
        #expect(stories.map(fifth.has) == [false, false, false, false, true])
        let all = seen([500, 200, 400, 100, 300, 300], of: stories)
        #expect(stories.allSatisfy(all.has) && all.record == nil)
        #expect(all == seen(stories, of: stories), "in whatever order")
        #expect(!all.has(501), "what comes later is new")
    }

    @Test func `are told apart after more than 64 that were passed over`() {
        let stories = (1...200).map { Int64($0) * 400_000 }
        var seen = seen([stories[199], stories[0], stories[100]], of: stories)
        #expect(stories.filter(seen.has) == [stories[0], stories[100], stories[199]])
        seen.forget(until: stories[50], keeping: 1_000)
        #expect(seen.passedOver == (51..<199).filter { $0 != 100 }.map { stories[$0] }.reversed())
    }

    @Test(.crosses(\SocialLimits.storiesPassedOverMax))
    func `that were passed over are kept to a limit, the newest first`() {
        let countMax = SocialLimits.standard.storiesPassedOverMax
        for count in [countMax, countMax + 1] {
            let stories = (1...Int64(count) + 1).map { $0 * 1_000 }
            var seen = seen([stories[count]], of: stories)
            seen.forget(until: 0, keeping: countMax)
            #expect(stories.filter { !seen.has($0) } == stories.dropLast().suffix(countMax))
        }
    }

    // MARK: Against a set

    /// What happens to the stories of one author, and to one viewer with two devices.
    private struct History {
        var now: Int64 = 1_000_000_000_000
        /// Times of publication, the oldest first.
        var stories: [Int64] = []
        var naive: Set<Int64> = []
        var edge: Association?

        /// What is watched, as often in order as people do.
        func next(_ random: inout SystemRandomNumberGenerator) -> Int64? {
            if Int.random(in: 0..<10, using: &random) < 6 {
                return stories.first { !naive.contains($0) } ?? stories.last
            }
            return stories.randomElement(using: &random)
        }

        /// Some time, after which some stories are over.
        mutating func pass(_ time: Int64) {
            now += time
            let begin = begin
            stories.removeAll { $0 <= begin }
        }

        var begin: Int64 { now - SocialLimits.standard.storyLifetimeMilliseconds }
    }

    @Test func `are those of a set, over 10,000 histories`() {
        var random = SystemRandomNumberGenerator()
        var (looks, bytes, largest) = (0, 0, 0)
        for _ in 0..<10_000 {
            var history = History()
            for _ in 0..<Int.random(in: 5..<60, using: &random) {
                step(&history, &random)
                let seen = SeenStories(history.edge)
                let isSame = history.stories.allSatisfy {
                    seen.has($0) == history.naive.contains($0)
                }
                guard isSame else {
                    Issue.record("\(seen) for \(history)")
                    return
                }
                if let edge = history.edge {
                    looks += 1
                    bytes += 16 + (edge.data?.byteCount ?? 0)
                    largest = max(largest, 16 + (edge.data?.byteCount ?? 0))
                }
            }
        }
        print("seen state, random histories: \(bytes / looks) bytes on average, \(largest) at most")
    }

    private func step(_ history: inout History, _ random: inout SystemRandomNumberGenerator) {
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<4:
            history.pass(Int64.random(in: 1..<3_000_000, using: &random))
            history.stories.append(history.now)
        case 4:
            let deleted = history.stories.randomElement(using: &random)
            history.stories.removeAll { $0 == deleted }
        case 5:
            // Some are over, sometimes all.
            history.pass(Int64.random(in: 1..<2 * Self.day, using: &random))
        case 6:
            // Two devices at once: what the second has decided by is old, so it decides again.
            let read = history.edge
            for _ in 0..<2 {
                guard let story = history.next(&random) else { continue }
                if history.edge != read { see(story, read, &history) }
                see(story, history.edge, &history, isKept: true)
            }
        default:
            if let story = history.next(&random) {
                see(story, history.edge, &history, isKept: true)
            }
        }
    }

    /// - Parameter isKept: false for a write that is refused, since another was faster.
    private func see(
        _ story: Int64, _ edge: Association?, _ history: inout History, isKept: Bool = false
    ) {
        var seen = SeenStories(edge)
        if !seen.has(story) { seen.see(story, of: history.stories) }
        seen.forget(until: history.begin, keeping: 1_000)
        guard isKept else { return }
        history.edge = stored(seen)
        history.naive.insert(story)
    }

    /// One to seven stories a day, of which people leave out one in twenty.
    @Test func `take at most 24 bytes for nearly all pairs of viewer and author`() {
        var random = SystemRandomNumberGenerator()
        var sizes: [Int] = []
        for _ in 0..<20_000 {
            let count = min(
                7, (1...7).first { _ in Int.random(in: 0..<2, using: &random) == 0 } ?? 7)
            let stories = (0..<count).map { _ in Int64.random(in: 1..<Self.day, using: &random) }
                .sorted()
            let watched = stories.filter { _ in Int.random(in: 0..<20, using: &random) > 0 }
            guard !watched.isEmpty else { continue }
            sizes.append(16 + (seen(watched, of: stories).record?.byteCount ?? 0))
        }
        sizes.sort()
        let mean = Double(sizes.reduce(0, +)) / Double(sizes.count)
        let share = Double(sizes.count { $0 <= 24 }) / Double(sizes.count)
        print(
            "seen state, people: \(mean) bytes on average, \(100 * share) % within 24,",
            "\(sizes.last ?? 0) at most")
        #expect(mean <= 24 && share > 0.9)
    }
}
