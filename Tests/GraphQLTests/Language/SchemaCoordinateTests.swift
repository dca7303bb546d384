import TestSupport
import Testing

@testable import GraphQL

@Suite struct `A schema coordinate` {
    @Test(
        arguments: [
            ("Business", .type("Business")),
            ("Business.name", .member(type: "Business", name: "name")),
            (
                "Query.searchBusiness(criteria:)",
                .argument(type: "Query", field: "searchBusiness", name: "criteria")
            ),
            ("@private", .directive("private")),
            ("@private(scope:)", .directiveArgument(directive: "private", name: "scope")),
            (
                "__Type.fields(includeDeprecated:)",
                .argument(type: "__Type", field: "fields", name: "includeDeprecated")
            ),
        ] as [(String, SchemaCoordinate)])
    func `names an element`(text: String, coordinate: SchemaCoordinate) throws {
        let parsed = try SchemaCoordinate(parsing: Source(text))
        #expect(parsed == coordinate)
        #expect(parsed.description == text)
    }

    @Test(arguments: [
        ("", "Expected Name, found <EOF>.", "1:1"),
        ("@", "Expected Name, found <EOF>.", "1:2"),
        ("MyType.", "Expected Name, found <EOF>.", "1:8"),
        ("MyType.field.deep", "Expected <EOF>, found \".\".", "1:13"),
        ("MyType.field(arg)", "Expected \":\", found \")\".", "1:17"),
        ("MyType.field(arg:", "Expected \")\", found <EOF>.", "1:18"),
        ("MyType.field(arg: value)", "Invalid character: \" \".", "1:18"),
        ("MyType(arg:)", "Expected <EOF>, found \"(\".", "1:7"),
        ("@myDirective.field", "Expected <EOF>, found \".\".", "1:13"),
        (" Name", "Invalid character: \" \".", "1:1"),
        ("Name\n", "Invalid character: U+000A.", "1:5"),
        ("Name#", "Invalid character: \"#\".", "1:5"),
        ("Näme", "Invalid character: U+00E4.", "1:2"),
        ("Type.\u{0}", "Invalid character: U+0000.", "1:6"),
        ("0", "Invalid character: \"0\".", "1:1"),
    ])
    func `with a mistake is refused`(text: String, message: String, location: String) {
        let error = #expect(throws: GraphQLError.self) {
            try SchemaCoordinate(parsing: Source(text))
        }
        #expect(error?.message == "Syntax Error: \(message)")
        #expect(error?.locations.map { "\($0.line):\($0.column)" } == [location])
    }

    @Test(.crosses(\Limits.Type.coordinateBytesMax))
    func `longer than its limit is refused`() throws {
        let name = String(repeating: "a", count: Limits.coordinateBytesMax)
        #expect(try SchemaCoordinate(parsing: Source(name)) == .type(name))
        #expect(throws: GraphQLError.self) { try SchemaCoordinate(parsing: Source(name + "a")) }
    }
}
