/// Most lines of a file. The parser is one grammar and stays in one file.
let fileLinesMax = 600

/// Most lines of a function, from `func` to its closing brace.
let functionLinesMax = 70

let shapeRules = [
    Rule(sentence: "No file is longer than 600 lines.") { tree in
        tree.files.filter { $0.lineCount > fileLinesMax && $0.name != "Parser.swift" }
            .map { $0.at(1, "\($0.lineCount) lines, at most \(fileLinesMax)") }
    },
    Rule(sentence: "No function is longer than 70 lines.") { tree in
        tree.files.flatMap { file in
            file.functions.filter { $0.lines > functionLinesMax }.map {
                file.at($0.line, "\($0.name) has \($0.lines) lines, at most \(functionLinesMax)")
            }
        }
    },
    Rule(sentence: "No folder, file or type is a Util, Helper, Common or Manager.") { tree in
        tree.files.flatMap { file -> [String] in
            let folders = file.path.dropLast(".swift".count).split(separator: "/")
                .filter { isVague($0) }.map { file.at(1, "says nothing: \($0)") }
            let types = file.declarations.filter { isVague($0.name[...]) }
                .map { file.at($0.line, "says nothing: \($0.name)") }
            return folders + types
        }
    },
    Rule(sentence: "A protocol has two conforming types.") { tree in
        let declarations = tree.sources.flatMap { file in
            file.declarations.map { (file: file, declaration: $0) }
        }
        let conformers = conformingTypes(declarations.map(\.declaration))
        return declarations.compactMap { file, declaration in
            guard declaration.keyword == "protocol" else { return nil }
            let count = conformers(declaration.name).count
            guard count < 2 else { return nil }
            return file.at(declaration.line, "\(declaration.name) has \(count) conforming types")
        }
    },
    Rule(sentence: "A kind of job is in the list of kinds.") { tree in
        let lists = tree.sources.filter { $0.name == "JobKinds.swift" }
        let listed = Set(
            lists.flatMap { file in
                file.tokens.indices.dropLast(2).filter { file.tokens[$0 + 2].text == "self" }
                    .map { file.tokens[$0].text }
            })
        return tree.sources.flatMap { file in
            file.declarations.filter {
                $0.keyword != "protocol" && $0.inherited.contains("JobKind")
                    && !listed.contains($0.name)
            }.map { file.at($0.line, "\($0.name) would never be run: see JobKinds.swift") }
        }
    },
]

/// A name of words such as `StringUtils` or `common`.
private func isVague(_ name: Substring) -> Bool {
    let vague: Set = [
        "util", "utils", "utility", "utilities", "helper", "helpers", "common", "manager",
        "managers", "misc",
    ]
    var word = ""
    for character in name + "_" {
        if character.isUppercase || !character.isLetter {
            if vague.contains(word) { return true }
            word = ""
        }
        word += character.lowercased()
        if !character.isLetter { word = "" }
    }
    return false
}

/// For a protocol, the types that conform to it or to one that refines it.
private func conformingTypes(_ all: [Declaration]) -> (String) -> Set<String> {
    let protocols = Set(all.filter { $0.keyword == "protocol" }.map(\.name))
    func conformers(_ name: String) -> Set<String> {
        var found: Set<String> = []
        for declaration in all where declaration.inherited.contains(name) {
            if protocols.contains(declaration.name) {
                found.formUnion(conformers(declaration.name))
            } else {
                found.insert(declaration.name)
            }
        }
        return found
    }
    return conformers
}

/// The head of a type or an extension.
struct Declaration {
    var keyword: String
    /// Last part of a dotted name.
    var name: String
    /// Types and protocols named behind the colon.
    var inherited: [String]
    var line: Int
}

struct Function {
    var name: String
    var line: Int
    var lines: Int
}

extension SourceTree.File {
    var declarations: [Declaration] {
        let keywords: Set = ["struct", "class", "enum", "actor", "protocol", "extension"]
        return tokens.indices.compactMap { index in
            let token = tokens[index]
            guard token.kind == .word, keywords.contains(token.text), index + 1 < tokens.count
            else { return nil }
            // `class func`, `import struct M.T` and constraints `P: class` declare nothing.
            guard tokens[index + 1].kind == .word, tokens[index + 1].text != "func",
                index == 0 || tokens[index - 1].text != "import"
            else { return nil }
            return declaration(at: index)
        }
    }

    private func declaration(at start: Int) -> Declaration? {
        var index = start + 1
        var name = tokens[index].text
        while index + 2 < tokens.count, tokens[index + 1].text == "." {
            index += 2
            name = tokens[index].text
        }
        var inherited: [String] = []
        var depth = 0
        var isBehindColon = false
        for token in tokens[(index + 1)...] {
            if depth == 0, token.text == "{" || token.text == "where" { break }
            if depth == 0, token.text == "}" || token.text == "=" { return nil }
            if ["<", "("].contains(token.text) { depth += 1 }
            if [">", ")"].contains(token.text) { depth -= 1 }
            if depth == 0, token.text == ":" { isBehindColon = true }
            if depth == 0, isBehindColon, token.kind == .word { inherited.append(token.text) }
        }
        let keyword = tokens[start].text
        return Declaration(
            keyword: keyword, name: name, inherited: inherited, line: tokens[start].line)
    }

    /// Functions, initializers, subscripts and computed properties that have a body.
    var functions: [Function] {
        let keywords: Set = ["func", "init", "deinit", "subscript", "var"]
        return tokens.indices.compactMap { index in
            let token = tokens[index]
            guard token.kind == .word, keywords.contains(token.text),
                index == 0 || tokens[index - 1].text != ".",
                let open = body(from: index), let close = closingBrace(of: open)
            else { return nil }
            let name =
                token.text == "func" || token.text == "var" ? tokens[index + 1].text : token.text
            return Function(
                name: name, line: token.line, lines: tokens[close].line - token.line + 1)
        }
    }

    /// The brace that opens the body of what is declared at `start`; nil if it has none.
    private func body(from start: Int) -> Int? {
        let next: Set = [
            "func", "var", "let", "init", "deinit", "subscript", "case", "static", "package",
            "private", "mutating", "associatedtype", "struct", "enum", "class", "@",
        ]
        var depth = 0
        for index in tokens.indices[(start + 1)...] {
            let token = tokens[index]
            switch token.text {
            case _ where token.kind == .string: continue
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return index
            case "}" where depth <= 0: return nil
            case "=" where depth == 0 && tokens[start].text == "var": return nil
            default:
                let opensLine = token.line != tokens[index - 1].line
                if depth == 0, opensLine, next.contains(token.text) { return nil }
            }
            if depth < 0 { return nil }
        }
        return nil
    }

    private func closingBrace(of open: Int) -> Int? {
        var depth = 0
        for index in tokens.indices[open...] where tokens[index].kind == .symbol {
            if tokens[index].text == "{" { depth += 1 }
            if tokens[index].text == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
