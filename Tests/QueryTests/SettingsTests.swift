import TAO
import TestSupport
import Testing

@testable import Social

/// What accounts choose, through whole requests.
@Suite struct `Settings` {
    private static let everything = """
        privacy { isPrivate commentPolicy messagePolicy mentionPolicy followListAudience
          discoverable readReceipts }
        feed { defaultFeed suggestionsInHome rankingPreferences { signal factor } }
        notifications { pushKinds emailDigest }
        content { sensitiveContent hiddenWords hideCountsFromMe archiveStories shareCaptureInfo
          defaultLicense }
        """

    /// Each setting with another value than that of a new account, as it is given and as it is answered.
    private static let chosen: [(group: String, field: String, given: String, answered: String)] = [
        ("privacy", "isPrivate", "true", "true"),
        ("privacy", "commentPolicy", "MUTUALS", #""MUTUALS""#),
        ("privacy", "messagePolicy", "NOBODY", #""NOBODY""#),
        ("privacy", "mentionPolicy", "FOLLOWING", #""FOLLOWING""#),
        ("privacy", "followListAudience", "ONLY_ME", #""ONLY_ME""#),
        ("privacy", "discoverable", "false", "false"),
        ("privacy", "readReceipts", "false", "false"),
        ("feed", "defaultFeed", "FOLLOWING", #""FOLLOWING""#),
        ("feed", "suggestionsInHome", "false", "false"),
        (
            "feed", "rankingPreferences",
            "[{ signal: RECENCY, factor: 1.5 }, { signal: CLOSENESS, factor: 0 }]",
            #"[{"signal":"RECENCY","factor":1.5},{"signal":"CLOSENESS","factor":0}]"#
        ),
        ("notifications", "pushKinds", "[MENTION, LIKE, MENTION]", #"["MENTION","LIKE"]"#),
        ("notifications", "emailDigest", "true", "true"),
        ("content", "sensitiveContent", "HIDE", #""HIDE""#),
        ("content", "hiddenWords", #"["  spoiler ", "naïve"]"#, #"["spoiler","naïve"]"#),
        ("content", "hideCountsFromMe", "true", "true"),
        ("content", "archiveStories", "false", "false"),
        ("content", "shareCaptureInfo", "true", "true"),
        ("content", "defaultLicense", "CC_BY_SA", #""CC_BY_SA""#),
    ]

    private static func update(_ input: String) -> String {
        """
        mutation { settingsUpdate(input: { \(input) }) {
          settings { \(everything) } userErrors { code field } } }
        """
    }

    @Test func `are each kept, and leave the others as they are`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let query = "{ viewer { settings { \(Self.everything) } } }"
        var expected = try await stage.json(query)
        for setting in Self.chosen {
            let answer = try await stage.json(
                Self.update("\(setting.group): { \(setting.field): \(setting.given) }"),
                through: cache)
            #expect(answer.contains(#""userErrors":[]"#), "\(setting.field)")
            let after = try await stage.json(query, through: cache)
            let shown = #""\#(setting.field)":\#(setting.answered)"#
            #expect(after.contains(shown), "\(setting.field): \(after)")
            // But for this one they are what they were.
            #expect(
                Self.without(setting.field, after) == Self.without(setting.field, expected),
                "\(setting.field)")
            #expect(try await stage.json(query) == after, "\(setting.field) without cache")
            expected = after
        }
        #expect(try await stage.json(Self.update(""), through: cache).contains(#""userErrors":[]"#))
        #expect(try await stage.json(query, through: cache) == expected)
        let others = try await stage.json(query, as: "bob", through: cache)
        #expect(others.contains(#""commentPolicy":"EVERYONE""#))
    }

    /// The answer with the value of a field cut out, which ends at the next field or group.
    private static func without(_ field: String, _ answer: String) -> String {
        guard let start = answer.firstRange(of: "\"\(field)\":") else { return answer }
        let names = chosen.map(\.field) + chosen.map(\.group)
        let ends = names.compactMap { name in
            answer[start.upperBound...].firstRange(of: "\"\(name)\":")?.lowerBound
        }
        return String(
            answer[..<start.lowerBound] + answer[(ends.min() ?? answer.endIndex)...])
    }

    @Test func `cannot be null, and a mistake changes nothing`() async throws {
        let stage = try await Stage(.standard)
        let query = "{ viewer { settings { \(Self.everything) } } }"
        let before = try await stage.json(query)
        for setting in Self.chosen {
            let other =
                setting.group == "content"
                ? "feed: { suggestionsInHome: false }"
                : "content: { archiveStories: false }"
            let answer = try await stage.json(
                Self.update("\(other) \(setting.group): { \(setting.field): null }"))
            let path = #"["input","\#(setting.group)","\#(setting.field)"]"#
            #expect(answer.contains(#""settings":null"#), "\(setting.field)")
            #expect(answer.contains(#"{"code":"INVALID","field":\#(path)}"#), "\(answer)")
        }
        for (mistake, path) in [
            ("content: null", #""content""#),
            (#"content: { hiddenWords: ["a", " "] }"#, #""content","hiddenWords","1""#),
            (#"content: { hiddenWords: ["a\nb"] }"#, #""content","hiddenWords","0""#),
            (
                "feed: { rankingPreferences: [{ signal: RECENCY, factor: 3.1 }] }",
                #""feed","rankingPreferences","0","factor""#
            ),
            (
                "feed: { rankingPreferences: [{ signal: RECENCY, factor: -0.1 }] }",
                #""feed","rankingPreferences","0","factor""#
            ),
            (
                "feed: { rankingPreferences: [\(Array(repeating: "{ signal: RECENCY, factor: 1 }", count: 8).joined(separator: ","))] }",
                #""feed","rankingPreferences""#
            ),
            (
                "notifications: { pushKinds: [\(Array(repeating: "LIKE", count: 17).joined(separator: ","))] }",
                #""notifications","pushKinds""#
            ),
            (
                """
                feed: { rankingPreferences: [
                  { signal: RECENCY, factor: 1 }, { signal: RECENCY, factor: 2 }] }
                """, #""feed","rankingPreferences","1","signal""#
            ),
        ] {
            let answer = try await stage.json(Self.update(mistake))
            #expect(answer.contains(#""field":["input",\#(path)]"#), "\(mistake): \(answer)")
        }
        #expect(try await stage.json(query) == before)
    }

    @Test(.crosses(\SocialLimits.hiddenWordsMax), .crosses(\SocialLimits.hiddenWordCodePointsMax))
    func `hide as many words as allowed, and no longer ones`() async throws {
        let stage = try await Stage(.standard)
        let limits = SocialLimits.standard
        func hide(_ words: [String]) async throws -> String {
            let list = words.map { "\"\($0)\"" }.joined(separator: ", ")
            return try await stage.json(Self.update("content: { hiddenWords: [\(list)] }"))
        }
        let long = String(repeating: "ä", count: limits.hiddenWordCodePointsMax - 3)
        let words = (0..<limits.hiddenWordsMax).map { long + String(100 + $0) }
        #expect(try await hide(words).contains(#""userErrors":[]"#))
        let read = try await stage.json("{ viewer { settings { content { hiddenWords } } } }")
        #expect(words.allSatisfy { read.contains("\"\($0)\"") })
        #expect(try await hide(words + ["b"]).contains("INVALID"))
        #expect(try await hide([long + "1000"]).contains("INVALID"))
    }

    @Test func `that are chosen for the first time by many at once are all kept`() async throws {
        let stage = try await Stage(.standard)
        let caches = [Stage.freshNamespace(), .off]
        let changes = [
            "content: { archiveStories: false }", "content: { hideCountsFromMe: true }",
            "notifications: { emailDigest: true }", "feed: { suggestionsInHome: false }",
            "privacy: { readReceipts: false }", "privacy: { discoverable: false }",
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, change) in changes.enumerated() {
                group.addTask {
                    let answer = try await stage.json(
                        Self.update(change), as: "carol", through: caches[index % 2])
                    #expect(answer.contains(#""userErrors":[]"#), "\(answer)")
                }
            }
            try await group.waitForAll()
        }
        let after = try await stage.json(
            "{ viewer { settings { \(Self.everything) } } }", as: "carol")
        for value in [
            #""archiveStories":false"#, #""hideCountsFromMe":true"#, #""emailDigest":true"#,
            #""suggestionsInHome":false"#, #""readReceipts":false"#, #""discoverable":false"#,
        ] {
            #expect(after.contains(value), "\(value)")
        }
    }
}
