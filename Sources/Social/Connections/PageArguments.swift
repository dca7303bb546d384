import GraphQL

/// Which part of a list a client asks for: `first`/`after`, or `last`/`before` where there are such.
struct PageArguments: Sendable {
    var count: Int
    /// The cursor to go on from; nil to begin at the start (or, backwards, at the end).
    var cursor: String?
    /// Whether the page is read from its end: the items before `cursor`.
    var isBackward: Bool

    /// - Throws: `GraphQLError` with code BAD_USER_INPUT for numbers out of range and for arguments
    ///   that contradict each other.
    init(_ arguments: Arguments, limits: SocialLimits) throws(GraphQLError) {
        let first = arguments.int("first")
        let last = arguments.int("last")
        let after = arguments.string("after")
        let before = arguments.string("before")
        guard first == nil || last == nil else {
            throw .badUserInput("Give `first` or `last`, not both.")
        }
        isBackward = last != nil || (first == nil && before != nil)
        guard (isBackward ? after : before) == nil else {
            throw .badUserInput("`first` goes with `after`, and `last` with `before`.")
        }
        cursor = isBackward ? before : after
        count = (isBackward ? last : first) ?? limits.pageItemsDefault
        guard (1...limits.pageItemsMax).contains(count) else {
            let name = isBackward ? "last" : "first"
            throw .badUserInput("`\(name)` must be from 1 to \(limits.pageItemsMax).")
        }
    }
}
