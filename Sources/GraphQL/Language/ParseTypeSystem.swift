// MARK: - Schema

extension Parser {
    /// `SchemaDefinition : Description? schema Directives[Const]? { RootOperationTypeDefinition+ }`
    mutating func schemaDefinition() throws(SyntaxError) {
        let start = token.start
        let description = try description()
        try advance()
        let directives = try directives(isConstant: true)
        guard token.kind == .braceLeft else { throw expected(.braceLeft) }
        result.definitions.append(
            .schema(
                SchemaDefinition(
                    start: start, isExtension: false, description: description,
                    directives: directives, operationTypes: try operationTypes())))
    }

    /// ```
    /// SchemaExtension :
    ///     extend schema Directives[Const]? { RootOperationTypeDefinition+ }
    ///     extend schema Directives[Const]
    /// ```
    private mutating func schemaExtension() throws(SyntaxError) {
        let start = token.start
        try skipExtend()
        let directives = try directives(isConstant: true)
        let operationTypes = try operationTypes()
        guard !directives.isEmpty || !operationTypes.isEmpty else { throw unexpected() }
        result.definitions.append(
            .schema(
                SchemaDefinition(
                    start: start, isExtension: true, description: nil, directives: directives,
                    operationTypes: operationTypes)))
    }

    private mutating func operationTypes() throws(SyntaxError) -> [OperationTypeDefinition] {
        try optionalList(.braceLeft, .braceRight) { parser throws(SyntaxError) in
            try parser.operationTypeDefinition()
        }
    }

    /// `RootOperationTypeDefinition : OperationType : NamedType`
    private mutating func operationTypeDefinition() throws(SyntaxError) -> OperationTypeDefinition {
        let keyword = token
        try expect(.name)
        guard let operation = OperationType(rawValue: text(of: keyword)) else {
            throw unexpected(keyword)
        }
        try expect(.colon)
        return OperationTypeDefinition(
            start: keyword.start, operation: operation, type: try name())
    }
}

// MARK: - Types

extension TypeKind {
    /// The kind that a keyword of the type system begins.
    init?(keyword: String) {
        switch keyword {
        case "scalar": self = .scalar
        case "type": self = .object
        case "interface": self = .interface
        case "union": self = .union
        case "enum": self = .enum
        case "input": self = .inputObject
        default: return nil
        }
    }
}

extension Parser {
    /// ```
    /// TypeSystemExtension : SchemaExtension
    ///                       TypeExtension
    ///                       DirectiveExtension
    /// ```
    mutating func typeSystemExtension() throws(SyntaxError) {
        let keyword = try tokenAhead()
        guard keyword.kind == .name else { throw unexpected(keyword) }
        switch text(of: keyword) {
        case "schema": try schemaExtension()
        case "directive": try directiveExtension()
        case let text:
            guard let kind = TypeKind(keyword: text) else { throw unexpected(keyword) }
            try typeExtension(kind)
        }
    }

    /// `extend` and the keyword behind it.
    private mutating func skipExtend() throws(SyntaxError) {
        try advance()
        try advance()
    }

    /// ```
    /// TypeDefinition : Description? scalar Name Directives[Const]?
    ///                  Description? type Name ImplementsInterfaces? Directives[Const]? FieldsDefinition?
    ///                  ...
    /// ```
    mutating func typeDefinition(_ kind: TypeKind) throws(SyntaxError) {
        let start = token.start
        let description = try description()
        try advance()
        result.definitions.append(
            .type(
                try typeBody(kind, start: start, isExtension: false, description: description)))
    }

    /// A definition without description that adds at least one thing.
    private mutating func typeExtension(_ kind: TypeKind) throws(SyntaxError) {
        let start = token.start
        try skipExtend()
        let type = try typeBody(kind, start: start, isExtension: true, description: nil)
        guard !type.directives.isEmpty || type.hasParts else { throw unexpected() }
        result.definitions.append(.type(type))
    }

