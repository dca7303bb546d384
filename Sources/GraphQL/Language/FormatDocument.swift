/// A document in canonical layout with its comments.
///
/// The layout is that of `printDocument`. A comment that has a line of its own stands before the token
/// that follows it; one behind a token stays at the end of that token's line. What is written in one
/// line is broken where a comment within it needs that. Formatting what it gives changes nothing.
///
/// - Throws: a syntax error.
package func formatDocument(_ source: Source, limits: Limits) throws(GraphQLError) -> String {
    let document = try parse(source, limits: limits)
    let canonical = Array(printDocument(document).utf8)
    do throws(SyntaxError) {
        let original = try CommentedTokens(source.bytes)
        guard original.hasComments else { return String(decoding: canonical, as: UTF8.self) }
        var weaver = CommentWeaver(canonical, try CommentedTokens(canonical).tokens)
        weaver.take(original, of: source.bytes)
        return weaver.woven()
    } catch {
        throw GraphQLError(error, in: source)
    }
}

/// Puts comments between the tokens of a text in canonical layout.
private struct CommentWeaver {
    private let bytes: [UInt8]
    private let tokens: [Token]
    /// Of each token: the comments that stand in lines before it, whether an empty line is between,
    /// and the comment behind it.
    private var before: [[Comment]]
    private var isApart: [Bool]
    private var behind: [Comment?]
    /// Of each token: the columns by which the line is indented in which it begins.
    private var indentations: [Int] = []
    /// Of each token: line ends before it, in the canonical layout.
    private var lineEnds: [Int] = []
    /// Brackets that are in one line and have comments within: each item gets a line.
    private var expanded: Set<Int> = []

    private var output: [UInt8] = []

    init(_ bytes: [UInt8], _ tokens: [Token]) {
        self.bytes = bytes
        self.tokens = tokens
        before = Array(repeating: [], count: tokens.count)
        isApart = Array(repeating: false, count: tokens.count)
        behind = Array(repeating: nil, count: tokens.count)
        var indentation = 0
        for index in tokens.indices {
            let gap = self.gap(before: index)
            let ends = gap.count { $0 == UInt8(ascii: "\n") }
            if let last = gap.lastIndex(of: UInt8(ascii: "\n")) {
                indentation = gap.endIndex - last - 1
            }
            lineEnds.append(ends)
            indentations.append(indentation)
        }
    }

