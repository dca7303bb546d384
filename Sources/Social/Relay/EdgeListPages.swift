import GraphQL
import TAO

/// Makes the item of a list that an edge and the object at its end stand for; nil for none.
typealias ListItem<Parent, Target, Node> =
    @Sendable (Parent, Association, Target, RequestContext) -> Node?

extension TypeResolvers where Context == RequestContext, Parent: ListParent & SchemaObject {
    /// A list of each parent as a connection; an empty one where the viewer may not see the list.
    ///
    /// - Parameter order: the order that the arguments ask for, in place of the list's own.
    mutating func connection<Kind: ConnectionKind, A: Paging>(
        _ field: Coordinate<Connection<Kind>, A>, _ list: EdgeList<Kind.Node>,
        order: @escaping @Sendable (A) -> ListOrder? = { _ in nil }
    ) where Kind.Node: GraphObject {
        let name = ListName(field)
        batch(field) { parents, arguments, context in
            try await context.connections(list, name, of: parents, arguments, order(arguments)) {
                _, _, node, _ in node
            }
        }
    }

    /// A list of each parent as a connection; nil where the viewer may not see the list.
    mutating func connection<Kind: ConnectionKind, A: Paging>(
        _ field: Coordinate<Connection<Kind>?, A>, _ list: EdgeList<Kind.Node>,
        order: @escaping @Sendable (A) -> ListOrder? = { _ in nil }
    ) where Kind.Node: GraphObject {
        let name = ListName(field)
        batch(field) { parents, arguments, context in
            try await context.connections(list, name, of: parents, arguments, order(arguments)) {
                _, _, node, _ in node
            }
            .map { connection in connection.map { $0.source == nil ? nil : $0 } }
        }
    }

    /// A list of which the items are made from its edges.
    mutating func connection<Kind: ConnectionKind, Target, A: Paging>(
        _ field: Coordinate<Connection<Kind>, A>, _ list: EdgeList<Target>,
        _ item: @escaping ListItem<Parent, Target, Kind.Node>
    ) {
        let name = ListName(field)
        batch(field) { parents, arguments, context in
            try await context.connections(list, name, of: parents, arguments, nil, item)
        }
    }
}

extension RequestContext {
    /// The same list of several parents, in their order. One that cannot be decided about, or whose
    /// cursor is of another list, fails alone.
    func connections<Parent: ListParent, Kind: ConnectionKind, Target>(
        _ list: EdgeList<Target>, _ name: ListName, of parents: [Parent],
        _ arguments: some Paging, _ order: ListOrder?,
        _ item: @escaping ListItem<Parent, Target, Kind.Node>
    ) async throws -> [Result<Connection<Kind>, any Error>] {
        let page = try PageArguments(arguments, limits: limits)
        let isAscending = ((order ?? list.order) == .oldestFirst) != page.isBackward
        let shown = try await Parent.show(parents, to: list.audience, in: self)
        let readers = zip(parents, shown).map { parent, isShown in
            Result {
                let start = try services.cursors.position(page.cursor, in: name.of(parent.id))
                if start?.trail != nil { throw GraphQLError.otherOrder }
                return EdgeListReader<Kind.Node>(
                    source: try isShown.get()
                        ? AssociationListKey(parent.id, list.association) : nil,
                    pinned: list.pinned.map { pinned in
                        RangeQuery(
                            parent.id, pinned.association, limit: limits[keyPath: pinned.countMax])
                    },
                    isAscending: isAscending,
                    isBackward: page.isBackward,
                    builder: PageBuilder(
                        page, from: start, readMax: limits.pageItemsReadMax))
            }
        }
        let batch = PageBatch {
            let filled = try await self.filled(readers, list) { item(parents[$0], $1, $2, self) }
            return zip(parents, filled).map { parent, reader in
                Result { try reader.get().page(of: name.of(parent.id)) }
            }
        }
        return parents.indices.map { index in
            readers[index].map { reader in
                Connection(
                    list: name.of(parents[index].id), source: reader.source, batch: batch,
                    index: index)
            }
        }
    }

    /// Reads for all pages at once until each is full or at its end.
    /// - Parameter item: made from an edge and its end, in the page with an index.
    private func filled<Node, Target>(
        _ readers: [Result<EdgeListReader<Node>, any Error>], _ list: EdgeList<Target>,
        _ item: (Int, Association, Target) -> Node?
    ) async throws -> [Result<EdgeListReader<Node>, any Error>] {
        var readers = readers
        while true {
            let open = readers.indices.filter { index in
                ((try? readers[index].get().query) ?? nil) != nil
            }
            if open.isEmpty { return readers }
            let pinQueries = open.compactMap { index in
                (try? readers[index].get().pinQuery) ?? nil
            }
            async let pins = graph.lists(each: pinQueries)
            let queries = try open.map { try readers[$0].get().query }
            let ranges = try await graph.lists(each: queries.compactMap { $0 })
            var unread = try await pins[...]
            for (index, range) in zip(open, ranges) {
                readers[index] = Result {
                    var reader = try readers[index].get()
                    if reader.pinQuery != nil { try reader.take(pins: unread.removeFirst().get()) }
                    try reader.take(range.get())
                    return reader
                }
            }
            let ids = open.map { (try? readers[$0].get().found.map(\.edge.id2)) ?? [] }
            let nodes = try await gather(ids) { ids in
                if let loading = list.loading { return try await loading(ids, self) }
                return try await self.load(ids, listedBy: list.rules)
            }
            for (index, nodes) in zip(open, nodes) {
                readers[index] = Result {
                    var reader = try readers[index].get()
                    try reader.take(nodes, staysInPlace: list.staysInPlace) {
                        item(index, $0, $1)
                    }
                    return reader
                }
            }
        }
    }

