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
    fileprivate func connections<Parent: ListParent, Kind: ConnectionKind, Target>(
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
                return EdgeListReader<Kind.Node>(
                    source: try isShown.get()
                        ? AssociationListKey(parent.id, list.association) : nil,
                    isAscending: isAscending,
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
            let open = readers.indices.compactMap { index in
                (try? readers[index].get().query).flatMap { $0 }.map { (index: index, query: $0) }
            }
            if open.isEmpty { return readers }
            let ranges = try await graph.lists(each: open.map(\.query))
            let ids = ranges.map { range in (try? range.get())?.associations.map(\.id2) ?? [] }
            let nodes = try await gather(ids) { try await self.load($0, listedBy: list.rules) }
            for (index, (range, nodes)) in zip(open.map(\.index), zip(ranges, nodes)) {
                readers[index] = Result {
                    var reader = try readers[index].get()
                    try reader.take(range.get(), nodes) { item(index, $0, $1) }
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

/// Reads one page of a list that is kept in the graph.
private struct EdgeListReader<Node: Sendable>: Sendable {
    /// nil for a list that is hidden from the viewer: its page is empty.
    let source: AssociationListKey?
    let isAscending: Bool
    var builder: PageBuilder<Node>

    /// What to read next; nil when the page is done.
    var query: RangeQuery? {
        guard let source, let count = builder.wanted else { return nil }
        return RangeQuery(
            source.id1, source.type,
            after: builder.reached.map { AssociationCursor(time: $0.time, id2: $0.id) },
            limit: count, ascending: isAscending)
    }

    mutating func take<Target>(
        _ range: AssociationPage, _ ends: [Result<Target?, any Error>],
        _ item: (Association, Target) -> Node?
    ) throws {
        let candidates = try zip(range.associations, ends).map { edge, end in
            let item = try end.get().flatMap { item(edge, $0) }
            return (ListPosition(time: edge.time, id: edge.id2), item)
        }
        builder.take(candidates, hasMore: range.hasMore)
    }

    func page(of list: ListIdentity) -> Page<Node> { builder.page(of: list) }
}
