/// What a schema coordinate names.
package enum SchemaElement: Sendable {
    case type(TypeDefinition)
    case field(FieldDefinition, of: TypeDefinition)
    case argument(InputValueDefinition, of: FieldDefinition)
    case inputField(InputValueDefinition, of: TypeDefinition)
    case enumValue(EnumValueDefinition, of: TypeDefinition)
    case directive(DirectiveDefinition)
    case directiveArgument(InputValueDefinition, of: DirectiveDefinition)
}

extension Schema {
    /// The element that a coordinate names; nil if what contains it exists and has no such element.
    /// https://spec.graphql.org/September2026/#sec-Schema-Coordinates.Semantics
    ///
    /// - Throws: An error that names what should contain the element and does not exist, or cannot
    ///   contain such an element.
    package func element(
        at coordinate: SchemaCoordinate
    ) throws(GraphQLError) -> SchemaElement? {
        switch coordinate {
        case .type(let name):
            return type(named: name).map { .type(self[$0]) }
        case .member(let type, let name):
            return try member(named: name, of: type)
        case .argument(let type, let field, let name):
            return try argument(named: name, ofField: field, of: type)
        case .directive(let name):
            return directive(named: name).map { .directive($0) }
        case .directiveArgument(let directiveName, let name):
            guard let directive = directive(named: directiveName) else {
                throw GraphQLError(
                    "Expected \"\(directiveName)\" to be defined as a directive in the schema.")
            }
            let argument = directive.arguments.first { $0.name == name }
            return argument.map { .directiveArgument($0, of: directive) }
        }
    }

    private func member(
        named name: String, of typeName: String
    ) throws(GraphQLError) -> SchemaElement? {
        let id = try container(typeName)
        let type = self[id]
        switch type.kind {
        case .enum:
            return type.enumValueIndices[name].map { .enumValue(type.enumValues[$0], of: type) }
        case .inputObject:
            return type.inputField(named: name).map { .inputField($0, of: type) }
        case .object, .interface:
            return fieldDefinition(named: name, on: id).map { .field($0, of: type) }
        case .scalar, .union:
            throw GraphQLError(
                "Expected \"\(typeName)\" to be an Enum, Input Object, Object or Interface type.")
        }
    }

    private func argument(
        named name: String, ofField fieldName: String, of typeName: String
    ) throws(GraphQLError) -> SchemaElement? {
        let id = try container(typeName)
        guard self[id].kind == .object || self[id].kind == .interface else {
            throw GraphQLError(
                "Expected \"\(typeName)\" to be an object type or interface type.")
        }
        guard let field = fieldDefinition(named: fieldName, on: id) else {
            throw GraphQLError(
                "Expected \"\(fieldName)\" to exist as a field of type \"\(typeName)\" in the"
                    + " schema.")
        }
        return field.argument(named: name).map { .argument($0, of: field) }
    }

    private func container(_ typeName: String) throws(GraphQLError) -> TypeID {
        guard let id = type(named: typeName) else {
            throw GraphQLError(
                "Expected \"\(typeName)\" to be defined as a type in the schema.")
        }
        return id
    }
}
