import Jobs
import Media
import Postgres
import TAO

extension MediaFlow {
    /// The job of a photo or video that has been uploaded, or is to have another look: makes and stores what is shown of
    /// it, then publishes what waited for it. May be run again at any time.
    ///
    /// - Parameter hasFailedBefore: whether the attempt before failed for the same reason: what may lie in
    ///   the bytes, or in how busy the machine was, is then final.
    /// - Throws: what is worth trying again later, such as a full disk; `PermanentJobFailure` for what
    ///   is our fault, and no further attempt helps. The upload is then kept, so that an operator may let
    ///   the job be tried again (`removeExpiredUploads`).
    package func process(
        _ media: ObjectID, hasFailedBefore: (MediaError) -> Bool = { _ in false }
    ) async throws {
        guard let image = try await current(media) else { return try await removeFiles(of: media) }
        if Properties<Image>(image.object.data).isToBeMade {
            do {
                try await makeVariants(image)
            } catch let error as MediaError {
                try await settle(error, of: image.id, hasFailedBefore: hasFailedBefore(error))
            }
        }
        // Removed meanwhile: what was stored of it has no row that names it.
        guard let done = try await current(media) else { return try await removeFiles(of: media) }
        guard done.status != .processing else { return }
        if let parent = done[.parent] {
            try await publishIfReady(parent)
        }
        try await staging.remove(mediaID: media.rawValue)
    }

    /// Ends the wait for a photo that could not be processed for reasons of our own. One that is shown goes on
    /// being shown as it is.
    func giveUp(_ media: ObjectID) async throws {
        try await finish(media) { $0.lose(.internal) }
        if let parent = try await current(media)?[.parent] {
            try await publishIfReady(parent)
        }
    }

    private func makeVariants(_ image: Image) async throws {
        if image.isVideo { return try await makeVideo(image) }
        let wanted = image[.filter]
        let (bytes, type) = try await source(of: image)
        let processed = try await processor.process(
            bytes, declaredType: type, filter: wanted.map { PictureFilter($0) })
        try await store(processed, of: image.id)
        let picture = StoredPicture(processed)
        try await finish(image.id, isReady: true) { photo in
            // Another look was asked for meanwhile, with a job of its own (`GraphWrite.remake`).
            guard photo[.filter] == wanted else { return }
            photo.show(picture, in: wanted)
        }
    }

    /// The upload, or the original of a photo that has been made before.
    private func source(of image: Image) async throws -> (bytes: [UInt8], type: String) {
        guard let name = image[.original], let blob = BlobName(name) else {
            return (
                try await staging.read(mediaID: image.id.rawValue), image[.contentType] ?? ""
            )
        }
        guard let bytes = try await blobs.read(blob) else {
            throw PermanentJobFailure("the original of a photo is gone")
        }
        return (bytes, blob.format.contentType)
    }

    /// What becomes of a photo that could not be processed: FAILED if it is the picture's own fault.
    ///
    /// - Throws: the error if it is worth another attempt, `PermanentJobFailure` if the fault is ours:
    ///   the photo is then given up with its job, which is put where operators look.
    func settle(
        _ error: MediaError, of media: ObjectID, hasFailedBefore: Bool
    ) async throws {
        guard error.isFinal(hasFailedBefore: hasFailedBefore) else { throw error }
        let failure = Failure(error)
        guard failure.code != .internal else {
            throw PermanentJobFailure("the picture cannot be made: \(error)")
        }
        try await finish(media) { $0.lose(failure) }
    }

    /// Says what has become of a photo or video that is to be made, once.
    ///
    /// - Parameter statements: of the same write.
    func finish(
        _ id: ObjectID, isReady: Bool = false, with statements: [Query] = [],
        _ change: (inout Properties<Image>) -> Void
    ) async throws {
        _ = try await update(id) { photo, write in
            guard photo.isToBeMade else { return nil }
            var changed = photo
            change(&changed)
            guard changed.record != photo.record else { return nil }
            for statement in statements { write.also(statement) }
            if photo.isOpen, let owner = photo[.owner] {
                write.deleteAssociation(owner, AssociationTypes.processingUpload, id)
                if isReady {
                    try write.tell(MediaReady(media: id, parent: photo[.parent]), by: owner)
                }
            }
            return changed
        }
    }
}

extension MediaError {
    fileprivate func isFinal(hasFailedBefore: Bool) -> Bool {
        switch retrying {
        case .never: true
        case .once: hasFailedBefore
        case .always: false
        }
    }
}
