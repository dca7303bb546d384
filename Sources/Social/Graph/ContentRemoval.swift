import Jobs
import TAO

/// Removes a post or a story that its author has deleted, with all that hangs on it (`GraphObject.remove`).
/// Nobody has seen it since; what is left says how far it has come. It begins some time later (`later`), as a
/// like or comment that was on its way would be left behind.
enum ContentRemoval: JobKind {
    static let name = "content.remove"
    static let queue = Queue.low

    static func later(_ id: ObjectID, _ limits: SocialLimits) throws -> NewJob {
        var job = try job(id)
        job.delayMilliseconds = Int(limits.contentRemovalMilliseconds)
        return job
    }

    static func run(_ id: ObjectID, in context: JobContext<SocialServices>) async throws {
        do {
            try await ObjectRemoval(context.services).remove(id)
        } catch is ObjectRemoval.Unfinished {
            try await context.end(with: [job(id).query])
        }
    }
}
