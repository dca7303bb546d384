import Testing

@testable import GraphQL

@Suite struct `Introspection types` {
    static let schema = try? buildSchema(
        "type Query { a: Int } type Mutation { a: Int } union U = Query interface I { a: Int }")

    @Test(arguments: [
        ("__Schema", "description types queryType mutationType subscriptionType directives"),
        (
            "__Type",
            "kind name description specifiedByURL fields interfaces possibleTypes enumValues"
                + " inputFields ofType isOneOf"
        ),
        ("__Field", "name description args type isDeprecated deprecationReason"),
        (
            "__InputValue",
            "name description type defaultValue isDeprecated deprecationReason"
        ),
        ("__EnumValue", "name description isDeprecated deprecationReason"),
        (
            "__Directive",
            "name description isRepeatable locations args isDeprecated deprecationReason"
        ),
    ])
    func `have the fields of the edition`(name: String, fields: String) throws {
        let schema = try #require(Self.schema)
        let type = schema[try #require(schema.type(named: name))]
        #expect(type.isBuiltIn)
        #expect(type.fields.map(\.name).joined(separator: " ") == fields)
        for field in type.fields {
            for argument in field.arguments {
                #expect(argument.name == "includeDeprecated")
                #expect(schema.typeName(argument.type) == "Boolean!")
                #expect(argument.defaultValue == .boolean(false))
            }
        }
    }

    @Test func `list directives and values with their deprecated ones on demand`() throws {
        let schema = try #require(Self.schema)
        let withArgument = schema.types.filter(\.isBuiltIn).flatMap { type in
            type.fields.filter { !$0.arguments.isEmpty }.map { "\(type.name).\($0.name)" }
        }
        #expect(
            withArgument == [
                "__Schema.directives", "__Type.fields", "__Type.enumValues", "__Type.inputFields",
                "__Field.args", "__Directive.args",
            ])
    }

    @Test func `name every kind and place`() throws {
        let schema = try #require(Self.schema)
        let kinds = schema[try #require(schema.type(named: "__TypeKind"))].enumValues.map(\.name)
        #expect(kinds == TypeKind.allCases.map(\.rawValue) + ["LIST", "NON_NULL"])
        let places = schema[try #require(schema.type(named: "__DirectiveLocation"))]
            .enumValues.map(\.name)
        #expect(Set(places).isSuperset(of: DirectiveLocation.allCases.map(\.rawValue)))
    }

    @Test func `are the same for every schema and not printed`() throws {
        let schema = try #require(Self.schema)
        #expect(!printSchema(schema).contains("__"))
        #expect(schema.types.contains { $0.name == "Int" && $0.isBuiltIn })
        #expect(schema.types.first?.isBuiltIn == false)
    }

    @Test(arguments: [
        ("Query", "__typename", "String!"), ("Query", "__schema", "__Schema!"),
        ("Query", "__type", "__Type"), ("Query", "a", "Int"), ("Query", "b", nil),
        ("Mutation", "__typename", "String!"), ("Mutation", "__schema", nil),
        ("Mutation", "__type", nil), ("U", "__typename", "String!"), ("U", "a", nil),
        ("I", "__typename", "String!"), ("I", "a", "Int"), ("I", "__foo", nil),
        ("__Type", "__typename", "String!"), ("__Type", "kind", "__TypeKind!"),
    ])
    func `meta fields belong to composite types and the root`(
        type: String, field: String, fieldType: String?
    ) throws {
        let schema = try #require(Self.schema)
        let id = try #require(schema.type(named: type))
        let definition = schema.fieldDefinition(named: field, on: id)
        #expect(definition.map { schema.typeName($0.type) } == fieldType)
    }

    @Test func `the query for them is a document that asks for all of them`() throws {
        let document = try parse(Source(introspectionQuery))
        let schema = try #require(Self.schema)
        let asked = Set(document.names.indices.map { document.text(Name(id: UInt32($0))) })
        for type in schema.types where type.name.hasPrefix("__") {
            for field in type.fields { #expect(asked.contains(field.name), "\(field.name)") }
        }
        _ = try validate(document, against: schema, limits: .unlimited)
    }
}
