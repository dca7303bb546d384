import GraphQL
import TAO

/// A connection type with its edge type, as Relay describes them. Made from the schema.
/// https://relay.dev/graphql/connections.htm
protocol ConnectionKind: Sendable {
    associatedtype Node: FieldResult
    associatedtype ListFields: ConnectionFields where ListFields.Kind == Self
    associatedtype ItemFields: EdgeFields where ItemFields.Kind == Self

    /// Names of the two types.
    static var connectionName: String { get }
    static var edgeName: String { get }
    static var connectionFields: ListFields { get }
    static var edgeFields: ItemFields { get }
}

/// Fields that every connection has.
protocol ConnectionFields: Sendable {
    associatedtype Kind: ConnectionKind

    var edges: Field<Connection<Kind>, [Edge<Kind>], NoArguments> { get }
    var nodes: Field<Connection<Kind>, [Kind.Node?], NoArguments> { get }
    var pageInfo: Field<Connection<Kind>, PageInfo, NoArguments> { get }
}

/// Fields that every edge has.
protocol EdgeFields: Sendable {
    associatedtype Kind: ConnectionKind

    var cursor: Field<Edge<Kind>, String, NoArguments> { get }
    var node: Field<Edge<Kind>, Kind.Node?, NoArguments> { get }
}

/// One item of a page: the visible object, and its place in the list.
struct PageItem<Node: Sendable>: Sendable {
    var position: ListPosition
    var node: Node
    /// How it came into a ranked feed; nil elsewhere.
    var feed: FeedPlace?
    /// In a feed how many posts stand before it, as far as that is known: in the ranked part of HOME all that the
    /// scroll has shown, else those on its page. 0 elsewhere.
    var place = 0
}

/// A part of a list, as the viewer may see it.
struct Page<Node: Sendable>: Sendable {
    var list: ListIdentity
    var items: [PageItem<Node>]
    var hasNext: Bool
    /// Going forward: whether the page begins behind a cursor, that is, behind an item. Backward it
    /// is `hasNext` that is known so.
    var hasPrevious: Bool
    /// When the order of a ranked feed was made, in milliseconds since 1970; nil for other lists.
    var generatedAt: Int64?
}

/// The pages that one connection field gives for all its parents, loaded when the first of `edges`,
/// `nodes` and `pageInfo` is asked for: a query for `totalCount` alone loads no page. A page that
/// cannot be read fails alone.
typealias PageBatch<Node: Sendable> = Once<[Result<Page<Node>, any Error>]>

/// A connection: one page of a batch.
struct Connection<Kind: ConnectionKind>: SchemaObject {
    static var typeName: String { Kind.connectionName }
    static var fields: Kind.ListFields { Kind.connectionFields }

    let list: ListIdentity
    /// The list in the graph, whose length is the total; nil for one that is made or hidden.
    var source: AssociationListKey?
    let batch: PageBatch<Kind.Node>
    let index: Int
}

/// An edge of a connection.
struct Edge<Kind: ConnectionKind>: SchemaObject {
    static var typeName: String { Kind.edgeName }
    static var fields: Kind.ItemFields { Kind.edgeFields }

    let list: ListIdentity
    let item: PageItem<Kind.Node>
}

/// Where a page lies in its list.
struct PageInfo: Sendable {
    let list: ListIdentity
    let hasNext: Bool
    let hasPrevious: Bool
    let start: ListPosition?
    let end: ListPosition?

    init(_ page: Page<some Sendable>) {
        list = page.list
        hasNext = page.hasNext
        hasPrevious = page.hasPrevious
        start = page.items.first?.position
        end = page.items.last?.position
    }
}

extension Resolvers<RequestContext> {
    mutating func registerPageInfo() {
        type(PageInfo.self) { page in
            page.field(\.hasNextPage) { $0.hasNext }
            page.field(\.hasPreviousPage) { $0.hasPrevious }
            page.field(\.startCursor) { page, context in
                page.start.map { context.services.cursors.text($0, in: page.list) }
            }
            page.field(\.endCursor) { page, context in
                page.end.map { context.services.cursors.text($0, in: page.list) }
            }
        }
    }

    /// Registers a connection and its edge. Further fields of the two are given by the closures.
    mutating func connection<Kind: ConnectionKind>(
        _ kind: Kind.Type,
        _ more: (inout TypeResolvers<Connection<Kind>, RequestContext>) -> Void = { _ in },
        edge moreOfEdge: (inout TypeResolvers<Edge<Kind>, RequestContext>) -> Void = { _ in }
    ) {
        type(Connection<Kind>.self) { connection in
            connection.batch(\.edges) { connections, _ in
                try await pages(of: connections).map { page in
                    page.map { page in
                        page.items.map { Edge<Kind>(list: page.list, item: $0) }
                    }
                }
            }
            connection.batch(\.nodes) { connections, _ in
                try await pages(of: connections).map { page in
                    page.map { page in page.items.map { Optional($0.node) } }
                }
            }
            connection.batch(\.pageInfo) { connections, _ in
                try await pages(of: connections).map { page in page.map { PageInfo($0) } }
            }
            more(&connection)
        }
        type(Edge<Kind>.self) { edge in
            edge.field(\.cursor) { edge, context in
                context.services.cursors.text(edge.item.position, in: edge.list)
            }
            edge.field(\.node) { Optional($0.item.node) }
            moreOfEdge(&edge)
        }
    }
}

extension TypeResolvers where Context == RequestContext {
    /// The length of the list, hidden items included.
    mutating func total<Kind>(_ field: Coordinate<Int, NoArguments>)
    where Parent == Connection<Kind> {
        batch(field) { connections, context in try await context.totals(connections) }
    }

    mutating func total<Kind>(_ field: Coordinate<Int?, NoArguments>)
    where Parent == Connection<Kind> {
        batch(field) { connections, context in
            try await context.totals(connections).map { $0.map(Optional.some) }
        }
    }
}

extension RequestContext {
    func totals<Kind>(
        _ connections: [Connection<Kind>]
    ) async throws -> [Result<Int, any Error>] {
        let counts = try await gather(connections.map(\.source)) {
            try await self.graph.counts($0)
        }
        return counts.map { $0 ?? .success(0) }
    }
}

/// The pages of connections, which are mostly of one batch.
func pages<Kind: ConnectionKind>(
    of connections: [Connection<Kind>]
) async throws -> [Result<Page<Kind.Node>, any Error>] {
    var pages: [Result<Page<Kind.Node>, any Error>] = []
    pages.reserveCapacity(connections.count)
    var batch: PageBatch<Kind.Node>?
    var loaded: [Result<Page<Kind.Node>, any Error>] = []
    for connection in connections {
        if connection.batch !== batch {
            batch = connection.batch
            loaded = try await connection.batch.value
        }
        pages.append(loaded[connection.index])
    }
    return pages
}
