import Jobs
import TAO

/// Makes the variants of a photo that has been uploaded. Once is enough, however often it is asked
/// for.
enum ImageProcessing: JobKind {
    static let name = "media.process"
    static let queue = Queue.media

    static func uniqueKey(of media: ObjectID) -> String? { media.description }

    static func run(_ media: ObjectID, in context: JobContext<SocialServices>) async throws {
        try await context.services.media.process(
            media, hasFailedBefore: { context.hasFailedBefore(with: $0) })
    }

    /// The owner must not wait for ever.
    static func giveUp(_ media: ObjectID, in context: JobContext<SocialServices>) async throws {
        try await context.services.media.giveUp(media)
    }
}
