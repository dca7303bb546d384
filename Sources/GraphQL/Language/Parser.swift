/// Parses a GraphQL document. https://spec.graphql.org/September2026/#Document
///
/// - Throws: the first syntax error, or the first limit that is crossed, with its location.
package func parse(
    _ source: Source, limits: Limits = .standard
) throws(GraphQLError) -> Document {
    try Parser.parse(source, limits) { parser throws(SyntaxError) in
        try parser.document()
    }.document
}

/// Parses one value, such as `[1, $a]`: `values[0]` of the document. It may hold variables.
/// https://spec.graphql.org/September2026/#Value
package func parseValue(
    _ source: Source, limits: Limits = .standard
) throws(GraphQLError) -> Document {
    try Parser.parse(source, limits) { parser throws(SyntaxError) in
        try parser.value(isConstant: false)
    }.document
}

/// Parses one value without variables: `values[0]` of the document.
package func parseConstantValue(
    _ source: Source, limits: Limits = .standard
) throws(GraphQLError) -> Document {
    try Parser.parse(source, limits) { parser throws(SyntaxError) in
        try parser.value(isConstant: true)
    }.document
}

/// Parses a type reference, such as `[Int!]`; the document holds its name.
/// https://spec.graphql.org/September2026/#Type
package func parseType(
    _ source: Source, limits: Limits = .standard
) throws(GraphQLError) -> (document: Document, node: TypeReference) {
    try Parser.parse(source, limits) { parser throws(SyntaxError) in
        try parser.type()
    }
}

/// A recursive-descent parser with one token of look-ahead. It appends to the flat arrays of the
/// document in source order; a function for each production of the grammar, named like it.
struct Parser: ~Copyable {
    private let output: UnsafeMutablePointer<Document>
    private(set) var token = Token(kind: .endOfFile, start: 0, end: 0)
    private var lexer: Lexer
    private var names: NameTable
    private var tokenCount = 0
    private var nesting = 0
    let limits: Limits

    /// What has been parsed so far.
    var result: Document {
        @inline(__always) _read { yield output.pointee }
        @inline(__always) nonmutating _modify { yield &output.pointee }
    }

    private init(
        _ document: UnsafeMutablePointer<Document>, _ bytes: UnsafeBufferPointer<UInt8>,
        _ limits: Limits
    ) {
        output = document
        lexer = Lexer(bytes)
        names = NameTable(bytes)
        self.limits = limits
    }

    /// Runs one production over the whole of a source.
    static func parse<Node>(
        _ source: Source, _ limits: Limits,
        _ production: (inout Parser) throws(SyntaxError) -> Node
    ) throws(GraphQLError) -> (document: Document, node: Node) {
        do throws(SyntaxError) {
            // Node indices are 32 bits, and a node takes at least a byte of the source.
            let bytesMax = min(limits.sourceBytesMax, Int(Int32.max))
            guard source.bytes.count <= bytesMax else {
                throw SyntaxError(
                    message: "Source contains more than \(bytesMax) bytes. Parsing aborted.",
                    position: bytesMax)
            }
            var document = Document(source: source)
            let node = try source.bytes.withUnsafeBufferPointer { bytes throws(SyntaxError) in
                try withUnsafeMutablePointer(to: &document) { document throws(SyntaxError) in
                    var parser = Parser(document, bytes, limits)
                    try parser.advance()
                    let node = try production(&parser)
                    try parser.expect(.endOfFile)
                    return node
                }
            }
            return (consume document, node)
        } catch {
            throw GraphQLError(error, in: source)
        }
    }
}

// MARK: - Tokens

extension Parser {
    /// Moves to the next token.
    mutating func advance() throws(SyntaxError) {
        token = try lexer.next()
        tokenCount += 1
        guard tokenCount <= limits.tokensMax || token.kind == .endOfFile else {
            throw SyntaxError(
                message: "Document contains more than \(limits.tokensMax) tokens. "
                    + "Parsing aborted.",
                position: Int(token.start))
        }
    }

    /// The token behind the current one.
    func tokenAhead() throws(SyntaxError) -> Token {
        var lexer = lexer
        return try lexer.next()
    }

    mutating func expect(_ kind: TokenKind) throws(SyntaxError) {
        guard token.kind == kind else { throw expected(kind) }
        if kind != .endOfFile { try advance() }
    }

    /// Whether the current token is a certain name.
    func isKeyword(_ keyword: StaticString) -> Bool {
        token.kind == .name && lexer.text(of: token, is: keyword)
    }

    mutating func expectKeyword(_ keyword: StaticString) throws(SyntaxError) {
        guard isKeyword(keyword) else {
            throw SyntaxError(
                message: "Expected \"\(keyword)\", found \(describe(token)).",
                position: Int(token.start))
        }
        try advance()
    }

    /// `Name`
    mutating func name() throws(SyntaxError) -> NameNode {
        let name = try internName()
        let start = token.start
        try advance()
        return NameNode(name, start: start)
    }

    /// The name that is the current token.
    @inline(__always)
    mutating func internName() throws(SyntaxError) -> Name {
        guard token.kind == .name else { throw expected(.name) }
        return names.intern(token, &output.pointee.names)
    }

    func text(of token: Token) -> String {
        lexer.text(of: token)
    }

    /// What a name, number or string stands for; nil for other tokens.
    var tokenValue: String? { lexer.value(of: token) }

    /// Counts a selection set, list, object or list type around what follows.
    mutating func enterNesting() throws(SyntaxError) {
        nesting += 1
        guard nesting <= limits.nestingMax else { throw nestedTooDeeply() }
    }

    mutating func leaveNesting() {
        nesting -= 1
    }

    var selectionCount: Int32 { Int32(truncatingIfNeeded: result.selections.count) }
    var valueCount: Int32 { Int32(truncatingIfNeeded: result.values.count) }
}

// MARK: - Errors

extension Parser {
    func unexpected(_ unexpected: Token? = nil) -> SyntaxError {
        let token = unexpected ?? token
        return SyntaxError(
            message: "Unexpected \(describe(token)).", position: Int(token.start))
    }

    func expected(_ kind: TokenKind) -> SyntaxError {
        lexer.expected(kind, found: token)
    }

    func nestedTooDeeply() -> SyntaxError {
        SyntaxError(
            message: "Document is nested too deeply. Parsing aborted.",
            position: Int(token.start))
    }

    func describe(_ token: Token) -> String { lexer.describe(token) }
}
