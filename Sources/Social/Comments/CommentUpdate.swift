import GraphQL
import TAO

/// `commentUpdate`: changes the text of a comment, for a while after it was written.
enum CommentUpdate: SubjectMutation {
    typealias Output = Ref<Comment>

    static let subject = Subject<CommentUpdate, Comment>(\.commentId, at: Input.Path.commentId)
    static let permission: [WriteRule<Comment>] = [.only { !$0.isDeleted }, .owner]
    static let texts = [
        TextRule<CommentUpdate>(
            \.text, at: Input.Path.text, "A comment", codePointsMax: \.commentCodePointsMax)
    ]
    static let rate = RateLimit.counted(.comment)
    static let said: (any KeyPath<CommentUpdateInput, String> & Sendable)? =
        \CommentUpdateInput.text

    static func run(
        _ input: CommentUpdateInput, on comment: Comment, as viewer: ObjectID,
        in context: RequestContext
    ) async throws -> Ref<Comment> {
        guard comment.isYoung(at: context.now, context.limits) else {
            let minutes = Int(context.limits.commentEditMilliseconds / 60_000)
            throw UserError<Code>(
                .editWindowClosed, "A comment can be changed for \(minutes) minutes.",
                at: Input.Path.commentId, limit: minutes)
        }
        let found = try FoundEntities(
            in: input.text, context.limits, at: Input.Path.text, Code.self)
        // What was approved was another text.
        let post = try await context.load(Post.self, comment.post)
        guard let post else { throw subject.error(.notFound) }
        let isHeldBack = try await context.holdsBack(input.text, by: viewer, on: post)
        try await context.deciding {
            guard let stored = try await context.stored(Comment.self, comment.id), !stored.isDeleted
            else { throw subject.error(.notFound) }
            if stored[.text] == input.text { return }
            var properties = Properties<Comment>(stored.object.data)
            let earlier = EarlierText(
                text: stored[.text] ?? "", entities: stored[.entities] ?? TextEntities())
            let entities = try await context.resolve(
                found, after: earlier, for: CommentUpdate.self)
            properties[.text] = input.text
            properties[.entities] = entities
            properties[.editedAt] = context.services.clock.milliseconds
            properties[.isHeldBack] = isHeldBack ? true : nil
            var write = GraphWrite()
            write.update(comment.id, properties, ifVersion: stored.object.version)
            write.mention(
                entities.mentions, in: comment.id, insteadOf: earlier.entities.mentions)
            if isHeldBack, !stored.isHeldBack {
                write.holdBack(
                    stored.id, on: stored.post, below: stored.parent, by: viewer)
            } else if !isHeldBack, stored.isHeldBack {
                write.letGo(stored)
                write.count(stored)
            }
            try write.tell(CommentChanged(stored, .edited, isHidden: isHeldBack), by: viewer)
            if !isHeldBack {
                try write.tellNamed(
                    in: comment.id, .comment, by: viewer,
                    mentioned: entities.mentions.filter { !earlier.entities.mentions.contains($0) })
            }
            try await context.commit(write)
        }
        return Ref(id: comment.id)
    }

    static func register(_ payload: inout PayloadResolvers<CommentUpdate>) {
        payload.field(\.comment) { $0.output }
    }
}

extension GraphWrite {
    /// Changes whom a comment mentions.
    mutating func mention(
        _ accounts: [ObjectID], in comment: ObjectID, insteadOf earlier: [ObjectID]
    ) {
        for account in earlier where !accounts.contains(account) {
            deleteAssociation(account, AssociationTypes.namedIn, comment)
        }
        for account in accounts where !earlier.contains(account) {
            addAssociation(
                account, AssociationTypes.namedIn, comment, time: comment.milliseconds)
        }
    }
}

extension Comment {
    /// Whether its writer may still change it.
    func isYoung(at now: Int64, _ limits: SocialLimits) -> Bool {
        now - id.milliseconds < limits.commentEditMilliseconds
    }
}
