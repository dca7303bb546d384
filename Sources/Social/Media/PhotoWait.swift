import Jobs
import Media
import TAO

/// Ends the wait of a post or story for photos that nobody has sent while their addresses worked: it is FAILED then,
/// and says why.
enum PhotoWait: JobKind {
    static let name = "media.wait"
    static let queue = Queue.low

    /// The clock of the process decides, not that of the database.
    struct Deadline: Codable, Sendable {
        /// What shows the photos.
        let parent: ObjectID
        /// Milliseconds since 1970.
        let time: Int64
    }

    /// - Parameter now: milliseconds since 1970. No address of a photo that is there works longer.
    static func job(for parent: ObjectID, now: Int64, _ limits: SocialLimits) throws -> NewJob {
        let wait = limits.uploadLifetimeMilliseconds + limits.contentRemovalMilliseconds
        var job = try job(Deadline(parent: parent, time: now + wait))
        job.delayMilliseconds = Int(wait)
        return job
    }

    static func run(_ deadline: Deadline, in context: JobContext<SocialServices>) async throws {
        let rest = deadline.time - context.services.clock.milliseconds
        if rest > 0 { return try await postpone(deadline, milliseconds: rest, in: context) }
        try await context.services.media.endWait(of: deadline.parent)
    }
}

extension GraphWrite {
    /// Sees to it that a post or story that waits for photos does not wait for ever for those that are still to be
    /// sent.
    mutating func limitWait(
        of parent: ObjectID, for photos: [MediaStatus], now: Int64, _ limits: SocialLimits
    ) throws {
        guard photos.contains(.awaitingUpload) else { return }
        also(try PhotoWait.job(for: parent, now: now, limits).query)
    }
}

extension MediaFlow {
    /// Gives up the photos of something that waits which have not come.
    func endWait(of parent: ObjectID) async throws {
        guard let object = try await tao.stored.loadUnfiltered(each: [parent])[0].get(),
            let kind = object.kind?.objectType as? any Publishable.Type
        else { return }
        for id in kind.photosAwaited(by: object) {
            _ = try await update(id) { photo, write in
                guard photo[.status] == .awaitingUpload, photo[.parent] == parent else {
                    return nil
                }
                if let owner = photo[.owner] { write.close(id, of: owner) }
                var changed = photo
                changed.fail(
                    Failure(
                        code: .notUploaded,
                        message: "The photo was not sent while its upload address worked."))
                return changed
            }
        }
        try await publishIfReady(parent)
    }
}

extension Publishable {
    /// None if it does not wait.
    fileprivate static func photosAwaited(by object: Object) -> [ObjectID] {
        let thing = Self(object: object)
        return thing[statusField] == .processing ? thing.photoIDs : []
    }
}
