import GraphQL
import Jobs
import TAO

/// `storyRetry`: tries again with a story that is FAILED: with its photo, where the fault was ours, or with
/// another in its place.
enum StoryRetry: SubjectMutation {
    typealias Output = Ref<Story>

    static let subject = Subject<StoryRetry, Story>(\.storyId, at: Input.Path.storyId)
    static let permission: [WriteRule<Story>] = [.owner]
    static let rate = RateLimit.counted(.story)

    static func run(
        _ input: StoryRetryInput, on story: Story, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Story> {
        let chosen = try input.mediaId.map { try ChosenMedia($0, at: Input.Path.mediaId, context) }
        try await context.deciding {
            guard let stored = try await context.stored(Story.self, story.id),
                stored.status != .removed
            else { throw subject.error(.notFound) }
            guard stored.status == .failed else {
                throw UserError<Code>(
                    .wrongStatus, "Only a story that is FAILED can be tried again.",
                    at: Input.Path.storyId)
            }
            var write = GraphWrite()
            let isReady =
                if let chosen { try await replace(stored, by: chosen, in: &write, context) } else {
                    try await retry(stored, in: &write, context)
                }
            try await release(stored, showing: chosen?.id, isReady: isReady, in: &write, context)
            try await context.commit(write)
        }
        context.services.media.ring(VideoProcessing.queue)
        return Ref(id: story.id)
    }

    /// Puts another photo in the place of the one that failed, which goes.
    /// - Returns: whether the new one is READY.
    private static func replace(
        _ story: Story, by chosen: ChosenMedia, in write: inout GraphWrite,
        _ context: RequestContext
    ) async throws -> Bool {
        let photo = try await context.usable([chosen])[0]
        var properties = photo.properties
        let millisecondsMax = context.limits.storyVideoMillisecondsMax
        if properties[.video]?.milliseconds ?? 0 > millisecondsMax {
            throw context.tooLong(at: Input.Path.mediaId)
        }
        properties[.parent] = story.id
        write.update(photo.id, properties, ifVersion: photo.version)
        photo.take(in: &write)
        if let old = story[.media] {
            write.also(try ContentRemoval.later(old, context.limits).query)
        }
        return properties[.status] == .ready
    }

    /// Begins anew with the photo that failed, if the fault was ours. A worker, or an operator, may have
    /// made something of it meanwhile.
    /// - Returns: whether it is READY.
    private static func retry(
        _ story: Story, in write: inout GraphWrite, _ context: RequestContext
    ) async throws -> Bool {
        let stored = try await context.stored([story.media])[0]
        guard let photo = stored?.ofKind(.media).map(Image.init), photo.failure?.canRetry ?? true,
            !photo.isLonger(than: context.limits.storyVideoMillisecondsMax)
        else {
            throw UserError<Code>(
                .badMedia, "It cannot be shown with what it has. Give another.",
                at: Input.Path.mediaId)
        }
        guard photo.status == .failed else { return photo.status == .ready }
        try write.tryAgain(photo)
        return false
    }

    /// It counts as made now.
    private static func release(
        _ story: Story, showing photo: ObjectID?, isReady: Bool, in write: inout GraphWrite,
        _ context: RequestContext
    ) async throws {
        var properties = Properties<Story>(story.object.data)
        if let photo { properties[.media] = photo }
        properties[.retriedAt] = context.services.clock.milliseconds
        properties[.status] = .processing
        if isReady {
            properties.publish(at: try await context.storyTime(of: story.author))
            write.deleteAssociation(story.author, AssociationTypes.pendingStory, story.id)
            try Story.announce(story.id, by: story.author, in: &write)
            if properties[.sharedPost] != nil { context.trips.append(sql: ["shared post"]) }
            write.share(try await context.services.tao.sharedPost(of: properties), properties)
        }
        write.listNewest(story.id, properties)
        write.update(story.id, properties, ifVersion: story.object.version)
    }

    static func register(_ payload: inout PayloadResolvers<StoryRetry>) {
        payload.field(\.story) { $0.output }
    }
}
