import GraphQL
import TAO

/// `storyCreate`: makes a story. It is visible when its photo is READY, for a day from now.
enum StoryCreate: Mutation {
    typealias Code = PostErrorCode
    static let name = "storyCreate"

    struct Output: Sendable {
        let story: Story?
        let tray: StoryTray?
    }

    static func run(_ input: MutationInput, _ context: RequestContext) async throws -> Output {
        let viewerID = try context.requireViewer()
        let text = try text(input, context)
        let audience = input.string("audience").flatMap(Audience.init(name:)) ?? .followers
        guard let media = input.id("mediaId", .media, in: context) else {
            throw UserError<Code>(
                .badMedia, "There is no such upload of yours.", field: "mediaId")
        }
        let chosen = ChosenMedia(id: media, altText: nil, field: ["mediaId"])
        let id = try await context.once(
            input, name, conflict: .keyConflict, invalid: .badKey
        ) { claim in
            try await context.create(onShard: viewerID.shard) { id in
                try await context.create(ObjectTypes.story, id: id, showing: [chosen]) { isReady in
                    Record(
                        storyBy: viewerID, media: media, text: text, audience: audience,
                        isPublished: isReady)
                } finish: { write in
                    for query in claim(id) { write.also(query) }
                }
                return id
            }
        }
        return Output(
            story: try await context.stories([id]).first ?? nil,
            tray: try await context.storyTrays(of: [viewerID]).first ?? nil)
    }

    private static func text(
        _ input: MutationInput, _ context: RequestContext
    ) throws(UserError<Code>) -> String? {
        guard let given = input.string("text") else { return nil }
        let length = context.limits.storyTextCodePointsMax
        guard let text = TextRules.text(given, codePointsMax: length) else {
            throw UserError(
                .invalid, "The text of a story has at most \(length) characters.", field: "text")
        }
        return text.isEmpty ? nil : text
    }
}

/// `storiesMarkSeen`: says which stories the viewer has seen.
enum StoriesMarkSeen: Mutation {
    typealias Code = PostErrorCode
    static let name = "storiesMarkSeen"

    static func run(
        _ input: MutationInput, _ context: RequestContext
    ) async throws -> [StoryTray] {
        let viewerID = try context.requireViewer()
        let texts = input.strings("storyIds")
        let limit = context.limits.storiesMarkedSeenMax
        guard texts.count <= limit else {
            throw UserError<Code>(
                .invalid, "At most \(limit) stories can be marked at once.", field: "storyIds")
        }
        let ids = texts.compactMap { context.services.globalIDs.node($0) }
            .filter { $0.type == .story }.map(\.object).unique()
        // Stories that have vanished meanwhile are of no interest any more, and one's own do not
        // count.
        let stories = try await context.stories(ids).compactMap { $0 }
            .filter { $0.author != viewerID }
        var write = GraphWrite()
        for story in stories {
            write.addAssociation(viewerID, AssociationTypes.viewed, story.id)
        }
        if !write.isEmpty { try await context.commit(write) }
        return try await context.storyTrays(of: stories.map(\.author).unique()).compactMap { $0 }
    }
}

extension Record {
    /// A STORY record.
    init(
        storyBy author: ObjectID, media: ObjectID, text: String?, audience: Audience,
        isPublished: Bool
    ) {
        self.init()
        let status = isPublished ? PostStatus.published : .processing
        set(StoryField.author, author)
        set(StoryField.media, media)
        set(StoryField.text, text)
        set(StoryField.audience, audience.rawValue)
        set(StoryField.status, status.rawValue)
    }
}

extension Resolvers<RequestContext> {
    mutating func storyPayloads() {
        payload(StoryCreate.self) { payload in
            payload.field("story") { $0.output?.story }
            payload.field("storyTray") { $0.output?.tray }
        }
        payload(StoriesMarkSeen.self) { $0.field("storyTrays") { $0.output } }
    }
}
