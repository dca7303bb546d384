/// The introspection fields, answered from the schema like any other field.
/// https://spec.graphql.org/September2026/#sec-Schema-Introspection
///
/// They take any context and use none.
func introspectionFields(of schema: Schema) -> [FieldCoordinate: FieldResolver] {
    var resolvers = Resolvers(context: (any AnyObject & Sendable).self)
    resolvers.registerIntrospection(of: schema)
    return resolvers.fields
}

extension Resolvers<any AnyObject & Sendable> {
    fileprivate mutating func registerIntrospection(of schema: Schema) {
        let elements = IntrospectedElements(schema)
        registerEntryFields(elements)
        registerSchemaType(elements)
        registerTypeType(elements)
        registerFieldType()
        registerInputValueType()
        registerEnumValueType()
        registerDirectiveType()
    }

    /// `__schema` and `__type` belong to the query root, whatever Swift type stands for it.
    private mutating func registerEntryFields(_ elements: IntrospectedElements) {
        let schema = elements.schema
        guard let query = schema.queryType else { return }
        let root = schema[query].name
        fields[FieldCoordinate(type: root, field: "__schema")] = .objects { column, _ in
            var outcome = OutcomeBuilder()
            let slots = (0..<column.count).map { _ in IntrospectedSchema().slot(in: &outcome) }
            return (slots, outcome)
        }
        fields[FieldCoordinate(type: root, field: "__type")] = .objects { column, call in
            var outcome = OutcomeBuilder()
            let id = call.arguments.string("name").flatMap { schema.type(named: $0) }
            let type = id.map { IntrospectedType(type: SchemaType($0)) }
            let slots = (0..<column.count).map { _ in type.slot(in: &outcome) }
            return (slots, outcome)
        }
    }

    private mutating func registerSchemaType(_ elements: IntrospectedElements) {
        let schema = elements.schema
        type(IntrospectedSchema.self) { type in
            type.field("description") { _ in schema.description }
            type.field("types") { _ in
                schema.types.indices.map { IntrospectedType(type: SchemaType(TypeID($0))) }
            }
            for operation in OperationType.allCases {
                type.field("\(operation.rawValue)Type") { _ in
                    schema.rootType(of: operation).map { IntrospectedType(type: SchemaType($0)) }
                }
            }
            type.field("directives") { _, arguments, _ in
                elements.directives.filter {
                    arguments.includes(deprecated: $0.definition.deprecationReason)
                }
            }
        }
    }

    private mutating func registerTypeType(_ elements: IntrospectedElements) {
        let schema = elements.schema
        type(IntrospectedType.self) { type in
            type.field("kind") { $0.kind(in: schema) }
            type.field("name") { $0.isNamed ? schema[$0.type.named].name : nil }
            type.field("description") { $0.isNamed ? schema[$0.type.named].description : nil }
            type.field("specifiedByURL") {
                $0.isNamed ? schema[$0.type.named].specifiedByURL : nil
            }
            type.field("fields") { type, arguments, _ in
                elements.fields(of: type)?.filter {
                    arguments.includes(deprecated: $0.definition.deprecationReason)
                }
            }
            type.field("enumValues") { type, arguments, _ in
                elements.enumValues(of: type)?.filter {
                    arguments.includes(deprecated: $0.definition.deprecationReason)
                }
            }
            type.field("inputFields") { type, arguments, _ in
                elements.inputFields(of: type)?.filter {
                    arguments.includes(deprecated: $0.definition.deprecationReason)
                }
            }
            type.field("interfaces") { $0.interfaces(in: schema) }
            type.field("possibleTypes") { $0.possibleTypes(in: schema) }
            type.field("ofType") { $0.ofType }
            type.field("isOneOf") { type -> Bool? in
                guard type.isNamed, schema[type.type.named].kind == .inputObject else { return nil }
                return schema[type.type.named].isOneOf
            }
        }
    }

    private mutating func registerFieldType() {
        type(IntrospectedField.self) { type in
            type.field("name") { $0.definition.name }
            type.field("description") { $0.definition.description }
            type.field("args") { field, arguments, _ in
                field.arguments.filter {
                    arguments.includes(deprecated: $0.definition.deprecationReason)
                }
            }
            type.field("type") { IntrospectedType(type: $0.definition.type) }
            type.field("isDeprecated") { $0.definition.deprecationReason != nil }
            type.field("deprecationReason") { $0.definition.deprecationReason }
        }
    }

    private mutating func registerInputValueType() {
        type(IntrospectedInputValue.self) { type in
            type.field("name") { $0.definition.name }
            type.field("description") { $0.definition.description }
            type.field("type") { IntrospectedType(type: $0.definition.type) }
            type.field("defaultValue") { $0.definition.defaultValueText }
            type.field("isDeprecated") { $0.definition.deprecationReason != nil }
            type.field("deprecationReason") { $0.definition.deprecationReason }
        }
    }

