import Jobs
import Media
import Postgres
import TAO

/// The way of a photo or video from an upload to a post that shows it.
///
///     mediaUploadCreate      a MEDIA object, AWAITING_UPLOAD, and an address to send bytes to
///     the bytes arrive       in the staging folder, under the id of the object
///     mediaUploadComplete    PROCESSING, and a job in the same transaction
///     the job                what is shown is made and stored: READY (or FAILED)
///     publication            posts and stories that waited for the photo become visible
///
/// Every step may be repeated: the object's version decides who changes it, and files are named by
/// their content.
package struct MediaFlow: Sendable {
    let tao: TAO
    package let processor: ImageProcessor
    /// nil where ffmpeg is missing: then no video is taken.
    package let videos: VideoProcessor?
    package let blobs: BlobStore
    let staging: UploadStaging
    let blobUses: BlobUseStore
    let clock: WallClock
    let limits: SocialLimits
    /// Tells those who work on a queue that a job has come.
    let ring: @Sendable (Queue) -> Void

    package init(
        tao: TAO, database: Database, processor: ImageProcessor,
        videos: VideoProcessor? = nil, blobs: BlobStore, staging: UploadStaging,
        clock: WallClock, limits: SocialLimits = .standard,
        ring: @escaping @Sendable (Queue) -> Void = { _ in }
    ) {
        self.tao = tao
        self.processor = processor
        self.videos = videos
        self.blobs = blobs
        self.staging = staging
        blobUses = BlobUseStore(database: database)
        self.clock = clock
        self.limits = limits
        self.ring = ring
    }

    /// How far an upload has come, for the server that takes the bytes.
    package enum UploadState: Sendable {
        /// Not all has arrived.
        case awaiting
        /// The bytes are there, or have been.
        case received
        /// There is no such upload, or it was given up.
        case gone
    }

    /// How far the upload of a MEDIA object has come.
    package func uploadState(of media: ObjectID) async throws -> UploadState {
        guard let image = try await current(media) else { return .gone }
        if image.status.isLost, image[.failureCode] == .notUploaded { return .gone }
        guard image.status == .awaitingUpload else { return .received }
        let hasArrived = try await staging.byteCount(mediaID: media.rawValue) != nil
        return hasArrived ? .received : .awaiting
    }

    /// Ends an upload that its sender has given up. What waits for the photo is FAILED; a photo that nothing
    /// waits for is gone.
    ///
    /// - Returns: false if it is complete.
    package func endUpload(of media: ObjectID) async throws -> Bool {
        let ended: Image? = try await tao.deciding(limits) {
            guard let image = try await current(media) else { return nil }
            guard image.status == .awaitingUpload else { return image }
            var write = GraphWrite()
            if image[.parent] == nil {
                write.removeUpload(image)
            } else {
                var photo = Properties<Image>(image.object.data)
                photo.fail(Failure(code: .notUploaded, message: "The upload was given up."))
                write.update(media, photo, ifVersion: image.object.version)
                if let owner = image.owner { write.close(media, of: owner) }
            }
            _ = try await tao.commit(write)
            try await staging.remove(mediaID: media.rawValue)
            if let parent = image[.parent] { try await publishIfReady(parent) }
            return nil
        }
        return ended == nil || ended?[.failureCode] == .notUploaded
    }

    func current(_ id: ObjectID) async throws -> Image? {
        try await tao.stored.loadUnfiltered(Image.self, [id])[0]
    }

    /// Changes a MEDIA object, again and again while others change it too.
    ///
    /// - Parameter change: what it shall be; nil to leave it. May add to the write.
    /// - Returns: what is stored now; nil if there is no such object.
    func update(
        _ id: ObjectID,
        _ change: (Properties<Image>, inout GraphWrite) throws -> Properties<Image>?
    ) async throws -> Properties<Image>? {
        try await tao.deciding(limits) {
            guard let image = try await current(id) else { return nil }
            let photo = Properties<Image>(image.object.data)
            var write = GraphWrite()
            guard let changed = try change(photo, &write) else { return photo }
            write.update(id, changed, ifVersion: image.object.version)
            _ = try await tao.commit(write)
            return changed
        }
    }
}
