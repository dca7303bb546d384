/// `schema { ... }` and `extend schema`. https://spec.graphql.org/September2026/#SchemaDefinition
package struct SchemaDefinition: Sendable {
    package var start: UInt32
    package var isExtension: Bool
    package var description: Description?
    package var directives: NodeRange
    package var operationTypes: [OperationTypeDefinition]
}

/// `query: Query` in a schema definition.
package struct OperationTypeDefinition: Sendable {
    package var start: UInt32
    package var operation: OperationType
    package var type: NameNode
}

/// The six kinds of named type.
package enum TypeKind: String, Sendable, CaseIterable {
    case scalar = "SCALAR"
    case object = "OBJECT"
    case interface = "INTERFACE"
    case union = "UNION"
    case `enum` = "ENUM"
    case inputObject = "INPUT_OBJECT"
}

/// A definition or extension of a named type, as parsed. Lists that its kind does not have are empty.
/// https://spec.graphql.org/September2026/#TypeDefinition
package struct TypeSystemTypeDefinition: Sendable {
    package var start: UInt32
    package var isExtension: Bool
    package var kind: TypeKind
    package var description: Description?
    package var name: NameNode
    package var directives: NodeRange
    /// Objects and interfaces: the interfaces they implement.
    package var interfaces: [NameNode] = []
    /// Objects and interfaces.
    package var fields: [FieldDefinitionNode] = []
    /// Unions: their members.
    package var memberTypes: [NameNode] = []
    package var enumValues: [EnumValueDefinitionNode] = []
    package var inputFields: [InputValueDefinitionNode] = []
}

/// https://spec.graphql.org/September2026/#FieldDefinition
package struct FieldDefinitionNode: Sendable {
    package var start: UInt32
    package var description: Description?
    package var name: NameNode
    package var arguments: [InputValueDefinitionNode]
    package var type: TypeReference
    package var directives: NodeRange
}

/// An argument or an input field. https://spec.graphql.org/September2026/#InputValueDefinition
package struct InputValueDefinitionNode: Sendable {
    package var start: UInt32
    package var description: Description?
    package var name: NameNode
    package var type: TypeReference
    /// Index in `Document.values`.
    package var defaultValue: Int32?
    package var directives: NodeRange
}

/// https://spec.graphql.org/September2026/#EnumValueDefinition
package struct EnumValueDefinitionNode: Sendable {
    package var start: UInt32
    package var description: Description?
    package var name: NameNode
    package var directives: NodeRange
}

/// `directive @name(...) on ...` and `extend directive`.
/// https://spec.graphql.org/September2026/#DirectiveDefinition
package struct TypeSystemDirectiveDefinition: Sendable {
    package var start: UInt32
    package var isExtension: Bool
    package var description: Description?
    package var name: NameNode
    package var arguments: [InputValueDefinitionNode]
    /// Directives on the directive definition itself.
    package var directives: NodeRange
    package var isRepeatable: Bool
    package var locations: [NameNode]
}
