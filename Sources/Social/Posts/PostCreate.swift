import GraphQL
import TAO

/// `postCreate`: makes a post. It is published at once if its photos are READY, else when they are.
enum PostCreate: ViewerMutation {
    typealias Output = Post?

    static func run(
        _ input: PostCreateInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Post? {
        let draft = try Draft(input, context)
        let id = try await context.once(PostCreate.self, input) { claim in
            // On the shard of its author, so that a profile is read from one place.
            try await context.create(onShard: viewer.shard) { id in
                let now = context.services.clock.milliseconds
                try await context.create(id, showing: draft.media) { isReady in
                    draft.post(by: viewer, publishedAt: isReady ? now : nil)
                } finish: { write in
                    for query in claim(id) { write.also(query) }
                }
                return id
            }
        }
        return try await context.load(Post.self, id)
    }

    /// What the author asks for, checked.
    private struct Draft {
        var media: [ChosenMedia] = []
        var caption: String?
        var audience: Audience

        init(_ input: PostCreateInput, _ context: RequestContext) throws {
            audience = input.audience
            let limits = context.limits
            var errors = UserErrors<PostErrorCode>()
            if let text = input.caption {
                caption = TextRules.text(text, codePointsMax: limits.captionCodePointsMax)
                if caption == nil {
                    errors.errors.append(
                        UserError(
                            .invalid,
                            "A caption has at most \(limits.captionCodePointsMax) characters.",
                            at: Input.Path.caption))
                }
            }
            addMedia(input.media, context, &errors)
            try errors.throwIfAny()
        }

        private mutating func addMedia(
            _ items: [PostMediaInput], _ context: RequestContext,
            _ errors: inout UserErrors<PostErrorCode>
        ) {
            let limits = context.limits
            guard (1...limits.carouselItemsMax).contains(items.count) else {
                errors.errors.append(
                    UserError(
                        .badMedia, "A post has 1 to \(limits.carouselItemsMax) photos.",
                        at: Input.Path.media))
                return
            }
            for (index, item) in items.enumerated() {
                do {
                    media.append(try chosen(item, Input.Path.media.item(index), context))
                } catch {
                    errors.errors.append(error)
                }
            }
        }

        private func chosen(
            _ item: PostMediaInput, _ path: InputPath, _ context: RequestContext
        ) throws(UserError<PostErrorCode>) -> ChosenMedia {
            let field = path + PostMediaInput.Path.mediaId
            guard let id = context.object(item.mediaId, .media) else {
                throw UserError(.badMedia, "There is no such upload of yours.", at: field)
            }
            guard !media.contains(where: { $0.id == id }) else {
                throw UserError(.badMedia, "A photo can be in a post once.", at: field)
            }
            let length = context.limits.altTextCodePointsMax
            var altText: String?
            if let text = item.altText {
                altText = TextRules.text(text, codePointsMax: length)
                guard altText != nil else {
                    throw UserError(
                        .invalid, "An alternative text has at most \(length) characters.",
                        at: path + PostMediaInput.Path.altText)
                }
            }
            return ChosenMedia(id: id, altText: altText, field: field)
        }

        func post(by author: ObjectID, publishedAt: Int64?) -> Properties<Post> {
            Properties(
                postBy: author, media: media.map(\.id), caption: caption, audience: audience,
                publishedAt: publishedAt)
        }
    }
}

extension Properties<Post> {
    /// Of a new post; one without a time of publication waits for its photos.
    init(
        postBy author: ObjectID, media: [ObjectID], caption: String?, audience: Audience,
        publishedAt: Int64?
    ) {
        self.init()
        self[.author] = author
        self[.media] = media
        self[.caption] = caption?.isEmpty == true ? nil : caption
        self[.audience] = audience
        self[.status] = publishedAt == nil ? .processing : .published
        self[.publishedAt] = publishedAt
    }
}
