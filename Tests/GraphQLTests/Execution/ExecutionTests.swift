import Testing

@testable import GraphQL

@Suite struct `Execution` {
    @Test(arguments: [
        ("{ person(name: \"Ann\") { name age } }", #"{"person":{"name":"Ann","age":3}}"#),
        ("{ a: person(name: \"Nobody\") { name } }", #"{"a":null}"#),
        ("{ people(count: 0) { name } }", #"{"people":[]}"#),
        (
            "{ people { __typename n: name name } }",
            #"{"people":[{"__typename":"Person","n":"P0","name":"P0"},{"__typename":"Person","n":"P1","name":"P1"}]}"#
        ),
        (
            "{ person(name: \"Ann\") { ... on Named { name } ...F } } fragment F on Person { age name }",
            #"{"person":{"name":"Ann","age":3}}"#
        ),
        (
            "{ person(name: \"Ann\") { friend { name } friend { age } } }",
            #"{"person":{"friend":{"name":"Ann's friend","age":12}}}"#
        ),
        (
            "{ person(name: \"A\") { pets { __typename ... on Cat { lives } ... on Dog { barks(times: 1) } } } }",
            #"{"person":{"pets":[{"__typename":"Cat","lives":9},null,{"__typename":"Dog","barks":"w"}]}}"#
        ),
        (
            "{ named { name ... on Dog { owner { name } } } }",
            #"{"named":[{"name":"Rex","owner":{"name":"Ann"}},{"name":"Tom"}]}"#
        ),
        (
            "{ person(name: \"A\") { matrix numbers } }",
            #"{"person":{"matrix":[[1,null],null,[]],"numbers":[1,2]}}"#
        ),
        ("{ person(name: \"A\") { } }", #"{"person":{}}"#),
        ("{ echo(text: \"\\u00e9\\n\\\"\") }", #"{"echo":"{ text: \"é\\n\\\"\" }"}"#),
        ("{ echo(filter: {}) }", #"{"echo":"{ filter: { prefix: \"A\", limit: 3 } }"}"#),
        ("{ echo(ids: 7) }", #"{"echo":"{ ids: [\"7\"] }"}"#),
    ])
    func `answers in the order of the fields`(query: String, data: String) async throws {
        #expect(try await Kennel.run(query) == #"{"data":\#(data)}"#)
    }

    @Test func `one resolver call serves a whole level`() async throws {
        let context = Kennel.Context()
        _ = try await Kennel.run(
            "{ people(count: 50) { dogs { owner { friend { name } } } friend { dogs { name } } } }",
            context: context)
        #expect(
            context.calls.sorted() == [
                "dogs of 50", "dogs of 50", "friend of 100", "friend of 50", "owner of 100",
                "people",
            ])
    }

    @Test func `mutations run one after the other, in their order`() async throws {
        let context = Kennel.Context()
        let body = try await Kennel.run(
            "mutation { a: add(amount: 1) b: add(amount: 10) c: add(amount: 100) }",
            context: context)
        #expect(body == #"{"data":{"a":1,"b":11,"c":111}}"#)
        #expect(context.calls == ["add 1", "add 10", "add 100"])
    }

    @Test(arguments: [
        ("query Q { a: big b: echo } query P { echo }", "P" as String?, #"{"data":{"echo":"{}"}}"#),
        (
            "query Q { echo } query P { echo }", nil,
            #"{"errors":[{"message":"Must provide operation name if query contains multiple operations."}]}"#
        ),
        (
            "query Q { echo }", "X",
            #"{"errors":[{"message":"Unknown operation named \"X\"."}]}"#
        ),
    ])
    func `the operation name chooses`(query: String, name: String?, body: String) async throws {
        #expect(try await Kennel.run(query, operationName: name) == body)
    }

    @Test func `an unexpected error is masked and reported`() async throws {
        #expect(
            try await Kennel.run("{ crash echo }")
                == #"{"errors":[{"message":"Internal error.","locations":[{"line":1,"column":3}],"path":["crash"]}],"data":{"crash":null,"echo":"{}"}}"#
        )
    }

    @Test func `fields nested beyond the limit are refused`() async throws {
        // Fragments nest fields deeper than the parser's own limit lets braces nest.
        let fragments = (0..<300).map {
            "fragment F\($0) on Person { friend { \($0 == 299 ? "name" : "...F\($0 + 1)") } }"
        }
        let body = try await Kennel.run(
            "{ person(name: \"A\") { ...F0 } } " + fragments.joined(separator: " "))
        #expect(body.contains("levels deep"))
        #expect(!body.contains("data"))
    }
}

@Suite struct `Skip and include` {
    private let query = """
        query ($yes: Boolean!, $no: Boolean!) {
          person(name: "A") @include(if: $yes) { name @skip(if: $no) age @include(if: $no) }
          ... @skip(if: $yes) { echo }
        }
        """

    @Test func `follow the variables, whatever plan came before`() async throws {
        let engine = try Kennel.engine()
        let hash = DocumentHash(digest: [UInt8](repeating: 7, count: 32))
        for (yes, no, data) in [
            (true, false, #"{"person":{"name":"A"}}"#), (true, true, #"{"person":{"age":1}}"#),
            (false, false, #"{"echo":"{}"}"#), (true, false, #"{"person":{"name":"A"}}"#),
        ] {
            let variables = [
                InputField(name: "yes", value: .boolean(yes)),
                InputField(name: "no", value: .boolean(no)),
            ]
            let response = await engine.execute(
                Request(source: Source(query), hash: hash, variables: variables),
                context: Kennel.Context(), report: maskErrors(as: "Internal error."))
            #expect(String(decoding: response.body, as: UTF8.self) == #"{"data":\#(data)}"#)
        }
    }
}
