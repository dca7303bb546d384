/// A lexical token: its kind and where its bytes are.
/// https://spec.graphql.org/September2026/#sec-Language.Source-Text.Lexical-Tokens
struct Token {
    var kind: TokenKind
    /// Byte offset of the first byte.
    var start: UInt32
    /// Byte offset behind the last byte.
    var end: UInt32
}

enum TokenKind: UInt8 {
    case endOfFile
    case bang, dollar, ampersand, parenthesisLeft, parenthesisRight, spread, colon, equals, at
    case bracketLeft, bracketRight, braceLeft, pipe, braceRight, dot
    case name, int, float, string, blockString

    /// What error messages call it: punctuators in quotes, other tokens by the name of their kind.
    var description: String {
        switch self {
        case .endOfFile: "<EOF>"
        case .bang: "\"!\""
        case .dollar: "\"$\""
        case .ampersand: "\"&\""
        case .parenthesisLeft: "\"(\""
        case .parenthesisRight: "\")\""
        case .spread: "\"...\""
        case .colon: "\":\""
        case .equals: "\"=\""
        case .at: "\"@\""
        case .bracketLeft: "\"[\""
        case .bracketRight: "\"]\""
        case .braceLeft: "\"{\""
        case .pipe: "\"|\""
        case .braceRight: "\"}\""
        case .dot: "\".\""
        case .name: "Name"
        case .int: "Int"
        case .float: "Float"
        case .string: "String"
        case .blockString: "BlockString"
        }
    }
}

/// Why a source is not a document, and at which byte. It becomes a `GraphQLError` with a line and a
/// column at the end of parsing, so that scanning keeps no count of lines.
struct SyntaxError: Error {
    var message: String
    var position: Int
}

extension GraphQLError {
    init(_ error: SyntaxError, in source: Source) {
        self.init(
            "Syntax Error: \(error.message)",
            locations: [source.location(ofByte: UInt32(error.position))])
    }
}
