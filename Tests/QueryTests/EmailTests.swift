import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Two gateways on one database that send mails, and a clock.
struct MailingPair {
    let stage: Stage
    let clock = MovableClock()
    let gateways: [SocialServices]

    init() async throws {
        stage = try await Stage(.standard, clock: clock.wallClock)
        gateways = [try await stage.makeServices(.off), try await stage.makeServices(.off)]
    }

    /// What a mutation gives: codes of its errors, or what it says of one field.
    func ask(
        _ mutation: String, as viewer: ObjectID? = nil, in session: ObjectID? = nil,
        at gateway: Int = 0, from address: [UInt8] = []
    ) async throws -> String {
        let answer = try await stage.ask(
            "mutation { result: \(mutation) }", as: viewer, in: session, of: gateways[gateway],
            from: address)
        #expect(answer.failures == [], "\(mutation)")
        let path = ["data", "result", "userErrors", "0", "code"]
        return (try JSONText.value(answer.json, at: path) as? String) ?? answer.json
    }

    /// Registers an account and gives its id.
    func register(
        _ name: String, _ email: String, at gateway: Int = 0
    ) async throws -> ObjectID {
        let answer = try await ask(
            """
            accountRegister(input: { username: "\(name)", email: "\(email)",
              password: "\(Stage.password)" }) {
              viewer { user { id } email emailVerified } tokens { refreshToken }
              userErrors { code message } }
            """, at: gateway)
        let path = ["data", "result", "viewer", "user", "id"]
        let id = try #require(try JSONText.value(answer, at: path) as? String, "\(answer)")
        return try #require(stage.node(id)).object
    }

    /// `true`, or why not.
    func verify(
        _ token: String, as viewer: ObjectID? = nil, at gateway: Int = 0
    ) async throws -> String {
        let answer = try await ask(
            "emailVerify(input: { token: \"\(token)\" }) { verified userErrors { code } }",
            as: viewer, at: gateway)
        return answer.contains("\"verified\":true") ? "true" : answer
    }

    func resend(as viewer: ObjectID, at gateway: Int = 0) async throws -> String {
        let answer = try await ask(
            "emailVerificationResend { sent userErrors { code retryAfter } }", as: viewer,
            at: gateway)
        return answer.hasPrefix("{") ? "\(answer.contains("\"sent\":true"))" : answer
    }

    /// Username of who signs in, or why nobody.
    func signIn(_ login: String, _ password: String = Stage.password) async throws -> String {
        let answer = try await ask(
            """
            sessionCreate(input: { login: "\(login)", password: "\(password)" }) {
              viewer { user { username } } userErrors { code } }
            """, at: 1)
        let path = ["data", "result", "viewer", "user", "username"]
        return (try? JSONText.value(answer, at: path) as? String) ?? answer
    }

    /// `address verified pending`
    func addresses(of account: ObjectID) async throws -> String {
        let answer = try await stage.ask(
            "{ viewer { email emailVerified pendingEmail } }", as: account, of: gateways[1])
        #expect(answer.failures == [])
        func value(_ name: String) throws -> String {
            try JSONText.value(answer.json, at: ["data", "viewer", name]).map { "\($0)" } ?? "-"
        }
        let isVerified = answer.json.contains("\"emailVerified\":true")
        let pending =
            answer.json.contains("\"pendingEmail\":null") ? "-" : try value("pendingEmail")
        return "\(try value("email")) \(isVerified) \(pending)"
    }

    func change(
        to email: String, as viewer: ObjectID, password: String? = Stage.password
    ) async throws -> String {
        let password = password.map { ", password: \"\($0)\"" } ?? ""
        let answer = try await ask(
            """
            emailChange(input: { email: "\(email)"\(password) }) {
              viewer { email pendingEmail } userErrors { code } }
            """, as: viewer)
        return answer.hasPrefix("{") ? "" : answer
    }
}

@Suite struct `An e-mail address` {
    private let eva = "eva@example.org"

    @Test func `is confirmed by the token that was mailed to it, at any gateway`() async throws {
        let pair = try await MailingPair()
        let account = try await pair.register("eva", eva)
        #expect(try await pair.addresses(of: account) == "\(eva) false -")
        let mails = try await pair.stage.sentMails(pair.gateways[1])
        #expect(mails.map(\.description) == ["\(eva): Confirm your e-mail address"])
        let token = try #require(mails[0].token)
        #expect(mails[0].text.contains("account eva was made"))
        #expect(mails[0].text.contains("\r\n\(token)\r\n"), "for those whose client opens no link")
        #expect(try await pair.verify(token, at: 1) == "true")
        #expect(try await pair.addresses(of: account) == "\(eva) true -")
        #expect(try await pair.signIn(eva) == "eva")
        // Once more, by whoever: it is so.
        #expect(try await pair.verify(token, as: account, at: 0) == "true")
        #expect(try await pair.verify(token) == "true")
        // No part of a token lies in a table, nor in a job.
        let secret = token.dropFirst(16)
        for table in ["mails", "jobs", "accounts", "email_claims"] {
            let rows = try await pair.stage.database.query(
                Query(unescaped: "SELECT row_to_json(t)::text FROM \(table) t"))
            #expect(!rows.contains { $0.string(0).contains(secret) }, "\(table)")
        }
    }

