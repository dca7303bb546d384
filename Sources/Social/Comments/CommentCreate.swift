import GraphQL
import TAO

/// `commentCreate`: comments on a post or answers a comment.
enum CommentCreate: SubjectMutation {
    struct Output: Sendable {
        let comment: Ref<Comment>
        let post: Ref<Post>
    }

    static let subject = Subject<CommentCreate, Post>(\.postId, at: Input.Path.postId)
    static let permission: [WriteRule<Post>] = [.only(\.isPublished), .mayComment]
    static let texts = [
        TextRule<CommentCreate>(
            \.text, at: Input.Path.text, "A comment", codePointsMax: \.commentCodePointsMax)
    ]
    static let rate = RateLimit.counted(.comment)
    static let said: (any KeyPath<CommentCreateInput, String> & Sendable)? =
        \CommentCreateInput.text

    static func run(
        _ input: CommentCreateInput, on post: Post, as viewer: ObjectID,
        in context: RequestContext
    ) async throws -> Output {
        let found = try FoundEntities(
            in: input.text, context.limits, at: Input.Path.text, Code.self)
        async let heldBack = context.holdsBack(input.text, by: viewer, on: post)
        let answered = try await answered(input, on: post, context)
        let isHeldBack = try await heldBack
        // On the shard of its post, so that a thread is read from one place.
        let id = try await context.create(CommentCreate.self, input, onShard: post.id.shard) {
            id, claim in
            let entities = try await context.resolve(found, for: CommentCreate.self)
            var write = GraphWrite(also: claim)
            write.addComment(
                id, on: post.id, by: viewer, input.text, entities,
                parent: answered.map { $0.parent ?? $0.id }, inReplyTo: answered?.id,
                isHeldBack: isHeldBack)
            for place in [post.id, answered.map { $0.parent ?? $0.id }].compactMap({ $0 }) {
                write.addAssociation(place, AssociationTypes.writers, viewer)
            }
            try write.tell(
                CommentChanged(
                    comment: id, post: post.id, parent: answered.map { $0.parent ?? $0.id },
                    inReplyTo: answered?.id, change: .created, isHidden: isHeldBack ? true : nil),
                by: viewer)
            // Who does not see it is not called.
            if !isHeldBack {
                try write.tellNamed(in: id, .comment, by: viewer, mentioned: entities.mentions)
            }
            if let answered { write.requireAlive(answered) }
            do { try await context.commit(write) } catch GraphError.edgeMissing { throw noComment }
        }
        return Output(comment: Ref(id: id), post: Ref(id: post.id))
    }

    /// The comment that is answered; nil for a top-level comment.
    private static func answered(
        _ input: CommentCreateInput, on post: Post, _ context: RequestContext
    ) async throws -> Comment? {
        guard let answered = input.inReplyToId else { return nil }
        guard let id = context.object(answered, .comment),
            let comment = try await context.load(Comment.self, id), comment.post == post.id,
            !comment.isDeleted
        else { throw noComment }
        return comment
    }

    private static var noComment: UserError<Code> {
        UserError(.notFound, "There is no such comment on this post.", at: Input.Path.inReplyToId)
    }

    static func register(_ payload: inout PayloadResolvers<CommentCreate>) {
        payload.read(\.commentEdge) { try await $1.edge(of: $0.comment) }
        payload.field(\.post) { $0.output?.post }
    }
}

extension RequestContext {
    /// A comment as it stands in the list that it joins; nil if the viewer does not see it.
    func edge(of comment: Ref<Comment>) async throws -> Edge<CommentConnectionKind>? {
        guard let comment = try await load(Comment.self, comment.id) else { return nil }
        let list =
            comment.parent.map { ListName(\CommentFields.replies).of($0) }
            ?? ListName(\PostFields.comments).of(comment.post)
        let position = ListPosition(time: comment.id.milliseconds, id: comment.id)
        return Edge(list: list, item: PageItem(position: position, node: comment))
    }
}

extension GraphWrite {
    /// A comment with its places in the lists of its post and of the comment it hangs under.
    mutating func addComment(
        _ id: ObjectID, on post: ObjectID, by author: ObjectID, _ text: String,
        _ entities: TextEntities = TextEntities(), parent: ObjectID?, inReplyTo: ObjectID?,
        isHeldBack: Bool = false
    ) {
        var comment = Properties<Comment>()
        comment[.post] = post
        comment[.author] = author
        comment[.text] = text
        comment[.entities] = entities
        comment[.parent] = parent
        comment[.inReplyTo] = inReplyTo
        if isHeldBack {
            comment[.isHeldBack] = true
            holdBack(id, on: post, below: parent, by: author)
        }
        add(id, comment)
        let time = id.milliseconds
        if !isHeldBack {
            addAssociation(post, AssociationTypes.commented, id, time: time)
        }
        addAssociation(author, AssociationTypes.wrote, id, time: time)
        for account in entities.mentions {
            addAssociation(account, AssociationTypes.namedIn, id, time: time)
        }
        if let parent {
            addAssociation(parent, AssociationTypes.hasReply, id, time: time)
        } else {
            addAssociation(post, AssociationTypes.hasComment, id, time: time)
        }
    }
}
