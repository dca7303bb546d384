import Postgres
import TAO
import Testing

@testable import Social

@Suite struct `Accounts and sessions` {
    private func text(_ answer: Stage.Answer, _ path: String) throws -> String {
        #expect(answer.failures == [])
        let value = try JSONText.value(answer.json, at: path.split(separator: "/").map(String.init))
        return value.map { "\($0)" } ?? "null"
    }

    private func refresh(_ token: String, on stage: Stage) async throws -> Stage.Answer {
        try await stage.ask(
            """
            mutation($token: String!) { sessionRefresh(input: { refreshToken: $token }) {
              tokens { accessToken refreshToken expiresAt } userErrors { code } } }
            """, variables: "{ \"token\": \"\(token)\" }")
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
                feed { items { nodes { id } } } }
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

    @Test func `go on with a token that works once`() async throws {
        let stage = try await Stage(.standard)
        let signedIn = try await stage.ask(
            """
            mutation { sessionCreate(input: { login: "alice", password: "\(Stage.password)" }) {
              tokens { refreshToken } } }
            """)
        let first = try text(signedIn, "data/sessionCreate/tokens/refreshToken")
        let refreshed = try await refresh(first, on: stage)
        let second = try text(refreshed, "data/sessionRefresh/tokens/refreshToken")
        #expect(second != first && second != "null")
        // The old token again: it is in two hands, and the session ends for both.
        let replayed = try await refresh(first, on: stage)
        #expect(try text(replayed, "data/sessionRefresh/userErrors/0/code") == "TOKEN_EXPIRED")
        let stolen = try await refresh(second, on: stage)
        #expect(try text(stolen, "data/sessionRefresh/userErrors/0/code") == "TOKEN_EXPIRED")
    }

    @Test func `give a token to one of many who show it at the same time`() async throws {
        let stage = try await Stage(.standard)
        let signedIn = try await stage.ask(
            """
            mutation { sessionCreate(input: { login: "bob", password: "\(Stage.password)" }) {
              tokens { refreshToken } } }
            """)
        let token = try text(signedIn, "data/sessionCreate/tokens/refreshToken")
        let codes = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try text(
                        await refresh(token, on: stage), "data/sessionRefresh/userErrors/0/code")
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == "null" } <= 1)
        #expect(codes.count { $0 == "TOKEN_EXPIRED" } >= 5)
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

    @Test func `are strangers to each other after a day`() async throws {
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