    /// The objects that the viewer may see in a list, in the order of the ids.
    func load<Node: GraphObject>(
        _ ids: [ObjectID], listedBy rules: [ReadRule<Node>] = Node.policyInLists
    ) async throws -> [Result<Node?, any Error>] {
        let nodes = try await load(Node.self, each: ids)
        let visible = nodes.compactMap { try? $0.get() }
        var shown = try await shows(visible, rules)[...]
        return nodes.map { node in
            guard case .success(.some(let visible)) = node, let isShown = shown.popFirst() else {
                return node
            }
            return isShown.map { $0 ? visible : nil }
        }
    }
}

/// Reads one page of a list that is kept in the graph: first the items that are pinned, if the list has
/// such, then the others.
private struct EdgeListReader<Node: Sendable>: Sendable {
    /// nil for a list that is hidden from the viewer: its page is empty.
    let source: AssociationListKey?
    /// Reads the pins; nil if the list has none.
    let pinned: RangeQuery?
    let isAscending: Bool
    let isBackward: Bool
    var builder: PageBuilder<Node>
    /// nil as long as they have not been read.
    private var pins: [Association]?
    /// What was read last, in the direction of the page, and not yet taken.
    private(set) var found: [(edge: Association, section: UInt8)] = []
    private var hasMore = false

    private static var pinSection: UInt8 { 1 }

    init(
        source: AssociationListKey?, pinned: RangeQuery?, isAscending: Bool, isBackward: Bool,
        builder: PageBuilder<Node>
    ) {
        self.source = source
        self.pinned = pinned
        self.isAscending = isAscending
        self.isBackward = isBackward
        self.builder = builder
    }

    private var isAmongPins: Bool { builder.reached?.section == Self.pinSection }

    /// What to read next; nil when the page is done.
    var query: RangeQuery? {
        guard let source, let count = builder.wanted else { return nil }
        // Behind the last pin begins the list itself; before the first there is nothing.
        let start = isAmongPins ? nil : builder.reached
        return RangeQuery(
            source.id1, source.type,
            after: start.map { AssociationCursor(time: $0.time, id2: $0.id) },
            limit: isAmongPins && isBackward ? 1 : count, ascending: isAscending)
    }

    /// The pins, if they have to be read beside `query`.
    var pinQuery: RangeQuery? {
        source != nil && pins == nil && builder.wanted != nil ? pinned : nil
    }

    mutating func take(pins page: AssociationPage) { pins = Array(page.associations) }

    mutating func take(_ range: AssociationPage) {
        let pins = pins ?? []
        let isFirst = builder.reached == nil
        let others = range.associations.map { (edge: $0, section: UInt8(0)) }
        let marked = pins.map { (edge: $0, section: Self.pinSection) }
        hasMore = range.hasMore
        if !isBackward {
            found = (isFirst ? marked : isAmongPins ? after(marked) : []) + others
        } else if isAmongPins {
            found = after(marked.reversed())
            hasMore = false
        } else {
            found = others + (range.hasMore ? [] : marked.reversed())
        }
    }

    /// Those behind the place that was reached among them. It may have been unpinned meanwhile.
    private func after(
        _ marked: [(edge: Association, section: UInt8)]
    ) -> [(edge: Association, section: UInt8)] {
        guard let reached = builder.reached else { return marked }
        let place = (reached.time, reached.id.rawValue)
        return marked.filter { item in
            let own = (item.edge.time, item.edge.id2.rawValue)
            return isBackward ? own > place : own < place
        }
    }

    mutating func take<Target>(
        _ ends: [Result<Target?, any Error>], staysInPlace: (Target) -> Bool,
        _ item: (Association, Target) -> Node?
    ) throws {
        let pins = Set(pins?.map(\.id2) ?? [])
        let candidates = try zip(found, ends).map { found, end in
            let edge = found.edge
            // A pinned item has left its place in the list.
            let hasLeft = pins.contains(edge.id2)
            let item = try end.get().flatMap { end in
                let isHere = hasLeft && !staysInPlace(end) == (found.section == Self.pinSection)
                return isHere || !hasLeft ? item(edge, end) : nil
            }
            return (ListPosition(section: found.section, time: edge.time, id: edge.id2), item)
        }
        found = []
        builder.take(candidates, hasMore: hasMore)
    }

    func page(of list: ListIdentity) -> Page<Node> { builder.page(of: list) }
}