    /// What follows the keyword of a type definition or extension: the name, and what its kind has.
    private mutating func typeBody(
        _ kind: TypeKind, start: UInt32, isExtension: Bool, description: Description?
    ) throws(SyntaxError) -> TypeSystemTypeDefinition {
        let name = try name()
        let hasFields = kind == .object || kind == .interface
        let interfaces = hasFields ? try implementsInterfaces() : []
        var type = TypeSystemTypeDefinition(
            start: start, isExtension: isExtension, kind: kind, description: description,
            name: name, directives: try directives(isConstant: true), interfaces: interfaces)
        switch kind {
        case .scalar: break
        case .object, .interface: type.fields = try fieldsDefinition()
        case .union: type.memberTypes = try unionMemberTypes()
        case .enum: type.enumValues = try enumValuesDefinition()
        case .inputObject: type.inputFields = try inputFieldsDefinition()
        }
        return type
    }

    /// ```
    /// ImplementsInterfaces : implements &? NamedType
    ///                        ImplementsInterfaces & NamedType
    /// ```
    private mutating func implementsInterfaces() throws(SyntaxError) -> [NameNode] {
        guard isKeyword("implements") else { return [] }
        try advance()
        return try delimitedNames(.ampersand)
    }

    /// `FieldsDefinition : { FieldDefinition+ }`
    private mutating func fieldsDefinition() throws(SyntaxError) -> [FieldDefinitionNode] {
        try optionalList(.braceLeft, .braceRight) { parser throws(SyntaxError) in
            try parser.fieldDefinition()
        }
    }

    /// `FieldDefinition : Description? Name ArgumentsDefinition? : Type Directives[Const]?`
    private mutating func fieldDefinition() throws(SyntaxError) -> FieldDefinitionNode {
        let start = token.start
        let description = try description()
        let name = try name()
        let arguments = try argumentsDefinition()
        try expect(.colon)
        return FieldDefinitionNode(
            start: start, description: description, name: name, arguments: arguments,
            type: try type(), directives: try directives(isConstant: true))
    }

    /// `ArgumentsDefinition : ( InputValueDefinition+ )`
    private mutating func argumentsDefinition() throws(SyntaxError) -> [InputValueDefinitionNode] {
        try optionalList(.parenthesisLeft, .parenthesisRight) { parser throws(SyntaxError) in
            try parser.inputValueDefinition()
        }
    }

    /// `InputFieldsDefinition : { InputValueDefinition+ }`
    private mutating func inputFieldsDefinition() throws(SyntaxError) -> [InputValueDefinitionNode]
    {
        try optionalList(.braceLeft, .braceRight) { parser throws(SyntaxError) in
            try parser.inputValueDefinition()
        }
    }

    /// `InputValueDefinition : Description? Name : Type DefaultValue? Directives[Const]?`
    private mutating func inputValueDefinition() throws(SyntaxError) -> InputValueDefinitionNode {
        let start = token.start
        let description = try description()
        let name = try name()
        try expect(.colon)
        return InputValueDefinitionNode(
            start: start, description: description, name: name, type: try type(),
            defaultValue: try defaultValue(), directives: try directives(isConstant: true))
    }

    /// ```
    /// UnionMemberTypes : = |? NamedType
    ///                    UnionMemberTypes | NamedType
    /// ```
    private mutating func unionMemberTypes() throws(SyntaxError) -> [NameNode] {
        guard token.kind == .equals else { return [] }
        try advance()
        return try delimitedNames(.pipe)
    }

    /// `EnumValuesDefinition : { EnumValueDefinition+ }`
    private mutating func enumValuesDefinition() throws(SyntaxError) -> [EnumValueDefinitionNode] {
        try optionalList(.braceLeft, .braceRight) { parser throws(SyntaxError) in
            try parser.enumValueDefinition()
        }
    }