    @Test func `gets a digest once it is confirmed, and not before`() async throws {
        let pair = try await MailingPair()
        let account = try await pair.register("eva", eva)
        func set(_ settings: String) async throws -> String {
            try await pair.ask(
                """
                settingsUpdate(input: { \(settings) }) {
                  settings { notifications { emailDigest } } userErrors { code field limit } }
                """, as: account)
        }
        let digest = "notifications: { emailDigest: true }"
        for more in ["", " content: { archiveStories: false }"] {
            #expect(try await set(digest + more) == "EMAIL_NOT_VERIFIED")
        }
        #expect(try await set("notifications: { emailDigest: false }").contains("false"))
        let mails = try await pair.stage.sentMails(pair.gateways[1])
        let token = try #require(mails[0].token)
        #expect(try await pair.verify(token) == "true")
        #expect(try await set(digest).contains(#""emailDigest":true"#))
    }

    @Test(.crosses(\SocialLimits.confirmationTokenMilliseconds, \SocialLimits.mailKeptMilliseconds))
    func `is not confirmed by another token, and why is told`() async throws {
        let pair = try await MailingPair()
        let account = try await pair.register("eva", eva)
        let token = try await pair.stage.mailedToken(to: eva)
        _ = try await pair.ask("passwordResetRequest(input: { login: \"bob\" }) { accepted }")
        let other = try await pair.stage.mailedToken(to: "bob@example.com")
        let filler = token.contains("AAAA") ? "BBBB" : "AAAA"
        for wrong in [
            "", "x", String(token.dropLast()), "\(token)A", other,
            "\(token.prefix(16))\(other.dropFirst(16))",
            "\(other.prefix(16))\(token.dropFirst(16))",
            "\(token.prefix(40))\(filler)\(token.dropFirst(44))",
        ] {
            #expect(try await pair.verify(wrong) == "BAD_CREDENTIALS", "\(wrong)")
        }
        // Of another account than the one that is signed in.
        #expect(
            try await pair.verify(token, as: pair.stage.named("bob").object) == "BAD_CREDENTIALS")
        pair.clock.advance(hours: 24)
        #expect(try await pair.verify(token) == "TOKEN_EXPIRED")
        #expect(try await pair.addresses(of: account) == "\(eva) false -")
        // What expired is told from what never was for a week more.
        _ = try await ExpirySweeper(pair.gateways[0]).run()
        #expect(try await pair.verify(token) == "TOKEN_EXPIRED")
        pair.clock.advance(hours: 7 * 24)
        #expect(try await ExpirySweeper(pair.gateways[0]).run().mails == 2)
        #expect(try await pair.verify(token) == "BAD_CREDENTIALS")
    }

    @Test(.crosses(\SocialLimits.mailsPerHourMax))
    func `gets three mails an hour, whoever asks for them, and an account asks for three`()
        async throws
    {
        let pair = try await MailingPair()
        let account = try await pair.register("eva", eva)
        #expect(try await pair.resend(as: account) == "true")
        // Two at once are counted one after the other.
        async let first = pair.resend(as: account, at: 0)
        async let second = pair.resend(as: account, at: 1)
        #expect(try await Set([first, second]) == ["true", "TOO_MANY"])
        #expect(try await pair.change(to: "e@example.org", as: account) == "TOO_MANY")
        #expect(try await pair.addresses(of: account) == "\(eva) false -")
        // By another account: it is not told that the address has had enough.
        let other = try await pair.register("eve", eva)
        #expect(try await pair.resend(as: other) == "true")
        let mails = try await pair.stage.sentMails()
        #expect(mails.count == SocialLimits.standard.mailsPerHourMax)
        // Each of an account's tokens is good.
        let tokens = mails.compactMap(\.token)
        #expect(try await pair.verify(tokens[2]) == "true")
        pair.clock.advance(hours: 1)
        #expect(try await pair.resend(as: account) == "false", "it is confirmed")
        #expect(try await pair.resend(as: other) == "true")
        let last = try await pair.stage.sentMails()
        #expect(last[0].subject == "You have an account already")
    }

    @Test func `that has an account is not told by a registration, but its owner is`() async throws
    {
        let pair = try await MailingPair()
        let alice = "alice@example.com"
        func answer(_ name: String, _ email: String) async throws -> Stage.Answer {
            try await pair.stage.ask(
                """
                mutation { accountRegister(input: { username: "\(name)", email: "\(email)",
                  password: "\(Stage.password)" }) {
                  viewer { emailVerified pendingEmail user { username } }
                  tokens { expiresAt } userErrors { code } } }
                """, as: nil, of: pair.gateways[0])
        }
        let (taken, free) = (try await answer("eva1", alice), try await answer("eva2", eva))
        #expect(taken.json.replacing("eva1", with: "eva2") == free.json)
        #expect(taken.trips == free.trips)
        let mails = try await pair.stage.sentMails()
        let told = try #require(mails.first { $0.to == alice })
        #expect(told.subject == "You have an account already" && told.token == nil)
        #expect(told.text.contains("account\r\n") || told.text.contains("account alice"))
        // The address is alice's, and stays so.
        #expect(try await pair.signIn(alice) == "alice")
        #expect(try await pair.signIn("eva1") == "eva1")
    }

    @Test func `that several claim is the account's of who proves it`() async throws {
        let pair = try await MailingPair()
        let thief = try await pair.register("thief", eva)
        #expect(try await pair.signIn(eva) == "thief", "nobody else says that it is theirs")
        let thiefsToken = try await pair.stage.mailedToken(to: eva)
        pair.clock.advance(hours: 1)
        let owner = try await pair.register("owner", eva)
        #expect(try await pair.signIn("owner") == "owner")
        let token = try await pair.stage.mailedToken(to: eva)
        #expect(try await pair.verify(token, as: owner) == "true")
        #expect(try await pair.signIn(eva) == "owner")
        // The other claim has ended, with its token; what the thief still sees is unproved.
        #expect(try await pair.verify(thiefsToken) == "TAKEN")
        #expect(try await pair.addresses(of: thief) == "\(eva) false -")
        #expect(try await pair.addresses(of: owner) == "\(eva) true -")
        _ = try await pair.ask("passwordResetRequest(input: { login: \"thief\" }) { accepted }")
        let mails = try await pair.stage.sentMails()
        #expect(!mails.contains { $0.subject == "Set a new password" })
    }

    @Test func `that is claimed later takes the sign-in from nobody`() async throws {
        let pair = try await MailingPair()
        _ = try await pair.register("owner", eva)
        pair.clock.advance(seconds: 1)
        _ = try await pair.register("thief", eva)
        #expect(try await pair.signIn(eva) == "owner")
    }

    @Test(.crosses(\SocialLimits.emailClaimMilliseconds))
    func `that is not confirmed for three days is nobody's, until it is asked for again`()
        async throws
    {
        let pair = try await MailingPair()
        let account = try await pair.register("eva", eva)
        pair.clock.advance(hours: 3 * 24 - 0.01)
        #expect(try await pair.signIn(eva) == "eva")
        pair.clock.advance(hours: 0.02)
        #expect(try await pair.signIn(eva) == "BAD_CREDENTIALS")
        #expect(try await ExpirySweeper(pair.gateways[0]).run().emailClaims == 1)
        #expect(try await pair.signIn("eva") == "eva")
        #expect(try await pair.resend(as: account) == "true")
        #expect(try await pair.signIn(eva) == "eva")
        #expect(try await pair.verify(pair.stage.mailedToken(to: eva)) == "true")
        pair.clock.advance(hours: 30 * 24)
        #expect(try await ExpirySweeper(pair.gateways[0]).run().emailClaims == 0)
        #expect(try await pair.signIn(eva) == "eva")
    }

    @Test func `stays the first claimant's where no mail is sent`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let services = try await stage.makeServices(.off, sendsMail: false)
        func ask(_ mutation: String, as viewer: ObjectID? = nil) async throws -> String {
            let answer = try await stage.ask("mutation { \(mutation) }", as: viewer, of: services)
            #expect(answer.failures == [])
            return answer.json
        }
        let made = try await ask(
            """
            accountRegister(input: { username: "eva", email: "\(eva)", password: "a long secret" }) {
              viewer { user { id } emailVerified } userErrors { code } }
            """)
        #expect(made.contains("\"emailVerified\":false"))
        clock.advance(hours: 10 * 24)
        #expect(try await ExpirySweeper(services).run().emailClaims == 0)
        let begun = try await ask(
            """
            sessionCreate(input: { login: "\(eva)", password: "a long secret" }) {
              viewer { user { username } } userErrors { code } }
            """)
        #expect(begun.contains("\"username\":\"eva\""))
        #expect(
            try await ask("passwordResetRequest(input: { login: \"eva\" }) { accepted }")
                .contains("true"))
        let bob = stage.named("bob").object
        #expect(
            try await ask("emailVerificationResend { sent userErrors { code } }", as: bob)
                .contains("\"sent\":false"))
        #expect(try await stage.database.query("SELECT 1 FROM jobs").isEmpty)
        #expect(try await stage.database.query("SELECT 1 FROM mails").isEmpty)
    }

    @Test func `is proved once, however many prove it at the same time`() async throws {
        let pair = try await MailingPair()
        for round in 0..<10 {
            let email = "e\(round)@example.org"
            var tokens: [String] = []
            for number in 0..<2 {
                _ = try await pair.register("e\(round).\(number)", email)
                tokens.append(try await pair.stage.mailedToken(to: email))
                pair.clock.advance(seconds: 1)
            }
            let (one, other) = (tokens[0], tokens[1])
            async let first = pair.verify(one, at: 0)
            async let second = pair.verify(other, at: 1)
            #expect(try await [first, second].sorted() == ["TAKEN", "true"], "round \(round)")
        }
    }
}

