import Gateway
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

@Suite struct `Accounts and sessions` {
    private func text(_ answer: Stage.Answer, _ path: String) throws -> String {
        #expect(answer.failures == [])
        let value = try JSONText.value(answer.json, at: path.split(separator: "/").map(String.init))
        return value.map { "\($0)" } ?? "null"
    }

    @Test func `begin with a registration`() async throws {
        let stage = try await Stage(.standard)
        let answer = try await stage.ask(
            """
            mutation { accountRegister(input: {
              username: "Gustav", email: "Gustav@Example.com", password: "a long secret",
              displayName: "Gustav G."
            }) {
              viewer { email emailVerified role user { username displayName isViewer postCount }
                feed(kind: FOLLOWING) { items { nodes { id } } } }
              tokens { accessToken refreshToken expiresAt }
              userErrors { code }
            } }
            """)
        let payload = "data/accountRegister"
        #expect(try text(answer, "\(payload)/viewer/email") == "gustav@example.com")
        #expect(try text(answer, "\(payload)/viewer/user/username") == "gustav")
        #expect(try text(answer, "\(payload)/viewer/role") == "MEMBER")
        #expect(try text(answer, "\(payload)/tokens/accessToken").hasPrefix("access."))
        let signIn = """
            mutation($login: String!, $password: String!) {
              sessionCreate(input: { login: $login, password: $password, clientName: "test" }) {
                viewer { user { username } } tokens { refreshToken } userErrors { code } } }
            """
        for (login, password, code) in [
            ("gustav", "a long secret", "null"), (" GUSTAV@example.com ", "a long secret", "null"),
            ("gustav", "A long secret", "BAD_CREDENTIALS"), ("nobody", "a", "BAD_CREDENTIALS"),
            ("gustav", String(repeating: "x", count: 2_000), "BAD_CREDENTIALS"),
        ] {
            let answer = try await stage.ask(
                signIn,
                variables: "{ \"login\": \"\(login)\", \"password\": \"\(password)\" }")
            #expect(try text(answer, "data/sessionCreate/userErrors/0/code") == code)
        }
    }

    @Test func `begin with any address that mail can have`() async throws {
        let stage = try await Stage(.standard)
        let labels = Array(repeating: "abcdefghi", count: 18).joined(separator: ".")
        for (name, address) in [
            ("long1", String(repeating: "x", count: 64) + "@a.\(labels).example"),
            ("long2", String(repeating: "y", count: 64) + "@\(labels).xyz"),
            ("short", "o'neil+tag@b\u{fc}cher.example"),
        ] {
            let answer = try await stage.ask(
                """
                mutation { accountRegister(input: {
                  username: "\(name)", email: "\(address)", password: "a long secret"
                }) { userErrors { code message } } }
                """)
            #expect(try text(answer, "data/accountRegister/userErrors/0/message") == "null")
            let signedIn = try await stage.ask(
                """
                mutation { sessionCreate(input: {
                  login: "\(address.uppercased())", password: "a long secret"
                }) { viewer { user { username } } } }
                """)
            #expect(try text(signedIn, "data/sessionCreate/viewer/user/username") == name)
        }
    }

    @Test func `cost the same whether there is such an account`() async throws {
        let stage = try await Stage(.standard)
        func trips(_ login: String, _ password: String) async throws -> Int {
            let answer = try await stage.ask(
                """
                mutation { sessionCreate(input: { login: "\(login)", password: "\(password)" }) {
                  tokens { accessToken } userErrors { code message } } }
                """)
            #expect(answer.json.contains("BAD_CREDENTIALS"))
            return answer.trips.count
        }
        let long = String(repeating: "x", count: SocialLimits.standard.passwordBytesMax + 1)
        for (known, absent) in [("alice", "nobody"), ("alice@example.com", "nobody@example.com")] {
            #expect(try await trips(known, "wrong") == 2)
            #expect(try await trips(absent, "wrong") == 2)
            #expect(try await trips(known, long) == 0)
            #expect(try await trips(absent, long) == 0)
        }
    }