    /// `EnumValueDefinition : Description? EnumValue Directives[Const]?`
    private mutating func enumValueDefinition() throws(SyntaxError) -> EnumValueDefinitionNode {
        EnumValueDefinitionNode(
            start: token.start, description: try description(), name: try enumValueName(),
            directives: try directives(isConstant: true))
    }

    /// `EnumValue : Name but not true, false or null`
    private mutating func enumValueName() throws(SyntaxError) -> NameNode {
        guard let value = tokenValue, ["true", "false", "null"].contains(value) else {
            return try name()
        }
        throw SyntaxError(
            message: "\(describe(token)) is reserved and cannot be used for an enum value.",
            position: Int(token.start))
    }
}

// MARK: - Directives

extension Parser {
    /// ```
    /// DirectiveDefinition : Description? directive @ Name ArgumentsDefinition?
    ///                       Directives[Const]? repeatable? on DirectiveLocations
    /// ```
    mutating func directiveDefinition() throws(SyntaxError) {
        let start = token.start
        let description = try description()
        try advance()
        try expect(.at)
        let name = try name()
        let arguments = try argumentsDefinition()
        let directives = try directives(isConstant: true)
        let isRepeatable = isKeyword("repeatable")
        if isRepeatable { try advance() }
        try expectKeyword("on")
        result.definitions.append(
            .directive(
                TypeSystemDirectiveDefinition(
                    start: start, isExtension: false, description: description, name: name,
                    arguments: arguments, directives: directives, isRepeatable: isRepeatable,
                    locations: try directiveLocations())))
    }

    /// `DirectiveExtension : extend directive @ Name Directives[Const]`
    private mutating func directiveExtension() throws(SyntaxError) {
        let start = token.start
        try skipExtend()
        try expect(.at)
        let name = try name()
        let directives = try directives(isConstant: true)
        guard !directives.isEmpty else { throw unexpected() }
        result.definitions.append(
            .directive(
                TypeSystemDirectiveDefinition(
                    start: start, isExtension: true, description: nil, name: name, arguments: [],
                    directives: directives, isRepeatable: false, locations: [])))
    }

    /// ```
    /// DirectiveLocations : |? DirectiveLocation
    ///                      DirectiveLocations | DirectiveLocation
    /// ```
    private mutating func directiveLocations() throws(SyntaxError) -> [NameNode] {
        var locations: [NameNode] = []
        if token.kind == .pipe { try advance() }
        while true {
            let location = token
            locations.append(try name())
            guard DirectiveLocation(rawValue: text(of: location)) != nil else {
                throw unexpected(location)
            }
            guard token.kind == .pipe else { return locations }
            try advance()
        }
    }
}

// MARK: - Lists

extension Parser {
    /// Nodes between two brackets, at least one; none if the opening one is missing.
    private mutating func optionalList<Node>(
        _ open: TokenKind, _ close: TokenKind,
        _ node: (inout Parser) throws(SyntaxError) -> Node
    ) throws(SyntaxError) -> [Node] {
        guard token.kind == open else { return [] }
        try advance()
        var nodes: [Node] = []
        repeat { nodes.append(try node(&self)) } while token.kind != close
        try advance()
        return nodes
    }

    /// Named types with a delimiter between them, which may also come first.
    private mutating func delimitedNames(
        _ delimiter: TokenKind
    ) throws(SyntaxError) -> [NameNode] {
        var names: [NameNode] = []
        if token.kind == delimiter { try advance() }
        while true {
            names.append(try name())
            guard token.kind == delimiter else { return names }
            try advance()
        }
    }
}

extension TypeSystemTypeDefinition {
    /// Whether it has anything but directives.
    fileprivate var hasParts: Bool {
        !interfaces.isEmpty || !fields.isEmpty || !memberTypes.isEmpty || !enumValues.isEmpty
            || !inputFields.isEmpty
    }
}
