/// Fills one page of a list: tells what to read next, takes what was read, and knows when the page is
/// full. The only place that decides about pages, whatever the list is made from:
///
///     while let count = builder.wanted {
///         …read `count` items behind `builder.reached`, and what the viewer may see of them…
///         builder.take(items, hasMore: …)
///     }
///
/// What the viewer may not see is left out and its place filled from behind: a page is full if the
/// list has enough for it, and whether there is a next page is known exactly. After a read that was
/// mostly hidden, or ends as a long hidden stretch would begin, much more is read at once, so that such a
/// stretch costs one read more.
struct PageBuilder<Node: Sendable>: Sendable {
    /// One item of a list as it was read; nil if the viewer may not see it.
    typealias Candidate = (position: ListPosition, node: Node?)

    private let arguments: PageArguments
    private let readMax: Int
    private let beginsInside: Bool
    private var items: [PageItem<Node>] = []
    private var hasMore = true
    /// `hiddenAtEnd`: how many in a row.
    private var lastRead = (all: 0, visible: 0, hiddenAtEnd: 0)
    /// Up to where the list has been read; nil at its beginning.
    private(set) var reached: ListPosition?

    /// - Parameter readMax: how many items are read at once where most are hidden. Lists that are read
    ///   whole need none.
    init(_ arguments: PageArguments, from position: ListPosition?, readMax: Int = .max) {
        self.arguments = arguments
        self.readMax = max(readMax, arguments.count + 1)
        reached = position
        beginsInside = position != nil
    }

    /// How many items to read next, in the direction of the page; nil when that is enough. One item
    /// more than asked for tells whether there is a next page.
    var wanted: Int? {
        let missing = arguments.count + 1 - items.count
        guard hasMore, missing > 0 else { return nil }
        let (all, visible, hiddenAtEnd) = lastRead
        if all == 0 { return missing }
        // An eighth of it, or the last of a few, is more than chance would put there.
        if visible * 2 < all || hiddenAtEnd > 0 && hiddenAtEnd * 8 >= all { return readMax }
        // As many as would have sufficed the last time, and a tenth more.
        return min(missing * all * 11 / (visible * 10) + 1, readMax)
    }

    /// - Parameter hasMore: whether the list goes on behind the last of them.
    mutating func take(_ candidates: some Swift.Collection<Candidate>, hasMore: Bool) {
        let before = items.count
        var hiddenAtEnd = 0
        for (position, node) in candidates {
            reached = position
            hiddenAtEnd = node == nil ? hiddenAtEnd + 1 : 0
            if let node { items.append(PageItem(position: position, node: node)) }
        }
        lastRead = (candidates.count, items.count - before, hiddenAtEnd)
        self.hasMore = hasMore && !candidates.isEmpty
    }

    func page(of list: ListIdentity) -> Page<Node> {
        let isFull = items.count > arguments.count
        let kept = items.prefix(arguments.count)
        return arguments.isBackward
            ? Page(
                list: list, items: kept.reversed(), hasNext: beginsInside, hasPrevious: isFull)
            : Page(list: list, items: Array(kept), hasNext: isFull, hasPrevious: beginsInside)
    }
}
