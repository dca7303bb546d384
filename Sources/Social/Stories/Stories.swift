import GraphQL
import TAO

/// `storyCreate`: makes a story. It is visible when its photo is READY, for a day from now.
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
            try await context.store(id, showing: [media], claim) { isReady in
                Properties(
                    storyBy: viewer, media: media.id, text: input.text, audience: input.audience,
                    isPublished: isReady)
            }
        }
        return Output(story: Ref(id: id), author: viewer)
    }

    static func register(_ payload: inout PayloadResolvers<StoryCreate>) {
        payload.field(\.story) { $0.output?.story }
        payload.read(\.storyTray) { try await $1.storyTrays(of: [$0.author])[0] }
    }
}

/// `storiesMarkSeen`: says which stories the viewer has seen.
enum StoriesMarkSeen: ViewerMutation {
    /// Authors of the stories.
    typealias Output = [ObjectID]

    static let access = Access.anyViewer(because: "What cannot be seen is passed over.")
    static let rate = RateLimit.counted(.view)

    static func run(
        _ input: StoriesMarkSeenInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> [ObjectID] {
        let limit = context.limits.storiesMarkedSeenMax
        guard input.storyIds.count <= limit else {
            throw UserError<Code>(
                .invalid, "At most \(limit) stories can be marked at once.", at: Input.Path.storyIds
            )
        }
        let ids = input.storyIds.compactMap { context.object($0, .story) }.unique()
        // Stories that have vanished meanwhile are of no interest any more, and one's own do not
        // count.
        let stories = try await context.load(Story.self, ids).compactMap { $0 }
            .filter { $0.author != viewer }
        var write = GraphWrite()
        for story in stories {
            write.addAssociation(viewer, AssociationTypes.viewed, story.id)
        }
        if !write.isEmpty { try await context.commit(write) }
        return stories.map(\.author).unique()
    }

    static func register(_ payload: inout PayloadResolvers<StoriesMarkSeen>) {
        payload.read(\.storyTrays) { try await $1.storyTrays(of: $0).compactMap { $0 } }
    }
}

extension Properties<Story> {
    /// Of a new story.
    init(
        storyBy author: ObjectID, media: ObjectID, text: String?, audience: Audience,
        isPublished: Bool
    ) {
        self.init()
        self[.author] = author
        self[.media] = media
        self[.text] = text
        self[.audience] = audience
        self[.status] = isPublished ? .published : .processing
    }
}
