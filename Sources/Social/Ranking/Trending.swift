import TAO

/// Posts that many accounts like soon after their publication: what a feed is filled with that has nothing
/// else. Kept by the consumer that counts engagements, in one list of the graph; who sees which of them is decided
/// when they are shown.
enum Trending {
    /// What the list hangs on: no object has this id, as none is older than all ids.
    static let list = ObjectID(rawValue: 1)
}

extension SocialServices {
    /// - Parameters:
    ///   - engagements: how many there are by now.
    ///   - time: of the last one, in milliseconds since 1970.
    func isTrending(_ post: Post, engagements: Int, at time: Int64) -> Bool {
        guard engagements >= limits.trendingEngagementsMin, post.audience == .everyone,
            let publishedAt = post[.publishedAt]
        else { return false }
        return time - publishedAt <= limits.trendingMilliseconds
    }

    /// Takes off the list what is older than the newest of them.
    func trimTrending() async throws {
        let query = RangeQuery(
            Trending.list, AssociationTypes.trending, offset: limits.trendingPostsMax,
            limit: limits.objectsReadMax)
        let surplus = try await tao.stored.lists([query])[0].associations
        if surplus.isEmpty { return }
        var write = GraphWrite()
        for edge in surplus {
            write.deleteAssociation(Trending.list, AssociationTypes.trending, edge.id2)
        }
        _ = try await tao.commit(write)
    }
}
