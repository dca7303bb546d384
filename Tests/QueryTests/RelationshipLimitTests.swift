import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Every limit of relationships, crossed by one, and none larger than what the graph can hold.
@Suite struct `Limits of relationships` {
    private struct Case: Sendable, CustomTestStringConvertible {
        let mutation: String
        let input: String
        let list: AssociationType
        let max: Int

        var testDescription: String { mutation }
    }

    private static let limits = SocialLimits.standard

    private static let cases = [
        Case(
            mutation: "userFollow", input: "userId: $frank", list: AssociationTypes.follows,
            max: limits.followingMax),
        Case(
            mutation: "userFollow", input: "userId: $dan", list: AssociationTypes.requested,
            max: limits.followRequestsMax),
        Case(
            mutation: "userBlock", input: "userId: $frank", list: AssociationTypes.blocks,
            max: limits.blockedMax),
        Case(
            mutation: "userMute", input: "userId: $frank", list: AssociationTypes.mutes,
            max: limits.mutedMax),
        Case(
            mutation: "userRestrict", input: "userId: $frank", list: AssociationTypes.restricts,
            max: limits.restrictedMax),
        Case(
            mutation: "closeFriendsUpdate", input: "addUserIds: [$frank]",
            list: AssociationTypes.closeFriend, max: limits.closeFriendsMax),
        Case(
            mutation: "favoritesUpdate", input: "addUserIds: [$frank]",
            list: AssociationTypes.favorite, max: limits.favoritesMax),
    ]

