import TAO

extension RequestContext {
    /// The first object of each list that the viewer sees, in the order of the owners; nil where there is none.
    /// Mostly one pass for the lists and one for their objects; long stretches of what is hidden take more.
    func firstVisible<Kind: GraphObject>(
        _ kind: Kind.Type, over type: AssociationType, from owners: [ObjectID]
    ) async throws -> [Result<Kind?, any Error>] {
        var found: [Result<Kind?, any Error>] = owners.map { _ in .success(nil) }
        var open = owners.indices.map { (index: $0, after: AssociationCursor?.none) }
        var limit = limits.pageItemsDefault
        while !open.isEmpty {
            let pages = try await graph.lists(
                each: open.map {
                    RangeQuery(owners[$0.index], type, after: $0.after, limit: limit)
                })
            let objects = try await gather(
                pages.map { page in (try? page.get())?.associations.map(\.id2) ?? [] }
            ) { try await self.load(Kind.self, each: $0) }
            var rest: [(index: Int, after: AssociationCursor?)] = []
            for (place, (page, objects)) in zip(open, zip(pages, objects)) {
                let first = Result { try objects.lazy.compactMap { try $0.get() }.first }
                found[place.index] = page.flatMap { _ in first }
                if case .success(nil) = first, let page = try? page.get(), page.hasMore,
                    let last = page.associations.last
                {
                    rest.append((place.index, AssociationCursor(last)))
                }
            }
            open = rest
            limit = limits.pageItemsReadMax
        }
        return found
    }
}
