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

extension GraphWrite {
    /// Lets a worker try again what was given up for a fault of ours.
    mutating func tryAgain(_ photo: Image) throws {
        var properties = Properties<Image>(photo.object.data)
        properties[.status] = .processing
        properties[.failure] = nil
        properties[.failureCode] = nil
        update(photo.id, properties, ifVersion: photo.object.version)
        let job = try MediaFlow.job(for: photo)
        also(job.withdrawal)
        also(job.query)
    }
}
