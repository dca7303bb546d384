import Testing

@testable import GraphQL

@Suite struct `Types related to each other` {
    static let schema = try? buildSchema(
        """
        interface Node { id: ID }
        interface Work implements Node { id: ID }
        type Book implements Work & Node { id: ID }
        type Song implements Work & Node { id: ID }
        type Author implements Node { id: ID }
        type Query { a: Int b(x: [[Int!]]!): [Book!] }
        union Text = Query | Book
        union Person = Author
        interface Lonely { a: Int }
        """)

    /// A type as written, resolved.
    func resolve(_ text: String) throws -> SchemaType {
        let schema = try #require(Self.schema)
        let parsed = try parseType(Source(text))
        return try #require(schema.type(for: parsed.node, in: parsed.document))
    }

    @Test(arguments: ["Int", "[Int]", "[[Int!]]!", "[Book!]", "__Type!"])
    func `are resolved from a document and written again`(text: String) throws {
        let schema = try #require(Self.schema)
        #expect(schema.typeName(try resolve(text)) == text)
    }

    @Test func `are nothing if the name is unknown`() throws {
        let schema = try #require(Self.schema)
        let parsed = try parseType(Source("[Missing]"))
        #expect(schema.type(for: parsed.node, in: parsed.document) == nil)
    }

    @Test(arguments: [
        ("Int", "Int", true), ("Int!", "Int", true), ("Int", "Int!", false),
        ("[Int!]!", "[Int]", true), ("[Int]", "[Int!]", false), ("[Int]", "Int", false),
        ("Int", "[Int]", false), ("[[Int!]!]", "[[Int]]", true), ("Book", "Node", true),
        ("Book!", "Work", true), ("Work", "Node", true), ("Node", "Work", false),
        ("Book", "Text", true), ("Song", "Text", false), ("Text", "Text", true),
        ("[Book!]!", "[Node]!", true), ("Work", "Text", false), ("Book", "Song", false),
        ("Float", "Int", false),
    ])
    func `are subtypes`(type: String, other: String, expected: Bool) throws {
        let schema = try #require(Self.schema)
        // Scalars that nothing refers to are no part of a schema.
        guard type != "Float" else {
            #expect(schema.type(named: "Float") == nil)
            return
        }
        #expect(schema.isSubtype(try resolve(type), of: try resolve(other)) == expected)
    }

    @Test(arguments: [
        ("Node", "Work", true), ("Work", "Text", true), ("Work", "Person", false),
        ("Node", "Person", true), ("Book", "Node", true), ("Book", "Song", false),
        ("Lonely", "Node", false), ("Lonely", "Lonely", true), ("Query", "Text", true),
    ])
    func `overlap`(one: String, other: String, expected: Bool) throws {
        let schema = try #require(Self.schema)
        let first = try resolve(one).named
        let second = try resolve(other).named
        #expect(schema.typesOverlap(first, second) == expected)
        #expect(schema.typesOverlap(second, first) == expected)
    }

    @Test func `possible types are found as quickly as they are many`() throws {
        let names = (0..<2_000).map { "T\($0)" }
        let sdl =
            "type Query { a: Int } interface I { a: Int } union U = T7 | T1999\n"
            + names.map { "type \($0) implements I { a: Int }" }.joined(separator: "\n")
        let schema = try buildSchema(sdl)
        let interface = try #require(schema.type(named: "I"))
        let union = try #require(schema.type(named: "U"))
        #expect(schema[interface].possibleTypes.count == 2_000)
        for name in names {
            let id = try #require(schema.type(named: name))
            #expect(schema.isPossible(id, of: interface))
            #expect(schema.isPossible(id, of: union) == ["T7", "T1999"].contains(name))
        }
        #expect(schema.typesOverlap(interface, union))
    }
}

@Suite struct `Schema coordinates` {
    static let schema = try? buildSchema(
        """
        type Query { book(id: ID!): Book any: Any }
        type Book { title: String }
        union Any = Book
        enum Genre { NOVEL }
        input Filter { by: Genre }
        scalar Date
        directive @cost(weight: Int) on FIELD
        """)

    @Test(arguments: [
        ("Book", "type Book"), ("Query.book", "field book of Query"),
        ("Query.book(id:)", "argument id of book"), ("Genre.NOVEL", "enum value NOVEL of Genre"),
        ("Filter.by", "input field by of Filter"), ("@cost", "directive cost"),
        ("@cost(weight:)", "argument weight of @cost"), ("@skip(if:)", "argument if of @skip"),
        ("__Type.kind", "field kind of __Type"), ("Query.__type(name:)", "argument name of __type"),
        ("Book.__typename", "field __typename of Book"),
        ("Missing", "nothing"), ("Book.missing", "nothing"), ("Genre.POEM", "nothing"),
        ("Filter.missing", "nothing"), ("Query.book(missing:)", "nothing"),
        ("@missing", "nothing"), ("@cost(missing:)", "nothing"), ("Book.__schema", "nothing"),
        ("Missing.a", "Expected \"Missing\" to be defined as a type in the schema."),
        ("Any.a", "Expected \"Any\" to be an Enum, Input Object, Object or Interface type."),
        ("Date.a", "Expected \"Date\" to be an Enum, Input Object, Object or Interface type."),
        ("Missing.a(b:)", "Expected \"Missing\" to be defined as a type in the schema."),
        ("Filter.by(a:)", "Expected \"Filter\" to be an object type or interface type."),
        (
            "Query.missing(a:)",
            "Expected \"missing\" to exist as a field of type \"Query\" in the schema."
        ),
        ("@missing(a:)", "Expected \"missing\" to be defined as a directive in the schema."),
    ])
    func `name elements`(coordinate: String, expected: String) throws {
        let schema = try #require(Self.schema)
        let parsed = try SchemaCoordinate(parsing: Source(coordinate))
        #expect(describe(schema, parsed) == expected)
    }

    private func describe(_ schema: Schema, _ coordinate: SchemaCoordinate) -> String {
        do throws(GraphQLError) {
            return switch try schema.element(at: coordinate) {
            case .type(let type): "type \(type.name)"
            case .field(let field, let type): "field \(field.name) of \(type.name)"
            case .argument(let argument, let field): "argument \(argument.name) of \(field.name)"
            case .inputField(let field, let type): "input field \(field.name) of \(type.name)"
            case .enumValue(let value, let type): "enum value \(value.name) of \(type.name)"
            case .directive(let directive): "directive \(directive.name)"
            case .directiveArgument(let argument, let directive):
                "argument \(argument.name) of @\(directive.name)"
            case nil: "nothing"
            }
        } catch {
            return error.message
        }
    }
}
