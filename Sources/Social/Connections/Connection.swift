import GraphQL
import TAO

/// A family of connection types: `Post` stands for PostConnection and PostEdge.
protocol ConnectionKind: Sendable {
    associatedtype Node: ObjectResult
    /// Begin of the names of the connection and edge types.
    static var name: String { get }
}

/// One item of a page: the visible object, and its place in the list.
struct PageItem<Node: Sendable>: Sendable {
    var position: ListPosition
    var node: Node
}

/// A part of a list, as the viewer may see it.
struct Page<Node: Sendable>: Sendable {
    var list: ListIdentity
    var items: [PageItem<Node>]
    var hasNext: Bool
    var hasPrevious: Bool
    /// Where to go on in either direction; differs from the outermost item where items that the
    /// viewer may not see lie beyond it.
    var start: ListPosition?
    var end: ListPosition?
}

/// The pages that one connection field gives for all its parents, loaded when the first of `edges`,
/// `nodes` and `pageInfo` is asked for: a query for `totalCount` alone loads no page.
typealias PageBatch<Node: Sendable> = Once<[Page<Node>]>

/// A connection: one page of a batch.
struct Connection<Kind: ConnectionKind>: ObjectResult {
    static var typeName: String { Kind.name + "Connection" }

    let list: ListIdentity
    let batch: PageBatch<Kind.Node>
    let index: Int
}

/// An edge of a connection.
struct Edge<Kind: ConnectionKind>: ObjectResult {
    static var typeName: String { Kind.name + "Edge" }

    let list: ListIdentity
    let item: PageItem<Kind.Node>
}

/// Where a page lies in its list.
struct PageInfo: ObjectResult {
    static let typeName = "PageInfo"

    let list: ListIdentity
    let hasNext: Bool
    let hasPrevious: Bool
    let start: ListPosition?
    let end: ListPosition?
}

extension Resolvers<RequestContext> {
    mutating func pageInfo() {
        type(PageInfo.self) { page in
            page.field("hasNextPage") { $0.hasNext }
            page.field("hasPreviousPage") { $0.hasPrevious }
            page.field("startCursor") { page, _, context in
                page.start.map { context.services.cursors.text($0, in: page.list) }
            }
            page.field("endCursor") { page, _, context in
                page.end.map { context.services.cursors.text($0, in: page.list) }
            }
        }
    }

    /// Registers a connection and its edge. Further fields of the two are given by the closures.
    mutating func connection<Kind: ConnectionKind>(
        _ kind: Kind.Type,
        edge moreOfEdge: (inout TypeResolvers<Edge<Kind>, RequestContext>) -> Void = { _ in },
        _ more: (inout TypeResolvers<Connection<Kind>, RequestContext>) -> Void = { _ in }
    ) {
        type(Connection<Kind>.self) { connection in
            connection.batch("edges") { connections, _, _ in
                try await pages(of: connections).map { page in
                    page.items.map { Edge<Kind>(list: page.list, item: $0) }
                }
            }
            connection.batch("nodes") { connections, _, _ in
                try await pages(of: connections).map { page in
                    page.items.map { Optional($0.node) }
                }
            }
            connection.batch("pageInfo") { connections, _, _ in
                try await pages(of: connections).map { page in
                    PageInfo(
                        list: page.list, hasNext: page.hasNext, hasPrevious: page.hasPrevious,
                        start: page.start, end: page.end)
                }
            }
            more(&connection)
        }
        type(Edge<Kind>.self) { edge in
            edge.field("cursor") { edge, _, context in
                context.services.cursors.text(edge.item.position, in: edge.list)
            }
            edge.field("node") { Optional($0.item.node) }
            moreOfEdge(&edge)
        }
    }
}

/// The pages of connections, which are mostly of one batch.
private func pages<Kind: ConnectionKind>(
    of connections: [Connection<Kind>]
) async throws -> [Page<Kind.Node>] {
    var pages: [Page<Kind.Node>] = []
    pages.reserveCapacity(connections.count)
    var batch: PageBatch<Kind.Node>?
    var loaded: [Page<Kind.Node>] = []
    for connection in connections {
        if connection.batch !== batch {
            batch = connection.batch
            loaded = try await connection.batch.value
        }
        pages.append(loaded[connection.index])
    }
    return pages
}
