import GraphQL
import TAO

/// `storyCreate`: makes a story. It is visible when its photo is READY, for a day from then on.
enum StoryCreate: ViewerMutation {
    struct Output: Sendable {
        let story: Ref<Story>
        let author: ObjectID
    }

    static let access = Access.anyViewer(because: "Everyone may post.")
    static let texts = [
        TextRule<StoryCreate>(
            \.text, at: Input.Path.text, "The text of a story",
            codePointsMax: \.storyTextCodePointsMax)
    ]
    static let rate = RateLimit.counted(.story)

    static func run(
        _ input: StoryCreateInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Output {
        let media = try ChosenMedia(input.mediaId, at: Input.Path.mediaId, context)
        let id = try await context.create(StoryCreate.self, input, onShard: viewer.shard) {
            id, claim in
            let named = try await context.named(in: input)
            try await context.store(id, showing: [media], claim) { shown in
                if shown.videoMilliseconds > context.limits.storyVideoMillisecondsMax {
                    throw context.tooLong(at: Input.Path.mediaId)
                }
                var story = Properties<Story>(
                    storyBy: viewer, media: media.id, text: input.text, audience: input.audience)
                story[.mentions] = named.mentions.isEmpty ? nil : named.mentions
                story[.hiddenFrom] = named.hiddenFrom.isEmpty ? nil : named.hiddenFrom
                story[.sharedPost] = named.post
                story[.replyPolicy] = input.replyPolicy
                if shown.isReady { story.publish(at: try await context.storyTime(of: viewer)) }
                return story
            }
        }
        return Output(story: Ref(id: id), author: viewer)
    }

    static func register(_ payload: inout PayloadResolvers<StoryCreate>) {
        payload.field(\.story) { $0.output?.story }
        payload.read(\.storyTray) { try await $1.storyTrays(of: [$0.author])[0] }
    }
}

extension RequestContext {
    /// A video that is longer than one of a story may be.
    func tooLong(at path: InputPath) -> UserError<PostErrorCode> {
        let seconds = limits.storyVideoMillisecondsMax / 1_000
        return UserError(
            .badMedia, "A video of a story has at most \(seconds) seconds.", at: path,
            limit: seconds)
    }
}

extension Properties<Story> {
    /// Of a new story, which waits for its photo.
    init(storyBy author: ObjectID, media: ObjectID, text: String?, audience: Audience) {
        self.init()
        self[.author] = author
        self[.media] = media
        self[.text] = text
        self[.audience] = audience
        self[.status] = .processing
    }
}