    private mutating func registerEnumValueType() {
        type(IntrospectedEnumValue.self) { type in
            type.field("name") { $0.definition.name }
            type.field("description") { $0.definition.description }
            type.field("isDeprecated") { $0.definition.deprecationReason != nil }
            type.field("deprecationReason") { $0.definition.deprecationReason }
        }
    }

    private mutating func registerDirectiveType() {
        type(IntrospectedDirective.self) { type in
            type.field("name") { $0.definition.name }
            type.field("description") { $0.definition.description }
            type.field("isRepeatable") { $0.definition.isRepeatable }
            type.field("locations") { $0.definition.locations.map(\.rawValue) }
            type.field("args") { directive, arguments, _ in
                directive.arguments.filter {
                    arguments.includes(deprecated: $0.definition.deprecationReason)
                }
            }
            type.field("isDeprecated") { $0.definition.deprecationReason != nil }
            type.field("deprecationReason") { $0.definition.deprecationReason }
        }
    }
}

extension Arguments {
    /// Whether `includeDeprecated` lets an element through.
    fileprivate func includes(deprecated reason: String?) -> Bool {
        reason == nil || boolean("includeDeprecated") == true
    }
}

/// The elements of a schema, each behind a reference made once, so that columns of them are cheap.
private final class IntrospectedElements: Sendable {
    let schema: Schema
    let directives: [IntrospectedDirective]
    /// By the index of their type.
    private let fields: [[IntrospectedField]]
    private let enumValues: [[IntrospectedEnumValue]]
    private let inputFields: [[IntrospectedInputValue]]

    init(_ schema: Schema) {
        self.schema = schema
        directives = schema.directives.map(IntrospectedDirective.init)
        fields = schema.types.map { $0.fields.map(IntrospectedField.init) }
        enumValues = schema.types.map { $0.enumValues.map(IntrospectedEnumValue.init) }
        inputFields = schema.types.map { $0.inputFields.map(IntrospectedInputValue.init) }
    }

    func fields(of type: IntrospectedType) -> [IntrospectedField]? {
        type.isOf(.object, .interface, in: schema) ? fields[Int(type.type.named.index)] : nil
    }

    func enumValues(of type: IntrospectedType) -> [IntrospectedEnumValue]? {
        type.isOf(.enum, in: schema) ? enumValues[Int(type.type.named.index)] : nil
    }

    func inputFields(of type: IntrospectedType) -> [IntrospectedInputValue]? {
        type.isOf(.inputObject, in: schema) ? inputFields[Int(type.type.named.index)] : nil
    }
}

private struct IntrospectedSchema: ObjectResult {
    static let typeName = "__Schema"
}

private final class IntrospectedField: ObjectResult {
    static let typeName = "__Field"
    let definition: FieldDefinition
    let arguments: [IntrospectedInputValue]

    init(_ definition: FieldDefinition) {
        self.definition = definition
        arguments = definition.arguments.map(IntrospectedInputValue.init)
    }
}

private final class IntrospectedInputValue: ObjectResult {
    static let typeName = "__InputValue"
    let definition: InputValueDefinition

    init(_ definition: InputValueDefinition) {
        self.definition = definition
    }
}

private final class IntrospectedEnumValue: ObjectResult {
    static let typeName = "__EnumValue"
    let definition: EnumValueDefinition

    init(_ definition: EnumValueDefinition) {
        self.definition = definition
    }
}

private final class IntrospectedDirective: ObjectResult {
    static let typeName = "__Directive"
    let definition: DirectiveDefinition
    let arguments: [IntrospectedInputValue]

    init(_ definition: DirectiveDefinition) {
        self.definition = definition
        arguments = definition.arguments.map(IntrospectedInputValue.init)
    }
}

/// A named type, or a list or non-null of one.
private struct IntrospectedType: ObjectResult {
    static let typeName = "__Type"
    let type: SchemaType

    /// Whether no list or non-null mark is around the named type.
    var isNamed: Bool { !type.isNonNull && !type.isList }

    func isOf(_ kinds: TypeKind..., in schema: Schema) -> Bool {
        isNamed && kinds.contains(schema[type.named].kind)
    }

    func kind(in schema: Schema) -> String {
        if type.isNonNull { return "NON_NULL" }
        return type.isList ? "LIST" : schema[type.named].kind.rawValue
    }

    var ofType: IntrospectedType? {
        if type.isNonNull { return IntrospectedType(type: type.asNullable) }
        return type.isList ? IntrospectedType(type: type.item) : nil
    }

    func interfaces(in schema: Schema) -> [IntrospectedType]? {
        guard isOf(.object, .interface, in: schema) else { return nil }
        return schema[type.named].interfaces.map { IntrospectedType(type: SchemaType($0)) }
    }

    func possibleTypes(in schema: Schema) -> [IntrospectedType]? {
        guard isOf(.interface, .union, in: schema) else { return nil }
        return schema[type.named].possibleTypes.map { IntrospectedType(type: SchemaType($0)) }
    }
}
