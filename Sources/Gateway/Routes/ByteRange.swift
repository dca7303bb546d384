/// What a `Range` header asks of a file of a known size.
/// https://www.rfc-editor.org/rfc/rfc9110#name-range
enum ByteRange: Equatable {
    /// No header, one that is not understood, or several ranges, which a server may ignore.
    case whole
    case part(Range<Int>)
    /// It begins behind the end (416).
    case unsatisfiable

    init(header: String?, size: Int) {
        self = .whole
        // The unit's case does not matter (14.1).
        guard let header, header.prefix("bytes=".count).lowercased() == "bytes=" else { return }
        let ends = header.dropFirst("bytes=".count)
            .split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }) else { return }
        switch (Int(ends[0]), Int(ends[1])) {
        case (let first?, nil) where ends[1].isEmpty:
            self = first < size ? .part(first..<size) : .unsatisfiable
        case (let first?, let last?) where first <= last:
            self = first < size ? .part(first..<min(last, size - 1) + 1) : .unsatisfiable
        case (nil, let count?) where ends[0].isEmpty:
            self = count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .unsatisfiable
        default: return
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}

/// Whether an `If-Match` header, if there is one, names the entity that is there.
/// https://www.rfc-editor.org/rfc/rfc9110#name-if-match
func ifMatch(_ header: String?, matches tag: String) -> Bool {
    guard let header else { return true }
    return header.split(separator: ",").contains { candidate in
        let candidate = candidate.filter { $0 != " " && $0 != "\t" }
        return candidate == "*" || candidate == tag
    }
}

/// Whether an `If-None-Match` header names the entity that is there.
/// https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match
func ifNoneMatch(_ header: String?, matches tag: String) -> Bool {
    guard let header else { return false }
    return header.split(separator: ",").contains { candidate in
        var candidate = candidate.drop { $0 == " " || $0 == "\t" }
        while candidate.last == " " || candidate.last == "\t" { candidate.removeLast() }
        return candidate == "*" || candidate == tag || candidate == "W/" + tag
    }
}
