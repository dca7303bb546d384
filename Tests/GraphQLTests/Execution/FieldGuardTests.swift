import Testing

@testable import GraphQL

/// Fields that something is asked before.
@Suite struct `Guards of fields` {
    private final class Caller: Sendable {
        let isTrusted: Bool

        init(isTrusted: Bool) { self.isTrusted = isTrusted }
    }

    private struct Root: ObjectResult {
        static let typeName = "Query"
    }

    private struct Vault: ObjectResult {
        static let typeName = "Vault"
    }

    private struct Box: ObjectResult {
        static let typeName = "Box"
    }

    private struct Refused: Error {}

    private static func answer(_ query: String, isTrusted: Bool) async throws -> String {
        let schema = try buildSchema([
            Source(
                """
                directive @trust(level: Int!) on FIELD_DEFINITION | OBJECT
                type Query {
                  open: Int leaf: Int @trust(level: 1) object: Box @trust(level: 2)
                  batch: [Box] @trust(level: 3) vault: Vault closed: Int
                }
                type Box { size: Int }
                type Vault @trust(level: 4) { gold: Int box: Box }
                """, name: "guards.graphql")
        ])
        var resolvers = Resolvers(context: Caller.self)
        resolvers.root(Root()) { root in
            for name in ["open", "leaf", "closed"] { root.field(name) { _ in 1 } }
            root.field("object") { _ in Box() }
            root.batch("batch") { roots, _, _ in roots.map { _ in [Box(), Box()] } }
            root.field("vault") { _ in Vault() }
        }
        resolvers.type(Box.self) { $0.field("size") { _ in 7 } }
        resolvers.type(Vault.self) { vault in
            vault.field("gold") { _ in 9 }
            vault.field("box") { _ in Box() }
        }
        resolvers.guardFields(with: "trust") { directive in
            let level = directive.arguments.first?.value.int ?? 0
            return { caller in
                await Task.yield()
                if !caller.isTrusted { throw GraphQLError("level \(level)") }
            }
        }
        resolvers.guardFields(
            of: Root.self, except: ["open", "leaf", "object", "batch", "vault"]
        ) {
            if !$0.isTrusted { throw GraphQLError("closed") }
        }
        let engine = Engine(try ExecutableSchema(schema, resolvers), limits: .standard)
        let operation = try engine.prepare(Request(source: Source(query)))
        let response = await engine.execute(
            operation, context: Caller(isTrusted: isTrusted)
        ) { error, path in (error as? GraphQLError) ?? GraphQLError("\(error)") }
        return String(decoding: response.body, as: UTF8.self)
    }

    @Test(
        arguments: [
            ("{ open }", #"{"data":{"open":1}}"#, nil),
            ("{ leaf }", #"{"data":{"leaf":1}}"#, "level 1"),
            ("{ object { size } }", #"{"data":{"object":{"size":7}}}"#, "level 2"),
            ("{ batch { size } }", #"{"data":{"batch":[{"size":7},{"size":7}]}}"#, "level 3"),
            ("{ vault { gold } }", #"{"data":{"vault":{"gold":9}}}"#, "level 4"),
            ("{ vault { box { size } } }", #"{"data":{"vault":{"box":{"size":7}}}}"#, "level 4"),
            ("{ vault { __typename } }", #"{"data":{"vault":{"__typename":"Vault"}}}"#, nil),
            ("{ closed }", #"{"data":{"closed":1}}"#, "closed"),
        ] as [(String, String, String?)])
    func `answer whom the guard lets pass`(
        query: String, answer: String, refusal: String?
    ) async throws {
        #expect(try await Self.answer(query, isTrusted: true) == answer)
        let refused = try await Self.answer(query, isTrusted: false)
        if let refusal {
            #expect(refused.contains(#""message":"\#(refusal)""#), "\(refused)")
            #expect(refused.contains("null"), "\(refused)")
        } else {
            #expect(refused == answer)
        }
    }
}
