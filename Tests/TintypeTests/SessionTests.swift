import Foundation
import Gateway
import LocalServices
import Testing

@testable import tintype

#if canImport(FoundationNetworking)
import FoundationNetworking
import TestSupport
#endif

/// Two gateways over the same databases; the way of the far one to memcached can be cut.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `A session` {
    @Test func `sees its own writes on every gateway at once`() async throws {
        let services = try await TestServices.start()
        let link = try services.link()
        let url = try await services.freshDatabase()
        try await Migrate().run(with: try TestGateway.settings("migrate", databaseURL: url))
        let far = try await TestGateway(databaseURL: url, memcached: link.path)
        // The first to connect is the one that will be cut off.
        let token = try await far.register("alice").token
        let near = try await TestGateway(databaseURL: url, memcached: link.path)
        let bob = try await near.register("bob").id
        // What was looked at twice is in memcached.
        for gateway in [near, far, near] {
            #expect(try await gateway.followState(token) == "NOT_FOLLOWING 0")
        }

        link.cut(oldest: 1)
        let followed = try await far.ask(
            #"mutation { userFollow(input: { userId: "\#(bob)" }) { userErrors { message } } }"#,
            token: token)
        let ticket = try #require(followed.ticket, "\(followed.text)")
        #expect(try await far.followState(token) == "FOLLOWING 1")
        #expect(
            try await near.followState(token) == "NOT_FOLLOWING 0",
            "memcached has forgotten it already: the test would prove nothing")
        #expect(try await near.followState(token, ticket: ticket) == "FOLLOWING 1")

        let unfollowed = try await far.ask(
            #"mutation { userUnfollow(input: { userId: "\#(bob)" }) { userErrors { message } } }"#,
            token: token, ticket: ticket)
        let second = try #require(unfollowed.ticket)
        #expect(try await near.followState(token, ticket: second) == "NOT_FOLLOWING 0")

        try link.mend()
        let again = try await near.ask(
            #"mutation { userFollow(input: { userId: "\#(bob)" }) { userErrors { message } } }"#,
            token: token)
        #expect(again.ticket == nil, "memcached was told everything")
        #expect(try await near.followState(token) == "FOLLOWING 1")
        for gateway in [near, far] { await gateway.close() }
    }
}

/// A whole server on a port of its own.
private struct TestGateway {
    let application: Application
    private let running: Task<Void, any Error>
    private let address: URL

    private static let project = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    private static let secret = "a secret that both gateways know, of course"

    static func settings(
        _ command: String, databaseURL: String, memcached: String = ""
    ) throws -> Settings {
        var arguments = [command, "--resources", project, "--database-url", databaseURL]
        if command == "serve" {
            let data = FileManager.default.temporaryDirectory
                .appending(path: "tintype-session-\(UUID().uuidString)").path
            arguments += ["--data", data, "--memcached-servers", memcached, "--port", "0"]
            arguments += ["--secret-key", secret, "--log-level", "critical"]
        }
        return try Settings(parsing: arguments)
    }

    init(databaseURL: String, memcached: String) async throws {
        let settings = try Self.settings("serve", databaseURL: databaseURL, memcached: memcached)
        let data = try settings.required(.data)
        try FileManager.default.createDirectory(
            atPath: data, withIntermediateDirectories: true)
        let application = try Application(
            settings, places: .elsewhere(settings), secret: .given(settings))
        self.application = application
        let project = try ProjectFolder.find(settings)
        let gateway = try Server(application, settings, project: project).gateway
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        running = Task { try await gateway.run { port.yield($0) } }
        let number = try #require(await ports.first { _ in true })
        address = try #require(URL(string: "http://127.0.0.1:\(number)/graphql"))
    }

    func close() async {
        running.cancel()
        _ = try? await running.value
        await application.close()
    }

    struct Answer {
        let text: String
        let data: [String: Any]
        let ticket: String?
    }

    func ask(
        _ document: String, token: String? = nil, ticket: String? = nil
    ) async throws -> Answer {
        var request = URLRequest(url: address)
        request.httpMethod = "POST"
        request.httpBody = try JSONSerialization.data(withJSONObject: ["query": document])
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let ticket { request.setValue(ticket, forHTTPHeaderField: "Tintype-Ticket") }
        let (body, response) = try await URLSession.shared.data(for: request)
        let object = try JSONSerialization.jsonObject(with: body) as? [String: Any]
        return Answer(
            text: String(decoding: body, as: UTF8.self),
            data: object?["data"] as? [String: Any] ?? [:],
            ticket: (response as? HTTPURLResponse)?
                .value(forHTTPHeaderField: "Tintype-Ticket"))
    }

    func register(_ name: String) async throws -> (token: String, id: String) {
        let answer = try await ask(
            """
            mutation {
              accountRegister(input: {
                username: "\(name)", email: "\(name)@example.com", password: "not-so-common-7"
              }) { viewer { user { id } } tokens { accessToken } userErrors { message } }
            }
            """)
        let payload = answer.data["accountRegister"] as? [String: Any]
        let tokens = payload?["tokens"] as? [String: Any]
        let user = (payload?["viewer"] as? [String: Any])?["user"] as? [String: Any]
        return (
            try #require(tokens?["accessToken"] as? String, "\(answer.text)"),
            try #require(user?["id"] as? String, "\(answer.text)")
        )
    }

    /// Whether the viewer follows bob, and how many do.
    func followState(_ token: String, ticket: String? = nil) async throws -> String {
        let answer = try await ask(
            """
            {
              user(username: "bob") {
                viewerRelationship { followState } followerCount
              }
            }
            """, token: token, ticket: ticket)
        let user = answer.data["user"] as? [String: Any]
        let state = (user?["viewerRelationship"] as? [String: Any])?["followState"] as? String
        let count = user?["followerCount"] as? Int
        return "\(try #require(state, "\(answer.text)")) \(try #require(count))"
    }
}
