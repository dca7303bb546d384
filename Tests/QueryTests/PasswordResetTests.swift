import Jobs
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

@Suite struct `A forgotten password` {
    private static let home: [UInt8] = [4, 1]
    private static let elsewhere: [UInt8] = [4, 2]

    private func request(
        _ login: String, on pair: MailingPair, from address: [UInt8] = []
    ) async throws -> String {
        let answer = try await pair.ask(
            """
            passwordResetRequest(input: { login: "\(login)" }) {
              accepted userErrors { code retryAfter } }
            """, from: address)
        return answer.hasPrefix("{") ? "\(answer.contains("\"accepted\":true"))" : answer
    }

    /// Username of who is signed in then, or why nobody.
    private func reset(
        _ token: String, to password: String, on pair: MailingPair, at gateway: Int = 0
    ) async throws -> String {
        let answer = try await pair.ask(
            """
            passwordReset(input: { token: "\(token)", newPassword: "\(password)",
              clientName: "test" }) {
              viewer { user { username } email emailVerified }
              tokens { accessToken refreshToken } userErrors { code field message } }
            """, at: gateway)
        let path = ["data", "result", "viewer", "user", "username"]
        return (try? JSONText.value(answer, at: path) as? String) ?? answer
    }

    private func token(
        for login: String, _ address: String, on pair: MailingPair
    ) async throws
        -> String
    {
        #expect(try await request(login, on: pair) == "true")
        return try await pair.stage.mailedToken(to: address, pair.gateways[1])
    }

    @Test(arguments: ["alice", " Alice@EXAMPLE.com "])
    func `is set anew by a token, once, and all sessions end but the new one`(
        login: String
    ) async throws {
        let pair = try await MailingPair()
        #expect(try await pair.signIn("alice") == "alice")
        let token = try await token(for: login, "alice@example.com", on: pair)
        let sessions = try await pair.stage.database.query("SELECT id FROM sessions")
        #expect(sessions.count == 1)
        #expect(try await reset(token, to: "a new secret", on: pair, at: 1) == "alice")
        #expect(
            pair.gateways[1].endedSessions.contains(ObjectID(rawValue: sessions[0].int64(0))))
        let left = try await pair.stage.database.query("SELECT client_name FROM sessions")
        #expect(left.map { $0.string(0) } == ["test"])
        #expect(try await pair.signIn("alice") == "BAD_CREDENTIALS")
        #expect(try await pair.signIn("alice", "a new secret") == "alice")
        #expect(try await reset(token, to: "another secret", on: pair) == "TOKEN_EXPIRED")
        #expect(try await pair.signIn("alice", "a new secret") == "alice")
        let mails = try await pair.stage.sentMails()
        #expect(
            mails.map(\.description).contains("alice@example.com: Your password was changed"))
    }

    @Test(.crosses(\SocialLimits.resetTokenMilliseconds))
    func `is not set by a token that is wrong, old, or of an address that was left`()
        async throws
    {
        let pair = try await MailingPair()
        let alice = pair.stage.named("alice").object
        let token = try await token(for: "alice", "alice@example.com", on: pair)
        let account = try await pair.register("eva", "eva@example.org")
        let confirmation = try await pair.stage.mailedToken(to: "eva@example.org")
        for wrong in ["", "x", token + "x", String(token.dropLast(4)) + "AAAA", confirmation] {
            #expect(try await reset(wrong, to: "a new secret", on: pair) == "BAD_CREDENTIALS")
        }
        #expect(try await pair.addresses(of: account) == "eva@example.org false -")
        for weak in ["short", "alice", "Alice Arden", "alice@example.com"] {
            #expect(try await reset(token, to: weak, on: pair) == "INVALID", "\(weak)")
        }
        #expect(try await pair.change(to: "alice@example.net", as: alice) == "")
        let change = try await pair.stage.mailedToken(to: "alice@example.net")
        #expect(try await pair.verify(change) == "true")
        #expect(try await reset(token, to: "a new secret", on: pair) == "TOKEN_EXPIRED")
        pair.clock.advance(seconds: 1)
        let next = try await self.token(for: "alice", "alice@example.net", on: pair)
        pair.clock.advance(hours: 1)
        #expect(try await reset(next, to: "a new secret", on: pair) == "TOKEN_EXPIRED")
        #expect(try await pair.signIn("alice") == "alice")
    }

    @Test func `is not set by a token that was mailed before the password was changed`()
        async throws
    {
        let pair = try await MailingPair()
        let alice = pair.stage.named("alice").object
        let first = try await token(for: "alice", "alice@example.com", on: pair)
        pair.clock.advance(seconds: 1)
        let second = try await token(for: "alice", "alice@example.com", on: pair)
        #expect(first != second)
        #expect(try await reset(second, to: "a new secret", on: pair) == "alice")
        #expect(try await reset(first, to: "another secret", on: pair) == "TOKEN_EXPIRED")
        pair.clock.advance(seconds: 1)
        let third = try await token(for: "alice", "alice@example.com", on: pair)
        let changed = try await pair.ask(
            """
            passwordChange(input: { password: "a new secret", newPassword: "my own secret" }) {
              viewer { email } userErrors { code } }
            """, as: alice)
        #expect(changed.contains("alice@example.com"))
        #expect(try await reset(third, to: "another secret", on: pair) == "TOKEN_EXPIRED")
        #expect(try await pair.signIn("alice", "my own secret") == "alice")
    }

    @Test func `is set once by two who show one token at the same time`() async throws {
        let pair = try await MailingPair()
        for round in 0..<5 {
            pair.clock.advance(hours: 1)
            let token = try await token(for: "alice", "alice@example.com", on: pair)
            async let first = reset(token, to: "secret no. \(round) a", on: pair, at: 0)
            async let second = reset(token, to: "secret no. \(round) b", on: pair, at: 1)
            #expect(try await [first, second].sorted() == ["TOKEN_EXPIRED", "alice"])
        }
    }

    @Test func `proves the address, also of an account that has not confirmed it`() async throws {
        let pair = try await MailingPair()
        _ = try await pair.register("thief", "eva@example.org")
        pair.clock.advance(hours: 1)
        let owner = try await pair.register("owner", "eva@example.org")
        #expect(try await request("EVA@example.org", on: pair) == "true")
        let mails = try await pair.stage.sentMails().filter { $0.subject == "Set a new password" }
        #expect(mails.count == 2, "each says of which account it is")
        let mail = try #require(mails.first { $0.text.contains("account owner") })
        #expect(try await reset(#require(mail.token), to: "a new secret", on: pair) == "owner")
        #expect(try await pair.addresses(of: owner) == "eva@example.org true -")
        #expect(try await pair.signIn("eva@example.org", "a new secret") == "owner")
        let other = try #require(mails.first { $0.text.contains("account thief") }?.token)
        #expect(try await reset(other, to: "a new secret", on: pair) == "TOKEN_EXPIRED")
    }

    @Test func `is asked for with the same answer and the same work, be there an account or not`()
        async throws
    {
        let pair = try await MailingPair()
        func ask(_ login: String) async throws -> Stage.Answer {
            try await pair.stage.ask(
                """
                mutation { passwordResetRequest(input: { login: "\(login)" }) {
                  accepted userErrors { code } } }
                """, as: nil, of: pair.gateways[0], from: Self.home)
        }
        for (known, absent) in [("alice", "nobody"), ("alice@example.com", "nobody@example.com")] {
            let (known, absent) = (try await ask(known), try await ask(absent))
            #expect(known.json == absent.json && known.trips == absent.trips)
            #expect(known.sqlCount == 1)
        }
        let mails = try await pair.stage.sentMails()
        #expect(mails.allSatisfy { $0.to == "alice@example.com" } && mails.count == 2)
    }

    @Test(.crosses(\SocialLimits.mailPeriodMilliseconds))
    func `brings three mails an hour, whoever asks`() async throws {
        let pair = try await MailingPair()
        for number in 0..<8 {
            let login = number % 2 == 0 ? "alice" : "alice@example.com"
            #expect(
                try await request(login, on: pair, from: [4, UInt8(number)]) == "true")
        }
        #expect(try await pair.stage.sentMails().count == 3)
        pair.clock.advance(hours: 1)
        #expect(try await request("alice", on: pair) == "true")
        #expect(try await pair.stage.sentMails().count == 4)
    }

    @Test(.crosses(\SocialLimits.passwordResetRequestsPerHourMax))
    func `is asked for so often from one address`() async throws {
        let pair = try await MailingPair()
        for number in 0..<SocialLimits.standard.passwordResetRequestsPerHourMax {
            #expect(try await request("nobody\(number)", on: pair, from: Self.home) == "true")
        }
        #expect(try await request("alice", on: pair, from: Self.home) == "TOO_MANY")
        #expect(try await request("alice", on: pair, from: Self.elsewhere) == "true")
    }

    @Test(.crosses(\SocialLimits.mailedTokensPerHourMax))
    func `is not guessed at for long from one address`() async throws {
        let pair = try await MailingPair()
        func show(_ field: String, from address: [UInt8]) async throws -> String {
            let more = field == "passwordReset" ? ", newPassword: \"a new secret\"" : ""
            return try await pair.ask(
                "\(field)(input: { token: \"x\"\(more) }) { userErrors { code } }", from: address)
        }
        for number in 0..<SocialLimits.standard.mailedTokensPerHourMax {
            let field = number % 2 == 0 ? "passwordReset" : "emailVerify"
            #expect(try await show(field, from: Self.home) == "BAD_CREDENTIALS")
        }
        for field in ["passwordReset", "emailVerify"] {
            #expect(try await show(field, from: Self.home) == "TOO_MANY")
            #expect(try await show(field, from: Self.elsewhere) == "BAD_CREDENTIALS")
        }
    }

    @Test func `of a suspended account stays as it is`() async throws {
        let pair = try await MailingPair()
        let token = try await token(for: "alice", "alice@example.com", on: pair)
        let alice = pair.stage.named("alice").object.rawValue
        _ = try await pair.stage.database.query(
            "UPDATE accounts SET suspended_at = 1 WHERE id = \(alice)")
        #expect(try await reset(token, to: "a new secret", on: pair) == "SUSPENDED")
    }
}
