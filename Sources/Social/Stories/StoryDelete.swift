import GraphQL
import Jobs
import TAO

/// `storyDelete`: deletes a story. It is out of everyone's sight at once; a job takes away what hangs on it.
enum StoryDelete: SubjectMutation {
    typealias Output = ObjectID

    static let subject = Subject<StoryDelete, Story>(\.storyId, at: Input.Path.storyId)
    static let permission: [WriteRule<Story>] = [.owner]
    static let rate = RateLimit.uncounted(because: Access.takesBack)

    static func run(
        _ input: StoryDeleteInput, on story: Story, as viewer: ObjectID, in context: RequestContext
    ) async throws -> ObjectID {
        try await context.deciding {
            guard let stored = try await context.stored(Story.self, story.id),
                stored.status != .removed
            else { return }
            var properties = Properties<Story>(stored.object.data)
            properties[.status] = .removed
            properties[.text] = nil
            var write = GraphWrite(
                also: [try ContentRemoval.later(story.id, context.limits).query])
            write.update(story.id, properties, ifVersion: stored.object.version)
            write.unlist(stored)
            if stored.isPublished { try write.tell(StoryRemoved(story: story.id), by: viewer) }
            try await context.commit(write)
        }
        return story.id
    }

    static func register(_ payload: inout PayloadResolvers<StoryDelete>) {
        payload.read(\.deletedStoryId) { $1.globalID(.story, $0) }
    }
}
