import GraphQL
import TAO

// A comment that is held back is seen by its writer and the author of its post alone, until that author
// approves it. It stands in all lists, which leave it out for others, and has edges besides: from the post, in
// place of the edge by which comments are counted; from the list that it is in (the post's, or the replies of
// a comment), by which it is not counted there; and from its writer, for whom it counts.

extension ReadRule<Comment> {
    /// Where it is held back, hidden but from its writer and the author of the post.
    static var hideWhatIsHeldBack: ReadRule {
        ReadRule(needs: .parent) { comment, facts in
            guard comment.isHeldBack else { return nil }
            guard let viewer = facts.viewer else { return .hidden }
            return viewer == comment.author || viewer == facts.parentOwner ? nil : .hidden
        }
    }
}

extension Comment {
    var isHeldBack: Bool { self[.isHeldBack] ?? false }

    /// What holds the list that it is in: the comment it hangs under, or the post.
    fileprivate var listOwner: ObjectID { parent ?? post }
}

/// Which lists a comment of the writer's that is held back is in: the data of the edge to it.
struct HeldBackPlace {
    let post: ObjectID?
    let parent: ObjectID?

    init(_ edge: Association) {
        post = edge.data?.id(1)
        parent = edge.data?.id(2)
    }

    static func record(post: ObjectID, parent: ObjectID?) -> Record {
        var record = Record()
        record.set(1, post)
        record.set(2, parent)
        return record
    }
}

extension GraphWrite {
    /// The edges of a comment that is held back.
    mutating func holdBack(
        _ id: ObjectID, on post: ObjectID, below parent: ObjectID?, by author: ObjectID
    ) {
        let time = id.milliseconds
        deleteAssociation(post, AssociationTypes.commented, id)
        addAssociation(post, AssociationTypes.heldBack, id, time: time)
        addAssociation(parent ?? post, AssociationTypes.heldBackHere, id, time: time)
        addAssociation(
            author, AssociationTypes.wroteHeldBack, id, time: time,
            data: HeldBackPlace.record(post: post, parent: parent))
    }

    /// The edge by which a comment is counted that is not held back.
    mutating func count(_ comment: Comment) {
        addAssociation(
            comment.post, AssociationTypes.commented, comment.id, time: comment.id.milliseconds)
    }

    /// Takes the edges away of one that is.
    mutating func letGo(_ comment: Comment) {
        guard comment.isHeldBack else { return }
        deleteAssociation(comment.post, AssociationTypes.heldBack, comment.id)
        deleteAssociation(comment.listOwner, AssociationTypes.heldBackHere, comment.id)
        if let author = comment.author {
            deleteAssociation(author, AssociationTypes.wroteHeldBack, comment.id)
        }
    }
}

extension RequestContext {
    /// Whether a text is held back that an account writes about a post: of one that the post's author
    /// restricts, and one with a word that the author does not want to read.
    func holdsBack(
        _ text: String, by writer: ObjectID, on post: Post
    ) async throws -> Bool {
        let author = post.author
        if writer == author { return false }
        async let restricted = graph.hasEdges(
            from: author, AssociationTypes.restricts, to: [writer])
        async let settings = graph.loadUnfiltered(OwnSettings.self, [OwnSettings.id(of: author)])
        let words = try await settings[0]?[.hiddenWords]?.lines ?? []
        return try await restricted[0].get() || HiddenWords(words).occur(in: text)
    }
}
