import Synchronization
import Testing

@testable import GraphQL

/// A number that mutations change, and that plain properties of their payloads read.
private enum Counter {
    static let sdl = """
        type Query { value: Int! }
        type Mutation {
          add(amount: Int!): Payload
          plainAdd(amount: Int!): Int!
          strict(fails: Boolean!): Payload!
        }
        type Payload { value: Int! history: [Int!]! inner: Payload }
        """

    final class Context: Sendable {
        let value = Mutex(0)

        func add(_ amount: Int) -> Int {
            value.withLock { value in
                value += amount
                return value
            }
        }

        var current: Int { value.withLock { $0 } }
    }

    struct Root: ObjectResult {
        static let typeName = "Query"
    }

    struct Mutation: ObjectResult {
        static let typeName = "Mutation"
    }

    struct Payload: ObjectResult {
        static let typeName = "Payload"
    }

    static func engine(_ change: (inout Limits) -> Void = { _ in }) throws -> Engine {
        var resolvers = Resolvers(context: Context.self)
        resolvers.root(Root()) { query in
            query.field("value") { _, _, context in context.current }
        }
        resolvers.root(Mutation()) { mutation in
            mutation.batch("add") { _, arguments, context in
                _ = context.add(arguments.int("amount") ?? 0)
                return [Payload()]
            }
            mutation.field("plainAdd") { _, arguments, context in
                context.add(arguments.int("amount") ?? 0)
            }
            mutation.batch("strict") { _, arguments, context in
                _ = context.add(1000)
                return [arguments.boolean("fails") == true ? nil : Payload()]
            }
        }
        resolvers.type(Payload.self) { payload in
            payload.field("value") { _, _, context in context.current }
            payload.field("history") { _, _, context in [context.current, context.current] }
            payload.field("inner") { _ in Payload() }
        }
        var limits = Limits.standard
        change(&limits)
        return Engine(try ExecutableSchema(try buildSchema(sdl), resolvers), limits: limits)
    }

    static func run(_ text: String, on engine: Engine, _ context: Context) async -> String {
        let response = await engine.execute(
            Request(source: Source(text)), context: context,
            report: maskErrors(as: "Internal error."))
        return String(decoding: response.body, as: UTF8.self)
    }
}

@Suite struct `Root fields of a mutation` {
    @Test func `are complete before the next begins`() async throws {
        let text = """
            mutation {
              a: add(amount: 1) { value history inner { value inner { value } } }
              b: plainAdd(amount: 10)
              c: add(amount: 100) { value }
              d: plainAdd(amount: 1000)
            }
            """
        #expect(
            await Counter.run(text, on: try Counter.engine(), Counter.Context())
                == #"{"data":{"a":{"value":1,"history":[1,1],"inner":{"value":1,"inner":{"value":1}}},"b":11,"c":{"value":111},"d":1111}}"#
        )
    }

    @Test func `are not begun behind a null that takes all with it`() async throws {
        let context = Counter.Context()
        let text =
            "mutation { add(amount: 1) { value } strict(fails: true) { value } b: add(amount: 10) { value } }"
        let response = await Counter.run(text, on: try Counter.engine(), context)
        #expect(
            response
                == #"{"errors":[{"message":"Cannot return null for non-nullable field Mutation.strict.","locations":[{"line":1,"column":37}],"path":["strict"]}],"data":null}"#
        )
        #expect(context.current == 1001)
    }

    @Test func `are not begun behind a limit`() async throws {
        let context = Counter.Context()
        let engine = try Counter.engine { $0.responseBytesMax = 30 }
        let text = "mutation { a: add(amount: 1) { value history } b: add(amount: 10) { value } }"
        let response = await Counter.run(text, on: engine, context)
        #expect(response.contains("RESPONSE_TOO_LARGE"))
        #expect(context.current == 1)
    }

    @Test func `may have errors below them`() async throws {
        let text = """
            mutation { strict(fails: false) { value } x: add(amount: 1) { value } }
            """
        #expect(
            await Counter.run(text, on: try Counter.engine(), Counter.Context())
                == #"{"data":{"strict":{"value":1000},"x":{"value":1001}}}"#)
    }
}
