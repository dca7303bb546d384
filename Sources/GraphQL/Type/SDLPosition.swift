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
        var locations: [SDLPosition: SourceLocation] = [:]
        for (index, source) in sources.enumerated() {
            let wanted = errors.flatMap(\.positions).filter { $0.document == Int32(index) }
            for (position, found) in zip(wanted, source.locations(ofBytes: wanted.map(\.offset))) {
                locations[position] = SourceLocation(
                    line: found.line, column: found.column, sourceName: source.name)
            }
        }
        return errors.map { error in
            GraphQLError(error.message, locations: error.positions.compactMap { locations[$0] })
        }
    }
}
