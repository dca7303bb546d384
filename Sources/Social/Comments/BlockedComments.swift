import TAO

/// A list of comments, of which some are not to be counted.
struct CommentList: Sendable {
    let key: AssociationListKey
    /// Whether the viewer is told of those that are held back.
    let withHeldBack: Bool

    private static let types = [
        AssociationTypes.commented, AssociationTypes.hasComment, AssociationTypes.hasReply,
    ].map(\.id)

    /// nil for what is no list of comments below something.
    init?(_ key: AssociationListKey, withHeldBack: Bool) {
        guard Self.types.contains(key.type) else { return nil }
        self.key = key
        self.withHeldBack = withHeldBack
    }

    /// Whether a comment stands in it, and is counted.
    fileprivate func holds(_ comment: Comment) -> Bool {
        if comment.isDeleted || comment.isHeldBack && !withHeldBack { return false }
        return switch key.type {
        case AssociationTypes.hasReply.id: comment.parent == key.id1
        case AssociationTypes.hasComment.id: comment.post == key.id1 && comment.parent == nil
        default: comment.post == key.id1
        }
    }
}

extension RequestContext {
    /// How many comments in each list are of accounts that the viewer blocks.
    ///
    /// Which of the blocked have written below what is asked for is known by edges of their own
    /// (`AssociationTypes.writers`), as which of them like it (`markCounts`). What they have written is read
    /// only of those who have, and that is seldom anybody: two more trips then, for all lists together.
    func blockedComments(in lists: [CommentList?]) async throws -> [Result<Int, any Error>] {
        let others = try await blockedLast()
        if others.isEmpty { return lists.map { _ in .success(0) } }
        let keys = lists.map { list -> [AssociationKey] in
            guard let list else { return [] }
            return others.map { .edge(from: list.key.id1, AssociationTypes.writers, to: $0) }
        }
        let edges = try await gather(keys) { try await self.graph.edges($0) }
        let writers = edges.flatMap { $0 }.compactMap { (try? $0.get())?.id2 }.unique()
        let written = try await lastComments(of: writers)
        return zip(lists, edges).map { list, edges in
            Result {
                guard let list else { return 0 }
                return try edges.compactMap { try $0.get()?.id2 }.reduce(0) { count, author in
                    count + (try written[author]?.get() ?? []).count(where: list.holds)
                }
            }
        }
    }

    /// The last comments of each account. One that cannot be read fails alone.
    private func lastComments(
        of authors: [ObjectID]
    ) async throws -> [ObjectID: Result<[Comment], any Error>] {
        if authors.isEmpty { return [:] }
        let pages = try await graph.lists(
            each: authors.map {
                RangeQuery($0, AssociationTypes.wrote, limit: limits.blockedCommentsMax)
            })
        let ids = pages.map { (try? $0.get().associations.map(\.id2)) ?? [] }
        let comments = try await gather(ids) { try await self.graph.loadUnfiltered(each: $0) }
        let read = zip(pages, comments).map { page, comments in
            Result {
                _ = try page.get()
                return try comments.compactMap { try $0.get()?.ofKind(.comment).map(Comment.init) }
            }
        }
        return Dictionary(uniqueKeysWithValues: zip(authors, read))
    }
}
