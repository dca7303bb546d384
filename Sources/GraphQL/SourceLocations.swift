extension Source {
    /// Lines and columns of bytes in any order, found in one pass over the text: for the many
    /// mistakes of one document. Lines end at LF, CR or CR LF, columns count UTF-16 units.
    func locations(ofBytes positions: [UInt32]) -> [SourceLocation] {
        var locations = [SourceLocation](
            repeating: SourceLocation(line: 1, column: 1), count: positions.count)
        var line = 1
        var column = 1
        var byte = 0
        for index in positions.indices.sorted(by: { positions[$0] < positions[$1] }) {
            while byte < min(Int(positions[index]), bytes.count) {
                if endsLine(byte) {
                    line += 1
                    column = 1
                } else {
                    column += utf16Units(startedBy: bytes[byte])
                }
                byte += 1
            }
            locations[index] = SourceLocation(line: line, column: column)
        }
        return locations
    }

    private func endsLine(_ index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: "\n"): true
        case UInt8(ascii: "\r"):
            index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n")
        default: false
        }
    }

    private func utf16Units(startedBy byte: UInt8) -> Int {
        if byte & 0xC0 == 0x80 { return 0 }
        return byte >= 0xF0 ? 2 : 1
    }
}
