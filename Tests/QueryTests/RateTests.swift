import GraphQL
import TAO
import TestSupport
import Testing

@testable import Social

/// Whoever does something too often is told when to come again, and nobody else is concerned.
@Suite struct `Too much` {
    private static let home: [UInt8] = [4, 1]
    private static let elsewhere: [UInt8] = [4, 2]

    private func errors(_ answer: Stage.Answer, _ field: String) throws -> String {
        #expect(answer.failures == [])
        let errors = try JSONText.value(answer.json, at: ["data", field, "userErrors"])
        let all = errors as? [[String: Any]] ?? []
        return all.map { error in
            let wait = (error["retryAfter"] as? Int).map { " \($0)" } ?? ""
            return "\(error["code"] ?? "")\(wait)"
        }.joined(separator: ",")
    }

    private func mark(
        _ stage: Stage, _ field: String, _ viewer: String
    ) async throws -> String {
        try errors(
            try await stage.ask(
                """
                mutation { \(field)(input: { postId: "\(stage.id("alice.post.1"))" }) {
                  post { id } userErrors { code retryAfter } } }
                """, viewer: viewer), field)
    }

    @Test func `of an account is told when to come again; what is taken back is never too much`()
        async throws
    {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let services = try await stage.services(.off)
        let bob = RequestContext(services, viewerID: stage.named("bob").object)
        let act = bob.rated(.mark, by: try #require(bob.acting(.mark)))
        for _ in 0..<SocialLimits.standard.marksPerHourMax {
            try await bob.take([act], PostLike.self)
        }
        #expect(try await mark(stage, "postLike", "bob") == "TOO_MANY 6")
        for _ in 0..<3 { #expect(try await mark(stage, "postUnlike", "bob") == "") }
        #expect(try await mark(stage, "postLike", "carol") == "")
        clock.advance(hours: 6.0 / 3_600)
        #expect(try await mark(stage, "postLike", "bob") == "")
        #expect(try await mark(stage, "postLike", "bob") == "TOO_MANY 6")
    }

    @Test func `of a thief does not keep the owner from ending its sessions`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        let bob = RequestContext(services, viewerID: stage.named("bob").object)
        let act = bob.rated(.mark, by: try #require(bob.acting(.mark)))
        for _ in 0..<SocialLimits.standard.marksPerHourMax {
            try await bob.take([act], PostLike.self)
        }
        #expect(try await mark(stage, "postLike", "bob").hasPrefix("TOO_MANY"))
        let ended = try await stage.ask(
            """
            mutation { sessionRevoke(input: {}) { userErrors { code } }
              sessionRevokeOthers { revokedCount userErrors { code } } }
            """, viewer: "bob")
        #expect(
            ended.json == #"{"data":{"sessionRevoke":{"userErrors":[{"code":"NOT_FOUND"}]},"#
                + #""sessionRevokeOthers":{"revokedCount":0,"userErrors":[]}}}"#)
    }

    @Test(.crosses(\SocialLimits.newAccountMilliseconds, \SocialLimits.newAccountDivisor))
    func `is a quarter on an account's first day`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let services = try await stage.services(.off)
        let new = try await stage.newID(1)
        func marks(_ account: ObjectID) throws -> [Int] {
            let context = RequestContext(services, viewerID: account)
            return context.rated(.mark, by: try #require(context.acting(.mark))).rates.map(\.count)
        }
        #expect(try marks(new) == [150])
        #expect(try marks(stage.named("bob").object) == [600])
        clock.advance(hours: 25)
        #expect(try marks(new) == [600])
    }

    private func comment(
        _ stage: Stage, _ text: String, key: String? = nil, of viewer: String = "bob"
    ) async throws -> String {
        let key = key.map { ", idempotencyKey: \"\($0)\"" } ?? ""
        let answer = try await stage.ask(
            """
            mutation { commentCreate(input: {
              postId: "\(stage.id("alice.post.1"))", text: "\(text)"\(key) }) {
                commentEdge { node { id } } userErrors { code retryAfter } } }
            """, viewer: viewer)
        return try errors(answer, "commentCreate")
    }

    @Test func `is the same text four times, but not the same request`() async throws {
        let stage = try await Stage(.standard)
        for _ in 0..<10 { #expect(try await comment(stage, "Buy this!", key: "one") == "") }
        #expect(try await comment(stage, "Buy this!", key: "two") == "")
        #expect(try await comment(stage, "  Buy this! ") == "")
        for key in ["three", nil] {
            #expect(try await comment(stage, "Buy this!", key: key) == "TOO_MANY 1200")
        }
        #expect(try await comment(stage, "Buy this!", key: "one") == "", "it was made")
        #expect(try await comment(stage, "Buy that!") == "")
        #expect(try await comment(stage, "Buy this!", of: "carol") == "")
    }

    @Test func `is counted for what comes with a key, too`() async throws {
        let stage = try await Stage(.standard)
        for number in 0..<SocialLimits.standard.commentsPerTenMinutesMax {
            #expect(try await comment(stage, "\(number)", key: "\(number)") == "")
        }
        #expect(try await comment(stage, "more", key: "more") == "TOO_MANY 10")
        #expect(try await comment(stage, "more") == "TOO_MANY 10")
    }

    private func signIn(
        _ stage: Stage, _ login: String, _ password: String, from address: [UInt8]
    ) async throws -> String {
        let answer = try await stage.ask(
            """
            mutation { sessionCreate(input: { login: "\(login)", password: "\(password)" }) {
              tokens { expiresAt } userErrors { code retryAfter } } }
            """, from: address)
        return try errors(answer, "sessionCreate")
    }

    @Test func `guessing ends for the guesser, by name and address, not for the owner`()
        async throws
    {
        let stage = try await Stage(.standard)
        let limits = SocialLimits.standard
        #expect(try await signIn(stage, "bob", Stage.password, from: Self.home) == "")
        for _ in 0..<limits.signInsByNamePerHourMax {
            #expect(
                try await signIn(stage, "bob", "wrong", from: Self.elsewhere) == "BAD_CREDENTIALS")
        }
        // By whatever name, and even if the guess is right.
        for login in ["bob", "bob@example.com"] {
            #expect(
                try await signIn(stage, login, Stage.password, from: Self.elsewhere)
                    == "TOO_MANY 360", "\(login)")
        }
        #expect(try await signIn(stage, "bob", Stage.password, from: Self.home) == "")
        for number in 0..<limits.signInsPerFiveMinutesMax - limits.signInsByNamePerHourMax - 2 {
            #expect(
                try await signIn(stage, "nobody\(number)", "wrong", from: Self.elsewhere)
                    == "BAD_CREDENTIALS")
        }
        #expect(
            try await signIn(stage, "carol", Stage.password, from: Self.elsewhere) == "TOO_MANY 12")
    }

    @Test func `signing in is not, for those who know the password`() async throws {
        let stage = try await Stage(.standard)
        for _ in 0..<2 * SocialLimits.standard.signInsPerFiveMinutesMax {
            #expect(try await signIn(stage, "bob", Stage.password, from: Self.home) == "")
        }
    }

    @Test func `registering is, from one address`() async throws {
        let stage = try await Stage(.standard)
        func register(_ name: String, from address: [UInt8]) async throws -> String {
            let answer = try await stage.ask(
                """
                mutation { accountRegister(input: { username: "\(name)",
                  email: "\(name)@example.com", password: "a long secret" }) {
                    tokens { expiresAt } userErrors { code retryAfter } } }
                """, from: address)
            return try errors(answer, "accountRegister")
        }
        for name in ["e v a", ".", "e v a", ".", "e v a"] {
            let code = try await register(name, from: Self.home)
            #expect(code.hasPrefix("INVALID"), "a form with mistakes is none: \(code)")
        }
        for name in ["eva", "fritz", "gerda"] {
            #expect(try await register(name, from: Self.home) == "")
        }
        #expect(try await register("hans", from: Self.home) == "TOO_MANY 1200")
        #expect(try await register("hans", from: Self.elsewhere) == "")
    }
}
