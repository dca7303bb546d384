import GraphQL
import TAO

/// A list of comments as its length is told.
private struct CountedComments {
    /// nil for one that is hidden from the viewer.
    var all: AssociationListKey?
    /// Those of them that are held back and not for the viewer; nil where it sees these, too.
    var hidden: AssociationListKey?
    /// Those besides them that are held back, and for the viewer; nil for none.
    var more: AssociationListKey?
    /// Whether one that is held back and that the viewer wrote counts besides.
    var has: @Sendable (HeldBackPlace) -> Bool = { _ in false }

    /// Of those that count, some are of accounts that the viewer blocks, and do not.
    var comments: CommentList? {
        all.flatMap { all in
            let isWithoutHeldBack = all.type == AssociationTypes.commented.id && more == nil
            return CommentList(all, withHeldBack: hidden == nil && !isWithoutHeldBack)
        }
    }
}

extension RequestContext {
    /// How many comments each post has, replies included, without those that are held back from the viewer.
    func commentCounts(of posts: [Post]) async throws -> [Result<Int, any Error>] {
        try await counts(
            posts.map { post in
                let list = AssociationListKey(post.id, AssociationTypes.commented)
                if post.author == viewerID {
                    return CountedComments(
                        all: list, more: AssociationListKey(post.id, AssociationTypes.heldBack))
                }
                return CountedComments(all: list, has: { $0.post == post.id })
            })
    }

    /// How many replies each comment has, likewise.
    func replyCounts(of comments: [Comment]) async throws -> [Result<Int, any Error>] {
        let lists = comments.map { AssociationListKey($0.id, AssociationTypes.hasReply) }
        return try await counts(try await counted(lists))
    }

    /// The same for comments that are known by their ids alone, below one post.
    func replyCounts(
        of ids: [ObjectID], on post: Post
    ) async throws -> [Result<Int, any Error>] {
        let seesAll = post.author == viewerID
        return try await counts(
            ids.map { id in
                let list = AssociationListKey(id, AssociationTypes.hasReply)
                if seesAll { return CountedComments(all: list) }
                return CountedComments(
                    all: list, hidden: AssociationListKey(id, AssociationTypes.heldBackHere),
                    has: { $0.parent == id })
            })
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
            if viewerID != nil, (try? post.1?.get())?.author == viewerID {
                return CountedComments(all: list)
            }
            return CountedComments(
                all: list,
                hidden: AssociationListKey(list.id1, AssociationTypes.heldBackHere.id),
                has: { $0.post == id && ($0.parent ?? id) == list.id1 })
        }
    }

    private func counts(_ lists: [CountedComments]) async throws -> [Result<Int, any Error>] {
        async let all = gather(lists.map(\.all)) { try await self.graph.counts($0) }
        async let hidden = gather(lists.map(\.hidden)) { try await self.graph.counts($0) }
        async let more = gather(lists.map(\.more)) { try await self.graph.counts($0) }
        async let held = heldBackPlaces()
        let found = try await all
        let blocked = try await blockedComments(
            in: zip(lists, found).map { list, count in
                if let count = try? count?.get(), count == 0 { return nil }
                return list.comments
            })
        let own = try await held
        let heldBack = zip(try await hidden, try await more)
        return zip(zip(lists, found), zip(heldBack, blocked)).map { list, others in
            Result {
                guard let all = try list.1?.get() else { return 0 }
                let hidden = try (others.0.0?.get() ?? 0) + others.1.get()
                let own = own.count(where: list.0.has)
                return try max(0, all + (others.0.1?.get() ?? 0) - hidden) + own
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
