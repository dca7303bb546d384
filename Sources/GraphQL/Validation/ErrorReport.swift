/// Where an error belongs in the list of errors: by the node of the walk, then by the rule.
struct ErrorOrder: Comparable {
    private let key: UInt64

    init(position: UInt32, rule: UInt8) {
        key = UInt64(position) << 8 | UInt64(rule)
    }

    static func < (left: ErrorOrder, right: ErrorOrder) -> Bool { left.key < right.key }
}

/// The errors found so far, their places still as bytes of the source.
///
/// Rules that must see the whole document before they can tell report late, with the order of the
/// node their error belongs to; so the list comes out as if they had known all along.
struct ErrorReport {
    private var errors: [Entry] = []
    /// Set when the walk must end before it has seen everything.
    private(set) var abortMessage: String?
    private var allowed: Int
    /// Whether no more errors are wanted, so that rules may stop looking.
    private(set) var isFull = false

    private struct Entry {
        let order: ErrorOrder
        let message: String
        let starts: [UInt32]
    }

    /// Most places named by one error.
    static let locationsMax = 2 * Limits.conflictFieldsMax

    init(errorsMax: Int) {
        allowed = errorsMax
    }

    mutating func add(_ message: String, at starts: [UInt32], order: ErrorOrder) {
        guard !isFull else { return }
        // One more than is allowed, to know that there are too many.
        isFull = errors.count >= allowed
        let starts = Array(starts.prefix(Self.locationsMax))
        errors.append(Entry(order: order, message: message, starts: starts))
    }

    mutating func abort(_ message: String) {
        abortMessage = abortMessage ?? message
        isFull = true
    }

    /// Lets a late rule report as many errors as were allowed at first, whatever others reported;
    /// which of them are shown is settled when they are put in order.
    mutating func allowMore(errorsMax: Int) {
        guard abortMessage == nil else { return }
        allowed = errorsMax > .max - errors.count ? .max : errors.count + errorsMax
        isFull = false
    }

    /// The errors in document order, with lines and columns.
    func inOrder(of document: Document, errorsMax: Int) -> [GraphQLError] {
        guard !errors.isEmpty || abortMessage != nil else { return [] }
        var entries = errors.enumerated().sorted {
            ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
        }.map(\.element)
        let hasTooMany = entries.count > errorsMax
        if hasTooMany { entries.removeLast(entries.count - errorsMax) }
        let locations = document.source.locations(ofBytes: entries.flatMap(\.starts))
        var next = 0
        var result = entries.map { entry in
            defer { next += entry.starts.count }
            let range = next..<next + entry.starts.count
            return GraphQLError(entry.message, locations: Array(locations[range]))
        }
        if hasTooMany {
            result.append(
                GraphQLError(
                    "Too many validation errors, error limit reached. Validation aborted."))
        } else if let abortMessage {
            result.append(GraphQLError(abortMessage))
        }
        return result
    }
}
