import Synchronization
import TestSupport
import Testing

@testable import GraphQL

@Suite struct `Bytes of responses` {
    private static func engine(_ change: (inout Limits) -> Void) throws -> Engine {
        var limits = Limits.standard
        limits.costMax = .max
        change(&limits)
        return Engine(try Kennel.engine().schema, limits: limits)
    }

    private static func run(_ text: String, on engine: Engine) async -> Response {
        await engine.execute(
            Request(source: Source(text)), context: Kennel.Context(),
            report: maskErrors(as: "Internal error."))
    }

    private static func text(_ response: Response) -> String {
        String(decoding: response.body, as: UTF8.self)
    }

    private static let tooLarge =
        #"{"errors":[{"message":"The response would take more than 100000 bytes. Ask for less at once.","extensions":{"code":"RESPONSE_TOO_LARGE"}}]}"#

    @Test(arguments: [
        // Plain fields, lists of plain values, objects, errors with their paths, and all of these
        // in lists in lists.
        "{ people(count: 6000) { name age } }",
        "{ people(count: 3000) { numbers matrix } }",
        "{ people(count: 3000) { dogs { name } } }",
        "{ people(count: 3000) { fails } }",
        "{ people(count: 3000) { strictFails } }",
        "{ people(count: 3000) { friend { pets { ... on Named { name } } } } }",
    ])
    func `are no more than the limit, whatever they are made of`(text: String) async throws {
        let engine = try Self.engine { $0.responseBytesMax = 100_000 }
        let response = await Self.run(text, on: engine)
        #expect(Self.text(response) == Self.tooLarge)
        #expect(!response.hasData)
        #expect(engine.budget.bytes == 0)
        let larger = try Self.engine { $0.responseBytesMax = 10_000_000 }
        #expect(await Self.run(text, on: larger).hasData)
    }

    @Test func `may be exactly as many as the limit`() async throws {
        let text = "{ people(count: 3000) { name age } }"
        let length = await Self.run(text, on: try Self.engine { _ in }).body.count
        // The last bracket is written whatever the limit says.
        #expect(await Self.run(text, on: try Self.engine { $0.responseBytesMax = length }).hasData)
        let engine = try Self.engine { $0.responseBytesMax = length - 8 }
        #expect(await !Self.run(text, on: engine).hasData)
    }

    @Test(.crosses(\Limits.responseBytesInFlightMax))
    func `of all responses are bounded until they are let go`() async throws {
        let engine = try Self.engine { $0.responseBytesInFlightMax = 300_000 }
        let text = "{ people(count: 3000) { name age } }"
        var held: [Response] = []
        for _ in 0..<4 { held.append(await Self.run(text, on: engine)) }
        let length = held[0].body.count
        #expect(held.map(\.hasData) == [true, true, true, false])
        #expect(
            Self.text(held[3])
                == #"{"errors":[{"message":"The server is busy. Try again in a moment.","extensions":{"code":"OVERLOADED"}}]}"#
        )
        #expect(held[3].reason == .overloaded)
        #expect(engine.budget.bytes == 3 * length)
        held.removeFirst()
        #expect(engine.budget.bytes == 2 * length)
        #expect(await Self.run(text, on: engine).hasData)
        held.removeAll()
        #expect(engine.budget.bytes == 0)
        // What is little is counted, too, but not refused.
        let small = await Self.run("{ big }", on: engine)
        #expect(engine.budget.bytes == small.body.count)
    }

    @Test func `of all payloads count together`() async throws {
        let text = "{ people(count: 1000) @stream { name age } }"
        let engine = try Circle.engine { $0.responseBytesMax = 10_000 }
        let payloads = try await Circle.run(text, engine: engine)
        #expect(payloads.last?.contains("RESPONSE_TOO_LARGE") == true)
        #expect(payloads.reduce(0) { $0 + $1.utf8.count } < 20_000)
        #expect(engine.budget.bytes == 0)
    }

    @Test func `have a price where scalars are repeated`() throws {
        let engine = try Self.engine { _ in }
        func cost(_ text: String) throws -> Int {
            try engine.prepare(Request(source: Source(text))).cost.points
        }
        let aliases = (0..<100).map { "a\($0): name" }.joined(separator: " ")
        #expect(try cost("{ people { name age } }") == 1)
        // Ninety-nine repetitions for each of so many.
        #expect(try cost("{ people { \(aliases) } }") == 11)
        #expect(try cost("{ people { ...F } } fragment F on Person { \(aliases) }") == 11)
        #expect(
            try cost("{ people { friend { \(aliases) } dogs { \(aliases) } } }")
                == 1 + 1 + 1 + 20)
        // Objects have their price already.
        #expect(
            try cost("{ a: person(name: \"A\") { name } b: person(name: \"B\") { name } }") == 2)
    }
}
