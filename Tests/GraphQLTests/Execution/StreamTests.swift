import TestSupport
import Testing

@testable import GraphQL

@Suite struct `Streamed lists` {
    private static func expect(
        _ text: String, engine: Engine? = nil, gives payloads: [String]
    ) async throws {
        #expect(try await Circle.run(text, engine: engine) == payloads)
    }

    @Test func `begin with as many items as asked for, labelled`() async throws {
        let context = Circle.Context()
        let payloads = try await Circle.run(
            """
            { people(count: 5) @stream(initialCount: 2, label: "rest") { friend { name } } }
            """, context: context)
        #expect(
            payloads == [
                #"{"data":{"people":[{"friend":{"name":"P0's friend"}},{"friend":{"name":"P1's friend"}}]},"pending":[{"id":"0","path":["people"],"label":"rest"}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","items":[{"friend":{"name":"P2's friend"}},{"friend":{"name":"P3's friend"}},{"friend":{"name":"P4's friend"}}]}],"completed":[{"id":"0"}],"hasNext":false}"#,
            ])
        #expect(context.calls == ["people", "friend of 2", "friend of 3"])
    }

    @Test(arguments: [
        "{ words(count: 2) @stream(initialCount: 2) }",
        "{ words(count: 2) @stream(initialCount: 9) }",
        "{ words(count: 2) @stream(if: false) }",
    ])
    func `with no more items leave an ordinary response`(text: String) async throws {
        try await Self.expect(text, gives: [#"{"data":{"words":["w0","w1"]}}"#])
    }

    @Test func `may begin empty, and hold values of any kind`() async throws {
        try await Self.expect(
            "{ words @stream(initialCount: 2) fetchedWords @stream matrix @stream { name } }",
            gives: [
                #"{"data":{"words":["w0","w1"],"fetchedWords":[],"matrix":[]},"pending":[{"id":"0","path":["words"]},{"id":"1","path":["fetchedWords"]},{"id":"2","path":["matrix"]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","items":["w2"]},{"id":"1","items":["a","b","c"]},{"id":"2","items":[[{"name":"A"},null],null,[{"name":"B"}]]}],"completed":[{"id":"0"},{"id":"1"},{"id":"2"}],"hasNext":false}"#,
            ])
    }

    @Test func `of many types resolve each by one call`() async throws {
        let context = Circle.Context()
        let payloads = try await Circle.run(
            "{ named @stream(initialCount: 1) { name ... on Robot { maker { name } } } }",
            context: context)
        #expect(
            payloads.last
                == #"{"incremental":[{"id":"0","items":[{"name":"R1","maker":{"name":"R1's maker"}},{"name":"Bob"},{"name":"R2","maker":{"name":"R2's maker"}}]}],"completed":[{"id":"0"}],"hasNext":false}"#
        )
        #expect(context.calls == ["maker of 2"])
    }

    @Test(.crosses(\Limits.streamedItemsMax))
    func `of one field go on together, a payload at most so long`() async throws {
        let context = Circle.Context()
        let payloads = try await Circle.run(
            "{ people { friends(count: 4) @stream(initialCount: 1) { friend { age } } } }",
            context: context, engine: try Circle.engine { $0.streamedItemsMax = 4 })
        #expect(
            payloads == [
                #"{"data":{"people":[{"friends":[{"friend":{"age":13}}]},{"friends":[{"friend":{"age":13}}]}]},"pending":[{"id":"0","path":["people",0,"friends"]},{"id":"1","path":["people",1,"friends"]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","items":[{"friend":{"age":13}},{"friend":{"age":13}}]},{"id":"1","items":[{"friend":{"age":13}},{"friend":{"age":13}}]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","items":[{"friend":{"age":13}}]},{"id":"1","items":[{"friend":{"age":13}}]}],"completed":[{"id":"0"},{"id":"1"}],"hasNext":false}"#,
            ])
        #expect(
            context.calls == [
                "people", "friends of 2", "friend of 2", "friend of 4", "friend of 2",
            ])
    }

    @Test func `that are too many for a payload take turns`() async throws {
        let payloads = try await Circle.run(
            "{ people(count: 3) { friends(count: 1) @stream { name } } }",
            engine: try Circle.engine { $0.streamedItemsMax = 2 })
        #expect(
            payloads.dropFirst() == [
                #"{"incremental":[{"id":"0","items":[{"name":"P0.0"}]},{"id":"1","items":[{"name":"P1.0"}]}],"completed":[{"id":"0"},{"id":"1"}],"hasNext":true}"#,
                #"{"incremental":[{"id":"2","items":[{"name":"P2.0"}]}],"completed":[{"id":"2"}],"hasNext":false}"#,
            ])
    }

    @Test func `go on after items that are null`() async throws {
        try await Self.expect(
            "{ mixedOrNull @stream { name } oddWordsOrNull @stream(initialCount: 1) }",
            gives: [
                #"{"data":{"mixedOrNull":[],"oddWordsOrNull":[1]},"pending":[{"id":"0","path":["mixedOrNull"]},{"id":"1","path":["oddWordsOrNull"]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","items":[{"name":"Ann"},null,{"name":"Cid"}],"errors":[{"message":"Cannot return null for non-nullable field Person.name.","locations":[{"line":1,"column":25}],"path":["mixedOrNull",1,"name"]}]},{"id":"1","items":[null,3],"errors":[{"message":"Int cannot represent non-integer value: \"x\"","locations":[{"line":1,"column":32}],"path":["oddWordsOrNull",1]}]}],"completed":[{"id":"0"},{"id":"1"}],"hasNext":false}"#,
            ])
    }

    @Test func `fail at an item that may not be null, and keep those before`() async throws {
        try await Self.expect(
            "{ mixed @stream { name } oddWords @stream(initialCount: 1) }",
            gives: [
                #"{"data":{"mixed":[],"oddWords":[1]},"pending":[{"id":"0","path":["mixed"]},{"id":"1","path":["oddWords"]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"0","items":[{"name":"Ann"}]}],"completed":[{"id":"0","errors":[{"message":"Cannot return null for non-nullable field Person.name.","locations":[{"line":1,"column":19}],"path":["mixed",1,"name"]}]},{"id":"1","errors":[{"message":"Int cannot represent non-integer value: \"x\"","locations":[{"line":1,"column":26}],"path":["oddWords",1]}]}],"hasNext":false}"#,
            ])
    }

    @Test func `announce nothing of an item that is gone`() async throws {
        try await Self.expect(
            "{ mixedOrNull @stream { name ... @defer { age } } mixed @stream { ... @defer { age } name } }",
            gives: [
                #"{"data":{"mixedOrNull":[],"mixed":[]},"pending":[{"id":"0","path":["mixedOrNull"]},{"id":"1","path":["mixed"]}],"hasNext":true}"#,
                #"{"pending":[{"id":"2","path":["mixedOrNull",0]},{"id":"3","path":["mixedOrNull",2]},{"id":"4","path":["mixed",0]}],"incremental":[{"id":"0","items":[{"name":"Ann"},null,{"name":"Cid"}],"errors":[{"message":"Cannot return null for non-nullable field Person.name.","locations":[{"line":1,"column":25}],"path":["mixedOrNull",1,"name"]}]},{"id":"1","items":[{"name":"Ann"}]}],"completed":[{"id":"0"},{"id":"1","errors":[{"message":"Cannot return null for non-nullable field Person.name.","locations":[{"line":1,"column":86}],"path":["mixed",1,"name"]}]}],"hasNext":true}"#,
                #"{"incremental":[{"id":"2","data":{"age":3}},{"id":"3","data":{"age":3}},{"id":"4","data":{"age":3}}],"completed":[{"id":"2"},{"id":"3"},{"id":"4"}],"hasNext":false}"#,
            ])
    }

    @Test func `are not announced where their beginning is gone`() async throws {
        try await Self.expect(
            "{ mixed @stream(initialCount: 2) { name } }",
            gives: [
                #"{"errors":[{"message":"Cannot return null for non-nullable field Person.name.","locations":[{"line":1,"column":36}],"path":["mixed",1,"name"]}],"data":{"mixed":null}}"#
            ])
    }

    @Test func `inside of deferred fragments begin with them`() async throws {
        try await Self.expect(
            "{ person { ... @defer { friends(count: 2) @stream(initialCount: 1) { name } } } }",
            gives: [
                #"{"data":{"person":{}},"pending":[{"id":"0","path":["person"]}],"hasNext":true}"#,
                #"{"pending":[{"id":"1","path":["person","friends"]}],"incremental":[{"id":"0","data":{"friends":[{"name":"Ann.0"}]}}],"completed":[{"id":"0"}],"hasNext":true}"#,
                #"{"incremental":[{"id":"1","items":[{"name":"Ann.1"}]}],"completed":[{"id":"1"}],"hasNext":false}"#,
            ])
    }

    @Test func `hold deferred fragments and streamed lists of their own`() async throws {
        try await Self.expect(
            """
            { people(count: 2) @stream(initialCount: 1) {
                ... @defer { age } friends(count: 1) @stream { name } } }
            """,
            gives: [
                #"{"data":{"people":[{"friends":[]}]},"pending":[{"id":"0","path":["people",0]},{"id":"1","path":["people"]},{"id":"2","path":["people",0,"friends"]}],"hasNext":true}"#,
                #"{"pending":[{"id":"3","path":["people",1]},{"id":"4","path":["people",1,"friends"]}],"incremental":[{"id":"1","items":[{"friends":[]}]},{"id":"2","items":[{"name":"P0.0"}]},{"id":"0","data":{"age":2}}],"completed":[{"id":"1"},{"id":"2"},{"id":"0"}],"hasNext":true}"#,
                #"{"incremental":[{"id":"4","items":[{"name":"P1.0"}]},{"id":"3","data":{"age":2}}],"completed":[{"id":"4"},{"id":"3"}],"hasNext":false}"#,
            ])
    }

    @Test func `take the number of items from a variable`() async throws {
        let text = "query ($count: Int) { words(count: 3) @stream(initialCount: $count) }"
        let engine = try Circle.engine()
        for (count, initial) in [
            (InputValue.int(0), "[]"), (.int(1), #"["w0"]"#), (.int(2), #"["w0","w1"]"#),
        ] {
            let payloads = try await Circle.run(
                text, variables: [InputField(name: "count", value: count)], engine: engine)
            #expect(payloads[0].hasPrefix(#"{"data":{"words":\#(initial)}"#))
            #expect(payloads.count == 2)
        }
    }

    @Test(arguments: ["-1", "null"])
    func `with a senseless number of items are errors`(count: String) async throws {
        try await Self.expect(
            "{ words @stream(initialCount: \(count)) person { friends @stream(initialCount: \(count)) { name } } }",
            gives: [
                #"{"errors":[{"message":"initialCount must be a positive integer","locations":[{"line":1,"column":3}],"path":["words"]},{"message":"initialCount must be a positive integer","locations":[{"line":1,"column":\#(count == "-1" ? 44 : 46)}],"path":["person","friends"]}],"data":{"words":null,"person":{"friends":null}}}"#
            ])
    }

    @Test func `of any length come whole`() async throws {
        let payloads = try await Circle.run(
            "{ people(count: 20000) @stream(initialCount: 10) { name } }",
            engine: try Circle.engine { $0.costMax = .max })
        #expect(payloads.count == 201)
        let names = payloads.joined().matches(of: /"name":"P(\d+)"/).compactMap { Int($0.1) }
        #expect(names == Array(0..<20000))
    }
}
