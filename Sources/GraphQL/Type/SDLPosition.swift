/// A byte of one of the documents a schema is built from.
struct SDLPosition: Hashable, Comparable, Sendable {
    /// Index of the document.
    var document: Int32
    /// Byte offset in its source.
    var offset: UInt32

    static func < (left: SDLPosition, right: SDLPosition) -> Bool {
        (left.document, left.offset) < (right.document, right.offset)
    }
}

/// A node and the document it is from.
struct Located<Node: Sendable>: Sendable {
    var document: Int32
    var node: Node

    func position(_ offset: UInt32) -> SDLPosition {
        SDLPosition(document: document, offset: offset)
    }
}

extension Document {
    /// Where a definition begins: at its description, if it has one.
    func start(of definition: UInt32, description: Description?) -> UInt32 {
        description.map { min(definition, values[Int($0.value)].start) } ?? definition
    }
}

/// Mistakes found in a schema, with their places as byte offsets until all are known.
///
/// Lines and columns are counted at the end in one pass, so that many mistakes in a large source
/// cost no more than reading it once.
struct SDLErrorList {
    private(set) var errors: [(message: String, positions: [SDLPosition])] = []
    private let errorsMax: Int

    init(errorsMax: Int) {
        self.errorsMax = errorsMax
    }

    /// Whether nothing more is taken in. Loops over the product of two parts of a schema ask.
    var isFull: Bool { errors.count > errorsMax }

    mutating func report(_ message: @autoclosure () -> String, at positions: [SDLPosition]) {
        if errors.count < errorsMax {
            errors.append((message(), positions))
        } else if errors.count == errorsMax {
            let message = "Too many schema errors, error limit reached. Validation aborted."
            errors.append((message, []))
        }
    }

    mutating func report(_ message: @autoclosure () -> String, at position: SDLPosition) {
        report(message(), at: [position])
    }

    /// The mistakes as errors. Places in documents beyond `sources` have no location: those are the
    /// specification's own definitions.
    func located(in sources: [Source]) -> [GraphQLError] {
        let positions = Set(errors.lazy.flatMap(\.positions))
        var locations: [SDLPosition: SourceLocation] = [:]
        for (index, source) in sources.enumerated() {
            let wanted = positions.filter { $0.document == Int32(index) }.sorted()
            var counter = LineCounter(source)
            for position in wanted { locations[position] = counter.location(of: position.offset) }
        }
        return errors.map { error in
            GraphQLError(error.message, locations: error.positions.compactMap { locations[$0] })
        }
    }
}

/// Counts lines and columns of ascending byte offsets. Columns count UTF-16 units.
private struct LineCounter {
    private let source: Source
    private var offset = 0
    private var line = 1
    private var column = 1

    init(_ source: Source) {
        self.source = source
    }

    mutating func location(of wanted: UInt32) -> SourceLocation {
        let bytes = source.bytes
        let end = min(Int(wanted), bytes.count)
        while offset < end {
            switch bytes[offset] {
            case UInt8(ascii: "\r")
            where offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "\n"):
                break  // The line feed that follows ends the line.
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                line += 1
                column = 0
                fallthrough
            default:
                column += utf16Units(startedBy: bytes[offset])
            }
            offset += 1
        }
        return SourceLocation(line: line, column: column, sourceName: source.name)
    }

    /// A line break counts as the unit before column 1.
    private func utf16Units(startedBy byte: UInt8) -> Int {
        if byte & 0xC0 == 0x80 { return 0 }
        return byte >= 0xF0 ? 2 : 1
    }
}
