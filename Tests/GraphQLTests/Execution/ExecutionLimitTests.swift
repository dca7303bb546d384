import Testing

@testable import GraphQL

@Suite struct `Limits of execution` {
    private static func body(
        _ text: String, change: (inout Limits) -> Void
    ) async throws -> (text: String, hasData: Bool) {
        var limits = Limits.standard
        change(&limits)
        let kennel = try Kennel.engine()
        let engine = Engine(kennel.schema, limits: limits)
        let response = await engine.execute(
            Request(source: Source(text)), context: Kennel.Context(),
            report: maskErrors(as: "Internal error."))
        return (String(decoding: response.body, as: UTF8.self), response.hasData)
    }

    @Test(arguments: [
        // Fields of the root, of the people and of their dogs.
        ("{ people(count: 10) { name } }", 11),
        ("{ people(count: 10) { name age } echo }", 22),
        ("{ people(count: 3) { dogs { name barks } } }", 1 + 3 + 12),
        ("{ strictPeople { strictFails } }", 1 + 1),
        ("{ __schema { queryType { name } } }", 3),
    ])
    func `a response of more fields is refused whole`(text: String, fields: Int) async throws {
        let whole = try await Self.body(text) { $0.responseFieldsMax = fields }
        #expect(whole.hasData)
        let refused = try await Self.body(text) { $0.responseFieldsMax = fields - 1 }
        #expect(!refused.hasData)
        #expect(
            refused.text
                == #"{"errors":[{"message":"The response would hold more than \#(fields - 1) fields. Ask for less at once.","extensions":{"code":"RESPONSE_TOO_LARGE"}}]}"#
        )
    }
}
