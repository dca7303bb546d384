extension GraphQLError {
    /// The message, and for each location where it is: the name of the source, line and column, and
    /// the lines around it with a caret under the column.
    ///
    /// The layout is that of the reference implementation.
    package func description(in source: Source) -> String {
        let places = locations.map { location in
            "\(source.name):\(location.line):\(location.column)\n" + source.excerpt(at: location)
        }
        return ([message] + places).joined(separator: "\n\n")
    }
}

/// Widths of an excerpt, in UTF-16 units.
private enum ExcerptLayout {
    /// A longer line is that of a minified document, and is broken.
    static let lineLengthMax = 120
    static let brokenLineLength = 80
    /// Most pieces of a broken line before the one with the caret; of more, the first and the last.
    static let piecesBeforeMax = 4
}

extension Source {
    /// The lines around a location, with a caret under its column.
    package func excerpt(at location: SourceLocation) -> String {
        var excerpts = SourceExcerpts(self)
        return excerpts.excerpt(at: location)
    }
}

/// Shows places of one source. Its lines are found once, however many places are shown.
package struct SourceExcerpts {
    package let name: String
    private let lines: [ArraySlice<UInt8>]
    /// The long line that was shown last.
    private var longLine: (index: Int, units: [UInt16])?

    package init(_ source: Source) {
        name = source.name
        lines = source.bytes.lines
    }

    /// The lines around a location, with a caret under its column.
    package mutating func excerpt(at location: SourceLocation) -> String {
        let index = min(max(location.line - 1, 0), lines.count - 1)
        let units = units(ofLine: index)
        let rows =
            units.count > ExcerptLayout.lineLengthMax
            ? brokenLine(units, location) : surroundingLines(index, location)
        let width = rows.map(\.prefix.utf8.count).max() ?? 0
        return rows.map { row in
            let padding = String(repeating: " ", count: width - row.prefix.utf8.count)
            return padding + row.prefix + (row.text.isEmpty ? "" : " " + row.text)
        }.joined(separator: "\n")
    }

    /// Empty for a line that is short by its bytes already.
    private mutating func units(ofLine index: Int) -> [UInt16] {
        guard lines[index].count > ExcerptLayout.lineLengthMax else { return [] }
        if let longLine, longLine.index == index { return longLine.units }
        let units = Array(text(lines[index]).utf16)
        longLine = (index, units)
        return units
    }

    private typealias Row = (prefix: String, text: String)

    /// The line with its neighbours.
    private func surroundingLines(_ index: Int, _ location: SourceLocation) -> [Row] {
        var rows: [Row] = []
        if index > 0 { rows.append(("\(location.line - 1) |", neighbour(index - 1))) }
        rows.append(("\(location.line) |", text(lines[index])))
        rows.append(("|", caret(under: location.column)))
        if index + 1 < lines.count {
            rows.append(("\(location.line + 1) |", neighbour(index + 1)))
        }
        return rows
    }

    /// A long line in pieces, up to the one behind the location.
    private func brokenLine(_ units: [UInt16], _ location: SourceLocation) -> [Row] {
        let length = ExcerptLayout.brokenLineLength
        let count = (units.count + length - 1) / length
        func piece(_ number: Int) -> String {
            let start = number * length
            return String(
                decoding: units[start..<min(start + length, units.count)], as: UTF16.self)
        }
        let index = min(max(location.column - 1, 0) / length, count - 1)
        var rows: [Row] = [("\(location.line) |", piece(0))]
        if index > ExcerptLayout.piecesBeforeMax {
            rows += [("|", "…"), ("|", piece(index - 1)), ("|", piece(index))]
        } else if index > 0 {
            rows += (1...index).map { ("|", piece($0)) }
        }
        rows.append(("|", caret(under: location.column - index * length)))
        if index + 1 < count { rows.append(("|", piece(index + 1))) }
        return rows
    }

    private func caret(under column: Int) -> String {
        // A location that is not in the source has a column all the same.
        let column = min(column, ExcerptLayout.lineLengthMax + ExcerptLayout.brokenLineLength)
        return String(repeating: " ", count: max(column - 1, 0)) + "^"
    }

    private func neighbour(_ index: Int) -> String {
        GraphQL.excerpt(
            text(lines[index].prefix(8 * ExcerptLayout.lineLengthMax)),
            charactersMax: ExcerptLayout.lineLengthMax)
    }

    private func text(_ line: ArraySlice<UInt8>) -> String {
        String(decoding: line, as: UTF8.self)
    }
}