    private func gap(before index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : Int(tokens[index - 1].end))..<Int(tokens[index].start)]
    }

    private func text(_ index: Int) -> ArraySlice<UInt8> {
        bytes[Int(tokens[index].start)..<Int(tokens[index].end)]
    }

    // MARK: Where comments belong

    /// Finds the places of comments. The canonical tokens are those of the original, save for what
    /// may be left out: the first `|` and `&` of a list, and `query` before braces.
    mutating func take(_ original: CommentedTokens, of source: [UInt8]) {
        var next = 0
        var isKept = false
        for (index, token) in original.tokens.enumerated() {
            for comment in original.comments[index] {
                if comment.isTrailing, isKept, next > 0 {
                    behind[next - 1] = comment
                } else {
                    before[next].append(comment)
                }
            }
            let text = source[Int(token.start)..<Int(token.end)]
            isKept =
                token.kind == tokens[next].kind
                && (token.kind != .name || text.elementsEqual(self.text(next)))
            if !original.comments[index].isEmpty { isApart[next] = original.isApart[index] }
            if isKept { next = min(next + 1, tokens.count - 1) }
        }
        expandBrackets()
    }

    private mutating func expandBrackets() {
        var open: [(index: Int, comments: Int, line: Int)] = []
        var comments = 0
        var line = 0
        for (index, token) in tokens.enumerated() {
            comments += before[index].count
            line += lineEnds[index]
            if token.kind.opens {
                open.append((index, comments, line))
            } else if token.kind.closes, let bracket = open.popLast(), bracket.line == line,
                bracket.comments < comments
            {
                expanded.insert(bracket.index)
            } else if token.kind == .blockString {
                line += text(index).count { $0 == UInt8(ascii: "\n") }
            }
            comments += behind[index] == nil ? 0 : 1
        }
    }

    // MARK: Writing

    /// Where a token begins.
    private struct Place {
        /// 0 is behind the token before it.
        var lineEnds: Int
        var indentation: Int
    }

    private static let step = 2

    /// The document with its comments.
    mutating func woven() -> String {
        var brackets: [Int] = []
        var places: [Place] = []
        for index in tokens.indices { places.append(place(of: index, &brackets)) }
        var waiting: Comment?
        var mustBreak = false
        for index in tokens.indices {
            var place = places[index]
            if mustBreak, place.lineEnds == 0 {
                place = Place(lineEnds: 1, indentation: place.indentation + Self.step)
            }
            if place.lineEnds > 0 || tokens[index].kind == .endOfFile {
                if let comment = waiting.take() { write(behind: comment) }
            }
            write(before: index, at: place)
            output += text(index)
            mustBreak = false
            guard let comment = behind[index] else { continue }
            if isLast(index, places) {
                waiting = comment
            } else {
                write(behind: comment)
                mustBreak = true
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Whether no other comment waits for the end of this line.
    private func isLast(_ index: Int, _ places: [Place]) -> Bool {
        for next in tokens.indices.dropFirst(index + 1) {
            if places[next].lineEnds > 0 { return true }
            if behind[next] != nil { return false }
        }
        return true
    }

    private func place(of index: Int, _ brackets: inout [Int]) -> Place {
        var lineEnds = lineEnds[index]
        let isFirst = brackets.last.map { $0 == index - 1 && expanded.contains($0) } ?? false
        let isItem = gap(before: index).contains(UInt8(ascii: ","))
        let isExpanded = brackets.last.map(expanded.contains) ?? false
        if isFirst || isItem && isExpanded { lineEnds = max(lineEnds, 1) }
        if tokens[index].kind.closes {
            brackets.removeLast()
            if isExpanded { lineEnds = max(lineEnds, 1) }
        }
        let depth = brackets.count(where: expanded.contains)
        var indentation = indentations[index] + depth * Self.step
        if lineEnds == 0, !before[index].isEmpty, tokens[index].kind != .endOfFile {
            // The rest of what was one line.
            lineEnds = 1
            if index > 0 { indentation += Self.step }
        }
        if tokens[index].kind.opens { brackets.append(index) }
        return Place(lineEnds: lineEnds, indentation: indentation)
    }

    /// What stands between a token and the one before it.
    private mutating func write(before index: Int, at place: Place) {
        let comments = before[index]
        if tokens[index].kind == .endOfFile { return writeEnd(comments) }
        if comments.isEmpty {
            if place.lineEnds == 0 {
                output += gap(before: index)
            } else {
                writeLine(place.lineEnds, place.indentation)
            }
            return
        }
        let isClosing = tokens[index].kind.closes
        let indentation = place.indentation + (isClosing ? Self.step : 0)
        for (number, comment) in comments.enumerated() {
            let opens = index > 0 && tokens[index - 1].kind.opens && number == 0
            let least = number == 0 ? place.lineEnds : 1
            if !output.isEmpty {
                writeLine(comment.isApart && !opens ? max(least, 2) : least, indentation)
            }
            output += comment.text.utf8
        }
        writeLine(isApart[index] && !isClosing ? 2 : 1, place.indentation)
    }

    private mutating func writeEnd(_ comments: [Comment]) {
        for (number, comment) in comments.enumerated() {
            writeLine(number == 0 || comment.isApart ? 2 : 1, 0)
            output += comment.text.utf8
        }
    }

    private mutating func writeLine(_ ends: Int, _ indentation: Int) {
        output += repeatElement(UInt8(ascii: "\n"), count: ends)
        output += repeatElement(UInt8(ascii: " "), count: indentation)
    }

    private mutating func write(behind comment: Comment) {
        output.append(UInt8(ascii: " "))
        output += comment.text.utf8
    }
}

extension TokenKind {
    fileprivate var opens: Bool {
        switch self {
        case .braceLeft, .bracketLeft, .parenthesisLeft: true
        default: false
        }
    }

    fileprivate var closes: Bool {
        switch self {
        case .braceRight, .bracketRight, .parenthesisRight: true
        default: false
        }
    }
}
