import GraphQL
import Jobs
import Media
import TAO

/// `mediaUploadComplete`: says that all bytes were sent. Saying it again changes nothing.
enum MediaUploadComplete: SubjectMutation {
    typealias Output = Ref<Image>

    static let subject = Subject<MediaUploadComplete, Image>(\.mediaId, at: Input.Path.mediaId)
    static let permission: [WriteRule<Image>] = [.owner]
    static let rate = RateLimit.counted(.mark)

    /// When one of many photos is likely to be done.
    private static let retrySeconds = 5

    static func run(
        _ input: MediaUploadCompleteInput, on image: Image, as viewer: ObjectID,
        in context: RequestContext
    ) async throws -> Ref<Image> {
        if image.isVideo, input.filter != nil || input.focalPoint != nil {
            throw UserError<Code>(
                .invalid, "A video has neither filter nor focal point.",
                at: input.filter != nil ? Input.Path.filter : Input.Path.focalPoint)
        }
        if image.status == .awaitingUpload {
            guard
                let look = PhotoLook(
                    input.filter.map { .set($0) } ?? .keep,
                    input.focalPoint.map { .set($0) } ?? .keep)
            else {
                throw UserError<Code>(.invalid, MediaPosition.mistake, at: Input.Path.focalPoint)
            }
            do {
                try await context.services.media.complete(image, in: look)
            } catch let failure as MediaFlow.Incomplete {
                throw error(failure)
            }
            context.forget()
        }
        return Ref(id: image.id)
    }

    private static func error(_ failure: MediaFlow.Incomplete) -> UserError<Code> {
        switch failure {
        case .notUploaded:
            UserError(
                .notUploaded, "Nothing has arrived at the upload address.", at: Input.Path.mediaId)
        case .mismatch:
            UserError(
                .mismatch, "What arrived is not what was announced.", at: Input.Path.mediaId)
        case .tooMany(let countMax):
            UserError(
                .tooMany, "\(countMax) of your photos are being processed. Wait for one of them.",
                at: Input.Path.mediaId, retryAfter: retrySeconds, limit: countMax)
        }
    }

    static func register(_ payload: inout PayloadResolvers<MediaUploadComplete>) {
        payload.read(\.media) { try await $1.images([$0.id])[0].map(AnyMedia.init) }
    }
}

extension Image: MutationTarget {
    static let missing = "There is no such upload of yours."

    /// A photo, or a video.
    static func target(of id: ID, in context: RequestContext) -> ObjectID? { context.media(id) }
}

extension MediaFlow {
    /// Why processing cannot begin.
    enum Incomplete: Error {
        case notUploaded
        case mismatch
        /// So many photos of the account wait for a worker already.
        case tooMany(countMax: Int)
    }

    /// Checks what has arrived and begins processing, once. The announced SHA-256 was compared while the
    /// bytes arrived: others never get the media's name (`UploadWriter.finish`).
    ///
    /// - Throws: `Incomplete`.
    func complete(_ media: Image, in look: PhotoLook = PhotoLook()) async throws {
        let count = try await staging.byteCount(mediaID: media.id.rawValue)
        guard let count else { throw Incomplete.notUploaded }
        guard count == media[.byteCount] else {
            throw Incomplete.mismatch
        }
        let job = try Self.job(for: media)
        do {
            _ = try await update(media.id) { photo, write in
                guard photo[.status] == .awaitingUpload else { return nil }
                var changed = photo
                changed[.status] = .processing
                changed.show(in: look)
                write.also(job.query)
                guard let owner = photo[.owner] else { return changed }
                write.close(media.id, of: owner)
                write.addAssociation(
                    owner, AssociationTypes.processingUpload, media.id, time: clock.milliseconds)
                return changed
            }
        } catch GraphError.limitReached(_, let edgesMax) {
            throw Incomplete.tooMany(countMax: edgesMax)
        }
        ring(job.queue)
    }
}
