/// The text of a document, as UTF-8 bytes.
package struct Source: Sendable {
    /// What errors call it, such as a file name.
    package let name: String
    package let bytes: [UInt8]

    package init(_ text: String, name: String = "GraphQL request") {
        self.init(bytes: Array(text.utf8), name: name)
    }

    package init(bytes: [UInt8], name: String = "GraphQL request") {
        self.bytes = bytes
        self.name = name
    }

    package func text(from start: UInt32, length: UInt32) -> String {
        String(decoding: bytes[Int(start)..<Int(start + length)], as: UTF8.self)
    }

    /// The line and column of a byte. Scans the source up to it: for errors only.
    ///
    /// Lines end at LF, CR or CR LF. Columns count UTF-16 units, as the reference does.
    package func location(ofByte position: UInt32) -> SourceLocation {
        bytes.withUnsafeBufferPointer { bytes in
            let position = min(Int(position), bytes.count)
            var lineStart = position
            while lineStart > 0, !bytes[lineStart - 1].endsLine { lineStart -= 1 }
            return SourceLocation(
                line: 1 + lineEndCount(bytes[..<lineStart]),
                column: 1 + utf16Length(bytes[lineStart..<position]))
        }
    }
}

/// Written for vector instructions, as every error of a request may ask for a location.
private func lineEndCount(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var count = 0
    var previous: UInt8 = 0
    for byte in bytes {
        let isSecondOfPair = byte == UInt8(ascii: "\n") && previous == UInt8(ascii: "\r")
        count &+= byte.endsLine && !isSecondOfPair ? 1 : 0
        previous = byte
    }
    return count
}

/// A byte that continues a character counts nothing, one that begins a character of four bytes
/// counts two.
private func utf16Length(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var length = 0
    for byte in bytes {
        length &+= byte & 0xC0 == 0x80 ? 0 : 1
        length &+= byte >= 0xF0 ? 1 : 0
    }
    return length
}
