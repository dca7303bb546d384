import GraphQL

/// Arguments that ask for a page of a list from its start. Which argument structs are of this kind is
/// found by their names when they are made.
protocol Paging: FieldArguments {
    /// Most items.
    var first: Int? { get }
    /// Cursor to begin after.
    var after: String? { get }
}

/// Arguments that ask for a page from either end.
protocol PagingBothWays: Paging {
    /// Most items, from the end.
    var last: Int? { get }
    /// Cursor to end before.
    var before: String? { get }
}

/// Which part of a list a client asks for: `first`/`after`, or `last`/`before` where there are such.
struct PageArguments: Sendable {
    var count: Int
    /// The cursor to go on from; nil to begin at the start (or, backwards, at the end).
    var cursor: String?
    /// Whether the page is read from its end: the items before `cursor`.
    var isBackward: Bool

    /// - Throws: `GraphQLError` with code BAD_USER_INPUT for numbers out of range and for arguments
    ///   that contradict each other.
    init(_ arguments: some Paging, limits: SocialLimits) throws(GraphQLError) {
        let backward = arguments as? any PagingBothWays
        let (last, before) = (backward?.last, backward?.before)
        guard arguments.first == nil || last == nil else {
            throw .badUserInput("Give `first` or `last`, not both.")
        }
        isBackward = last != nil || (arguments.first == nil && before != nil)
        guard (isBackward ? arguments.after : before) == nil else {
            throw .badUserInput("`first` goes with `after`, and `last` with `before`.")
        }
        cursor = isBackward ? before : arguments.after
        count = (isBackward ? last : arguments.first) ?? limits.pageItemsDefault
        guard (1...limits.pageItemsMax).contains(count) else {
            let bounds = "must be from 1 to \(limits.pageItemsMax)."
            throw .badUserInput(isBackward ? "`last` \(bounds)" : "`first` \(bounds)")
        }
    }
}
