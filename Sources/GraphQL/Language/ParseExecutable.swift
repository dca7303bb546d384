// MARK: - Document

extension Parser {
    /// `Document : Definition+`
    mutating func document() throws(SyntaxError) {
        repeat { try definition() } while token.kind != .endOfFile
    }

    /// ```
    /// Definition : ExecutableDefinition
    ///              TypeSystemDefinitionOrExtension
    /// ExecutableDefinition : OperationDefinition
    ///                        FragmentDefinition
    /// ```
    private mutating func definition() throws(SyntaxError) {
        if token.kind == .braceLeft { return try shorthandOperation() }
        let keyword = try definitionKeyword()
        switch text(of: keyword) {
        case "query": try operationDefinition(.query)
        case "mutation": try operationDefinition(.mutation)
        case "subscription": try operationDefinition(.subscription)
        case "fragment": try fragmentDefinition()
        case "schema": try schemaDefinition()
        case "directive": try directiveDefinition()
        case "extend" where token.kind == .name: try typeSystemExtension()
        case let text:
            if let kind = TypeKind(keyword: text) { return try typeDefinition(kind) }
            throw token.kind == .name
                ? unexpected(keyword)
                : unexpectedDescription("only GraphQL definitions support descriptions")
        }
    }

    /// The token that says what is defined: the current one, or the one behind a description.
    private func definitionKeyword() throws(SyntaxError) -> Token {
        var keyword = token
        if token.kind == .string || token.kind == .blockString {
            keyword = try tokenAhead()
            guard keyword.kind != .braceLeft else {
                throw unexpectedDescription(
                    "descriptions are not supported on shorthand queries")
            }
        }
        guard keyword.kind == .name else { throw unexpected(keyword) }
        return keyword
    }

    private func unexpectedDescription(_ reason: String) -> SyntaxError {
        SyntaxError(
            message: "Unexpected description, \(reason).", position: Int(token.start))
    }

    /// `Description : StringValue`
    mutating func description() throws(SyntaxError) -> Description? {
        guard token.kind == .string || token.kind == .blockString else { return nil }
        let description = Description(value: valueCount)
        try leafValue(token.kind == .string ? .string : .blockString)
        return description
    }
}

// MARK: - Operations

extension Parser {
    /// `OperationDefinition : SelectionSet`
    private mutating func shorthandOperation() throws(SyntaxError) {
        let start = token.start
        result.definitions.append(
            .operation(
                OperationDefinition(
                    start: start, description: nil, operation: .query,
                    name: NameNode(.none, start: start),
                    variableDefinitions: 0..<0, directives: 0..<0,
                    selectionSet: try selectionSet())))
    }

    /// ```
    /// OperationDefinition :
    ///     Description? OperationType Name? VariablesDefinition? Directives? SelectionSet
    /// ```
    private mutating func operationDefinition(_ type: OperationType) throws(SyntaxError) {
        let start = token.start
        let description = try description()
        try advance()
        let name = token.kind == .name ? try name() : NameNode(.none, start: start)
        result.definitions.append(
            .operation(
                OperationDefinition(
                    start: start, description: description, operation: type, name: name,
                    variableDefinitions: try variableDefinitions(),
                    directives: try directives(isConstant: false),
                    selectionSet: try selectionSet())))
    }

    /// `VariablesDefinition : ( VariableDefinition+ )`
    private mutating func variableDefinitions() throws(SyntaxError) -> NodeRange {
        let first = Int32(truncatingIfNeeded: result.variableDefinitions.count)
        if token.kind == .parenthesisLeft {
            try advance()
            repeat { try variableDefinition() } while token.kind != .parenthesisRight
            try advance()
        }
        return first..<Int32(truncatingIfNeeded: result.variableDefinitions.count)
    }

    /// `VariableDefinition : Description? Variable : Type DefaultValue? Directives[Const]?`
    private mutating func variableDefinition() throws(SyntaxError) {
        let start = token.start
        let description = try description()
        try expect(.dollar)
        let name = try name()
        try expect(.colon)
        result.variableDefinitions.append(
            VariableDefinition(
                start: start, description: description, name: name.name, nameStart: name.start,
                type: try type(), defaultValue: try defaultValue(),
                directives: try directives(isConstant: true)))
    }

    /// `DefaultValue : = Value[Const]`
    mutating func defaultValue() throws(SyntaxError) -> Int32? {
        guard token.kind == .equals else { return nil }
        try advance()
        let index = valueCount
        try value(isConstant: true)
        return index
    }

    /// `SelectionSet : { Selection* }`
    private mutating func selectionSet() throws(SyntaxError) -> SelectionSet {
        try enterNesting()
        let start = token.start
        if result.selections.isEmpty { reserveSelections() }
        try expect(.braceLeft)
        let first = selectionCount
        while token.kind != .braceRight { try selection() }
        try advance()
        leaveNesting()
        return SelectionSet(start: start, range: first..<selectionCount)
    }

    /// Makes room for as many selections as a source of this length usually has. What a large
    /// reserve leaves unused is never touched, and so costs no memory.
    private mutating func reserveSelections() {
        let bytesPerSelection = 8
        let count = (result.source.bytes.count - Int(token.start)) / bytesPerSelection
        result.selections.reserveCapacity(min(count, limits.tokensMax))
    }

    /// ```
    /// Selection : Field
    ///             FragmentSpread
    ///             InlineFragment
    /// ```
    private mutating func selection() throws(SyntaxError) {
        if token.kind == .spread { try fragment() } else { try field() }
    }

