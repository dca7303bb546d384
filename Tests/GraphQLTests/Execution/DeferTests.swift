import Testing

@testable import GraphQL

@Suite struct `Deferred fragments` {
    private static func expect(_ text: String, gives payloads: [String]) async throws {
        #expect(try await Circle.run(text) == payloads)
    }

    @Test func `come after the rest, labelled`() async throws {
        try await Self.expect(
            "{ person { name ... @defer(label: \"later\") { age friend { name } } } }",
            gives: [
                #"{"data":{"person":{"name":"Ann"}},"pending":[{"id":"0","path":["person"],"label":"later"}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","data":{"age":3,"friend":{"name":"Ann's friend"}}}],"completed":[{"id":"0"}],"hasNext":false}"#,
            ])
    }

    @Test(arguments: [
        "{ person { name } ...F @defer } fragment F on Query { a: person { age } }",
        "{ person { name } ... on Query @defer { a: person { age } } }",
        "{ person { name } ... @defer { ...F } } fragment F on Query { a: person { age } }",
    ])
    func `are spreads and inline fragments, of the root too`(text: String) async throws {
        try await Self.expect(
            text,
            gives: [
                #"{"data":{"person":{"name":"Ann"}},"pending":[{"id":"0","path":[]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","data":{"a":{"age":3}}}],"completed":[{"id":"0"}],"hasNext":false}"#,
            ])
    }

