import GraphQL
import TAO

extension RequestContext {
    /// How many accounts like each of these things, without those that the viewer blocks.
    ///
    /// Of these the last `blockedLikersMax` are looked for, and only if there are any: most viewers block
    /// nobody, which is known from the list that all policies are decided by. What the others like costs
    /// no trip where the list of likers is cached whole.
    func likeCounts(of ids: [ObjectID]) async throws -> [Result<Int, any Error>] {
        async let all = graph.counts(AssociationTypes.likedBy, of: ids)
        async let blocked = blockedLast()
        let (counts, others) = try await (all, blocked)
        if others.isEmpty { return counts }
        let keys = zip(ids, counts).map { id, count -> [AssociationKey] in
            if let count = try? count.get(), count == 0 { return [] }
            return others.map { .edge(from: id, AssociationTypes.likedBy, to: $0) }
        }
        let edges = try await gather(keys) { try await self.graph.edges($0) }
        return zip(counts, edges).map { count, edges in
            Result { max(0, try count.get() - edges.count { try $0.get() != nil }) }
        }
    }

    /// Whom the viewer has blocked last.
    private func blockedLast() async throws -> [ObjectID] {
        guard let viewerID else { return [] }
        let query = RangeQuery(
            viewerID, AssociationTypes.blocks, limit: limits.blockedLikersMax)
        return try await graph.lists([query]).flatMap { $0.associations.map(\.id2) }
    }
}