@Suite struct `A change of the address` {
    private let new = "alice@example.net"

    @Test func `counts when it is confirmed, and the old one is told`() async throws {
        let pair = try await MailingPair()
        let alice = pair.stage.named("alice").object
        #expect(try await pair.change(to: new, as: alice) == "")
        #expect(try await pair.addresses(of: alice) == "alice@example.com true \(new)")
        let mails = try await pair.stage.sentMails()
        #expect(
            Set(mails.map(\.description)) == [
                "\(new): Confirm your e-mail address",
                "alice@example.com: Your e-mail address is to be changed",
            ])
        #expect(try await pair.signIn(new) == "BAD_CREDENTIALS")
        #expect(try await pair.signIn("alice@example.com") == "alice")
        let token = try await pair.stage.mailedToken(to: new)
        #expect(try await pair.verify(token, as: alice, at: 1) == "true")
        #expect(try await pair.addresses(of: alice) == "\(new) true -")
        #expect(try await pair.signIn(new) == "alice")
        #expect(try await pair.signIn("alice@example.com") == "BAD_CREDENTIALS")
        let later = try await pair.stage.sentMails()
        #expect(
            later.map(\.description).contains(
                "alice@example.com: Your e-mail address was changed"))
        // The old one is free, for whoever reads its mails.
        let other = try await pair.register("eva", "alice@example.com")
        let mail = try await pair.stage.mailedToken(to: "alice@example.com")
        #expect(try await pair.verify(mail) == "true")
        #expect(try await pair.addresses(of: other) == "alice@example.com true -")
    }

    @Test func `needs the password, or a session that has just begun`() async throws {
        let pair = try await MailingPair()
        let alice = pair.stage.named("alice").object
        #expect(try await pair.change(to: new, as: alice, password: "wrong") == "BAD_CREDENTIALS")
        #expect(
            try await pair.change(to: new, as: alice, password: nil)
                == "REAUTHENTICATION_REQUIRED")
        #expect(try await pair.change(to: "x", as: alice) == "INVALID")
        #expect(try await pair.stage.sentMails().isEmpty)
        #expect(try await pair.addresses(of: alice) == "alice@example.com true -")
    }

    @Test func `to an address that has an account changes nothing, and tells its owner alone`()
        async throws
    {
        let pair = try await MailingPair()
        let alice = pair.stage.named("alice").object
        #expect(try await pair.change(to: "bob@example.com", as: alice) == "")
        let mails = try await pair.stage.sentMails()
        let told = try #require(mails.first { $0.to == "bob@example.com" })
        #expect(told.subject == "You have an account already" && told.token == nil)
        #expect(try await pair.signIn("bob@example.com") == "bob")
    }

    @Test func `is forgotten for another one, for the old one, and after three days`() async throws
    {
        let pair = try await MailingPair()
        let alice = pair.stage.named("alice").object
        #expect(try await pair.change(to: new, as: alice) == "")
        let token = try await pair.stage.mailedToken(to: new)
        #expect(try await pair.change(to: "alice@example.org", as: alice) == "")
        #expect(try await pair.verify(token) == "TOKEN_EXPIRED")
        #expect(
            try await pair.addresses(of: alice) == "alice@example.com true alice@example.org")
        #expect(try await pair.change(to: "Alice@EXAMPLE.com", as: alice) == "")
        #expect(try await pair.addresses(of: alice) == "alice@example.com true -")
        #expect(try await pair.resend(as: alice) == "false")
        #expect(try await pair.change(to: new, as: alice) == "")
        pair.clock.advance(hours: 3 * 24 - 0.01)
        #expect(try await pair.resend(as: alice) == "true")
        pair.clock.advance(hours: 0.02)
        #expect(try await pair.addresses(of: alice) == "alice@example.com true -")
        #expect(try await pair.resend(as: alice) == "false")
        #expect(try await pair.verify(pair.stage.mailedToken(to: new)) == "TOKEN_EXPIRED")
    }
}
