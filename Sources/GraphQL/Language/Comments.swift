/// A comment of a document, which is no part of its syntax tree.
struct Comment: Equatable {
    /// From the `#` to the end of the line, without white space at its end.
    let text: String
    /// Whether it stands behind a token in the same line.
    let isTrailing: Bool
    /// Whether an empty line is before it.
    let isApart: Bool
}

/// The tokens of a source with the comments between them.
struct CommentedTokens {
    /// All tokens; the last one is the end of the file.
    private(set) var tokens: [Token] = []
    /// Those before each token, and behind the token before it.
    private(set) var comments: [[Comment]] = []
    /// Whether an empty line is between a token and the last comment before it.
    private(set) var isApart: [Bool] = []

    var hasComments: Bool { comments.contains { !$0.isEmpty } }

    init(_ bytes: [UInt8]) throws(SyntaxError) {
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<Self, SyntaxError> in
            var found = Self()
            var lexer = Lexer(buffer)
            do throws(SyntaxError) {
                var end = 0
                repeat {
                    let token = try lexer.next()
                    found.add(token, behind: buffer[end..<Int(token.start)])
                    end = Int(token.end)
                } while found.tokens.last?.kind != .endOfFile
                return .success(found)
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    private init() {}

    private mutating func add(_ token: Token, behind gap: Slice<UnsafeBufferPointer<UInt8>>) {
        var comments: [Comment] = []
        // Line ends since the last token or comment. The file begins as a line does.
        var lineEnds = tokens.isEmpty ? 1 : 0
        var position = gap.startIndex
        while position < gap.endIndex {
            let byte = gap[position]
            if byte == UInt8(ascii: "#") {
                let end = gap[position...].firstIndex { $0.endsLine } ?? gap.endIndex
                comments.append(
                    Comment(
                        text: Self.text(gap[position..<end]), isTrailing: lineEnds == 0,
                        isApart: lineEnds > 1))
                lineEnds = 0
                position = end
                continue
            }
            let isHalf =
                byte == UInt8(ascii: "\n") && position > gap.startIndex
                && gap[position - 1] == UInt8(ascii: "\r")
            if byte.endsLine, !isHalf { lineEnds += 1 }
            position += 1
        }
        tokens.append(token)
        self.comments.append(comments)
        isApart.append(lineEnds > 1)
    }

    private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        let end = bytes.lastIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        return String(decoding: bytes[...(end ?? bytes.startIndex)], as: UTF8.self)
    }
}
