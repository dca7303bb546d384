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
                    hasFront: list.front != nil,
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
            let unled = open.compactMap { index in
                (try? readers[index].get().sourceOfFront) ?? nil
            }
            async let fronts = fronts(list.front, of: unled)
            let queries = try open.map { try readers[$0].get().query }
            let ranges = try await graph.lists(each: queries.compactMap { $0 })
            var unread = try await fronts[...]
            for (index, range) in zip(open, ranges) {
                readers[index] = Result {
                    var reader = try readers[index].get()
                    if reader.sourceOfFront != nil {
                        try reader.take(front: unread.removeFirst().get())
                    }
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

    /// What stands before all else in lists.
    private func fronts(
        _ front: ListFront?, of lists: [AssociationListKey]
    ) async throws -> [Result<[Association], any Error>] {
        switch front {
        case nil: return []
        case .followed: return lists.isEmpty ? [] : try await followedEdges(of: lists)
        case .pinned(let association, let countMax):
            let queries = lists.map {
                RangeQuery($0.id1, association, limit: limits[keyPath: countMax])
            }
            return try await graph.lists(each: queries).map { page in
                page.map { Array($0.associations) }
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

/// Reads one page of a list that is kept in the graph: first the items of its front, if the list has
/// such, then the others.
private struct EdgeListReader<Node: Sendable>: Sendable {
    /// nil for a list that is hidden from the viewer: its page is empty.
    let source: AssociationListKey?
    let hasFront: Bool
    let isAscending: Bool
    let isBackward: Bool
    var builder: PageBuilder<Node>
    /// nil as long as it has not been read.
    private var front: [Association]?
    /// What was read last, in the direction of the page, and not yet taken.
    private(set) var found: [(edge: Association, section: UInt8)] = []
    private var hasMore = false

    private static var frontSection: UInt8 { 1 }

    init(
        source: AssociationListKey?, hasFront: Bool, isAscending: Bool, isBackward: Bool,
        builder: PageBuilder<Node>
    ) {
        self.source = source
        self.hasFront = hasFront
        self.isAscending = isAscending
        self.isBackward = isBackward
        self.builder = builder
    }

    private var isInFront: Bool { builder.reached?.section == Self.frontSection }

    /// What to read next; nil when the page is done.
    var query: RangeQuery? {
        guard let source, let count = builder.wanted else { return nil }
        // Behind the last of the front begins the list itself; before the first there is nothing.
        let start = isInFront ? nil : builder.reached
        return RangeQuery(
            source.id1, source.type,
            after: start.map { AssociationCursor(time: $0.time, id2: $0.id) },
            limit: isInFront && isBackward ? 1 : count, ascending: isAscending)
    }

    /// The list, if its front has to be read beside `query`.
    var sourceOfFront: AssociationListKey? {
        hasFront && front == nil && builder.wanted != nil ? source : nil
    }

    mutating func take(front edges: [Association]) { front = edges }

    mutating func take(_ range: AssociationPage) {
        let front = (front ?? []).map { (edge: $0, section: Self.frontSection) }
        let others = range.associations.map { (edge: $0, section: UInt8(0)) }
        hasMore = range.hasMore
        if !isBackward {
            let unread = builder.reached == nil ? front : isInFront ? after(front) : []
            let wanted = max(builder.wanted ?? 0, 1)
            // A long front is read part by part, as its list is.
            found = unread.count > wanted ? Array(unread.prefix(wanted)) : unread + others
            if unread.count > wanted { hasMore = true }
        } else if isInFront {
            found = after(front.reversed())
            hasMore = false
        } else {
            found = others + (range.hasMore ? [] : front.reversed())
        }
    }

    /// Those behind the place that was reached among them. It may have left the front meanwhile.
    private func after(
        _ front: [(edge: Association, section: UInt8)]
    ) -> [(edge: Association, section: UInt8)] {
        guard let reached = builder.reached else { return front }
        let place = (reached.time, reached.id.rawValue)
        return front.filter { item in
            let own = (item.edge.time, item.edge.id2.rawValue)
            return isBackward ? own > place : own < place
        }
    }

    mutating func take<Target>(
        _ ends: [Result<Target?, any Error>], staysInPlace: (Target) -> Bool,
        _ item: (Association, Target) -> Node?
    ) throws {
        let front = Set(front?.map(\.id2) ?? [])
        let candidates = try zip(found, ends).map { found, end in
            let edge = found.edge
            // An item of the front has left its place in the list.
            let hasLeft = front.contains(edge.id2)
            let item = try end.get().flatMap { end in
                let isHere = hasLeft && !staysInPlace(end) == (found.section == Self.frontSection)
                return isHere || !hasLeft ? item(edge, end) : nil
            }
            return (ListPosition(section: found.section, time: edge.time, id: edge.id2), item)
        }
        found = []
        builder.take(candidates, hasMore: hasMore)
    }

    func page(of list: ListIdentity) -> Page<Node> { builder.page(of: list) }
}
