/// The page that tells the house as it is. Its two tables are compared with the code.
private let architecture = "docs/architecture.md"

private let readmeLines = 20...160

let documentRules = [
    Rule(sentence: "docs/architecture.md has every target and what it imports of ours.") { tree in
        guard let page = tree.documents[architecture] else { return ["\(architecture) is missing"] }
        let arrows = tree.arrows
        let rows = page.rows(under: "## Targets")
        let wrong = rows.compactMap { row -> String? in
            guard let target = row.name else {
                return "\(architecture):\(row.line): names no target"
            }
            guard let imports = arrows[target] else {
                return "\(architecture):\(row.line): there is no target \(target)"
            }
            let drawn = Set(row.cells.last ?? [])
            guard drawn != imports else { return nil }
            return "\(architecture):\(row.line): \(target) imports \(imports.sorted()) of ours"
        }
        return wrong
            + Set(arrows.keys).subtracting(rows.compactMap(\.name)).sorted()
            .map { "\(architecture): \($0) has no line among the targets" }
    },
    Rule(sentence: "docs/architecture.md has every room.") { tree in
        guard let page = tree.documents[architecture] else { return ["\(architecture) is missing"] }
        let rooms = Set(tree.sources.compactMap(\.room))
        let rows = page.rows(under: "## Rooms")
        return rows.filter { !rooms.contains($0.name ?? "") }
            .map { "\(architecture):\($0.line): there is no room \($0.name ?? "here")" }
            + rooms.subtracting(rows.compactMap(\.name)).sorted()
            .map { "\(architecture): \($0) has no line among the rooms" }
    },
    Rule(sentence: "A target has a README of 20 to 160 lines.") { tree in
        let folders = tree.sources.compactMap { $0.target.map { "Sources/\($0)" } }
        let support = "Tests/TestSupport"
        let others = tree.files.contains { $0.path.hasPrefix("\(support)/") } ? [support] : []
        return Set(folders + others).sorted().compactMap { folder in
            guard let text = tree.documents["\(folder)/README.md"] else {
                return "\(folder)/README.md is missing"
            }
            let count = text.utf8.count { $0 == UInt8(ascii: "\n") }
            return readmeLines.contains(count) ? nil : "\(folder)/README.md has \(count) lines"
        }
    },
]

extension SourceTree {
    /// The modules of ours that each target imports. C modules, which import nothing, are targets
    /// where something imports them.
    fileprivate var arrows: [String: Set<String>] {
        var arrows: [String: Set<String>] = [:]
        for file in sources {
            guard let target = file.target else { continue }
            arrows[target, default: []].formUnion(file.imports.map(\.module))
        }
        let all = arrows.values.reduce(into: Set()) { $0.formUnion($1) }
        for module in importerOfC.keys where all.contains(module) { arrows[module] = [] }
        let own = Set(arrows.keys)
        return arrows.mapValues { $0.intersection(own) }
    }
}

extension SourceTree.File {
    /// `TAO/Read` of `Sources/TAO/Read/Loader.swift`; nil for a file that lies in its target's folder.
    fileprivate var room: String? {
        let parts = path.split(separator: "/")
        return parts.count > 3 && parts[0] == "Sources" ? "\(parts[1])/\(parts[2])" : nil
    }
}

/// A row of a table in Markdown.
private struct Row {
    let line: Int
    /// The words of each cell that are written as code.
    let cells: [[String]]

    var name: String? { cells.first?.first }
}

extension String {
    /// The rows of all tables between a heading and the next one of its kind, without their heads.
    fileprivate func rows(under heading: String) -> [Row] {
        var rows: [Row] = []
        var isUnder = false
        for (index, line) in split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("## ") { isUnder = line == heading }
            guard isUnder, line.hasPrefix("| `") else { continue }
            let cells = line.dropFirst().split(separator: "|").map { cell in
                let pieces = cell.split(separator: "`", omittingEmptySubsequences: false)
                return pieces.indices.filter { $0 % 2 == 1 }.map { String(pieces[$0]) }
            }
            rows.append(Row(line: index + 1, cells: cells))
        }
        return rows
    }
}
