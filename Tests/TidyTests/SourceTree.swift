import Foundation
import Testing

/// The Swift files of the project and what is written about them, or an example that a test makes up.
struct SourceTree: Sendable {
    struct File: Sendable {
        /// From the project's folder, such as `Sources/TAO/Store.swift`.
        let path: String
        let text: String
        let lineCount: Int
        let tokens: [SwiftText.Token]
        let comments: [SwiftText.Comment]
        let unclosedStrings: [Int]

        init(path: String, text: String) {
            self.path = path
            self.text = text
            lineCount = text.utf8.count { $0 == UInt8(ascii: "\n") }
            let scanned = SwiftText(text)
            tokens = scanned.tokens
            comments = scanned.comments
            unclosedStrings = scanned.unclosedStrings
        }

        /// `TAO` of `Sources/TAO/Store.swift`; nil for files of tests and of the top level.
        var target: String? {
            let parts = path.split(separator: "/")
            return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
        }

        var name: String { String(path.split(separator: "/").last ?? "") }
    }

    let files: [File]
    /// The text of each Markdown file, by its path.
    let documents: [String: String]

    init(_ files: [String: String]) {
        documents = files.filter { $0.key.hasSuffix(".md") }
        self.files = files.filter { !$0.key.hasSuffix(".md") }
            .map { File(path: $0.key, text: $0.value) }.sorted { $0.path < $1.path }
    }

    /// Files below `Sources/`.
    var sources: [File] { files.filter { $0.target != nil } }

    /// The project that this test belongs to.
    static let project = SourceTree(readProject())

    static let projectFolder = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func readProject() -> [String: String] {
        var texts: [String: String] = [:]
        for folder in ["Sources", "Tests", "docs"] {
            let root = projectFolder.appending(path: folder)
            let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap {
                $0 as? String
            }
            for path in paths ?? []
            where path.hasSuffix(".swift") || path.hasSuffix(".md") {
                let bytes = FileManager.default.contents(atPath: root.appending(path: path).path)
                texts["\(folder)/\(path)"] = String(decoding: bytes ?? Data(), as: UTF8.self)
            }
        }
        return texts
    }
}

/// A house rule that the files of a tree keep or break.
struct Rule: Sendable, CustomTestStringConvertible {
    /// What holds where the rule is kept, as a sentence.
    let sentence: String
    /// One line for each place that breaks it: where, and what is wrong there.
    let violations: @Sendable (SourceTree) -> [String]

    var testDescription: String { sentence }

    static let all =
        arrowRules + placementRules + shapeRules + wordRules + documentRules
        + limitRules
}

extension SourceTree.File {
    func at(_ line: Int, _ message: String) -> String { "\(path):\(line): \(message)" }

    /// String literals in the order of the file.
    var strings: [SwiftText.Token] { tokens.filter { $0.kind == .string } }

    /// Words that are followed by an opening parenthesis and belong to no value or type. A file
    /// that declares a function of such a name calls its own.
    func freeCalls(of names: Set<String>) -> [SwiftText.Token] {
        let own = Set(declaredFunctions)
        return tokens.indices.compactMap { index in
            let token = tokens[index]
            guard token.kind == .word, names.contains(token.text), !own.contains(token.text)
            else { return nil }
            guard index + 1 < tokens.count, tokens[index + 1].text == "(" else { return nil }
            let before = index > 0 ? tokens[index - 1].text : ""
            return before == "." ? nil : token
        }
    }

    private var declaredFunctions: [String] {
        tokens.indices.dropFirst().filter { tokens[$0 - 1].text == "func" }.map { tokens[$0].text }
    }
}
