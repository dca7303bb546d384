let limitRules = [
    Rule(sentence: "A limit is crossed by a test.") { tree in
        let crossed = Set(tree.files.filter { $0.target == nil }.flatMap(\.crossedLimits))
        return tree.sources.flatMap { file in
            file.limits.filter { !crossed.contains($0.name) }
                .map { file.at($0.line, "no test says .crosses(\\\($0.name))") }
        }
    }
]

extension SourceTree.File {
    /// What the catalogues of this file bound from above or below: `TAOLimits.writeStepsMax`. Other
    /// numbers of a catalogue are times and sizes that nothing is compared with and refused.
    fileprivate var limits: [(name: String, line: Int)] {
        declarations.filter {
            ["struct", "enum"].contains($0.keyword) && $0.name.hasSuffix("Limits")
        }.flatMap { catalogue -> [(name: String, line: Int)] in
            tokens.indices.dropLast().filter { index in
                tokens[index].line > catalogue.line
                    && ["var", "let"].contains(tokens[index].text)
                    && ["Max", "Min"].contains { tokens[index + 1].text.hasSuffix($0) }
            }.map { ("\(catalogue.name).\(tokens[$0 + 1].text)", tokens[$0].line) }
        }
    }

    /// The limits that the traits `.crosses` of this file name.
    fileprivate var crossedLimits: [String] {
        tokens.indices.dropLast().filter {
            tokens[$0].text == "crosses" && tokens[$0 + 1].text == "("
        }.flatMap { start -> [String] in
            let words = tokens[(start + 2)...].prefix { $0.text != ")" }.filter {
                $0.kind == .word && $0.text != "Type"
            }.map(\.text)
            return zip(words, words.dropFirst()).filter { $0.0.hasSuffix("Limits") }
                .map { "\($0.0).\($0.1)" }
        }
    }
}
