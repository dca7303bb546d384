/// What a part of a type system definition belongs to: its directives must be unique together with
/// those of other parts of the same.
enum DefinitionOwner: Hashable {
    case schema
    case type(Name)
    case directive(Name)
}

/// The definitions of types that an executable document must not have. A rule says so of each; the
/// other rules look at them all the same, as in the reference implementation.
extension Walker {
    func walk(_ schema: SchemaDefinition) {
        enterPart(schema.directives, of: .schema)
        walk(directives: schema.directives, on: .schema)
        for operation in schema.operationTypes where !isStopped { walk(typeName: operation.type) }
    }

    func walk(_ directive: TypeSystemDirectiveDefinition) {
        enterPart(directive.directives, of: .directive(directive.name.name))
        for argument in directive.arguments { walk(argument, on: .argumentDefinition) }
        walk(directives: directive.directives, on: .directiveDefinition)
    }

    func walk(_ type: TypeSystemTypeDefinition) {
        enterPart(type.directives, of: .type(type.name.name))
        for interface in type.interfaces where !isStopped { walk(typeName: interface) }
        walk(directives: type.directives, on: DirectiveLocation(type.kind))
        for field in type.fields where !isStopped {
            enterPart(field.directives)
            for argument in field.arguments { walk(argument, on: .argumentDefinition) }
            walk(typeName: field.type.name)
            walk(directives: field.directives, on: .fieldDefinition)
        }
        for member in type.memberTypes where !isStopped { walk(typeName: member) }
        for value in type.enumValues where !isStopped {
            enterPart(value.directives)
            walk(directives: value.directives, on: .enumValue)
        }
        for field in type.inputFields where !isStopped { walk(field, on: .inputFieldDefinition) }
    }

    private func walk(_ input: InputValueDefinitionNode, on location: DirectiveLocation) {
        guard !isStopped else { return }
        enterPart(input.directives)
        walk(typeName: input.type.name)
        if let value = input.defaultValue {
            // What is expected there is for the rules of schemas to say.
            inputType = nil
            send(.value, value)
        }
        walk(directives: input.directives, on: location)
    }

    private func walk(typeName node: NameNode) {
        typeName = node
        isInDefinition = true
        send(.namedType)
        isInDefinition = false
    }

    private func enterPart(_ directives: NodeRange, of owner: DefinitionOwner? = nil) {
        parentType = nil
        enclosingType = nil
        field = nil
        fieldDefinition = nil
        part = (directives, owner)
        send(.definitionPart)
    }
}