    /// The list is as long as it may be when its row of counts says so.
    @Test(
        .crosses(
            \SocialLimits.followRequestsMax, \SocialLimits.blockedMax, \SocialLimits.mutedMax,
            \SocialLimits.restrictedMax, \SocialLimits.closeFriendsMax,
            \SocialLimits.favoritesMax), arguments: Self.cases)
    private func `hold for lists`(given: Case) async throws {
        let stage = try await Stage(.standard)
        let alice = stage.named("alice").object.rawValue
        func codes(withEdges count: Int) async throws -> String {
            _ = try await stage.database.query(
                """
                INSERT INTO association_counts (id1, type, slot, count)
                VALUES (\(alice), \(given.list.id), 0, \(Int64(count)))
                ON CONFLICT (id1, type, slot) DO UPDATE SET count = EXCLUDED.count
                """)
            let input = ["frank", "dan"].reduce(given.input) {
                $0.replacing("$\($1)", with: "\"\(stage.id($1))\"")
            }
            let answer = try await stage.ask(
                "mutation { result: \(given.mutation)(input: { \(input) }) { userErrors { code limit } } }",
                viewer: "alice")
            #expect(answer.failures == [])
            return answer.json
        }
        #expect(
            try await codes(withEdges: given.max)
                .contains(#"{"code":"LIMIT_REACHED","limit":\#(given.max)}"#))
        #expect(try await codes(withEdges: given.max - 1).contains(#""userErrors":[]"#))
    }

    @Test(
        .crosses(\SocialLimits.closeFriendsChangedMax, \SocialLimits.favoritesChangedMax),
        arguments: [
            ("closeFriendsUpdate", limits.closeFriendsChangedMax),
            ("favoritesUpdate", limits.favoritesChangedMax),
        ])
    func `hold for the members that one run changes`(mutation: String, max: Int) async throws {
        let stage = try await Stage(.standard)
        for field in ["addUserIds", "removeUserIds"] {
            for (count, isTaken) in [(max, true), (max + 1, false)] {
                let ids = Array(repeating: "\"\(stage.id("bob"))\"", count: count)
                let answer = try await stage.ask(
                    """
                    mutation { \(mutation)(input: { \(field): [\(ids.joined(separator: ","))] }) {
                      userErrors { code limit } } }
                    """, viewer: "alice")
                #expect(answer.failures == [])
                #expect(answer.json.contains(#""limit":\#(max)}"#) != isTaken)
                #expect(answer.json.contains("INVALID") != isTaken, "\(field): \(count)")
            }
        }
    }

    /// What one run leaves is another one's, a job of its own.
    @Test(.crosses(\SocialLimits.requestsApprovedMax), arguments: [(2, 1), (3, 2)])
    func `hold for the requests that one job approves`(requests: Int, jobs: Int64) async throws {
        var world = SmallWorld()
        world.person("dan", "Dan Dahl", isPrivate: true)
        for number in 0..<requests {
            world.person("fan\(number)", "A fan")
            world.request("fan\(number)", "dan")
        }
        let stage = try await Stage(world)
        var limits = SocialLimits.standard
        limits.requestsApprovedMax = 2
        let services = try await stage.makeServices(.off, limits: limits)
        let answer = try await stage.ask(
            "mutation { settingsUpdate(input: { privacy: { isPrivate: false } }) { userErrors { code } } }",
            as: stage.named("dan").object, of: services)
        #expect(answer.failures == [])
        let isDone = try await stage.work(services) {
            try await stage.database.query("SELECT count(*) FROM jobs")[0].int64(0) == 0
        }
        #expect(isDone)
        let made = try await stage.database.query(
            "SELECT pg_sequence_last_value(pg_get_serial_sequence('jobs', 'id')::regclass)")
        // Each approval has a job that fills the feed of the follower.
        #expect(made[0].int64(0) == jobs + Int64(requests))
        let fans = try await stage.ask("{ user(username: \"dan\") { followerCount } }")
        #expect(fans.json.contains("\"followerCount\":\(requests)"))
    }

    @Test(.crosses(\SocialLimits.writeAttemptsMax), arguments: [0, 1])
    func `hold for decisions that others overtake`(excess: Int) async throws {
        let stage = try await Stage.shared
        let context = RequestContext(
            try await stage.services(.off), viewerID: stage.named("alice").object)
        let overtaken = GraphError.versionConflict(stage.named("alice").object)
        let failing = Self.limits.writeAttemptsMax - 1 + excess
        var attempts = 0
        func decide() async throws {
            attempts += 1
            if attempts <= failing { throw overtaken }
        }
        if excess == 0 {
            try await context.deciding(decide)
        } else {
            await #expect(throws: overtaken) { try await context.deciding(decide) }
        }
        #expect(attempts == Self.limits.writeAttemptsMax)
    }

    @Test func `are within those of the graph below`() {
        let limits = Self.limits
        for (name, product, store) in [
            ("ids of one question", limits.nodesMax, TAOLimits.readListsMax),
            ("items of a page", limits.pageItemsMax + 1, TAOLimits.rangeEdgesMax),
            ("items that fill a page", limits.pageItemsReadMax, TAOLimits.rangeEdgesMax),
            ("mutes, read at once", limits.mutedMax, TAOLimits.rangeEdgesMax),
            ("stories, read at once", limits.activeStoriesMax, TAOLimits.rangeEdgesMax),
            ("requests, read at once", limits.requestsApprovedMax, TAOLimits.rangeEdgesMax),
            ("edges of a feed", limits.feedEdgesReadMax, TAOLimits.readRowsMax),
            // Each with two conditions, and as many taken away.
            ("close friends", 4 * limits.closeFriendsChangedMax + 1, TAOLimits.writeStepsMax),
            ("favorites", 4 * limits.favoritesChangedMax + 1, TAOLimits.writeStepsMax),
            ("stories seen", limits.storiesMarkedSeenMax, TAOLimits.writeStepsMax),
            ("photos of a post", 2 * limits.carouselItemsMax, TAOLimits.writeStepsMax),
            ("caption", 4 * limits.captionCodePointsMax, TAOLimits.recordBytesMax),
            ("comment", 4 * limits.commentCodePointsMax, TAOLimits.recordBytesMax),
            ("username", limits.usernameCharactersMax, TAOLimits.nameBytesMax),
        ] {
            #expect(product <= store, "\(name)")
        }
        #expect(limits.closeFriendsChangedMax <= limits.closeFriendsMax)
        #expect(limits.favoritesChangedMax <= limits.favoritesMax)
    }
}
