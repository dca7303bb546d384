import Jobs
import TAO

/// Makes the variants of a photo anew in the look that its owner wants. Nothing is left to do when another job
/// has done it.
enum PhotoRemaking: JobKind {
    static let name = "media.remake"
    static let queue = Queue.media

    static func run(_ media: ObjectID, in context: JobContext<SocialServices>) async throws {
        try await context.services.media.process(
            media, hasFailedBefore: { context.hasFailedBefore(with: $0) })
    }

    /// It goes on being shown as it is.
    static func giveUp(_ media: ObjectID, in context: JobContext<SocialServices>) async throws {
        try await context.services.media.giveUp(media)
    }
}

extension GraphWrite {
    /// Lets a worker make the variants of a photo anew, if it is to be shown in another look.
    mutating func remake(
        _ id: ObjectID, from before: Properties<Image>, to after: Properties<Image>
    )
        throws
    {
        // Whoever makes the first variants reads the wish when it begins, and may have begun.
        let isMade = before[.status] == .ready || before[.status] == .processing
        guard isMade, before[.filter] != after[.filter] else { return }
        also(try PhotoRemaking.job(id).query)
    }
}
