import Events
import Postgres
import TAO
import Testing

@testable import Social

/// A viewer who follows an author with some posts, in HOME.
struct FeedScene {
    let town: FeedTown
    let posts: [ObjectID]
    var viewer: ObjectID { town.people[0] }
    var author: ObjectID { town.people[1] }
    var now: Int64 { town.clock.wallClock.milliseconds }

    init(
        posts count: Int = 4, _ change: (inout SocialLimits) -> Void = { _ in }
    ) async throws {
        town = try await FeedTown(people: 4, pushedMax: 50, change)
        try await town.follow(town.people[0], town.people[1], true)
        var posts: [ObjectID] = []
        for _ in 0..<count {
            posts.append(try await town.post(by: town.people[1], hoursAgo: 1))
        }
        self.posts = posts
    }

    func ask(
        _ text: String, as person: ObjectID? = nil, at gateway: Int = 0
    ) async throws -> String {
        let answer = try await town.stage.ask(
            text, as: person ?? viewer, of: town.gateways[gateway])
        #expect(answer.failures == [], "\(text)")
        return answer.json
    }

    func tokens(
        _ kind: FeedKind = .home, first: Int = 20, as person: ObjectID? = nil,
        at gateway: Int = 0
    ) async throws -> [String] {
        let json = try await ask(
            """
            { viewer { feed(kind: \(kind.rawValue)) { items(first: \(first)) {
              edges { trackingToken } } } } }
            """, as: person, at: gateway)
        return JSONText.strings("trackingToken", in: json)
    }

    /// How many are taken.
    func record(
        _ items: [(token: String, kind: FeedInteractionKind)], at time: Int64? = nil,
        seconds: Double? = nil, as person: ObjectID? = nil, through gateway: Int = 0
    ) async throws -> Int? {
        let inputs = items.map { item in
            """
            { trackingToken: "\(item.token)", kind: \(item.kind.rawValue),
              at: "\(DateTime(milliseconds: time ?? now).text)",
              seconds: \(seconds.map { "\($0)" } ?? "null") }
            """
        }
        let json = try await ask(
            """
            mutation { feedInteractionsRecord(input: { interactions: [\(inputs.joined(separator: ","))] }) {
              acceptedCount userErrors { code field limit } } }
            """, as: person, at: gateway)
        let count = try JSONText.value(
            json, at: ["data", "feedInteractionsRecord", "acceptedCount"])
        if count as? Int == nil { #expect(json.contains("\"code\""), "\(json)") }
        return count as? Int
    }

    func rows() async throws -> Rows {
        try await town.stage.database.query(
            """
            SELECT post, kind, feed, served_at, happened_at, seconds, position, model,
                is_shuffled, features FROM feed_interactions
            WHERE viewer = \(viewer.rawValue) ORDER BY served_at, position, kind
            """)
    }

    func events() async throws -> [Event] {
        try await EventLog(town.stage.database).events(after: 0)
    }

    /// Has a gateway count all that has happened.
    func count(at gateway: Int = 0) async throws {
        try await EngagementCounting(town.gateways[gateway]).handle(try await events())
    }

    /// What the viewer thinks of the author.
    func taste() async throws -> TasteTable.Entry? {
        let stored = town.gateways[2].tao.stored
        let edges = try await stored.lists([
            RangeQuery(viewer, AssociationTypes.taste, limit: 1)
        ])[0].associations
        guard let id = edges.first?.id2 else { return nil }
        return try await stored.loadUnfiltered(Taste.self, [id])[0]?.authors
            .entries[author.rawValue]
    }

    struct Shown {
        let post: ObjectID
        let token: String
        let isSeen: Bool
    }

    /// A page of a feed, and the cursor of the next one; nil at the end.
    func page(
        _ kind: FeedKind = .home, first: Int = 50, after: String? = nil,
        as person: ObjectID? = nil, at gateway: Int = 0
    ) async throws -> (items: [Shown], next: String?) {
        let json = try await ask(
            """
            { viewer { feed(kind: \(kind.rawValue)) {
              items(first: \(first), after: \(after.map { "\"\($0)\"" } ?? "null")) {
                edges { trackingToken isSeen node { id } } pageInfo { hasNextPage endCursor } } } } }
            """, as: person, at: gateway)
        let items = ["data", "viewer", "feed", "items"]
        let edges = try JSONText.value(json, at: items + ["edges"]) as? [[String: Any]] ?? []
        let info = try JSONText.value(json, at: items + ["pageInfo"]) as? [String: Any] ?? [:]
        let shown = try edges.map { edge in
            let node = try #require(edge["node"] as? [String: Any])
            let id = try #require(node["id"] as? String)
            return Shown(
                post: try #require(town.stage.node(id)).object,
                token: try #require(edge["trackingToken"] as? String),
                isSeen: try #require(edge["isSeen"] as? Bool))
        }
        let hasNext = info["hasNextPage"] as? Bool == true
        return (shown, hasNext ? info["endCursor"] as? String : nil)
    }

    /// `post`, or the code of what went wrong.
    func hide(
        _ token: String, _ reason: FeedHideReason = .notInterested, as person: ObjectID? = nil,
        at gateway: Int = 0
    ) async throws -> String {
        let json = try await ask(
            """
            mutation { feedItemHide(input: { trackingToken: "\(token)", reason: \(reason.rawValue) }) {
              post { id } userErrors { code field } } }
            """, as: person, at: gateway)
        return JSONText.strings("code", in: json).first ?? JSONText.strings("id", in: json).first
            .flatMap { town.stage.node($0)?.object }.map { "\($0)" } ?? "null"
    }

    func reception(_ post: ObjectID) async throws -> EngagementCount? {
        try await town.gateways[2].tao.stored.loadUnfiltered(
            Reception.self, [Reception.id(of: post)])[0]?.count
    }
}
