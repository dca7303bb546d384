import Testing

@testable import GraphQL

@Suite struct `A document` {
    @Test(arguments: [
        ("", "Unexpected <EOF>.", "1:1"),
        ("# nothing", "Unexpected <EOF>.", "1:10"),
        ("{", "Expected Name, found <EOF>.", "1:2"),
        ("{ a", "Expected Name, found <EOF>.", "1:4"),
        (
            "{ ...MissingOn }\nfragment MissingOn Type", "Expected \"on\", found Name \"Type\".",
            "2:20"
        ),
        ("{ field: {} }", "Expected Name, found \"{\".", "1:10"),
        ("notAnOperation Foo { field }", "Unexpected Name \"notAnOperation\".", "1:1"),
        ("...", "Unexpected \"...\".", "1:1"),
        ("{ \"\"", "Expected Name, found String \"\".", "1:3"),
        ("{ a } }", "Unexpected \"}\".", "1:7"),
        ("query", "Expected \"{\", found <EOF>.", "1:6"),
        ("query Q() { a }", "Expected \"$\", found \")\".", "1:9"),
        ("query Q($x) { a }", "Expected \":\", found \")\".", "1:11"),
        (
            "query Q($x: Complex = { a: { b: [ $var ] } }) { a }",
            "Unexpected variable \"$var\" in constant value.", "1:35"
        ),
        ("query Q($x: [Int = $) { a }", "Expected \"]\", found \"=\".", "1:18"),
        ("query Q($x: Int = $) { a }", "Unexpected \"$\".", "1:19"),
        (
            "query Q($x: Int @d(a: $x)) { a }", "Unexpected variable \"$x\" in constant value.",
            "1:23"
        ),
        ("fragment on on on { on }", "Unexpected Name \"on\".", "1:10"),
        ("fragment \"on\" on T { a }", "Unexpected String \"on\".", "1:10"),
        ("fragment F { a }", "Expected \"on\", found \"{\".", "1:12"),
        ("{ ...on }", "Expected Name, found \"}\".", "1:9"),
        ("{ ... }", "Expected \"{\", found \"}\".", "1:7"),
        ("{ ...F { a } }", "Expected Name, found \"{\".", "1:8"),
        ("{ a() }", "Expected Name, found \")\".", "1:5"),
        ("{ a(b:) }", "Unexpected \")\".", "1:7"),
        ("{ a(b 1) }", "Expected \":\", found Int \"1\".", "1:7"),
        ("{ a(b: [1) }", "Unexpected \")\".", "1:10"),
        ("{ a(b: {c: 1) }", "Expected Name, found \")\".", "1:13"),
        ("{ a(b: {1: 1}) }", "Expected Name, found Int \"1\".", "1:9"),
        ("{ a @ }", "Expected Name, found \"}\".", "1:7"),
        ("{ a: }", "Expected Name, found \"}\".", "1:6"),
        ("{ a(b: \"\u{7}\u{1F600}\" c) }", "Expected \":\", found \")\".", "1:15"),
        (
            "\"described\" { a }",
            "Unexpected description, descriptions are not supported on shorthand"
                + " queries.", "1:1"
        ),
        (
            "{ a }\n \"described\" extend type T @d",
            "Unexpected description, only GraphQL definitions support descriptions.", "2:2"
        ),
        (
            "\"described\" nothing",
            "Unexpected description, only GraphQL definitions support"
                + " descriptions.", "1:1"
        ),
        ("\"described\"", "Unexpected <EOF>.", "1:12"),
        ("\"described\" \"twice\" type T", "Unexpected String \"twice\".", "1:13"),
    ])
    func `with a mistake is refused where it is`(
        source: String, message: String, location: String
    ) {
        expectError(source, message, location)
    }

