import GraphQL
import TAO

/// `postCreate`: makes a post. It is published at once if its photos are READY, else when they are.
enum PostCreate: ViewerMutation {
    typealias Output = Ref<Post>

    static let access = Access.anyViewer(because: "Everyone may post.")
    static let texts = [
        TextRule<PostCreate>(
            \.caption, at: Input.Path.caption, "A caption",
            codePointsMax: \.captionCodePointsMax)
    ]
    static let rate = RateLimit.counted(.post)

    static func run(
        _ input: PostCreateInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Post> {
        let media = try chosenMedia(input, context)
        // On the shard of its author, so that a profile is read from one place.
        let id = try await context.create(PostCreate.self, input, onShard: viewer.shard) {
            id, claim in
            let now = context.services.clock.milliseconds
            try await context.store(id, showing: media, claim) { isReady in
                Properties(
                    postBy: viewer, media: media.map(\.id), caption: input.caption,
                    audience: input.audience, publishedAt: isReady ? now : nil)
            }
        }
        return Ref(id: id)
    }

    /// - Throws: every mistake at once.
    private static func chosenMedia(
        _ input: PostCreateInput, _ context: RequestContext
    ) throws -> [ChosenMedia] {
        let countMax = context.limits.carouselItemsMax
        guard (1...countMax).contains(input.media.count) else {
            throw UserError<Code>(
                .badMedia, "A post has 1 to \(countMax) photos.", at: Input.Path.media)
        }
        var chosen: [ChosenMedia] = []
        var errors = UserErrors<Code>()
        for (index, item) in input.media.enumerated() {
            do {
                let media = try ChosenMedia(item, at: Input.Path.media.item(index), context)
                guard !chosen.contains(where: { $0.id == media.id }) else {
                    throw UserError<Code>(
                        .badMedia, "A photo can be in a post once.", at: media.field)
                }
                chosen.append(media)
            } catch let error as UserError<Code> {
                errors.errors.append(error)
            }
        }
        try errors.throwIfAny()
        return chosen
    }

    static func register(_ payload: inout PayloadResolvers<PostCreate>) {
        payload.field(\.post) { $0.output }
    }
}

extension ChosenMedia {
    /// - Parameter path: where the item stands in its input.
    fileprivate init(
        _ item: PostMediaInput, at path: InputPath, _ context: RequestContext
    ) throws(UserError<PostErrorCode>) {
        try self.init(item.mediaId, at: path + PostMediaInput.Path.mediaId, context)
        do {
            altText = try item.altText.map { text throws(BrokenTextRule) in
                try TextRules.text(text, codePointsMax: context.limits.altTextCodePointsMax)
            }
        } catch {
            throw UserError(
                .invalid, error.message(of: "An alternative text"),
                at: path + PostMediaInput.Path.altText)
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
