extension Walker {
    /// Walks the whole document once, in the order of its text.
    func walk() {
        guard isWithinLimits() else { return }
        send(.document)
        for index in document.definitions.indices where !isStopped {
            let usages = variableUsages.count
            switch document.definitions[index] {
            case .operation(let operation): walk(operation, index: Int32(index))
            case .fragment(let fragment): walk(fragment, index: Int32(index))
            case .schema(let schema): walk(schema)
            case .type(let type): walk(type)
            case .directive(let directive): walk(directive)
            }
            usageRanges[index] = usages..<variableUsages.count
        }
        if !isStopped { sendLeaveDocument() }
    }

    private func walk(_ operation: OperationDefinition, index: Int32) {
        let root = schema.rootType(of: operation.operation)
        enclosingType = root
        parentType = nil
        field = nil
        fieldDefinition = nil
        send(.operation, index)
        for index in operation.variableDefinitions where !isStopped { walk(variable: index) }
        walk(directives: operation.directives, on: operation.operation.directiveLocation)
        walk(operation.selectionSet, of: root)
        send(.leaveOperation, index)
    }

    private func walk(_ fragment: FragmentDefinition, index: Int32) {
        let type = outputType(named: fragment.typeCondition.name)
        enclosingType = type
        parentType = nil
        field = nil
        fieldDefinition = nil
        send(.fragmentDefinition, index)
        typeName = fragment.typeCondition
        send(.namedType)
        walk(directives: fragment.directives, on: .fragmentDefinition)
        walk(fragment.selectionSet, of: type)
    }

    private func walk(variable index: Int32) {
        let definition = document.variableDefinitions[Int(index)]
        send(.variableDefinition, index)
        typeName = definition.type.name
        send(.namedType)
        if let defaultValue = definition.defaultValue {
            let type = schema.type(for: definition.type, in: document)
            inputType = type.flatMap { schema.types[Int($0.named.index)].isInput ? $0 : nil }
            send(.value, defaultValue)
        }
        walk(directives: definition.directives, on: .variableDefinition)
    }

    // MARK: Selections

    /// Walks a selection set that is not that of an inline fragment.
    private func walk(_ set: SelectionSet, of type: TypeID?) {
        let outer = (parentType, enclosingType)
        enter(type)
        selectionSet = set
        send(.selectionSet)
        walk(selections: set.range)
        (parentType, enclosingType) = outer
    }

    private func enter(_ type: TypeID?) {
        enclosingType = type
        parentType = type.flatMap { isComposite($0) ? $0 : nil }
    }

    private func walk(selections range: NodeRange) {
        var index = range.lowerBound
        while index < range.upperBound, !isStopped {
            let selection = document.selections[Int(index)]
            switch selection.kind {
            case .field: walk(field: index, selection)
            case .fragmentSpread:
                send(.fragmentSpread, index)
                walk(directives: selection.directives, on: .fragmentSpread)
            case .inlineFragment: walk(inlineFragment: index, selection)
            }
            index = selection.end
        }
    }

    private func walk(field index: Int32, _ selection: Selection) {
        let outer = (field, fieldDefinition)
        field = parentType.flatMap { lookUpField(selection.name.name, on: $0) }
        fieldDefinition = field.flatMap { definition(of: $0) }
        parentTypes[Int(index)] = parentType
        fieldReferences[Int(index)] = field
        send(.field, index)
        if !selection.arguments.isEmpty {
            walk(arguments: selection.arguments, of: fieldDefinition?.arguments, isField: true)
        }
        walk(directives: selection.directives, on: .field)
        if selection.hasSelectionSet {
            walk(document.selectionSet(of: index), of: fieldDefinition?.type.named)
        }
        send(.leaveField, index)
        (field, fieldDefinition) = outer
    }

    private func walk(inlineFragment index: Int32, _ selection: Selection) {
        let outer = (parentType, enclosingType)
        if selection.name.name != .none {
            enclosingType = outputType(named: selection.name.name)
        }
        send(.inlineFragment, index)
        if selection.name.name != .none {
            typeName = selection.name
            send(.namedType)
        }
        walk(directives: selection.directives, on: .inlineFragment)
        enter(enclosingType)
        walk(selections: index + 1..<selection.end)
        (parentType, enclosingType) = outer
    }

    private func outputType(named name: Name) -> TypeID? {
        type(named: name).flatMap { kind(of: $0) == .inputObject ? nil : $0 }
    }

    // MARK: Directives and arguments

    func walk(directives range: NodeRange, on location: DirectiveLocation) {
        for index in range where !isStopped {
            let node = document.directives[Int(index)]
            directiveLocation = location
            let name = document.text(node.name.name)
            directive = schema.directive(named: name)
            definedDirective = definedHere?.directives[name]
            send(.directive, index)
            // The arguments of an unknown directive are looked up in the field it is on, as in the
            // reference implementation.
            let arguments = directive?.arguments ?? fieldDefinition?.arguments
            walk(arguments: node.arguments, of: arguments, isField: false)
            send(.leaveDirective, index)
        }
        directive = nil
        definedDirective = nil
    }

    private func walk(
        arguments range: NodeRange, of definitions: [InputValueDefinition]?, isField: Bool
    ) {
        for index in range where !isStopped {
            let node = document.arguments[Int(index)]
            let name = document.text(node.name.name)
            let definition = definitions?.first { $0.name == name }
            argument = definition
            send(isField ? .fieldArgument : .directiveArgument, index)
            inputType = definition?.type
            send(.value, node.value)
            if document.values[Int(node.value)].kind.mayHoldVariables {
                collectVariables(
                    in: node.value,
                    at: VariablePosition(
                        type: definition?.type, hasDefault: definition?.defaultValue != nil))
            }
        }
    }
}

extension OperationType {
    fileprivate var directiveLocation: DirectiveLocation {
        switch self {
        case .query: .query
        case .mutation: .mutation
        case .subscription: .subscription
        }
    }
}

extension Value.Kind {
    fileprivate var mayHoldVariables: Bool {
        self == .variable || self == .list || self == .object
    }
}
