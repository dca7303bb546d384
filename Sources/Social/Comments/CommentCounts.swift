import GraphQL
import TAO

/// A list of comments as its length is told.
private struct CountedComments {
    /// nil for one that is hidden from the viewer.
    var all: AssociationListKey?
    /// Those of them that are held back; nil where the viewer sees these, too.
    var heldBack: AssociationListKey?
    /// Whether one that the viewer wrote is among them.
    var has: @Sendable (HeldBackPlace) -> Bool = { _ in false }
}

extension RequestContext {
    /// How many comments each post has, replies included, without those that are held back from the viewer.
    func commentCounts(of posts: [Post]) async throws -> [Result<Int, any Error>] {
        try await counts(
            posts.map { post in
                CountedComments(
                    all: AssociationListKey(post.id, AssociationTypes.commented),
                    heldBack: post.author == viewerID
                        ? nil : AssociationListKey(post.id, AssociationTypes.heldBack),
                    has: { $0.post == post.id })
            })
    }

    /// How many replies each comment has, likewise.
    func replyCounts(of comments: [Comment]) async throws -> [Result<Int, any Error>] {
        let lists = comments.map { AssociationListKey($0.id, AssociationTypes.hasReply) }
        return try await counts(try await counted(lists))
    }

    /// The lengths of lists of comments, likewise.
    func totals(
        in connections: [Connection<CommentConnectionKind>]
    ) async throws -> [Result<Int, any Error>] {
        try await counts(try await counted(connections.map(\.source)))
    }

    /// What is known of lists whose owners have been loaded, by which no trip is needed.
    private func counted(_ lists: [AssociationListKey?]) async throws -> [CountedComments] {
        let parents = try await gather(
            lists.map { $0?.type == AssociationTypes.hasReply.id ? $0?.id1 : nil }
        ) { try await self.graph.loadUnfiltered(each: $0) }
        let posts = zip(lists, parents).map { list, parent -> ObjectID? in
            if list?.type == AssociationTypes.hasComment.id { return list?.id1 }
            return (try? parent?.get())?.ofKind(.comment).map(Comment.init)?.post
        }
        let shown = try await gather(posts) { try await self.load(Post.self, each: $0) }
        return zip(lists, zip(posts, shown)).map { list, post in
            // In a list of its own an account sees all.
            guard let list, let id = post.0 else { return CountedComments(all: list) }
            let isAuthor = (try? post.1?.get())?.author == viewerID && viewerID != nil
            return CountedComments(
                all: list,
                heldBack: isAuthor
                    ? nil : AssociationListKey(list.id1, AssociationTypes.heldBackHere.id),
                has: { $0.post == id && ($0.parent ?? id) == list.id1 })
        }
    }

    private func counts(_ lists: [CountedComments]) async throws -> [Result<Int, any Error>] {
        async let all = gather(lists.map(\.all)) { try await self.graph.counts($0) }
        async let heldBack = gather(lists.map(\.heldBack)) { try await self.graph.counts($0) }
        let own = try await lists.contains { $0.heldBack != nil } ? heldBackPlaces() : []
        return zip(lists, zip(try await all, try await heldBack)).map { list, counts in
            Result {
                guard let all = try counts.0?.get() else { return 0 }
                guard let heldBack = try counts.1?.get(), heldBack > 0 else { return all }
                return max(0, all - heldBack + min(heldBack, own.count(where: list.has)))
            }
        }
    }

    /// Where comments of the viewer's are held back, the last `heldBackCountedMax`: it is not told of them.
    private func heldBackPlaces() async throws -> [HeldBackPlace] {
        guard let viewerID else { return [] }
        let query = RangeQuery(
            viewerID, AssociationTypes.wroteHeldBack, limit: limits.heldBackCountedMax)
        return try await graph.lists([query]).flatMap { $0.associations.map(HeldBackPlace.init) }
    }
}
