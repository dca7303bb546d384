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
        if input.isDraft, input.publishAt != nil {
            throw UserError<Code>(
                .invalid, "A draft has no time of publication.", at: Input.Path.publishAt)
        }
        let time = try context.publicationTime(
            input.publishAt, at: Input.Path.publishAt, Code.self)
        let media = try context.chosenMedia(input.media, at: Input.Path.media)
        async let sharesCapture = context.sharesCaptureInfo(input.shareCaptureInfo, of: viewer)
        let license = try await context.license(input.license, of: viewer)
        let sharesCaptureInfo = try await sharesCapture
        // On the shard of its author, so that a profile is read from one place.
        let id = try await context.create(PostCreate.self, input, onShard: viewer.shard) {
            id, claim in
            let now = context.services.clock.milliseconds
            var words = Properties<Post>(
                postBy: viewer, media: media.map(\.id), caption: nil,
                audience: input.audience, publishedAt: nil)
            words[.tags] = try await context.tags(
                input.media, of: media.map(\.id), at: Input.Path.media)
            try await context.say(PostWords(input), in: &words, for: PostCreate.self)
            try await context.store(id, showing: media, claim) { [words] shown in
                var post = words
                post.note(videos: shown.videos)
                post[.commentPolicy] = input.commentPolicy
                post[.hidesCounts] = input.hideCounts ? true : nil
                post[.isSensitive] = input.isSensitive ? true : nil
                post[.license] = license
                post[.sharesCaptureInfo] = sharesCaptureInfo ? true : nil
                post[.publishAt] = time
                if input.isDraft {
                    post[.status] = .draft
                } else {
                    post.release(isReady: shown.isReady, now: now)
                }
                return post
            }
        }
        return Ref(id: id)
    }

    static func register(_ payload: inout PayloadResolvers<PostCreate>) {
        payload.field(\.post) { $0.output }
    }
}

extension RequestContext {
    /// The one that is given, else that of the account's setting; nil for the default.
    fileprivate func license(_ given: License?, of account: ObjectID) async throws -> License? {
        if let given { return given }
        let own = try await graph.loadUnfiltered(OwnSettings.self, [OwnSettings.id(of: account)])
        return own[0]?[.defaultLicense]
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
