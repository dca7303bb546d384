import Foundation
import Testing

/// Hashing a password takes long on purpose, so those who ask for it must not stand in each other's
/// way more than can be.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `Signing in` {
    private static let flood = 80

    private func request(_ login: String) throws -> (fields: [(String, String)], body: [UInt8]) {
        let query = """
            mutation { sessionCreate(input: { login: "\(login)", password: "not this one" }) {
              userErrors { code } } }
            """
        let body = try JSONSerialization.data(withJSONObject: ["query": query])
        return ([("Content-Type", "application/json")], Array(body))
    }

    @Test func `is not kept from anyone by those who ask and leave`() async throws {
        let fleet = try await Fleet()
        _ = try await FleetWorld(in: fleet, people: 3)
        let gateway = try await fleet.gateway()
        _ = try await onThreads(Self.flood) { _ in
            let client = gateway.client()
            let (fields, body) = try request("person1")
            try client.sendOnly("POST", "/graphql", fields, body)
            // What it has sent has to be there before it leaves.
            Thread.sleep(forTimeInterval: 0.2)
            client.hangUp()
        }
        try await expectService(from: gateway)
        await fleet.stop()
    }

    @Test func `is not kept from anyone by those who ask too much`() async throws {
        let fleet = try await Fleet()
        _ = try await FleetWorld(in: fleet, people: 3)
        let gateway = try await fleet.gateway()
        let crowd = (0..<Self.flood).map { _ in gateway.client() }
        for client in crowd {
            let (fields, body) = try request("person1")
            try client.sendOnly("POST", "/graphql", fields, body)
        }
        try await expectService(from: gateway)
        let answer = try #require(try crowd.last?.receive())
        #expect(answer.status == 503, "it was the last in the longest line")
        #expect(answer.codes == ["OVERLOADED"])
        #expect(answer.headers["retry-after"] == "1")
        for client in crowd { client.hangUp() }
        #expect(!gateway.process.printed.contains("Unexpected error"))
        await fleet.stop()
    }

    /// Another account's sign-in is looked at: the password is wrong, and that is said.
    private func expectService(from gateway: FleetGateway) async throws {
        let answers = try await onThreads(1) { _ in
            let (fields, body) = try request("person2")
            return try gateway.client().send("POST", "/graphql", fields, body)
        }
        let answer = try #require(answers.first)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.text.contains("BAD_CREDENTIALS"), "\(answer.text)")
    }
}