    @Test(arguments: [
        ("type", "Expected Name, found <EOF>.", "1:5"),
        ("type T {}", "Expected Name, found \"}\".", "1:9"),
        ("type T { a }", "Expected \":\", found \"}\".", "1:12"),
        ("type T { a(): Int }", "Expected Name, found \")\".", "1:12"),
        ("type T { a(b): Int }", "Expected \":\", found \")\".", "1:13"),
        ("type T { a: [Int }", "Expected \"]\", found \"}\".", "1:18"),
        ("type T { a: Int!! }", "Expected Name, found \"!\".", "1:17"),
        ("type T implements", "Expected Name, found <EOF>.", "1:18"),
        ("type T implements & { a: Int }", "Expected Name, found \"{\".", "1:21"),
        ("type T implements A B { a: Int }", "Unexpected Name \"B\".", "1:21"),
        ("type T implements A, B { a: Int }", "Unexpected Name \"B\".", "1:22"),
        ("schema", "Expected \"{\", found <EOF>.", "1:7"),
        ("schema {}", "Expected Name, found \"}\".", "1:9"),
        ("schema { queries: Q }", "Unexpected Name \"queries\".", "1:10"),
        ("schema { query Q }", "Expected \":\", found Name \"Q\".", "1:16"),
        ("union U = ", "Expected Name, found <EOF>.", "1:11"),
        ("union U = |", "Expected Name, found <EOF>.", "1:12"),
        ("union U = || A", "Expected Name, found \"|\".", "1:12"),
        ("enum E {}", "Expected Name, found \"}\".", "1:9"),
        (
            "enum E { true }", "Name \"true\" is reserved and cannot be used for an enum value.",
            "1:10"
        ),
        (
            "enum E { A false }",
            "Name \"false\" is reserved and cannot be used for an enum value.",
            "1:12"
        ),
        (
            "enum E { null }", "Name \"null\" is reserved and cannot be used for an enum value.",
            "1:10"
        ),
        ("input I { a(b: Int): Int }", "Expected \":\", found \"(\".", "1:12"),
        ("input I { a: Int = $b }", "Unexpected variable \"$b\" in constant value.", "1:20"),
        ("directive d on FIELD", "Expected \"@\", found Name \"d\".", "1:11"),
        ("directive @d FIELD", "Expected \"on\", found Name \"FIELD\".", "1:14"),
        ("directive @d on", "Expected Name, found <EOF>.", "1:16"),
        ("directive @d on FIELD | INCORRECT", "Unexpected Name \"INCORRECT\".", "1:25"),
        ("directive @d on FIELD QUERY", "Unexpected Name \"QUERY\".", "1:23"),
        ("directive @d repeated on FIELD", "Expected \"on\", found Name \"repeated\".", "1:14"),
        ("extend", "Unexpected <EOF>.", "1:7"),
        ("extend { a }", "Unexpected \"{\".", "1:8"),
        ("extend query { a }", "Unexpected Name \"query\".", "1:8"),
        ("extend schema", "Unexpected <EOF>.", "1:14"),
        ("extend schema {}", "Expected Name, found \"}\".", "1:16"),
        ("extend scalar S", "Unexpected <EOF>.", "1:16"),
        ("extend type T", "Unexpected <EOF>.", "1:14"),
        ("extend interface I", "Unexpected <EOF>.", "1:19"),
        ("extend union U", "Unexpected <EOF>.", "1:15"),
        ("extend enum E", "Unexpected <EOF>.", "1:14"),
        ("extend input I", "Unexpected <EOF>.", "1:15"),
        ("extend directive @d", "Unexpected <EOF>.", "1:20"),
        ("extend directive @d on FIELD", "Unexpected Name \"on\".", "1:21"),
    ])
    func `of the type system with a mistake is refused where it is`(
        source: String, message: String, location: String
    ) {
        expectError(source, message, location)
    }

    @Test func `quotes only the front of a long token in an error`() {
        expectError(
            "{ a(b: 1) " + String(repeating: "9", count: 100_000) + " }",
            "Expected Name, found Int \"\(String(repeating: "9", count: 200))…\".", "1:11")
    }

    @Test func `keeps its selections in source order, children behind their parent`() throws {
        let document = try parse(Source("{ a { b c: d } ... on T { e } ...F }"))
        let names = document.selections.map { document.text($0.name.name) }
        #expect(names == ["a", "b", "d", "T", "e", "F"])
        #expect(document.selections.map(\.end) == [3, 2, 3, 5, 5, 6])
        #expect(document.selections.map(\.start) == [2, 6, 8, 15, 26, 30])
        guard case .operation(let operation) = document.definitions[0] else {
            Issue.record("no operation")
            return
        }
        let roots = Array(document.children(of: operation.selectionSet))
        #expect(roots == [0, 3, 5])
        #expect(Array(document.children(of: document.selectionSet(of: 0))) == [1, 2])
        #expect(Array(document.children(of: document.selectionSet(of: 1))).isEmpty)
    }

    @Test func `tells empty braces from none`() throws {
        let document = try parse(Source("{ a { } b ... { } }"))
        #expect(document.selections.map(\.hasSelectionSet) == [true, false, true])
        #expect(document.selections[0].selectionSetStart == 4)
    }

