import GraphQL
import TAO

extension TypeResolvers where Context == RequestContext, Parent: ListParent & SchemaObject {
    /// A list of each parent as a connection; an empty one where the viewer may not see the list.
    ///
    /// - Parameter order: the order that the arguments ask for, in place of the list's own.
    mutating func connection<Kind: ConnectionKind, A: Paging>(
        _ field: Coordinate<Connection<Kind>, A>, _ list: EdgeList<Kind.Node>,
        order: @escaping @Sendable (A) -> ListOrder? = { _ in nil }
    ) where Kind.Node: GraphObject {
        batch(field) { parents, arguments, context in
            try await context.connections(list, of: parents, arguments, order(arguments))
        }
    }

    /// A list of each parent as a connection; nil where the viewer may not see the list.
    mutating func connection<Kind: ConnectionKind, A: Paging>(
        _ field: Coordinate<Connection<Kind>?, A>, _ list: EdgeList<Kind.Node>,
        order: @escaping @Sendable (A) -> ListOrder? = { _ in nil }
    ) where Kind.Node: GraphObject {
        batch(field) { parents, arguments, context in
            try await context.connections(list, of: parents, arguments, order(arguments))
                .map { connection in connection.map { $0.source == nil ? nil : $0 } }
        }
    }
}

extension RequestContext {
    /// The same list of several parents, in their order. One that cannot be decided about, or whose
    /// cursor is of another list, fails alone.
    fileprivate func connections<Parent: ListParent, Kind: ConnectionKind>(
        _ list: EdgeList<Kind.Node>, of parents: [Parent], _ arguments: some Paging,
        _ order: ListOrder?
    ) async throws -> [Result<Connection<Kind>, any Error>] where Kind.Node: GraphObject {
        let page = try PageArguments(arguments, limits: limits)
        let isAscending = ((order ?? list.order) == .oldestFirst) != page.isBackward
        let shown = try await Parent.show(parents, to: list.audience, in: self)
        let readers = zip(parents, shown).map { parent, isShown in
            Result {
                let start = try services.cursors.position(page.cursor, in: list.of(parent.id))
                return EdgeListReader<Kind.Node>(
                    source: try isShown.get()
                        ? AssociationListKey(parent.id, list.association) : nil,
                    isAscending: isAscending,
                    builder: PageBuilder(
                        page, from: start, readMax: limits.pageItemsReadMax))
            }
        }
        let batch = PageBatch {
            try await zip(parents, self.filled(readers)).map { parent, reader in
                Result { try reader.get().page(of: list.of(parent.id)) }
            }
        }
        return parents.indices.map { index in
            readers[index].map { reader in
                Connection(
                    list: list.of(parents[index].id), source: reader.source, batch: batch,
                    index: index)
            }
        }
    }

    /// Reads for all pages at once until each is full or at its end.
    private func filled<Node: GraphObject>(
        _ readers: [Result<EdgeListReader<Node>, any Error>]
    ) async throws -> [Result<EdgeListReader<Node>, any Error>] {
        var readers = readers
        while true {
            let open = readers.indices.compactMap { index in
                (try? readers[index].get().query).flatMap { $0 }.map { (index: index, query: $0) }
            }
            if open.isEmpty { return readers }
            let ranges = try await graph.lists(each: open.map(\.query))
            let ids = ranges.map { range in (try? range.get())?.associations.map(\.id2) ?? [] }
            let nodes = try await gather(ids) { try await self.load(Node.self, each: $0) }
            for (index, (range, nodes)) in zip(open.map(\.index), zip(ranges, nodes)) {
                readers[index] = Result {
                    var reader = try readers[index].get()
                    try reader.take(range.get(), nodes)
                    return reader
                }
            }
        }
    }
}

/// Reads one page of a list that is kept in the graph.
private struct EdgeListReader<Node: GraphObject>: Sendable {
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

    mutating func take(
        _ range: AssociationPage, _ nodes: [Result<Node?, any Error>]
    ) throws {
        let candidates = try zip(range.associations, nodes).map { edge, node in
            (ListPosition(time: edge.time, id: edge.id2), try node.get())
        }
        builder.take(candidates, hasMore: range.hasMore)
    }

    func page(of list: ListIdentity) -> Page<Node> { builder.page(of: list) }
}
