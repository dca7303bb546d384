import Jobs
import TAO

/// Takes away the empty places that deleted comments have left, once no reply needs them.
enum CommentRemoval: JobKind {
    static let name = "comment.remove"
    static let queue = Queue.low

    static func run(_ thread: ObjectID, in context: JobContext<SocialServices>) async throws {
        let tao = context.services.tao
        if let write = try await tao.clearing(thread) { _ = try await tao.commit(write) }
    }
}

// Who answers a comment holds the top-level comment of its thread and requires that what it answers is
// not deleted; who deletes one holds the same. So once a whole thread is deleted, no reply can join it.

extension GraphWrite {
    /// A comment is gone, save for the place of a top-level comment, which may have replies.
    ///
    /// - Returns: the thread that may be empty now, to be cleared after the write.
    mutating func delete(_ comment: Comment) throws -> ObjectID {
        let thread = comment.parent ?? comment.id
        if let parent = comment.parent {
            holdObject(parent)
            deleteAssociation(parent, AssociationTypes.hasReply, comment.id)
            try removeObject(comment.id)
        } else {
            var place = Properties<Comment>()
            place[.post] = comment.post
            place[.isDeleted] = true
            update(comment.id, place, ifVersion: comment.object.version)
            mention([], in: comment.id, insteadOf: comment[.entities]?.mentions ?? [])
            deleteAssociation(comment.post, AssociationTypes.pinnedComment, comment.id)
        }
        deleteAssociation(comment.post, AssociationTypes.commented, comment.id)
        letGo(comment)
        if let author = comment.author {
            deleteAssociation(author, AssociationTypes.wrote, comment.id)
        }
        also(try CommentRemoval.job(thread).query)
        return thread
    }

    /// Refuses the write (`GraphError.edgeMissing`) if the comment is deleted before it.
    mutating func requireAlive(_ comment: Comment) {
        holdObject(comment.parent ?? comment.id)
        let list =
            comment.isHeldBack ? AssociationTypes.heldBack : AssociationTypes.commented
        require(comment.post, list, comment.id, isThere: true)
    }
}

extension TAO {
    /// Removes a top-level comment that is deleted and has no replies; nil if it is not so.
    func clearing(_ thread: ObjectID) async throws -> GraphWrite? {
        guard let comment = try await stored.loadUnfiltered(Comment.self, [thread])[0],
            comment.isDeleted,
            try await stored.counts(AssociationTypes.hasReply, of: [thread])[0].get() == 0
        else { return nil }
        var write = GraphWrite()
        write.deleteAssociation(comment.post, AssociationTypes.hasComment, thread)
        try write.removeObject(thread)
        return write
    }
}

extension CommentChanged {
    /// - Parameter isHidden: whether it is held back after the change.
    init(_ comment: Comment, _ change: Change, isHidden: Bool = false) {
        self.init(
            comment: comment.id, post: comment.post, parent: comment.parent,
            inReplyTo: comment.inReplyTo, change: change, isHidden: isHidden ? true : nil)
    }
}

extension Comment {
    /// With its likes, and the edges to its replies: they go with the post.
    func remove(in removal: ObjectRemoval) async throws {
        try await removal.removeEdges(of: id)
        var write = GraphWrite()
        write.deleteAssociation(post, AssociationTypes.hasComment, id)
        write.deleteAssociation(post, AssociationTypes.commented, id)
        write.deleteAssociation(post, AssociationTypes.pinnedComment, id)
        if let parent { write.deleteAssociation(parent, AssociationTypes.hasReply, id) }
        write.letGo(self)
        if let author { write.deleteAssociation(author, AssociationTypes.wrote, id) }
        write.deleteObject(id)
        write.also(TAO.countsRemoval(of: id))
        try await removal.commit(write)
    }

    /// Removes it when its author goes. One with replies stays as a place that holds them, without
    /// text and author. Nobody answers it meanwhile, since nobody sees it.
    func takeOut(_ removal: ObjectRemoval) async throws {
        let replies = try await removal.tao.stored.counts(AssociationTypes.hasReply, of: [id])
        if parent == nil, try replies[0].get() > 0 {
            var write = GraphWrite()
            _ = try write.delete(self)
            return try await removal.commit(write)
        }
        try await remove(in: removal)
        if let parent, let write = try await removal.tao.clearing(parent) {
            try await removal.commit(write)
        }
    }
}
