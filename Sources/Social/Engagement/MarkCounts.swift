import GraphQL
import TAO

extension RequestContext {
    /// How many accounts have marked each of these things, without those that the viewer blocks: likes and
    /// dislikes.
    ///
    /// Of these the last `blockedLikersMax` are looked for, and only if there are any: most viewers block
    /// nobody, which is known from the list that all policies are decided by. What the others have marked
    /// costs no trip where the list of marks is cached whole.
    ///
    /// - Parameter lists: of the edges that lead from the things to those who have marked them.
    func markCounts(
        _ lists: [AssociationListKey]
    ) async throws -> [Result<Int, any Error>] {
        async let all = graph.counts(lists)
        async let blocked = blockedLast()
        let (counts, others) = try await (all, blocked)
        if others.isEmpty { return counts }
        let keys = zip(lists, counts).map { list, count -> [AssociationKey] in
            if let count = try? count.get(), count == 0 { return [] }
            return others.map {
                AssociationKey(list.id1, list.type, $0, notBefore: $0.milliseconds)
            }
        }
        let edges = try await gather(keys) { try await self.graph.edges($0) }
        return zip(counts, edges).map { count, edges in
            Result { max(0, try count.get() - edges.count { try $0.get() != nil }) }
        }
    }

    /// Whom the viewer has blocked last.
    func blockedLast() async throws -> [ObjectID] {
        guard let viewerID else { return [] }
        let query = RangeQuery(
            viewerID, AssociationTypes.blocks, limit: limits.blockedLikersMax)
        return try await graph.lists([query]).flatMap { $0.associations.map(\.id2) }
    }
}
