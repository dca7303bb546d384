import Jobs
import Media
import TAO

/// Makes of an uploaded video what plays everywhere, and its poster. Once is enough, however often it is asked
/// for.
enum VideoProcessing: JobKind {
    static let name = "media.processVideo"
    static let queue = Queue.media
    /// More than one file may take to be made (`VideoLimits.encodingMillisecondsMax`).
    static let deadlineMilliseconds = 30 * 60 * 1_000

    /// It would keep the machine busy: photos wait for none.
    static func ownPlaces(beside slots: Int) -> Int? { 1 }

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

/// Makes the bit rates of a video that is shown already, one in each job: a worker that is lost loses that one.
/// What cannot be made is missing, and the video goes on being shown without.
enum VideoLadder: JobKind {
    static let name = "media.ladder"
    static let queue = Queue.low
    static let deadlineMilliseconds = VideoProcessing.deadlineMilliseconds

    static func ownPlaces(beside slots: Int) -> Int? { 1 }

    /// Two at once would make the same.
    static func orderKey(of media: ObjectID) -> String? { media.description }

    static func run(_ media: ObjectID, in context: JobContext<SocialServices>) async throws {
        let isMore = try await context.services.media.makeRendition(of: media)
        if isMore { try await context.end(with: [job(media).query]) }
    }
}

extension MediaFlow {
    /// The job that makes something of an upload.
    static func job(for media: Image) throws -> NewJob {
        try media.isVideo ? VideoProcessing.job(media.id) : ImageProcessing.job(media.id)
    }

    /// What takes back all that is still to be done for a photo or video.
    static func withdrawals(of media: Image) throws -> [NewJob] {
        let first = try job(for: media)
        return media.isVideo ? [first, try VideoLadder.job(media.id)] : [first]
    }
}
