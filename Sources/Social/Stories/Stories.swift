import GraphQL
import TAO

/// `storyCreate`: makes a story. It is visible when its photo is READY, for a day from now.
enum StoryCreate: ViewerMutation {
    struct Output: Sendable {
        let story: Story?
        let tray: StoryTray?
    }

    static func run(
        _ input: StoryCreateInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Output {
        let text = try text(input, context)
        guard let media = context.object(input.mediaId, .media) else {
            throw UserError<Code>(
                .badMedia, "There is no such upload of yours.", at: Input.Path.mediaId)
        }
        let chosen = ChosenMedia(id: media, altText: nil, field: Input.Path.mediaId)
        let id = try await context.once(StoryCreate.self, input) { claim in
            try await context.create(onShard: viewer.shard) { id in
                try await context.create(id, showing: [chosen]) { isReady in
                    Properties(
                        storyBy: viewer, media: media, text: text, audience: input.audience,
                        isPublished: isReady)
                } finish: { write in
                    for query in claim(id) { write.also(query) }
                }
                return id
            }
        }
        return Output(
            story: try await context.load(Story.self, id),
            tray: try await context.storyTrays(of: [viewer]).first ?? nil)
    }

    private static func text(
        _ input: StoryCreateInput, _ context: RequestContext
    ) throws(UserError<Code>) -> String? {
        guard let given = input.text else { return nil }
        let length = context.limits.storyTextCodePointsMax
        guard let text = TextRules.text(given, codePointsMax: length) else {
            throw UserError(
                .invalid, "The text of a story has at most \(length) characters.",
                at: Input.Path.text)
        }
        return text.isEmpty ? nil : text
    }
}

/// `storiesMarkSeen`: says which stories the viewer has seen.
enum StoriesMarkSeen: ViewerMutation {
    typealias Output = [StoryTray]

    static func run(
        _ input: StoriesMarkSeenInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> [StoryTray] {
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
        return try await context.storyTrays(of: stories.map(\.author).unique()).compactMap { $0 }
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
