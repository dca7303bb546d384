/// A Swift source as tokens, so that rules look at code without being fooled by comments or strings.
///
/// It knows what the rules need and no more: words, symbols, string literals (with their
/// interpolations as code), comments. Regex literals that hold quotes are written with `#`; they give
/// no token.
struct SwiftText {
    struct Token: Equatable {
        enum Kind: Equatable {
            case word
            case number
            case symbol
            /// `text` is what stands between the quotes, `\(` standing for an interpolation.
            case string
        }

        var kind: Kind
        var text: String
        var line: Int
    }

    struct Comment {
        var text: String
        var line: Int
    }

    private(set) var tokens: [Token] = []
    private(set) var comments: [Comment] = []
    /// Lines on which a string begins that does not end where it must: what follows is not told apart.
    private(set) var unclosedStrings: [Int] = []

    init(_ source: String) {
        var scanner = Scanner(bytes: Array(source.utf8))
        scanner.code(untilClosingParenthesis: false)
        tokens = scanner.tokens
        comments = scanner.comments
        unclosedStrings = scanner.unclosedStrings
    }
}

/// Walks over the bytes once. Each function starts at the first byte of what it is named for and
/// leaves `position` behind its last.
private struct Scanner {
    let bytes: [UInt8]
    var position = 0
    var line = 1
    var tokens: [SwiftText.Token] = []
    var comments: [SwiftText.Comment] = []
    var unclosedStrings: [Int] = []

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    func byte(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }

    func starts(with text: StaticString) -> Bool {
        for index in 0..<text.utf8CodeUnitCount where byte(index) != text.utf8Start[index] {
            return false
        }
        return true
    }

    mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    func text(from start: Int, to end: Int) -> String {
        String(decoding: bytes[start..<max(start, min(end, bytes.count))], as: UTF8.self)
    }

    mutating func code(untilClosingParenthesis nested: Bool) {
        var depth = 0
        while position < bytes.count {
            switch byte() {
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"): lineComment()
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"): blockComment()
            case UInt8(ascii: "\""): string(hashes: 0)
            case UInt8(ascii: "#"): hash()
            case UInt8(ascii: "`"): rawIdentifier()
            case let first where first.isWordByte: word()
            case let first where first <= UInt8(ascii: " "): advance()
            case let first:
                if first == UInt8(ascii: "(") { depth += 1 }
                if first == UInt8(ascii: ")") {
                    if nested, depth == 0 { return advance() }
                    depth -= 1
                }
                symbol()
            }
        }
    }

    mutating func symbol() {
        let length = starts(with: "->") ? 2 : 1
        append(.symbol, from: position, to: position + length)
        advance(length)
    }

    mutating func append(_ kind: SwiftText.Token.Kind, from start: Int, to end: Int) {
        tokens.append(SwiftText.Token(kind: kind, text: text(from: start, to: end), line: line))
    }

    mutating func word() {
        let start = position
        var end = position
        while end < bytes.count, bytes[end].isWordByte { end += 1 }
        let isNumber = bytes[start] >= UInt8(ascii: "0") && bytes[start] <= UInt8(ascii: "9")
        append(isNumber ? .number : .word, from: start, to: end)
        position = end
    }

    /// A name in backticks, which may hold anything, quotes too.
    mutating func rawIdentifier() {
        let start = position
        advance()
        while position < bytes.count, byte() != UInt8(ascii: "`") { advance() }
        advance()
        append(.word, from: start, to: position)
    }

    mutating func lineComment() {
        let start = position
        while position < bytes.count, byte() != UInt8(ascii: "\n") { position += 1 }
        comments.append(SwiftText.Comment(text: text(from: start, to: position), line: line))
    }

    mutating func blockComment() {
        let start = position
        let first = line
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                advance(2)
            } else if starts(with: "*/") {
                depth -= 1
                advance(2)
            } else {
                advance()
            }
        } while depth > 0 && position < bytes.count
        comments.append(SwiftText.Comment(text: text(from: start, to: position), line: first))
    }

    /// `#"raw string"#`, `#/regex/#`, `#filePath`, `#if`.
    mutating func hash() {
        var hashes = 0
        while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
        if byte(hashes) == UInt8(ascii: "\"") {
            advance(hashes)
            string(hashes: hashes)
        } else if byte(hashes) == UInt8(ascii: "/") {
            advance(hashes + 1)
            regex(hashes: hashes)
        } else {
            symbol()
        }
    }

    /// What follows `#/`, with as many hashes as given at its end.
    mutating func regex(hashes: Int) {
        let end = [UInt8(ascii: "/")] + Array(repeating: UInt8(ascii: "#"), count: hashes)
        while position < bytes.count, !bytes[position...].starts(with: end) { advance() }
        advance(end.count)
    }

    /// `"..."` or `"""..."""`, behind as many hashes as given. Where no line ends behind three
    /// quotes, they are the first quote and two of the content, as in `#""""#`.
    mutating func string(hashes: Int) {
        let quotes = starts(with: "\"\"\"\n") ? 3 : 1
        let first = line
        advance(quotes)
        var content: [UInt8] = []
        // Interpolations append tokens of their own; the literal comes before them.
        let index = tokens.count
        tokens.append(SwiftText.Token(kind: .string, text: "", line: first))
        while !closes(quotes: quotes, hashes: hashes) {
            if position >= bytes.count || quotes == 1 && byte() == UInt8(ascii: "\n") {
                unclosedStrings.append(first)
                return
            }
            if byte() == UInt8(ascii: "\\"), isEscape(hashes: hashes) {
                escape(hashes: hashes, into: &content)
            } else {
                content.append(byte())
                advance()
            }
        }
        advance(quotes + hashes)
        tokens[index].text = String(decoding: content, as: UTF8.self)
    }

    func closes(quotes: Int, hashes: Int) -> Bool {
        for index in 0..<quotes where byte(index) != UInt8(ascii: "\"") { return false }
        for index in 0..<hashes where byte(quotes + index) != UInt8(ascii: "#") { return false }
        return true
    }

    func isEscape(hashes: Int) -> Bool {
        for index in 0..<hashes where byte(1 + index) != UInt8(ascii: "#") { return false }
        return true
    }

    mutating func escape(hashes: Int, into content: inout [UInt8]) {
        advance(1 + hashes)
        content.append(UInt8(ascii: "\\"))
        content.append(byte())
        if byte() == UInt8(ascii: "(") {
            advance()
            code(untilClosingParenthesis: true)
        } else {
            advance()
        }
    }
}

extension UInt8 {
    /// Letters, digits, `_`, and every byte of a character outside ASCII.
    fileprivate var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xFF:
            true
        default: false
        }
    }
}
