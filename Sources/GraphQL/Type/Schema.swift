/// A type system to validate and execute against. Built from SDL, never changed afterwards.
///
/// Types refer to each other by `TypeID`, an index in `types`, so a schema holds no reference
/// cycle.
/// https://spec.graphql.org/September2026/#sec-Type-System
package struct Schema: Sendable {
    package var description: String?
    package var types: [TypeDefinition]
    package var directives: [DirectiveDefinition]
    package var queryType: TypeID?
    package var mutationType: TypeID?
    package var subscriptionType: TypeID?
    /// Directives written on the schema definition and its extensions.
    package var appliedDirectives: [AppliedDirective]
    package var typeIDs: [String: TypeID]
    package var directiveIndices: [String: Int]
    /// Of each type, the object types it can be, as a set. Parallel to `types`.
    var possibleTypeSets: [TypeSet] = []
    /// The fields that every schema has without declaring them.
    var metaFields: MetaFields?

    /// Lent, not copied: a definition is a dozen references, and most callers want one of them.
    package subscript(id: TypeID) -> TypeDefinition {
        _read { yield types[Int(id.index)] }
    }

    package func type(named name: String) -> TypeID? { typeIDs[name] }

    package func directive(named name: String) -> DirectiveDefinition? {
        directiveIndices[name].map { directives[$0] }
    }

    package func rootType(of operation: OperationType) -> TypeID? {
        switch operation {
        case .query: queryType
        case .mutation: mutationType
        case .subscription: subscriptionType
        }
    }
}

/// Index of a type in `Schema.types`.
package struct TypeID: Hashable, Sendable {
    package let index: Int32

    package init(_ index: Int) {
        self.index = Int32(index)
    }
}

/// A named type in its lists and non-null marks.
package struct SchemaType: Hashable, Sendable {
    package var named: TypeID
    package var wrapping: Wrapping

    package init(_ named: TypeID, _ wrapping: Wrapping = .none) {
        self.named = named
        self.wrapping = wrapping
    }

    package var isNonNull: Bool { wrapping.isNonNull }
    package var isList: Bool { wrapping.isList }
    /// The type of a list's items. Only for lists.
    package var item: SchemaType { SchemaType(named, wrapping.item) }
    package var asNullable: SchemaType { SchemaType(named, wrapping.asNullable) }
}

/// A named type. Lists that its kind does not have are empty.
package struct TypeDefinition: Sendable {
    package var name: String
    package var description: String?
    package var kind: TypeKind
    package var appliedDirectives: [AppliedDirective] = []
    /// Whether the specification defines it: the five scalars and the introspection types.
    package var isBuiltIn = false
    /// Custom scalars: what `@specifiedBy` says.
    package var specifiedByURL: String?
    /// Objects and interfaces: what they implement, as declared.
    package var interfaces: [TypeID] = []
    package var fields: [FieldDefinition] = []
    package var fieldIndices: [String: Int] = [:]
    /// The object types it can be. An interface's are in schema order, a union's as declared; an
    /// object can be itself, other kinds nothing.
    package var possibleTypes: [TypeID] = []
    package var enumValues: [EnumValueDefinition] = []
    package var enumValueIndices: [String: Int] = [:]
    package var inputFields: [InputValueDefinition] = []
    package var inputFieldIndices: [String: Int] = [:]
    /// Indices of the input fields that must be given, in ascending order.
    var requiredInputFields: [Int] = []
    package var isOneOf = false

    package init(name: String, kind: TypeKind, description: String? = nil) {
        self.name = name
        self.kind = kind
        self.description = description
    }

    package func field(named name: String) -> FieldDefinition? {
        fieldIndices[name].map { fields[$0] }
    }

    package func inputField(named name: String) -> InputValueDefinition? {
        inputFieldIndices[name].map { inputFields[$0] }
    }

    package var isComposite: Bool {
        kind == .object || kind == .interface || kind == .union
    }
    package var isAbstract: Bool { kind == .interface || kind == .union }
    package var isLeaf: Bool { kind == .scalar || kind == .enum }
    package var isInput: Bool { isLeaf || kind == .inputObject }
}

/// A field of an object or interface.
package struct FieldDefinition: Sendable {
    package var name: String
    package var description: String?
    package var arguments: [InputValueDefinition]
    package var type: SchemaType
    package var deprecationReason: String?
    package var appliedDirectives: [AppliedDirective] = []

    package func argument(named name: String) -> InputValueDefinition? {
        arguments.first { $0.name == name }
    }
}

/// An argument or an input field.
package struct InputValueDefinition: Sendable {
    package var name: String
    package var description: String?
    package var type: SchemaType
    /// As written; an enum value is `.enum`. Nil if there is none.
    package var defaultValue: InputValue?
    /// The default value as it was written, in canonical layout.
    package var defaultValueText: String?
    package var deprecationReason: String?
    package var appliedDirectives: [AppliedDirective] = []

    /// Whether a value must be given.
    package var isRequired: Bool { type.isNonNull && defaultValue == nil }
}

package struct EnumValueDefinition: Sendable {
    package var name: String
    package var description: String?
    package var deprecationReason: String?
    package var appliedDirectives: [AppliedDirective] = []
}

/// A directive that documents or schemas may use.
package struct DirectiveDefinition: Sendable {
    package var name: String
    package var description: String?
    package var arguments: [InputValueDefinition]
    package var isRepeatable: Bool
    package var locations: [DirectiveLocation]
    package var deprecationReason: String?
    package var appliedDirectives: [AppliedDirective] = []
    /// Whether the specification defines it.
    package var isBuiltIn = false
}

/// https://spec.graphql.org/September2026/#DirectiveLocation
package enum DirectiveLocation: String, Sendable, CaseIterable {
    case query = "QUERY"
    case mutation = "MUTATION"
    case subscription = "SUBSCRIPTION"
    case field = "FIELD"
    case fragmentDefinition = "FRAGMENT_DEFINITION"
    case fragmentSpread = "FRAGMENT_SPREAD"
    case inlineFragment = "INLINE_FRAGMENT"
    case variableDefinition = "VARIABLE_DEFINITION"
    case schema = "SCHEMA"
    case scalar = "SCALAR"
    case object = "OBJECT"
    case fieldDefinition = "FIELD_DEFINITION"
    case argumentDefinition = "ARGUMENT_DEFINITION"
    case interface = "INTERFACE"
    case union = "UNION"
    case `enum` = "ENUM"
    case enumValue = "ENUM_VALUE"
    case inputObject = "INPUT_OBJECT"
    case inputFieldDefinition = "INPUT_FIELD_DEFINITION"
    case directiveDefinition = "DIRECTIVE_DEFINITION"
}

/// A directive written on an element of the schema, such as `@cost(weight: "5")`.
package struct AppliedDirective: Sendable, Equatable {
    package var name: String
    package var arguments: [InputField]

    package init(name: String, arguments: [InputField]) {
        self.name = name
        self.arguments = arguments
    }
}
