import Testing

@testable import GraphQL

@Suite struct `Variables` {
    @Test(arguments: [
        (
            "query ($c: Int) { people(count: $c) { name } }", InputValue.int(1),
            #"{"data":{"people":[{"name":"P0"}]}}"#
        ),
        (
            "query ($c: Int!) { people(count: $c) { name } }", nil,
            #"{"errors":[{"message":"Variable \"$c\" has invalid value: Expected a value of non-null type \"Int!\" to be provided.","locations":[{"line":1,"column":8}]}]}"#
        ),
        (
            "query ($c: Int!) { people(count: $c) { name } }", .null,
            #"{"errors":[{"message":"Variable \"$c\" has invalid value: Expected value of non-null type \"Int!\" not to be null.","locations":[{"line":1,"column":8}]}]}"#
        ),
        (
            "query ($c: Int) { people(count: $c) { name } }", .string("x"),
            #"{"errors":[{"message":"Variable \"$c\" has invalid value: Int cannot represent non-integer value: \"x\"","locations":[{"line":1,"column":8}]}]}"#
        ),
        (
            "query ($c: Int) { people(count: $c) { name } }", .int(1 << 31),
            #"{"errors":[{"message":"Variable \"$c\" has invalid value: Int cannot represent non 32-bit signed integer value: 2147483648","locations":[{"line":1,"column":8}]}]}"#
        ),
        (
            "query ($c: Int = 1) { people(count: $c) { name } }", nil,
            #"{"data":{"people":[{"name":"P0"}]}}"#
        ),
        ("query ($c: [ID!]) { echo(ids: $c) }", .int(4), #"{"data":{"echo":"{ ids: [\"4\"] }"}}"#),
        (
            "query ($c: [ID!]) { echo(ids: $c) }", .list([.string("a"), .null]),
            #"{"errors":[{"message":"Variable \"$c\" has invalid value at [1]: Expected value of non-null type \"ID!\" not to be null.","locations":[{"line":1,"column":8}]}]}"#
        ),
        (
            "query ($c: Filter) { echo(filter: $c) }",
            .object([InputField(name: "prefix", value: .null)]),
            #"{"data":{"echo":"{ filter: { prefix: null, limit: 3 } }"}}"#
        ),
        (
            "query ($c: Filter) { echo(filter: $c) }",
            .object([InputField(name: "limt", value: .int(1))]),
            #"{"errors":[{"message":"Variable \"$c\" has invalid value: Expected value of type \"Filter\" not to include unknown field \"limt\". Did you mean \"limit\"? Found: { limt: 1 }.","locations":[{"line":1,"column":8}]}]}"#
        ),
        ("query ($c: String) { echo(text: $c) }", nil, #"{"data":{"echo":"{}"}}"#),
        ("query ($c: String) { echo(text: $c) }", .null, #"{"data":{"echo":"{ text: null }"}}"#),
        (
            "query ($c: Int) { people(count: $c) { name } }", .float(1.0),
            #"{"data":{"people":[{"name":"P0"}]}}"#
        ),
    ])
    func `are coerced to their types`(
        query: String, value: InputValue?, body: String
    )
        async throws
    {
        let variables = value.map { [InputField(name: "c", value: $0)] } ?? []
        #expect(try await Kennel.run(query, variables: variables) == body)
    }

    @Test func `a long value is not echoed`() async throws {
        let long = String(repeating: "x", count: 1_000_000)
        let body = try await Kennel.run(
            "query ($c: Int) { people(count: $c) { name } }",
            variables: [InputField(name: "c", value: .string(long))])
        #expect(body.utf8.count < 400)
    }
}
