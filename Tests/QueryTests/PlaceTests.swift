import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Where posts were made.
@Suite(.timeLimit(.minutes(3))) struct `Places` {
    private func move(
        _ input: String, of post: String = "bob.post.1", as viewer: String = "bob",
        on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json(
            """
            mutation { postUpdate(input: { postId: "\(stage.id(post))", location: \(input) }) {
              post { location { id name point { latitude longitude } postCount } editedAt }
              userErrors { code field } } }
            """, as: viewer, through: cache)
    }

    private func point(_ latitude: String, _ longitude: String) -> String {
        "{ latitude: \(latitude), longitude: \(longitude) }"
    }

    private func name(_ answer: String) -> String? { JSONText.strings("name", in: answer).first }

    private func captions(
        at place: String = "place.1", to viewer: String? = "frank", on stage: Stage,
        through cache: Stage.Cache = .off
    ) async throws -> [String] {
        let answer = try await stage.ask(
            """
            { node(id: "\(stage.id(place))") { ... on Location { posts { nodes { caption } } } } }
            """, viewer: viewer, through: cache)
        #expect(answer.failures == [])
        return JSONText.strings("caption", in: answer.json)
    }

    @Test func `are known ones, and have their posts in a list`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let known = "{ locationId: \"\(stage.id("place.1"))\" }"
        let answer = try await move(known, on: stage, through: cache)
        #expect(
            answer.contains(
                #""name":"Old Harbour","point":{"latitude":53.544,"longitude":9.966},"postCount":3}"#
            ),
            "\(answer)")
        #expect(answer.contains(#""editedAt":"2"#))
        #expect(try await captions(on: stage, through: cache).count == 3)
        #expect(try await captions(on: stage, through: cache).first == "Up before the clouds were.")
        #expect(try await move("null", on: stage, through: cache).contains(#""location":null"#))
        #expect(try await captions(on: stage, through: cache).count == 2)
        _ = try await move(known, of: "dan.post.1", as: "dan", on: stage, through: cache)
        for viewer in ["carol", "frank", nil] {
            #expect(
                try await captions(to: viewer, on: stage, through: cache).count == 2,
                "dan's posts are not public")
        }
        for id in ["alice", "alice.post.1", "tag.fog"] {
            let answer = try await move("{ locationId: \"\(stage.id(id))\" }", on: stage)
            let error = #"{"code":"NOT_FOUND","field":["input","location","locationId"]}"#
            #expect(answer.contains(error), "\(answer)")
        }
    }

    @Test(.crosses(\SocialLimits.nearbyMetersMax))
    func `are the nearest of those near enough to a point`() async throws {
        let stage = try await Stage(.standard)
        // A thousandth of a degree north is 111 m, and the place lies at 53.544, 9.966.
        for (latitude, longitude, expected) in [
            ("53.5448", "9.966", "Old Harbour"), ("53.5432", "9.966", "Old Harbour"),
            ("53.544", "9.9675", "Old Harbour"), ("53.54491", "9.966", "53.545, 9.966"),
            // It is nearer to the new one by now.
            ("53.5446", "9.966", "53.545, 9.966"), ("53.5444", "9.966", "Old Harbour"),
            ("53.5449", "9.966", "53.545, 9.966"), ("-0.0001", "179.9999", "0.000, -180.000"),
            ("0", "-179.9999", "0.000, -180.000"), ("0.0002", "180", "0.000, -180.000"),
            ("90", "12", "90.000, 12.000"), ("89.9995", "-168", "90.000, 12.000"),
            ("-90.0", "0.0", "-90.000, 0.000"),
        ] {
            let answer = try await move("{ point: \(point(latitude, longitude)) }", on: stage)
            #expect(name(answer) == expected, "\(latitude), \(longitude): \(answer)")
        }
    }

    @Test(.crosses(\SocialLimits.locationNameCodePointsMax))
    func `are new ones, or have the same name and are near`() async throws {
        let stage = try await Stage(.standard)
        func new(
            _ name: String, _ latitude: String = "53.544", _ longitude: String = "9.966"
        )
            async throws -> String
        {
            try await move(
                "{ newLocation: { name: \"\(name)\", point: \(point(latitude, longitude)) } }",
                on: stage)
        }
        let cafe = try await new("Café  Sol")
        #expect(name(cafe) == "Café  Sol")
        let id = JSONText.strings("id", in: cafe)
        #expect(JSONText.strings("id", in: try await new("CAFE\u{301} SOL", "53.5448")) == id)
        #expect(JSONText.strings("id", in: try await new("Café  Sol", "53.5461")) != id)
        #expect(
            JSONText.strings("id", in: try await new("old harbour")) == [stage.id("place.1")])
        let limit = SocialLimits.standard.locationNameCodePointsMax
        for (given, isTaken) in [
            (String(repeating: "ﷺ", count: limit), true),
            (String(repeating: "x", count: limit), true),
            (String(repeating: "x", count: limit + 1), false), ("", false), ("  ", false),
            ("a\\nb", false),
            ("a\u{202E}b", false),
        ] {
            let answer = try await new(given)
            let error = #"{"code":"INVALID","field":["input","location","newLocation","name"]}"#
            #expect(answer.contains(error) != isTaken, "\(given): \(answer)")
            if isTaken {
                let again = try await new(given)
                #expect(JSONText.strings("id", in: again) == JSONText.strings("id", in: answer))
            }
        }
    }

    @Test(arguments: [
        ("90.001", "0", "latitude"), ("-91", "0", "latitude"), ("0", "180.001", "longitude"),
        ("0", "-1e300", "longitude"), ("1e308", "1e308", "latitude"),
    ])
    func `are on earth`(latitude: String, longitude: String, field: String) async throws {
        let stage = try await Stage.shared
        for input in [
            "{ point: \(point(latitude, longitude)) }",
            "{ newLocation: { name: \"Mars\", point: \(point(latitude, longitude)) } }",
        ] {
            let answer = try await move(input, on: stage)
            #expect(answer.contains(#""code":"INVALID""#) && answer.contains(field), "\(answer)")
        }
    }

    @Test func `are given in one way`() async throws {
        let stage = try await Stage.shared
        for input in [
            "{}", "{ point: null }",
            "{ point: \(point("0", "0")), locationId: \"\(stage.id("place.1"))\" }",
            "{ point: \(point("1e999", "0")) }",
        ] {
            let answer = try await stage.ask(
                """
                mutation { postUpdate(input: { postId: "\(stage.id("bob.post.1"))",
                  location: \(input) }) { userErrors { code } } }
                """, viewer: "bob")
            #expect(answer.json.contains(#""errors":"#), "\(input): \(answer.json)")
        }
    }

    /// Many find the same new place at once.
    @Test func `come into being once, whoever is first`() async throws {
        let stage = try await Stage(.standard)
        let posts = [
            ("alice", "alice.post.1"), ("bob", "bob.post.1"), ("carol", "carol.post.1"),
            ("uma", "uma.post.1"),
        ]
        let ids = try await withThrowingTaskGroup(of: String?.self) { group in
            for (author, post) in posts {
                group.addTask {
                    let answer = try await self.move(
                        "{ newLocation: { name: \"Peak\", point: \(self.point("47.1", "11.1")) } }",
                        of: post, as: author, on: stage)
                    return JSONText.strings("id", in: answer).first
                }
            }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(ids.count == 1 && !ids.contains(nil))
        let rows = try await stage.database.query("SELECT 1 FROM places WHERE name_key = 'peak'")
        #expect(rows.count == 1)
        let objects = try await stage.database.query(
            "SELECT 1 FROM objects WHERE type = \(ObjectKind.location.rawValue)")
        #expect(objects.count == 2)
    }

    @Test func `that are too many new ones wait`() async throws {
        let stage = try await Stage(.standard)
        var limits = SocialLimits.standard
        limits.newPlacesPerDayMax = 2
        let services = try await stage.makeServices(.off, limits: limits)
        for (latitude, code) in [("1", nil), ("2", nil), ("1.0001", nil), ("3", "TOO_MANY")] {
            let answer = try await stage.ask(
                """
                mutation { postUpdate(input: { postId: "\(stage.id("bob.post.1"))",
                  location: { point: \(point(latitude, "5")) } }) { userErrors { code } } }
                """, as: stage.named("bob").object, of: services
            ).json
            #expect(JSONText.strings("code", in: answer).first == code, "\(latitude): \(answer)")
        }
    }
}
