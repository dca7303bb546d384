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
}

extension Source {
    /// The lines around a location, with a caret under its column.
    package func excerpt(at location: SourceLocation) -> String {
        let lines = bytes.lines
        let index = min(max(location.line - 1, 0), lines.count - 1)
        let line = Array(text(lines[index]).utf16)
        let rows =
            line.count > ExcerptLayout.lineLengthMax
            ? brokenLine(line, location) : surroundingLines(lines, index, location)
        let width = rows.map(\.prefix.utf8.count).max() ?? 0
        return rows.map { row in
            let padding = String(repeating: " ", count: width - row.prefix.utf8.count)
            return padding + row.prefix + (row.text.isEmpty ? "" : " " + row.text)
        }.joined(separator: "\n")
    }

    private typealias Row = (prefix: String, text: String)

    /// The line with its neighbours.
    private func surroundingLines(
        _ lines: [ArraySlice<UInt8>], _ index: Int, _ location: SourceLocation
    ) -> [Row] {
        var rows: [Row] = []
        if index > 0 { rows.append(("\(location.line - 1) |", text(lines[index - 1]))) }
        rows.append(("\(location.line) |", text(lines[index])))
        rows.append(("|", caret(under: location.column)))
        if index + 1 < lines.count {
            rows.append(("\(location.line + 1) |", text(lines[index + 1])))
        }
        return rows
    }

    /// A long line in pieces, up to the one behind the location.
    private func brokenLine(_ units: [UInt16], _ location: SourceLocation) -> [Row] {
        let length = ExcerptLayout.brokenLineLength
        let pieces = stride(from: 0, to: units.count, by: length).map { start in
            String(decoding: units[start..<min(start + length, units.count)], as: UTF16.self)
        }
        let index = min((location.column - 1) / length, pieces.count - 1)
        var rows: [Row] = [("\(location.line) |", pieces[0])]
        rows += pieces[1..<index + 1].map { ("|", $0) }
        rows.append(("|", caret(under: location.column - index * length)))
        if index + 1 < pieces.count { rows.append(("|", pieces[index + 1])) }
        return rows
    }

    private func caret(under column: Int) -> String {
        String(repeating: " ", count: max(column - 1, 0)) + "^"
    }

    private func text(_ line: ArraySlice<UInt8>) -> String {
        String(decoding: line, as: UTF8.self)
    }
}
