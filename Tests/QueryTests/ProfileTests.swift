import TAO
import TestSupport
import Testing

@testable import Social

/// What an account says of itself, through whole requests.
@Suite struct `Profiles` {
    private static let shown = "displayName biography website avatar { id }"

    private static func update(_ input: String) -> String {
        """
        mutation { accountUpdate(input: { \(input) }) {
          user { \(shown) } userErrors { code field } } }
        """
    }

    /// A photo of an account that nothing shows.
    private func photo(
        on stage: Stage, of owner: String = "alice", _ status: MediaStatus = .ready
    ) async throws -> (id: ObjectID, text: String) {
        let owner = stage.named(owner).object
        let id = try await stage.newID(owner.shard)
        var photo = Properties<Image>()
        photo[.owner] = owner
        photo.show(.invented(1))
        photo[.status] = status
        var write = GraphWrite()
        write.add(id, photo)
        _ = try await stage.services(.off).tao.commit(write)
        return (id, GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.media, id)))
    }

    private func parent(of photo: ObjectID, on stage: Stage) async throws -> ObjectID? {
        let tao = try await stage.services(.off).tao
        return try await tao.stored.loadUnfiltered(Image.self, [photo])[0]?[.parent]
    }

    private static let query = "{ user(username: \"alice\") { \(shown) } }"

    @Test func `change by what is given, and stay otherwise`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let avatar = #""avatar":{"id":"\#(stage.id("alice.avatar"))"}"#
        var parts = [
            #""displayName":"Alice Arden""#, #""biography":"I am Alice Arden.""#,
            #""website":null"#,
        ]
        for (index, given, answered) in [
            (0, #"displayName: "  Zoe\u0308 ""#, #""displayName":"Zoë""#),
            (1, #"biography: "One\nTwo""#, #""biography":"One\nTwo""#),
            (2, #"website: "HTTP://A.example""#, #""website":"http://a.example""#),
            (0, "displayName: null", #""displayName":null"#),
            (0, #"displayName: "A""#, #""displayName":"A""#),
            (0, #"displayName: """#, #""displayName":null"#),
            (1, "biography: null", #""biography":null"#),
            (1, #"biography: "B""#, #""biography":"B""#),
            (1, #"biography: """#, #""biography":null"#),
            (2, "website: null", #""website":null"#),
            (2, #"website: "https://b.example/""#, #""website":"https://b.example/""#),
            (2, #"website: """#, #""website":null"#),
        ] {
            parts[index] = answered
            let profile = "{\(parts.joined(separator: ",")),\(avatar)}"
            let answer = try await stage.json(Self.update(given), through: cache)
            let payload = #"{"user":\#(profile),"userErrors":[]}"#
            #expect(answer == #"{"data":{"accountUpdate":\#(payload)}}"#, "\(given)")
            let expected = #"{"data":{"user":\#(profile)}}"#
            #expect(try await stage.json(Self.query, as: "bob", through: cache) == expected)
            #expect(try await stage.json(Self.query, as: "bob") == expected, "without cache")
        }
    }

    @Test func `tell every mistake of their texts, and keep nothing of it`() async throws {
        let stage = try await Stage(.standard)
        let before = try await stage.json(Self.query)
        let answer = try await stage.json(
            Self.update(#"displayName: "a\nb", biography: "\u0007", website: "javascript:x""#))
        let errors = ["displayName", "biography", "website"].map {
            #"{"code":"INVALID","field":["input","\#($0)"]}"#
        }.joined(separator: ",")
        #expect(answer == #"{"data":{"accountUpdate":{"user":null,"userErrors":[\#(errors)]}}}"#)
        for mistake in [
            #"displayName: "A\u202EB", biography: "x""#, #"displayName: " ", website: null"#,
            #"website: "http://a@b.example", displayName: "x""#,
            #"avatarMediaId: "x", displayName: "x""#,
        ] {
            let answer = try await stage.json(Self.update(mistake))
            #expect(answer.contains(#""user":null,"userErrors":[{"code":"#), "\(answer)")
        }
        #expect(try await stage.json(Self.query) == before)
    }

    @Test(
        .crosses(
            \SocialLimits.displayNameCodePointsMax, \SocialLimits.biographyCodePointsMax,
            \SocialLimits.websiteCharactersMax))
    func `have texts as long as the limits say`() async throws {
        let stage = try await Stage(.standard)
        let limits = SocialLimits.standard
        for (field, start, letter, limit) in [
            ("displayName", "", "ä", limits.displayNameCodePointsMax),
            ("biography", "", "ä", limits.biographyCodePointsMax),
            ("website", "https://a.example/", "x", limits.websiteCharactersMax),
        ] {
            let longest = start + String(repeating: letter, count: limit - start.count)
            let taken = try await stage.json(Self.update("\(field): \"\(longest)\""))
            #expect(taken.contains(#""\#(field)":"\#(longest)""#), "\(taken)")
            let over = try await stage.json(Self.update("\(field): \"\(longest)x\""))
            #expect(over.contains(#"{"code":"INVALID","field":["input","\#(field)"]}"#), "\(over)")
        }
        let told = try await stage.json("{ limits { displayNameLength biographyLength } }")
        #expect(told.contains(#"{"displayNameLength":64,"biographyLength":150}"#))
    }

    @Test func `need text where there is to be text`() async throws {
        let stage = try await Stage.shared
        for (mutation, message) in [
            ("accountUpdate(input: { website: 5 })", "A URL is text"),
            ("userMute(input: { userId: \"x\", until: 5 })", "A DateTime is written as"),
        ] {
            let answer = try await stage.json("mutation { \(mutation) { userErrors { code } } }")
            #expect(answer.contains(message) && !answer.contains("data"), "\(answer)")
        }
        let answer = try await stage.ask(
            "mutation($url: URL) { accountUpdate(input: { website: $url }) { userErrors { code } } }",
            viewer: "alice", variables: #"{ "url": ["https://a.example"] }"#)
        #expect(answer.json.contains("BAD_USER_INPUT"), "\(answer.json)")
        #expect(answer.failures == [])
    }
}

// MARK: Pictures

extension `Profiles` {
    @Test func `show a new picture, and the one before belongs to nothing`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let alice = stage.named("alice").object
        let (old, oldText) = (stage.named("alice.avatar").object, stage.id("alice.avatar"))
        let new = try await photo(on: stage)
        func seen(_ text: String, by viewer: String) async throws -> Bool {
            try await stage.json(
                "{ node(id: \"\(text)\") { id } }", as: viewer, through: cache
            ).contains(text)
        }
        #expect(try await seen(oldText, by: "bob"))
        #expect(try await !seen(new.text, by: "bob"))
        for _ in 0..<2 {
            let set = try await stage.json(
                Self.update("avatarMediaId: \"\(new.text)\""), through: cache)
            #expect(set.contains(#""avatar":{"id":"\#(new.text)"}"#), "\(set)")
            #expect(set.contains(#""userErrors":[]"#))
        }
        #expect(try await seen(new.text, by: "bob"))
        #expect(try await !seen(oldText, by: "bob"))
        #expect(try await seen(oldText, by: "alice"))
        #expect(try await parent(of: new.id, on: stage) == alice)
        #expect(try await parent(of: old, on: stage) == nil)
        // Its address is one of those that everyone may keep.
        let url = try await stage.json(
            "{ user(username: \"alice\") { avatar { url } } }", as: "bob", through: cache)
        #expect(url.contains("/media/"))
        func post(_ text: String) async throws -> String {
            try await stage.json(
                """
                mutation { postCreate(input: { media: [{ mediaId: "\(text)" }] }) {
                  post { status } userErrors { code } } }
                """, through: cache)
        }
        #expect(try await post(new.text).contains("BAD_MEDIA"))
        #expect(try await post(oldText).contains("PUBLISHED"))
        #expect(
            try await stage.json(Self.update("avatarMediaId: \"\(oldText)\""), through: cache)
                .contains("INVALID"))
        let none = try await stage.json(Self.update("avatarMediaId: null"), through: cache)
        #expect(none.contains(#""avatar":null},"userErrors":[]"#))
        #expect(try await parent(of: new.id, on: stage) == nil)
        #expect(try await !seen(new.text, by: "bob"))
        #expect(try await seen(oldText, by: "bob"), "the post shows it")
    }

    @Test func `take only a READY photo of one's own that nothing shows`() async throws {
        let stage = try await Stage(.standard)
        let before = try await stage.json(Self.query)
        let absent = ObjectID(rawValue: stage.named("alice.avatar").object.rawValue - 1)
        var refused = [
            (stage.id("alice.post.1.photo.1"), "INVALID"), (stage.id("alice.post.1"), "NOT_FOUND"),
            (stage.id("bob.avatar"), "NOT_FOUND"), ("nonsense", "NOT_FOUND"),
            (try await photo(on: stage, of: "bob").text, "NOT_FOUND"),
            (GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.media, absent)), "NOT_FOUND"),
            // An account under the number of a photo.
            (
                GlobalIDs(key: Stage.secrets.globalIDKey).text(
                    NodeID(.media, stage.named("alice").object)), "NOT_FOUND"
            ),
        ]
        for status in MediaStatus.allCases where status != .ready {
            refused.append((try await photo(on: stage, status).text, "INVALID"))
        }
        for (photo, code) in refused {
            let answer = try await stage.json(
                Self.update("avatarMediaId: \"\(photo)\", displayName: \"X\""))
            let error = #"{"code":"\#(code)","field":["input","avatarMediaId"]}"#
            #expect(
                answer == #"{"data":{"accountUpdate":{"user":null,"userErrors":[\#(error)]}}}"#)
        }
        #expect(try await stage.json(Self.query) == before)
    }
}

// MARK: Races

extension `Profiles` {
    @Test func `that are changed by many at once lose nothing`() async throws {
        let stage = try await Stage(.standard)
        let caches = [Stage.freshNamespace(), .off]
        let new = try await photo(on: stage)
        let changes = [
            "accountUpdate(input: { displayName: \"Race\" })",
            "accountUpdate(input: { biography: \"Ran\" })",
            "accountUpdate(input: { website: \"https://race.example\" })",
            "accountUpdate(input: { avatarMediaId: \"\(new.text)\" })",
            "settingsUpdate(input: { privacy: { mentionPolicy: NOBODY } })",
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, change) in changes.enumerated() {
                group.addTask {
                    let answer = try await stage.json(
                        "mutation { \(change) { userErrors { code } } }",
                        through: caches[index % 2])
                    #expect(answer.contains(#""userErrors":[]"#), "\(answer)")
                }
            }
            try await group.waitForAll()
        }
        for cache in caches {
            let after = try await stage.json(Self.query, through: cache)
            let texts = #""displayName":"Race","biography":"Ran","website":"https://race.example""#
            #expect(after.contains(texts), "\(after)")
            #expect(after.contains(new.text))
            let settings = try await stage.json(
                "{ viewer { settings { privacy { mentionPolicy } } } }", through: cache)
            #expect(settings.contains("NOBODY"))
        }
    }

    @Test func `have one picture of several that were set at once, and it alone is theirs`()
        async throws
    {
        let stage = try await Stage(.standard)
        let caches = [Stage.freshNamespace(), .off]
        var photos: [(id: ObjectID, text: String)] = [
            (stage.named("alice.avatar").object, stage.id("alice.avatar"))
        ]
        for _ in 0..<4 { photos.append(try await photo(on: stage)) }
        let given = photos.dropFirst()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, photo) in given.enumerated() {
                group.addTask {
                    let answer = try await stage.json(
                        Self.update("avatarMediaId: \"\(photo.text)\""),
                        through: caches[index % 2])
                    #expect(answer.contains(#""userErrors":[]"#), "\(answer)")
                }
            }
            try await group.waitForAll()
        }
        let after = try await stage.json(Self.query)
        for photo in photos {
            let isShown = after.contains(photo.text)
            let parent = try await parent(of: photo.id, on: stage)
            #expect((parent != nil) == isShown)
        }
        #expect(photos.count { after.contains($0.text) } == 1)
    }

    @Test func `and posts cannot both take a photo`() async throws {
        let stage = try await Stage(.standard)
        let caches = [Stage.freshNamespace(), .off]
        for round in 0..<10 {
            let new = try await photo(on: stage)
            let changes = [
                "accountUpdate(input: { avatarMediaId: \"\(new.text)\" })",
                "postCreate(input: { media: [{ mediaId: \"\(new.text)\" }] })",
            ]
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for (index, change) in changes.enumerated() {
                    group.addTask {
                        try await stage.json(
                            "mutation { result: \(change) { userErrors { code } } }",
                            through: caches[(index + round) % 2])
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.contains(#""userErrors":[]"#) } == 1, "\(answers)")
        }
    }
}
