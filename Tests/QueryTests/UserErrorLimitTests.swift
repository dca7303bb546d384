import Foundation
import TAO
import TestSupport
import Testing

@testable import Social

/// A mistake names the bound that was crossed, so that a form can tell it without a table of its own.
@Suite struct `The limit of a user error` {
    struct Case: Sendable, CustomTestStringConvertible {
        let mutation: String
        let code: String
        /// nil where no bound was crossed.
        let limit: Int?

        var testDescription: String { "\(code) \(limit.map(String.init) ?? "-")" }
    }

    private static let limits = SocialLimits.standard

    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    private static func register(
        _ name: String = "eva", email: String = "eva@example.com",
        password: String = "a long secret"
    ) -> String {
        """
        accountRegister(input: { username: "\(name)", email: "\(email)",
          password: "\(password)" })
        """
    }

    private static func mail(_ bytes: Int) -> String {
        let end = "@" + String(repeating: "d", count: 60) + ".example"
        return long(bytes - end.utf8.count) + end
    }

    private static let cases = [
        Case(
            mutation: register(long(limits.usernameCharactersMax + 1)), code: "INVALID",
            limit: limits.usernameCharactersMax),
        Case(mutation: register("e va"), code: "INVALID", limit: nil),
        Case(mutation: register("bob"), code: "TAKEN", limit: nil),
        Case(
            mutation: register(email: mail(limits.emailBytesMax + 1)), code: "INVALID",
            limit: limits.emailBytesMax),
        Case(mutation: register(email: "eva"), code: "INVALID", limit: nil),
        Case(
            mutation: register(password: long(limits.passwordCodePointsMin - 1)), code: "INVALID",
            limit: limits.passwordCodePointsMin),
        Case(
            mutation: register(password: long(limits.passwordBytesMax + 1)), code: "INVALID",
            limit: limits.passwordBytesMax),
        Case(mutation: register(password: "        "), code: "INVALID", limit: nil),
        Case(
            mutation: "accountUpdate(input: { biography: \"\(long(151))\" })", code: "INVALID",
            limit: limits.biographyCodePointsMax),
        Case(
            mutation: "accountUpdate(input: { displayName: \"a\\nb\" })", code: "INVALID",
            limit: nil),
        Case(
            mutation: "accountUpdate(input: { website: \"https://x.example/\(long(200))\" })",
            code: "INVALID", limit: limits.websiteCharactersMax),
        Case(
            mutation: """
                settingsUpdate(input: { content: { hiddenWords: [
                  \(Array(repeating: "\"x\"", count: limits.hiddenWordsMax + 1)
                      .joined(separator: ","))] } })
                """, code: "INVALID", limit: limits.hiddenWordsMax),
        Case(
            mutation: """
                settingsUpdate(input: { content: {
                  hiddenWords: ["\(long(limits.hiddenWordCodePointsMax + 1))"] } })
                """, code: "INVALID", limit: limits.hiddenWordCodePointsMax),
        Case(
            mutation: """
                settingsUpdate(input: { feed: {
                  rankingPreferences: [{ signal: RECENCY, factor: 3.5 }] } })
                """, code: "INVALID", limit: 3),
        Case(
            mutation: """
                postCreate(input: { media: [{ mediaId: "$photo" }],
                  publishAt: "2026-06-30T00:00:00Z" })
                """, code: "INVALID", limit: 75),
        Case(mutation: "postCreate(input: { media: [] })", code: "BAD_MEDIA", limit: 1),
        Case(
            mutation: "commentUpdate(input: { commentId: \"$comment\", text: \"Later\" })",
            code: "EDIT_WINDOW_CLOSED", limit: 15),
        Case(
            mutation: "userFollow(input: { userId: \"$photo\" })", code: "NOT_FOUND", limit: nil),
        Case(
            mutation: "userFollow(input: { userId: \"$alice\" })", code: "SELF", limit: nil),
        Case(
            mutation: "passwordChange(input: { password: \"wrong\", newPassword: \"short\" })",
            code: "INVALID", limit: limits.passwordCodePointsMin),
        Case(
            mutation: "passwordChange(input: { password: \"wrong\", newPassword: \"a secret\" })",
            code: "BAD_CREDENTIALS", limit: nil),
    ]

    private func told(
        _ mutation: String, on stage: Stage, from address: [UInt8] = []
    ) async throws -> (code: String?, limit: Int?) {
        let filled = mutation.replacing("$photo", with: stage.id("alice.post.1.photo.1"))
            .replacing("$comment", with: stage.id("comment.7"))
            .replacing("$alice", with: stage.id("alice"))
        let answer = try await stage.ask(
            "mutation { result: \(filled) { userErrors { code limit } } }", viewer: "alice",
            from: address)
        #expect(answer.failures == [], "\(filled)")
        func value(_ name: String) throws -> Any? {
            try JSONText.value(answer.json, at: ["data", "result", "userErrors", "0", name])
        }
        return (try value("code") as? String, try value("limit") as? Int)
    }

    @Test(arguments: Self.cases) func `is what was crossed`(given: Case) async throws {
        let stage = try await Stage.shared
        let told = try await told(given.mutation, on: stage)
        #expect(told.code == given.code)
        #expect(told.limit == given.limit)
    }

    /// Of two rates of an act it is the one that has run out.
    @Test func `of what is done too often is how often it may be`() async throws {
        let stage = try await Stage(.standard)
        func last(_ mutation: String, after count: Int) async throws -> Int? {
            for _ in 0..<count { _ = try await told(mutation, on: stage, from: [4, 1]) }
            let told = try await told(mutation, on: stage, from: [4, 1])
            #expect(told.code == "TOO_MANY")
            return told.limit
        }
        let renames = (0...Self.limits.renamesMax).map {
            "accountUpdate(input: { username: \"alice\($0)\" })"
        }
        for rename in renames.dropLast() {
            #expect(try await told(rename, on: stage).code == nil)
        }
        #expect(try await told(renames.last ?? "", on: stage).limit == Self.limits.renamesMax)
        let follow = "userFollow(input: { userId: \"\(stage.id("bob"))\" })"
        let perHour = Self.limits.followsPerHourMax
        #expect(try await last(follow, after: perHour) == perHour)
        let signIn = "sessionCreate(input: { login: \"bob\", password: \"wrong\" })"
        let byName = Self.limits.signInsByNamePerHourMax
        #expect(try await last(signIn, after: byName) == byName)
        let upload = "mediaUploadCreate(input: { contentType: \"image/png\", byteCount: 1 })"
        let open = Self.limits.openUploadsMax
        #expect(try await last(upload, after: open) == open)
    }
}
