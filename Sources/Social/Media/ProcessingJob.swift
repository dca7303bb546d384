import Jobs
import Postgres
import TAO

extension MediaFlow {
    /// Kind of the job that makes the variants of a photo.
    package static let processingKind = "media.process"
    /// Queue of work on photos: it keeps processors busy, so it has workers of its own.
    package static let processingQueue = "media"

    /// The statement that orders the processing of a photo. Once is enough, however often it is run.
    func processingQuery(_ media: ObjectID) -> Query {
        var job = NewJob(Self.processingKind, payload: Array(String(media.rawValue).utf8))
        job.queue = Self.processingQueue
        job.uniqueKey = "\(Self.processingKind) \(media.rawValue)"
        return enqueueQuery(job)
    }

    /// Handlers for the runner of `processingQueue`.
    package var jobHandlers: [String: JobHandler] {
        [
            Self.processingKind: { job in
                guard let number = Int64(String(decoding: job.payload, as: UTF8.self)) else {
                    throw PermanentJobFailure("the payload names no media")
                }
                let media = ObjectID(rawValue: number)
                do {
                    try await process(media)
                } catch  where job.attempt >= job.attemptsMax {
                    // There is no further attempt: the owner must not wait for ever.
                    try await giveUp(media)
                    throw PermanentJobFailure("\(error)")
                }
            }
        ]
    }
}
