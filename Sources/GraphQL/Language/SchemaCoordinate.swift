/// Names one element of a schema. https://spec.graphql.org/September2026/#SchemaCoordinate
package enum SchemaCoordinate: Hashable, Sendable {
    /// `Business`
    case type(String)
    /// `Business.name`: a field, an input field or an enum value.
    case member(type: String, name: String)
    /// `Query.searchBusiness(criteria:)`
    case argument(type: String, field: String, name: String)
    /// `@private`
    case directive(String)
    /// `@private(scope:)`
    case directiveArgument(directive: String, name: String)

    /// Parses a coordinate. Nothing is ignored in it, not even white space.
    ///
    /// - Throws: a syntax error with its location.
    package init(parsing source: Source) throws(GraphQLError) {
        do throws(SyntaxError) {
            guard source.bytes.count <= Limits.coordinateBytesMax else {
                throw SyntaxError(
                    message:
                        "Source contains more than \(Limits.coordinateBytesMax) bytes. Parsing aborted.",
                    position: Limits.coordinateBytesMax)
            }
            self = try source.bytes.withUnsafeBufferPointer { bytes throws(SyntaxError) in
                var parser = SchemaCoordinateParser(lexer: Lexer(bytes))
                return try parser.coordinate()
            }
        } catch {
            throw GraphQLError(error, in: source)
        }
    }
}

extension SchemaCoordinate: CustomStringConvertible {
    package var description: String {
        switch self {
        case .type(let name): name
        case .member(let type, let name): "\(type).\(name)"
        case .argument(let type, let field, let name): "\(type).\(field)(\(name):)"
        case .directive(let name): "@\(name)"
        case .directiveArgument(let directive, let name): "@\(directive)(\(name):)"
        }
    }
}

/// Parses the five forms of a coordinate.
private struct SchemaCoordinateParser {
    private var lexer: Lexer
    private var token = Token(kind: .endOfFile, start: 0, end: 0)

    init(lexer: Lexer) {
        self.lexer = lexer
    }

    /// ```
    /// SchemaCoordinate : TypeCoordinate
    ///                    MemberCoordinate
    ///                    ArgumentCoordinate
    ///                    DirectiveCoordinate
    ///                    DirectiveArgumentCoordinate
    /// ```
    mutating func coordinate() throws(SyntaxError) -> SchemaCoordinate {
        token = try lexer.nextOfCoordinate()
        let coordinate = try skip(.at) ? directiveCoordinate() : typeCoordinate()
        try expect(.endOfFile)
        return coordinate
    }

    /// ```
    /// DirectiveCoordinate : @ Name
    /// DirectiveArgumentCoordinate : @ Name ( Name : )
    /// ```
    private mutating func directiveCoordinate() throws(SyntaxError) -> SchemaCoordinate {
        let directive = try name()
        guard let argument = try argument() else { return .directive(directive) }
        return .directiveArgument(directive: directive, name: argument)
    }

    /// ```
    /// TypeCoordinate : Name
    /// MemberCoordinate : Name . Name
    /// ArgumentCoordinate : Name . Name ( Name : )
    /// ```
    private mutating func typeCoordinate() throws(SyntaxError) -> SchemaCoordinate {
        let type = try name()
        guard try skip(.dot) else { return .type(type) }
        let member = try name()
        guard let argument = try argument() else { return .member(type: type, name: member) }
        return .argument(type: type, field: member, name: argument)
    }

    /// `( Name : )`, which may be missing.
    private mutating func argument() throws(SyntaxError) -> String? {
        guard try skip(.parenthesisLeft) else { return nil }
        let argument = try name()
        try expect(.colon)
        try expect(.parenthesisRight)
        return argument
    }

    private mutating func name() throws(SyntaxError) -> String {
        let name = token
        try expect(.name)
        return lexer.text(of: name)
    }

    private mutating func skip(_ kind: TokenKind) throws(SyntaxError) -> Bool {
        guard token.kind == kind else { return false }
        token = try lexer.nextOfCoordinate()
        return true
    }

    private mutating func expect(_ kind: TokenKind) throws(SyntaxError) {
        guard token.kind == kind else { throw lexer.expected(kind, found: token) }
        token = try lexer.nextOfCoordinate()
    }
}