    /// `Field : Alias? Name Arguments? Directives? SelectionSet?`
    private mutating func field() throws(SyntaxError) {
        let start = token.start
        var name = try name()
        var alias = Name.none
        if token.kind == .colon {
            try advance()
            alias = name.name
            name = try self.name()
        }
        try finishSelection(
            .field, start: start, alias: alias, name: name,
            arguments: try arguments(isConstant: false),
            directives: try directives(isConstant: false),
            hasSelectionSet: token.kind == .braceLeft)
    }

    /// `Arguments[Const] : ( Argument[?Const]+ )`
    @inline(__always)
    private mutating func arguments(isConstant: Bool) throws(SyntaxError) -> NodeRange {
        let first = Int32(truncatingIfNeeded: result.arguments.count)
        return token.kind == .parenthesisLeft
            ? try argumentList(isConstant, from: first) : first..<first
    }

    private mutating func argumentList(
        _ isConstant: Bool, from first: Int32
    ) throws(SyntaxError) -> NodeRange {
        if result.arguments.isEmpty { reserveArguments() }
        try advance()
        repeat { try argument(isConstant) } while token.kind != .parenthesisRight
        try advance()
        return first..<Int32(truncatingIfNeeded: result.arguments.count)
    }

    /// Spares small documents the first steps of growth.
    private mutating func reserveArguments() {
        result.arguments.reserveCapacity(8)
        result.values.reserveCapacity(8)
    }

    /// `Argument[Const] : Name : Value[?Const]`
    private mutating func argument(_ isConstant: Bool) throws(SyntaxError) {
        let name = try name()
        try expect(.colon)
        result.arguments.append(Argument(name: name, value: valueCount))
        try value(isConstant: isConstant)
    }

    /// Appends a selection and, where braces follow, its selection set.
    private mutating func finishSelection(
        _ kind: Selection.Kind, start: UInt32, alias: Name = .none, name: NameNode,
        arguments: NodeRange = 0..<0, directives: NodeRange, hasSelectionSet: Bool
    ) throws(SyntaxError) {
        let index = selectionCount
        result.selections.append(
            Selection(
                kind: kind, hasSelectionSet: hasSelectionSet, start: start,
                selectionSetStart: hasSelectionSet ? token.start : 0,
                alias: alias, name: name, arguments: arguments, directives: directives,
                end: index + 1))
        guard hasSelectionSet else { return }
        result.selections[Int(index)].end = try selectionSet().range.upperBound
    }
}

// MARK: - Fragments

extension Parser {
    /// ```
    /// FragmentSpread : ... FragmentName Directives?
    /// InlineFragment : ... TypeCondition? Directives? SelectionSet
    /// ```
    private mutating func fragment() throws(SyntaxError) {
        let start = token.start
        try expect(.spread)
        var name = NameNode(.none, start: start)
        if isKeyword("on") {
            try advance()
            name = try self.name()
        } else if token.kind == .name {
            return try finishSelection(
                .fragmentSpread, start: start, name: try self.name(),
                directives: try directives(isConstant: false), hasSelectionSet: false)
        }
        let directives = try directives(isConstant: false)
        guard token.kind == .braceLeft else { throw expected(.braceLeft) }
        try finishSelection(
            .inlineFragment, start: start, name: name, directives: directives,
            hasSelectionSet: true)
    }

    /// ```
    /// FragmentDefinition :
    ///     Description? fragment FragmentName TypeCondition Directives? SelectionSet
    /// ```
    private mutating func fragmentDefinition() throws(SyntaxError) {
        let start = token.start
        let description = try description()
        try advance()
        result.definitions.append(
            .fragment(
                FragmentDefinition(
                    start: start, description: description, name: try fragmentName(),
                    typeCondition: try typeCondition(),
                    directives: try directives(isConstant: false),
                    selectionSet: try selectionSet())))
    }

    /// `FragmentName : Name but not on`
    private mutating func fragmentName() throws(SyntaxError) -> NameNode {
        guard tokenValue != "on" else { throw unexpected() }
        return try name()
    }

    /// `TypeCondition : on NamedType`
    private mutating func typeCondition() throws(SyntaxError) -> NameNode {
        try expectKeyword("on")
        return try name()
    }
}

// MARK: - Directives

extension Parser {
    /// `Directives[Const] : Directive[?Const]+`
    @inline(__always)
    mutating func directives(isConstant: Bool) throws(SyntaxError) -> NodeRange {
        let first = Int32(truncatingIfNeeded: result.directives.count)
        return token.kind == .at ? try directiveList(isConstant, from: first) : first..<first
    }

    private mutating func directiveList(
        _ isConstant: Bool, from first: Int32
    ) throws(SyntaxError) -> NodeRange {
        while token.kind == .at {
            guard result.directives.count - Int(first) < limits.directivesPerLocationMax else {
                throw SyntaxError(
                    message: "Document contains more than \(limits.directivesPerLocationMax) "
                        + "directives at one location. Parsing aborted.",
                    position: Int(token.start))
            }
            try directive(isConstant)
        }
        return first..<Int32(truncatingIfNeeded: result.directives.count)
    }

    /// `Directive[Const] : @ Name Arguments[?Const]?`
    private mutating func directive(_ isConstant: Bool) throws(SyntaxError) {
        let start = token.start
        try advance()
        result.directives.append(
            Directive(
                start: start, name: try name(),
                arguments: try arguments(isConstant: isConstant)))
    }
}