    @Test func `take a name once, however many ask at the same time`() async throws {
        let stage = try await Stage(.standard)
        let answers = try await withThrowingTaskGroup(of: Stage.Answer.self) { group in
            for index in 0..<8 {
                group.addTask {
                    try await stage.ask(
                        """
                        mutation { accountRegister(input: {
                          username: "hanna", email: "h\(index)@example.com", password: "a long secret"
                        }) { viewer { email } userErrors { code field } } }
                        """)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let codes = try answers.map { try text($0, "data/accountRegister/userErrors/0/code") }
        #expect(codes.sorted() == Array(repeating: "TAKEN", count: 7) + ["null"])
    }
}

@Suite struct `Sessions` {
    /// Two gateways on one database, and a clock.
    private struct Pair {
        let stage: Stage
        let clock = MovableClock()
        let gateways: [SocialServices]

        init() async throws {
            stage = try await Stage(.standard, clock: clock.wallClock)
            gateways = [try await stage.makeServices(.off), try await stage.makeServices(.off)]
        }

        struct Tokens: Equatable {
            var code: String?
            var refresh: String?
            var session: ObjectID?
        }

        func signIn(_ login: String, at gateway: Int = 0) async throws -> Tokens {
            try await tokens(
                "sessionCreate",
                stage.ask(
                    """
                    mutation { sessionCreate(input: {
                      login: "\(login)", password: "\(Stage.password)", clientName: "\(login)'s" }) {
                      tokens { accessToken refreshToken } userErrors { code } } }
                    """, as: nil, of: gateways[gateway]))
        }

        func refresh(_ token: String?, at gateway: Int = 0) async throws -> Tokens {
            try await tokens(
                "sessionRefresh",
                stage.ask(
                    """
                    mutation { sessionRefresh(input: { refreshToken: "\(token ?? "")" }) {
                      tokens { accessToken refreshToken } userErrors { code } } }
                    """, as: nil, of: gateways[gateway]))
        }

        private func tokens(_ field: String, _ answer: Stage.Answer) throws -> Tokens {
            #expect(answer.failures == [])
            func text(_ path: String...) throws -> String? {
                try JSONText.value(answer.json, at: ["data", field] + path) as? String
            }
            let parts = try text("tokens", "accessToken")?.split(separator: ".")
            return Tokens(
                code: try text("userErrors", "0", "code"),
                refresh: try text("tokens", "refreshToken"),
                session: parts.flatMap { Int64($0[2]) }.map { ObjectID(rawValue: $0) })
        }
    }

    @Test func `survive a thousand races of two tabs, and answers that are lost`() async throws {
        let pair = try await Pair()
        var token = try await pair.signIn("alice").refresh
        for round in 0..<1_000 {
            let shown = token
            async let first = pair.refresh(shown, at: 0)
            async let second = pair.refresh(shown, at: 1)
            let answers = try await [first, second]
            #expect(answers[0] == answers[1], "round \(round)")
            #expect(answers[0].code == nil && answers[0].refresh != shown, "round \(round)")
            // Neither answer arrives, and the client asks again a while later.
            pair.clock.advance(seconds: Double(round % 30))
            let again = try await pair.refresh(shown, at: round % 2)
            #expect(again == answers[0], "round \(round)")
            token = again.refresh
        }
    }

    @Test(.crosses(\SocialLimits.refreshGraceMilliseconds))
    func `end when a token comes back 31 seconds after it was replaced`() async throws {
        let pair = try await Pair()
        let first = try await pair.signIn("alice")
        let second = try await pair.refresh(first.refresh)
        pair.clock.advance(seconds: 31)
        #expect(try await pair.refresh(first.refresh).code == "TOKEN_EXPIRED")
        #expect(try await pair.refresh(second.refresh).code == "TOKEN_EXPIRED")
    }

    @Test func `end when a thief has replaced the token twice`() async throws {
        let pair = try await Pair()
        let owner = try await pair.signIn("alice")
        let stolen = try await pair.refresh(owner.refresh, at: 1)
        let thief = try await pair.refresh(stolen.refresh, at: 1)
        #expect(thief.code == nil)
        #expect(try await pair.refresh(owner.refresh, at: 0).code == "TOKEN_EXPIRED")
        #expect(try await pair.refresh(thief.refresh, at: 1).code == "TOKEN_EXPIRED")
        // Access tokens of the session stop at the gateway that ended it, and at others when they look.
        let session = try #require(owner.session)
        #expect(pair.gateways[0].endedSessions.contains(session))
        #expect(!pair.gateways[1].endedSessions.contains(session))
        try await pair.gateways[1].endedSessions.look()
        #expect(pair.gateways[1].endedSessions.contains(session))
    }

    @Test func `take no token that was made up, cut or of another number`() async throws {
        let pair = try await Pair()
        let token = try #require(try await pair.signIn("alice").refresh)
        var letters = Array(token)
        letters[24] = letters[24] == "A" ? "B" : "A"
        for text in ["", "nonsense", String(token.dropLast()), String(letters)] {
            #expect(try await pair.refresh(text).code == "BAD_CREDENTIALS")
        }
        #expect(try await pair.refresh(token).code == nil)
    }

    @Test(.crosses(\SocialLimits.refreshLifetimeMilliseconds))
    func `are not refreshed for accounts that are suspended, or after a month`() async throws {
        let pair = try await Pair()
        let (alice, bob) = (try await pair.signIn("alice"), try await pair.signIn("bob"))
        _ = try await pair.stage.database.query(
            "UPDATE accounts SET suspended_at = 1 WHERE id = \(pair.stage.named("alice").object.rawValue)"
        )
        #expect(try await pair.refresh(alice.refresh).code == "SUSPENDED")
        pair.clock.advance(hours: 30 * 24)
        #expect(try await pair.refresh(bob.refresh).code == "TOKEN_EXPIRED")
    }

    @Test func `are listed by page, and ended one by one or together`() async throws {
        let pair = try await Pair()
        let alice = pair.stage.named("alice").object
        var sessions: [ObjectID] = []
        for _ in 0..<5 {
            sessions.append(try #require(try await pair.signIn("alice").session))
            pair.clock.advance(seconds: 600)
        }
        _ = try await pair.signIn("bob")
        func ask(_ operation: String) async throws -> String {
            let answer = try await pair.stage.ask(
                operation, as: alice, in: sessions[4], of: pair.gateways[0])
            #expect(answer.failures == [])
            return answer.json
        }
        func id(_ index: Int) -> String {
            GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.session, sessions[index]))
        }
        // Two to a page, the newest first.
        var (seen, cursor): ([String], String?) = ([], nil)
        for _ in 0..<3 {
            let page = try await ask(
                """
                { viewer { sessions(first: 2, after: \(cursor.map { "\"\($0)\"" } ?? "null")) {
                  nodes { id } pageInfo { endCursor } } } }
                """)
            let path = ["data", "viewer", "sessions"]
            for index in 0..<2 {
                let id = try JSONText.value(page, at: path + ["nodes", "\(index)", "id"])
                if let id { seen.append("\(id)") }
            }
            cursor = try JSONText.value(page, at: path + ["pageInfo", "endCursor"]) as? String
        }
        #expect(seen == (0..<5).reversed().map(id))
        let shown = try await ask(
            "{ node(id: \"\(id(4))\") { ... on Session { clientName lastSeenAt isCurrent } } }")
        #expect(
            shown
                == #"{"data":{"node":{"clientName":"alice's","lastSeenAt":"2026-04-08T18:00:00.000Z","#
                + #""isCurrent":true}}}"#)
        let ended = try await ask(
            """
            mutation { sessionRevoke(input: { sessionId: "\(id(1))" }) { revokedSessionId }
              again: sessionRevoke(input: { sessionId: "\(id(1))" }) { userErrors { code } }
              sessionRevokeOthers { revokedCount }
              current: sessionRevoke(input: {}) { revokedSessionId } }
            """)
        #expect(
            ended == #"{"data":{"sessionRevoke":{"revokedSessionId":"\#(id(1))"},"#
                + #""again":{"userErrors":[{"code":"NOT_FOUND"}]},"#
                + #""sessionRevokeOthers":{"revokedCount":3},"#
                + #""current":{"revokedSessionId":"\#(id(4))"}}}"#)
        #expect(sessions.allSatisfy(pair.gateways[0].endedSessions.contains))
        let bobs = try await pair.stage.ask(
            "{ viewer { sessions { nodes { clientName } } } }", viewer: "bob")
        #expect(bobs.json.contains("bob's"))
    }

    @Test func `all end but one when the password changes`() async throws {
        let pair = try await Pair()
        let alice = pair.stage.named("alice").object
        let (mine, other) = (try await pair.signIn("alice"), try await pair.signIn("alice", at: 1))
        func change(_ input: String) async throws -> String {
            let answer = try await pair.stage.ask(
                """
                mutation { passwordChange(input: { \(input) }) {
                  viewer { user { username } } userErrors { code field } } }
                """, as: alice, in: mine.session, of: pair.gateways[0])
            #expect(answer.failures == [])
            return answer.json
        }
        let old = Stage.password
        for (input, code, field) in [
            (#"password: "wrong", newPassword: "a new secret""#, "BAD_CREDENTIALS", "password"),
            (#"password: "\#(old)", newPassword: "short""#, "INVALID", "newPassword"),
            (#"password: "\#(old)", newPassword: "Alice Arden""#, "INVALID", "newPassword"),
            (#"password: "\#(old)", newPassword: "alice@example.com""#, "INVALID", "newPassword"),
        ] {
            let answer = try await change(input)
            #expect(
                answer.contains(code) && answer.contains(#"["input","\#(field)"]"#), "\(answer)")
        }
        #expect(try await pair.refresh(other.refresh).code == nil)
        // A session needs no password for as long as it has just given it.
        pair.clock.advance(seconds: 601)
        #expect(
            try await change(#"newPassword: "a new secret""#).contains("REAUTHENTICATION_REQUIRED"))
        #expect(
            try await change(#"password: "\#(old)", newPassword: "a new secret""#)
                .contains(#""username":"alice""#))
        #expect(try await pair.refresh(mine.refresh).code == nil)
        #expect(try await pair.refresh(other.refresh).code == "TOKEN_EXPIRED")
        #expect(pair.gateways[0].endedSessions.contains(try #require(other.session)))
        #expect(try await pair.signIn("alice").code == "BAD_CREDENTIALS")
        #expect(
            try await change(#"password: "\#(old)", newPassword: "a third secret""#)
                .contains("BAD_CREDENTIALS"))
    }

    @Test(.crosses(\SocialLimits.reauthenticationMilliseconds))
    func `that are young change the password without giving it`() async throws {
        let pair = try await Pair()
        let tokens = try await pair.signIn("alice")
        let answer = try await pair.stage.ask(
            """
            mutation { passwordChange(input: { newPassword: "a new secret" }) {
              viewer { email } userErrors { code } } }
            """, as: pair.stage.named("alice").object, in: tokens.session, of: pair.gateways[0])
        #expect(answer.json.contains("alice@example.com"))
        #expect(try await pair.signIn("alice").code == "BAD_CREDENTIALS")
    }

    @Test(.crosses(\SocialLimits.endedSessionMilliseconds))
    func `are known to have ended for longer than any token works`() async throws {
        let pair = try await Pair()
        let limits = SocialLimits.standard
        #expect(limits.endedSessionMilliseconds > AccessTokens.lifetimeMilliseconds)
        #expect(limits.endedSessionsPeriodMilliseconds < 5_000)
        let session = try #require(try await pair.signIn("alice").session)
        let (sessions, account) = (pair.gateways[0].sessions, pair.stage.named("alice").object)
        #expect(try await sessions.end(.one(session), of: account) == [session])
        #expect(try await sessions.end(.one(session), of: account) == [])
        func isKnown(afterSeconds seconds: Double) async throws -> Bool {
            _ = try await pair.stage.database.query(
                "UPDATE ended_sessions SET ended_at = now() - make_interval(secs => \(seconds))")
            _ = try await ExpirySweeper(pair.gateways[0]).run()
            return try await sessions.ended(since: 0).map(\.id) == [session]
        }
        let seconds = Double(limits.endedSessionMilliseconds) / 1_000
        #expect(try await isKnown(afterSeconds: seconds - 60))
        #expect(try await !isKnown(afterSeconds: seconds + 60))
    }

    @Test func `begin again for a registration whose answer was lost`() async throws {
        let pair = try await Pair()
        func register(_ name: String, _ password: String, key: String = "k") async throws -> String
        {
            let answer = try await pair.stage.ask(
                """
                mutation { accountRegister(input: {
                  username: "\(name)", email: "gustav@example.com", password: "\(password)",
                  idempotencyKey: "\(key)"
                }) { viewer { user { username } } tokens { refreshToken } userErrors { code } } }
                """)
            #expect(answer.failures == [])
            return answer.json
        }
        let first = try await register("gustav", "a long secret")
        let second = try await register("gustav", "a long secret")
        for answer in [first, second] {
            #expect(answer.contains(#""username":"gustav""#) && answer.contains("refreshToken"))
        }
        #expect(first != second)
        #expect(try await register("gustav", "another secret").contains("IDEMPOTENCY_CONFLICT"))
        #expect(try await register("gustava", "a long secret").contains("IDEMPOTENCY_CONFLICT"))
        #expect(try await register("gustav", "a long secret", key: "l").contains("TAKEN"))
        // Nothing that is kept can be tried against the password.
        pair.clock.advance(hours: 25)
        #expect(try await register("gustav", "a long secret").contains("TAKEN"))
    }
}

@Suite struct `Repeated requests` {
    private static let comment = """
        mutation($post: ID!, $text: String!) {
          commentCreate(input: { postId: $post, text: $text, idempotencyKey: "same" }) {
            commentEdge { node { id } } userErrors { code } } }
        """

    @Test func `make one thing, however many come at the same time`() async throws {
        let stage = try await Stage(.standard)
        let variables = "{ \"post\": \"\(stage.id("alice.post.1"))\", \"text\": \"Once\" }"
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    let answer = try await stage.ask(
                        Self.comment, viewer: "bob", variables: variables)
                    #expect(answer.failures == [])
                    return answer.json
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(answers.count == 1)
        let count = try await stage.ask(
            "{ node(id: \"\(stage.id("alice.post.1"))\") { ... on Post { commentCount } } }")
        #expect(count.json.contains("\"commentCount\":1"))
    }

    @Test(.crosses(\SocialLimits.idempotencyLifetimeMilliseconds))
    func `are strangers to each other after a day`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        func ask(_ text: String) async throws -> String {
            try await stage.ask(
                Self.comment, viewer: "bob",
                variables: "{ \"post\": \"\(stage.id("alice.post.1"))\", \"text\": \"\(text)\" }"
            ).json
        }
        let first = try await ask("One")
        #expect(try await ask("Two").contains("IDEMPOTENCY_CONFLICT"))
        clock.advance(hours: 24)
        let later = try await ask("Two")
        #expect(!later.contains("IDEMPOTENCY_CONFLICT"))
        #expect(later != first)
    }
}

@Suite struct `Stories by the clock` {
    @Test func `vanish a day after they were made, cached or not`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let cache = Stage.freshNamespace()
        let trays = """
            { viewer { storyTrays { nodes { author { username } storyCount } } } }
            """
        func answer() async throws -> String {
            let off = try await stage.ask(trays, viewer: "bob")
            let cached = try await stage.ask(trays, viewer: "bob", through: cache)
            #expect(off.json == cached.json)
            return off.json
        }
        #expect(try await answer().contains(#"{"author":{"username":"alice"},"storyCount":2}"#))
        clock.advance(hours: 4.1)
        #expect(try await answer().contains(#"{"author":{"username":"alice"},"storyCount":1}"#))
        clock.advance(hours: 24)
        #expect(try await answer() == #"{"data":{"viewer":{"storyTrays":{"nodes":[]}}}}"#)
    }
}