    @Test func `keeps its values in source order, children behind their parent`() throws {
        let document = try parseValue(Source(#"[1, {a: $b, c: [true, null]}, "d", E, -1.5]"#))
        #expect(
            document.values.map(\.kind) == [
                .list, .int, .object, .objectField, .variable, .objectField, .list, .boolean, .null,
                .string, .enum, .float,
            ])
        #expect(document.values.map(\.end) == [12, 2, 9, 5, 5, 9, 9, 8, 9, 10, 11, 12])
        #expect(Array(document.children(ofValue: 0)) == [1, 2, 9, 10, 11])
        #expect(Array(document.children(ofValue: 2)) == [3, 5])
        #expect(document.rawText(ofValue: 11) == "-1.5")
        #expect(document.rawText(ofValue: 4) == "$b")
        #expect(document.text(document.values[10].name) == "E")
        #expect(document.text(document.values[7].name) == "true")
    }

    @Test func `gives equal names one number`() throws {
        let long = String(repeating: "longName", count: 5)
        let names = [
            "a", "b", "ab", "ba", "abcd", "abce", "abcdefgh", "abcdefghi", long, long + "x",
        ]
        let text = (names + names).joined(separator: " ")
        let document = try parse(Source("{ \(text) }"))
        #expect(document.names.indices.map { document.text(Name(id: UInt32($0))) } == names)
        #expect(document.selections.map(\.name.name.id) == Array(0..<10) + Array(0..<10))
    }

    @Test func `keeps thousands of names apart`() throws {
        let names = (0..<5_000).map { "field\($0)" }
        let document = try parse(Source("{ \((names + names).joined(separator: " ")) }"))
        #expect(document.names.indices.map { document.text(Name(id: UInt32($0))) } == names)
        #expect(document.selections.map { document.text($0.name.name) } == names + names)
    }

    @Test func `knows where variables, descriptions and types are`() throws {
        let source = "query (\"one\" $ a : [Int!]! = 3 @d, $b: ID) { c }"
        let document = try parse(Source(source))
        let definitions = document.variableDefinitions
        #expect(definitions.map { document.text($0.name) } == ["a", "b"])
        #expect(definitions.map(\.start) == [7, 35])
        #expect(definitions.map(\.nameStart) == [15, 36])
        #expect(definitions.map { document.printed($0.type) } == ["[Int!]!", "ID"])
        #expect(definitions.map(\.type.start) == [19, 39])
        #expect(definitions[0].description.map { document.stringValue(of: $0) } == "one")
        #expect(definitions[0].directives == 0..<1)
        #expect(definitions[1].directives == 1..<1)
        #expect(definitions[1].defaultValue == nil)
    }

    @Test func `has nothing of the type system in a query, and no selections in a schema`() throws {
        let query = try parse(Source(KitchenSink.messyQuery))
        #expect(query.definitions.count == 9)
        let schema = try parse(Source(KitchenSink.messySchema))
        #expect(schema.definitions.count == 35)
        #expect(schema.selections.isEmpty && schema.variableDefinitions.isEmpty)
    }
}

@Suite struct `A type` {
    @Test(arguments: ["A", "A!", "[A]", "[A!]", "[A]!", "[[A!]!]!", "[[[A]!]]"])
    func `reads as it is printed`(text: String) throws {
        let (document, type) = try parseType(Source(text))
        #expect(document.printed(type) == text)
    }

    @Test func `knows what is a list and what may be null`() throws {
        let wrapping = try parseType(Source("[[A!]]!")).node.wrapping
        #expect(wrapping.listDepth == 2)
        #expect(wrapping.isNonNull && wrapping.isList)
        #expect(!wrapping.item.isNonNull && wrapping.item.isList)
        #expect(wrapping.item.item.isNonNull && !wrapping.item.item.isList)
        #expect(wrapping.item.item.asNullable == .none)
    }

    @Test(arguments: ["", "!", "A!!", "[A", "A]", "[]", "A B", "$a"])
    func `is refused`(text: String) {
        #expect(throws: GraphQLError.self) { try parseType(Source(text)) }
    }
}

@Suite struct `A value` {
    @Test func `may hold variables unless it is constant`() throws {
        #expect(try parseValue(Source("[$a]")).printedValue(at: 0) == "[$a]")
        #expect(throws: GraphQLError.self) { try parseConstantValue(Source("[$a]")) }
        #expect(try parseConstantValue(Source("[a]")).printedValue(at: 0) == "[a]")
    }

    @Test(arguments: ["", "1 2", "[", "{a}", "{a: }", "$", "@a", "[1", "..."])
    func `is refused`(text: String) {
        #expect(throws: GraphQLError.self) { try parseValue(Source(text)) }
    }
}