    @Test func `of a list are each announced, and resolved by one call a field`() async throws {
        let context = Circle.Context()
        let payloads = try await Circle.run(
            "{ people(count: 3) { ... @defer { friend { name } } } }", context: context)
        #expect(
            payloads == [
                #"{"data":{"people":[{},{},{}]},"pending":[{"id":"0","path":["people",0]},{"id":"1","path":["people",1]},{"id":"2","path":["people",2]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","data":{"friend":{"name":"P0's friend"}}},{"id":"1","data":{"friend":{"name":"P1's friend"}}},{"id":"2","data":{"friend":{"name":"P2's friend"}}}],"completed":[{"id":"0"},{"id":"1"},{"id":"2"}],"hasNext":false}"#,
            ])
        #expect(context.calls == ["people", "friend of 3"])
    }

    @Test func `inside of others come after them, together`() async throws {
        let context = Circle.Context()
        let payloads = try await Circle.run(
            "{ people { ... @defer { friend { ... @defer { friend { name } } } } } }",
            context: context)
        #expect(
            payloads == [
                #"{"data":{"people":[{},{}]},"pending":[{"id":"0","path":["people",0]},{"id":"1","path":["people",1]}],"hasNext":true}"#,
                #"{"pending":[{"id":"2","path":["people",0,"friend"]},{"id":"3","path":["people",1,"friend"]}],"incremental":[{"id":"0","data":{"friend":{}}},{"id":"1","data":{"friend":{}}}],"completed":[{"id":"0"},{"id":"1"}],"hasNext":true}"#,
                #"{"incremental":[{"id":"2","data":{"friend":{"name":"P0's friend's friend"}}},{"id":"3","data":{"friend":{"name":"P1's friend's friend"}}}],"completed":[{"id":"2"},{"id":"3"}],"hasNext":false}"#,
            ])
        #expect(context.calls == ["people", "friend of 2", "friend of 2"])
    }

    @Test func `bring no field twice`() async throws {
        try await Self.expect(
            "{ person { name friend { name } } ... @defer { person { name friend { age } } } }",
            gives: [
                #"{"data":{"person":{"name":"Ann","friend":{"name":"Ann's friend"}}},"pending":[{"id":"0","path":[]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","subPath":["person","friend"],"data":{"age":12}}],"completed":[{"id":"0"}],"hasNext":false}"#,
            ])
    }

    @Test func `that overlap share what they have in common`() async throws {
        try await Self.expect(
            """
            { ... @defer(label: "a") { person { name age } }
              ... @defer(label: "b") { person { age bad } } }
            """,
            gives: [
                #"{"data":{},"pending":[{"id":"0","path":[],"label":"a"},{"id":"1","path":[],"label":"b"}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","data":{"person":{"age":3}}},{"id":"0","subPath":["person"],"data":{"name":"Ann"}},{"id":"1","subPath":["person"],"data":{"bad":null},"errors":[{"message":"It is bad.","locations":[{"line":2,"column":41}],"path":["person","bad"]}]}],"completed":[{"id":"0"},{"id":"1"}],"hasNext":false}"#,
            ])
    }

    @Test func `say of a path only what is below the deepest of them`() async throws {
        try await Self.expect(
            """
            { ... @defer(label: "a") { person { friend { name } } }
              person { ... @defer(label: "b") { friend { name } } } }
            """,
            gives: [
                #"{"data":{"person":{}},"pending":[{"id":"0","path":[],"label":"a"},{"id":"1","path":["person"],"label":"b"}],"hasNext":true}"#,
                #"{"incremental":[{"id":"1","data":{"friend":{"name":"Ann's friend"}}}],"completed":[{"id":"0"},{"id":"1"}],"hasNext":false}"#,
            ])
    }

    @Test func `nested without fields of their own are never announced`() async throws {
        try await Self.expect(
            "{ person { name ... @defer { ... @defer(label: \"in\") { age } } } }",
            gives: [
                #"{"data":{"person":{"name":"Ann"}},"pending":[{"id":"0","path":["person"],"label":"in"}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","data":{"age":3}}],"completed":[{"id":"0"}],"hasNext":false}"#,
            ])
    }

    @Test(arguments: [
        "{ person { name ... @defer { name } } }",
        "{ person { name ... @defer(if: false) { name } } }",
        "{ person { name ... @defer @include(if: false) { age } } }",
        "{ person { ... @defer { ...F } ...F } } fragment F on Person { name }",
        "{ person { name ... on Person @defer { } } }",
    ])
    func `that bring nothing leave an ordinary response`(text: String) async throws {
        try await Self.expect(text, gives: [#"{"data":{"person":{"name":"Ann"}}}"#])
    }

    @Test func `are switched by a variable`() async throws {
        let text = "query ($later: Boolean! = true) { person { ... @defer(if: $later) { age } } }"
        let engine = try Circle.engine()
        for (variables, count): ([InputField], Int) in [
            ([], 2), ([InputField(name: "later", value: .boolean(false))], 1),
            ([InputField(name: "later", value: .boolean(true))], 2),
        ] {
            let payloads = try await Circle.run(text, variables: variables, engine: engine)
            #expect(payloads.count == count)
        }
    }

    @Test func `are known by a plan of their own`() async throws {
        let engine = try Circle.engine()
        let text = "query ($x: Boolean! = true) { person { name ... @defer(if: $x) { age } } }"
        let hash = DocumentHash(digest: [1, 2, 3])
        for (isIncremental, x, hasMore) in [
            (false, true, false), (true, true, true), (true, false, false), (false, true, false),
            (true, true, true),
        ] {
            let operation = try engine.prepare(
                Request(
                    source: Source(text), hash: hash,
                    variables: [InputField(name: "x", value: .boolean(x))],
                    isIncremental: isIncremental))
            let response = await engine.executeIncrementally(
                operation, context: Circle.Context(), report: maskErrors(as: ""))
            #expect((response.subsequent != nil) == hasMore)
        }
    }

    @Test func `come at once to who does not ask for incremental delivery`() async throws {
        let payloads = try await Circle.run(
            "{ people { name ... @defer { age } } words @stream }", isIncremental: false)
        #expect(
            payloads == [
                #"{"data":{"people":[{"name":"P0","age":2},{"name":"P1","age":2}],"words":["w0","w1","w2"]}}"#
            ])
    }

    @Test func `are refused by plain execution`() async throws {
        let engine = try Circle.engine()
        let operation = try engine.prepare(
            Request(source: Source("{ person { ... @defer { age } } }"), isIncremental: true))
        let response = await engine.execute(
            operation, context: Circle.Context(), report: maskErrors(as: ""))
        #expect(!response.hasData)
        #expect(String(decoding: response.body, as: UTF8.self).contains("multiple payloads"))
    }

    @Test func `with errors tell them, and mask what is not for clients`() async throws {
        try await Self.expect(
            "{ person { ... @defer { bad secret } } }",
            gives: [
                #"{"data":{"person":{}},"pending":[{"id":"0","path":["person"]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","data":{"bad":null,"secret":null},"errors":[{"message":"It is bad.","locations":[{"line":1,"column":25}],"path":["person","bad"]},{"message":"Internal error.","locations":[{"line":1,"column":29}],"path":["person","secret"]}]}],"completed":[{"id":"0"}],"hasNext":false}"#,
            ])
    }

    @Test func `fail by a null that propagates to them, with what is in them`() async throws {
        try await Self.expect(
            """
            { people { ... @defer { age nobody { name } ... @defer { friend { name } } } name } }
            """,
            gives: [
                #"{"data":{"people":[{"name":"P0"},{"name":"P1"}]},"pending":[{"id":"0","path":["people",0]},{"id":"1","path":["people",1]}],"hasNext":true}"#,
                #"{"completed":[{"id":"0","errors":[{"message":"Cannot return null for non-nullable field Person.nobody.","locations":[{"line":1,"column":29}],"path":["people",0,"nobody"]}]},{"id":"1","errors":[{"message":"Cannot return null for non-nullable field Person.nobody.","locations":[{"line":1,"column":29}],"path":["people",1,"nobody"]}]}],"hasNext":false}"#,
            ])
    }

    @Test func `lose nothing that another brings when one fails`() async throws {
        try await Self.expect(
            """
            { person { ... @defer(label: "a") { age strictBad }
                       ... @defer(label: "b") { age name } } }
            """,
            gives: [
                #"{"data":{"person":{}},"pending":[{"id":"0","path":["person"],"label":"a"},{"id":"1","path":["person"],"label":"b"}],"hasNext":true}"#,
                #"{"incremental":[{"id":"1","data":{"age":3}},{"id":"1","data":{"name":"Ann"}}],"completed":[{"id":"0","errors":[{"message":"It is too bad.","locations":[{"line":1,"column":41}],"path":["person","strictBad"]}]},{"id":"1"}],"hasNext":false}"#,
            ])
    }

    @Test func `below a null of the response are not announced`() async throws {
        try await Self.expect(
            "{ mixedOrNull { ... @defer { age } name } }",
            gives: [
                #"{"errors":[{"message":"Cannot return null for non-nullable field Person.name.","locations":[{"line":1,"column":36}],"path":["mixedOrNull",1,"name"]}],"data":{"mixedOrNull":[{"name":"Ann"},null,{"name":"Cid"}]},"pending":[{"id":"0","path":["mixedOrNull",0]},{"id":"1","path":["mixedOrNull",2]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","data":{"age":3}},{"id":"1","data":{"age":3}}],"completed":[{"id":"0"},{"id":"1"}],"hasNext":false}"#,
            ])
        // All of the list is gone, and with it everything that was to come.
        try await Self.expect(
            "{ mixed { ... @defer { age } name } }",
            gives: [
                #"{"errors":[{"message":"Cannot return null for non-nullable field Person.name.","locations":[{"line":1,"column":30}],"path":["mixed",1,"name"]}],"data":{"mixed":null}}"#
            ])
    }

    @Test func `of a mutation follow its response`() async throws {
        let context = Circle.Context()
        let payloads = try await Circle.run(
            """
            mutation { a: rename(name: "A") { ... @defer { friend { name } } }
                       b: rename(name: "B") { name } }
            """, context: context)
        #expect(
            payloads == [
                #"{"data":{"a":{},"b":{"name":"B"}},"pending":[{"id":"0","path":["a"]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","data":{"friend":{"name":"A's friend"}}}],"completed":[{"id":"0"}],"hasNext":false}"#,
            ])
        #expect(context.calls == ["rename A", "rename B", "friend of 1"])
    }

    @Test func `are collected anew for each concrete type`() async throws {
        try await Self.expect(
            "{ named { name ... on Robot @defer { maker { name } } ... on Person @defer { age } } }",
            gives: [
                #"{"data":{"named":[{"name":"Ann"},{"name":"R1"},{"name":"Bob"},{"name":"R2"}]},"pending":[{"id":"0","path":["named",0]},{"id":"1","path":["named",1]},{"id":"2","path":["named",2]},{"id":"3","path":["named",3]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","data":{"age":3}},{"id":"1","data":{"maker":{"name":"R1's maker"}}},{"id":"2","data":{"age":3}},{"id":"3","data":{"maker":{"name":"R2's maker"}}}],"completed":[{"id":"0"},{"id":"1"},{"id":"2"},{"id":"3"}],"hasNext":false}"#,
            ])
    }
}
