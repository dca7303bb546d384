let wordRules = [
    Rule(sentence: "A string ends where it must, so that what follows is read.") { tree in
        tree.files.flatMap { file in
            file.unclosedStrings.map { file.at($0, "the end of this string is not found") }
        }
    },
    Rule(sentence: "What the compiler cannot check is proved in a comment.") { tree in
        tree.sources.flatMap { file in
            file.tokens.indices.filter { index in
                let text = file.tokens[index].text
                let before = index > 0 ? file.tokens[index - 1].text : ""
                let next = index + 2 < file.tokens.count ? file.tokens[index + 2].text : ""
                return text == "unchecked" && before == "@"
                    || text == "nonisolated" && next == "unsafe"
            }.map { file.tokens[$0].line }
                .filter { !file.hasProof(near: $0) }
                .map { file.at($0, "say above it why this is safe") }
        }
    },
    Rule(sentence: "A TODO says what must happen first, and nothing is left to be fixed.") { tree in
        tree.files.filter { !$0.path.hasPrefix("Tests/TidyTests/") }.flatMap { file in
            file.comments.compactMap { comment in
                if comment.words.contains(where: { ["FIXME", "XXX", "HACK"].contains($0) }) {
                    return file.at(comment.line, "fix it now: \(comment.text)")
                }
                guard comment.words.contains("TODO") else { return nil }
                let reason = comment.text.components(behind: "TODO:")
                guard reason.split(separator: " ").count < 4 else { return nil }
                return file.at(comment.line, "TODO without a reason")
            }
        }
    },
    Rule(sentence: "Nothing is public: targets share by package access.") { tree in
        tree.sources.flatMap { file in
            file.tokens.filter { $0.kind == .word && ["public", "open"].contains($0.text) }
                .filter { token in !file.isName(token) }
                .map { file.at($0.line, "\($0.text) should be package") }
        }
    },
    Rule(sentence: "A type that other targets see has a doc comment.") { tree in
        tree.sources.flatMap { file in
            let documented = Set(file.comments.filter { $0.text.hasPrefix("///") }.map(\.line))
            let lines = Set(file.tokens.filter { $0.text == "package" }.map(\.line))
            return file.declarations.filter { lines.contains($0.line) && $0.keyword != "extension" }
                .filter { declaration in
                    // Attributes may stand between the comment and the declaration.
                    !(1...4).contains { documented.contains(declaration.line - $0) }
                }
                .map { file.at($0.line, "\($0.name) has no doc comment") }
        }
    },
]

extension SwiftText.Comment {
    var words: [Substring] {
        text.split { !($0.isLetter || $0.isNumber) }
    }
}

extension String {
    /// What follows the first `marker`; empty if there is none.
    fileprivate func components(behind marker: String) -> Substring {
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(marker) { return rest.dropFirst(marker.count) }
            rest = rest.dropFirst()
        }
        return rest
    }
}

extension SourceTree.File {
    /// Whether a comment on the line, or among the four above it, speaks of what makes it safe.
    fileprivate func hasProof(near line: Int) -> Bool {
        let proofs = [
            "lock", "mutex", "thread", "serial", "queue", "immutable", "never change", "once",
            "owner", "event loop", "Sendable",
        ]
        return comments.contains { comment in
            (line - 4...line).contains(comment.line)
                && proofs.contains { comment.text.contains($0) }
        }
    }

    /// `open(path)`, `.open`, `open:` are names of functions, members and labels, not modifiers.
    fileprivate func isName(_ token: SwiftText.Token) -> Bool {
        guard let index = tokens.firstIndex(of: token), index + 1 < tokens.count else {
            return true
        }
        let modified: Set = [
            "class", "struct", "enum", "func", "var", "let", "init", "protocol", "extension",
            "actor", "static", "final", "override", "typealias", "subscript", "mutating", "import",
        ]
        let before = index > 0 ? tokens[index - 1].text : ""
        return before == "." || before == "case" || !modified.contains(tokens[index + 1].text)
    }
}
