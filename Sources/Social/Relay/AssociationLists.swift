import GraphQL
import TAO

/// A part of an association list that is wanted as a page.
struct AssociationListRequest: Sendable {
    var list: ListIdentity
    /// Nil for a list that is hidden from the viewer: its page is empty.
    var source: AssociationListKey?
    /// Oldest first, before `isBackward` turns it.
    var isAscending = false
}

extension RequestContext {
    /// Connections over association lists, one for each request, in their order.
    ///
    /// - Parameter load: turns the far ends of edges into the objects that the viewer may see.
    func connections<Kind: ConnectionKind>(
        _ kind: Kind.Type, _ requests: [AssociationListRequest], _ arguments: some Paging,
        load:
            @escaping @Sendable (
                [ObjectID], RequestContext
            ) async throws -> [Result<Kind.Node?, any Error>]
    ) throws -> [Result<Connection<Kind>, any Error>] {
        let page = try PageArguments(arguments, limits: limits)
        let positions = requests.map { request in
            Result {
                try page.cursor.map { try services.cursors.position($0, in: request.list) }
            }
        }
        let batch = PageBatch {
            try await self.pages(
                requests, from: positions.map { try? $0.get() }, page, load: load)
        }
        return zip(requests, positions).enumerated().map { index, request in
            request.1.map { _ in
                Connection(list: request.0.list, batch: batch, index: index)
            }
        }
    }

    /// Reads pages until each is full, its list has ended, or the rounds are used up: what the
    /// viewer may not see is left out, and the place filled with what comes behind it.
    private func pages<Node: Sendable>(
        _ requests: [AssociationListRequest], from positions: [ListPosition?],
        _ page: PageArguments,
        load: @Sendable ([ObjectID], RequestContext) async throws -> [Result<Node?, any Error>]
    ) async throws -> [Result<Page<Node>, any Error>] {
        var readers = zip(requests, positions).map { request, position in
            PageReader<Node>(request, from: position, page)
        }
        for _ in 0..<limits.pageRoundsMax {
            let open = readers.indices.filter { readers[$0].wantsMore }
            if open.isEmpty { break }
            let ranges = try await graph.lists(
                each: open.compactMap { readers[$0].query })
            let ids = ranges.flatMap { range in
                (try? range.get())?.associations.map(\.id2) ?? []
            }
            var nodes = try await load(ids, self)[...]
            for (index, range) in zip(open, ranges) {
                let count = (try? range.get())?.associations.count ?? 0
                readers[index].take(range, nodes.prefix(count))
                nodes = nodes.dropFirst(count)
            }
        }
        return readers.map(\.result)
    }
}

/// Fills one page from an association list.
private struct PageReader<Node: Sendable> {
    private let request: AssociationListRequest
    private let arguments: PageArguments
    private var items: [PageItem<Node>] = []
    /// Up to where the list has been read.
    private var reached: ListPosition?
    private var hasMore: Bool
    private var failure: (any Error)?
    private let beginsInside: Bool

    init(
        _ request: AssociationListRequest, from position: ListPosition?,
        _ arguments: PageArguments
    ) {
        self.request = request
        self.arguments = arguments
        reached = position
        beginsInside = position != nil
        hasMore = request.source != nil
    }

    /// One item more than asked for tells whether there is a next page.
    var wantsMore: Bool { hasMore && items.count <= arguments.count }

    var query: RangeQuery? {
        request.source.map { source in
            RangeQuery(
                source.id1, source.type,
                after: reached.map { AssociationCursor(time: $0.time, id2: $0.id) },
                limit: arguments.count + 1 - items.count,
                ascending: request.isAscending != arguments.isBackward)
        }
    }

    mutating func take(
        _ range: Result<AssociationPage, any Error>, _ nodes: ArraySlice<Result<Node?, any Error>>
    ) {
        do {
            let range = try range.get()
            for (edge, node) in zip(range.associations, nodes) {
                let position = ListPosition(time: edge.time, id: edge.id2)
                reached = position
                if let node = try node.get() {
                    items.append(PageItem(position: position, node: node))
                }
            }
            hasMore = range.hasMore
        } catch {
            failure = error
            hasMore = false
        }
    }

    var result: Result<Page<Node>, any Error> { failure.map { .failure($0) } ?? .success(page) }

    private var page: Page<Node> {
        let isFull = items.count > arguments.count
        let kept = Array(items.prefix(arguments.count))
        // A page that the rounds did not fill ends where they ended, not at its last item.
        let far = isFull || !hasMore ? kept.last?.position : reached
        guard arguments.isBackward else {
            return Page(
                list: request.list, items: kept, hasNext: isFull || hasMore,
                hasPrevious: beginsInside, start: kept.first?.position, end: far)
        }
        return Page(
            list: request.list, items: kept.reversed(), hasNext: beginsInside,
            hasPrevious: isFull || hasMore, start: far, end: kept.first?.position)
    }
}
