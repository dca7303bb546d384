import GraphQL
import TAO

// What lists in the order TOP have in common: their newest items are ranked, older ones follow by time. Ranks change
// while a list is paged, so a cursor names what has been shown (`TopTrail`).

extension RequestContext {
    /// Connections of lists in the order TOP. Their pages are read all at once: what they read at the same time
    /// is one trip.
    ///
    /// - Parameter read: a page of the list of the owner that stands at a place.
    func topConnections<Kind: ConnectionKind>(
        _ name: ListName, over association: AssociationType, of owners: [ObjectID],
        _ arguments: some Paging,
        read:
            @escaping @Sendable (
                _ index: Int, _ page: PageArguments, _ start: ListPosition?
            ) async throws -> Page<Kind.Node>
    ) async throws -> [Result<Connection<Kind>, any Error>] {
        let page = try PageArguments(arguments, limits: limits)
        let starts = owners.map { owner in
            Result {
                let start = try services.cursors.position(page.cursor, in: name.of(owner))
                if let start, start.top == nil { throw GraphQLError.otherOrder }
                return start
            }
        }
        let batch = PageBatch<Kind.Node> {
            typealias Read = (index: Int, page: Result<Page<Kind.Node>, any Error>)
            return try await withThrowingTaskGroup(of: Read.self) { group in
                for (index, start) in starts.enumerated() {
                    group.addTask {
                        do {
                            let page = try await read(index, page, start.get())
                            return (index, .success(page))
                        } catch {
                            return (index, .failure(error))
                        }
                    }
                }
                var pages: [Int: Result<Page<Kind.Node>, any Error>] = [:]
                for try await read in group { pages[read.index] = read.page }
                return starts.indices.compactMap { pages[$0] }
            }
        }
        return owners.indices.map { index in
            starts[index].map { _ in
                Connection(
                    list: name.of(owners[index]),
                    source: AssociationListKey(owners[index], association), batch: batch,
                    index: index)
            }
        }
    }

    /// What is ranked of a list: the newest, or what was the newest when its first page was read.
    func topEdges(
        of list: AssociationListKey, from start: ListPosition?, limit: Int
    ) async throws -> TopEdges {
        var trail = start?.top
        let range = try await graph.lists([
            RangeQuery(list.id1, list.type, after: trail?.newest.included, limit: limit)
        ])[0]
        let edges = range.associations.filter { edge in
            trail.map { !$0.oldest.isNewer(than: edge) } ?? true
        }
        trail?.shown = []
        if trail == nil, let first = edges.first, let last = edges.last {
            trail = TopTrail(newest: .init(first), oldest: .init(last), shown: [])
        }
        return TopEdges(
            edges: edges, trail: trail,
            hasMore: range.hasMore || edges.count < range.associations.count)
    }
}

/// The edges that are ranked, and what that is about.
struct TopEdges: Sendable {
    var edges: [Association]
    /// The ends of what is ranked, with nothing shown yet; nil for an empty list.
    var trail: TopTrail?
    /// Whether older ones follow by time.
    var hasMore: Bool
}

extension GraphQLError {
    /// For a cursor of the same list in another order, in which its place means nothing.
    static var otherOrder: GraphQLError {
        .badUserInput("The cursor belongs to another order of this list.")
    }
}
