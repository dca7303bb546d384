import Foundation
import Jobs
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// FOLLOWING, read from inboxes that are kept by jobs, is at every rest what one join of the tables says.
/// `TINTYPE_FEED_HISTORIES=5000` tries so many histories.
@Suite(.timeLimit(.minutes(10))) struct `A feed that posts are pushed to` {
    private static let histories =
        ProcessInfo.processInfo.environment["TINTYPE_FEED_HISTORIES"].flatMap(Int.init) ?? 12

    @Test(
        .crosses(
            \SocialLimits.inboxEntriesMax, \SocialLimits.inboxPostsPerAuthorMin,
            \SocialLimits.fanOutFollowersMax))
    func `is what one join of the tables says, whatever has happened`() async throws {
        let town = try await FeedTown(people: 8, pushedMax: 3)
        var chance = SystemRandomNumberGenerator()
        var pulled = 0
        var pushed = 0
        for history in 0..<Self.histories {
            var told: [String] = []
            for _ in 0..<30 { told.append(try await town.act(&chance)) }
            try await town.drain()
            pulled += try await town.pulledCount()
            pushed += try await town.count("SELECT count(*) FROM associations WHERE type = 63")
            for viewer in town.people {
                let (shown, expected) = try await town.feeds(of: viewer)
                try #require(
                    shown == expected,
                    "viewer \(viewer), history \(history):\n\(told.joined(separator: "\n"))")
            }
        }
        // Else nothing was tried.
        #expect(pushed > 0 && pulled > 0)
    }

    @Test func `is pushed to whoever follows before, during and after`() async throws {
        let town = try await FeedTown(people: 40)
        let author = town.people[0]
        for viewer in town.people.dropFirst() { _ = try await town.feeds(of: viewer) }
        try await town.drain()
        for viewer in town.people[1..<20] { try await town.follow(viewer, author, true) }
        try await town.drain()
        var posts: [ObjectID] = []
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await town.drain() }
            for viewer in town.people[20...] {
                posts.append(try await town.post(by: author))
                group.addTask { try await town.follow(viewer, author, true) }
            }
            try await group.waitForAll()
        }
        try await town.drain()
        for viewer in town.people.dropFirst() {
            let (shown, expected) = try await town.feeds(of: viewer)
            #expect(shown == expected)
            #expect(Set(posts).isSubset(of: shown))
        }
    }

    /// A worker that dies in the middle of a fan-out, again and again.
    @Test func `misses nobody when its worker is killed`() async throws {
        let town = try await FeedTown(people: 30, pushedMax: 100)
        let author = town.people[0]
        for viewer in town.people.dropFirst() {
            try await town.follow(viewer, author, true)
            _ = try await town.feeds(of: viewer)
        }
        try await town.drain()
        for _ in 0..<5 { _ = try await town.post(by: author) }
        for _ in 0..<50 { try await town.drain(atMost: .milliseconds(Int.random(in: 1...30))) }
        try await town.drain()
        for viewer in town.people.dropFirst() {
            let (shown, expected) = try await town.feeds(of: viewer)
            #expect(shown == expected)
        }
        #expect(try await town.count("SELECT count(*) FROM associations WHERE type = 63") == 29 * 5)
    }

    /// The parts of an inbox come to a request in any order: entries may be older than what relies on them.
    @Test(.crosses(\SocialLimits.inboxSettleMilliseconds))
    func `does not rely on entries that a request may not have seen`() async throws {
        let town = try await FeedTown(people: 3, settleMilliseconds: 60_000)
        let (viewer, author) = (town.people[0], town.people[1])
        try await town.follow(viewer, author, true)
        _ = try await town.post(by: author)
        _ = try await town.feeds(of: viewer)

        func askWithOldEntries(
            while change: () async throws -> Void, _ location: SourceLocation = #_sourceLocation
        ) async throws {
            let request = try await town.requestWithOldEntries(of: viewer)
            try await change()
            let (shown, expected) = try await town.feeds(of: viewer, in: request)
            #expect(shown == expected, sourceLocation: location)
        }
        try await askWithOldEntries { try await town.drain() }
        try await town.hurry()
        try await town.drain()
        #expect(try await town.feeds(of: viewer).shown.count == 1)
        #expect(try await town.count("SELECT count(*) FROM associations WHERE type = 64") == 0)

        // A follow, whose posts are pushed.
        _ = try await town.post(by: town.people[2])
        try await askWithOldEntries {
            try await town.follow(viewer, town.people[2], true)
            try await town.drain()
        }
        try await town.hurry()
        try await town.drain()
        #expect(try await town.count("SELECT count(*) FROM associations WHERE type = 64") == 0)

        // More than are kept, until it is this inbox's turn to be trimmed.
        repeat {
            for _ in 0..<16 { _ = try await town.post(by: author) }
            try await town.drain()
        } while try await town.count("SELECT count(*) FROM jobs WHERE kind = 'feed.trim'") == 0
        let posts = try await town.feeds(of: viewer)
        let before = try await town.count("SELECT count(*) FROM associations WHERE type = 63")
        #expect(posts.shown == posts.expected && posts.shown.count == before)
        try await town.hurry()
        try await town.drain()
        let after = try await town.count("SELECT count(*) FROM associations WHERE type = 63")
        #expect(after < before, "taken later than it is said")
        let (shown, expected) = try await town.feeds(of: viewer)
        #expect(shown == expected && shown == posts.shown)
    }

    @Test func `of one who was away begins anew`() async throws {
        let town = try await FeedTown(people: 3)
        let (viewer, author) = (town.people[0], town.people[1])
        try await town.follow(viewer, author, true)
        _ = try await town.post(by: author)
        _ = try await town.feeds(of: viewer)
        try await town.drain()
        town.clock.advance(hours: 31 * 24)
        let missed = try await town.post(by: author)
        try await town.drain()
        #expect(
            try await town.count(
                "SELECT count(*) FROM associations WHERE type = 63 AND id2 = \(missed.rawValue)")
                == 0, "nothing is pushed to one who is away")
        let first = try await town.feeds(of: viewer)
        #expect(first.shown == first.expected)
        try await town.drain()
        let (shown, expected) = try await town.feeds(of: viewer)
        #expect(shown == expected && shown.contains(missed))
        #expect(
            try await town.count(
                "SELECT count(*) FROM associations WHERE type = 63 AND id2 = \(missed.rawValue)")
                == 1)
    }

    @Test(.crosses(\SocialLimits.pushedFollowersMax, \SocialLimits.pulledFollowersMin))
    func `does no work while an account is between the two bounds`() async throws {
        let town = try await FeedTown(people: 9)
        let author = town.people[0]
        // Pulled above 6 followers, pushed below 4.
        for viewer in town.people[1...7] { try await town.follow(viewer, author, true) }
        _ = try await town.post(by: author)
        try await town.drain()
        #expect(try await town.isPulled(author))
        let before = try await town.count("SELECT count(*) FROM associations WHERE type = 64")
        for _ in 0..<20 {
            try await town.follow(town.people[7], author, false)
            _ = try await town.post(by: author)
            try await town.follow(town.people[7], author, true)
            _ = try await town.post(by: author)
        }
        try await town.drain()
        #expect(try await town.count("SELECT count(*) FROM associations WHERE type = 64") == before)
        #expect(try await town.count("SELECT count(*) FROM associations WHERE type = 63") == 0)
        for viewer in town.people[4...7] { try await town.follow(viewer, author, false) }
        for viewer in town.people { _ = try await town.feeds(of: viewer) }
        _ = try await town.post(by: author)
        try await town.drain()
        #expect(try await !town.isPulled(author))
        #expect(try await town.count("SELECT count(*) FROM associations WHERE type = 64") == 0)
        for viewer in town.people {
            let (shown, expected) = try await town.feeds(of: viewer)
            #expect(shown == expected)
        }
    }
}
