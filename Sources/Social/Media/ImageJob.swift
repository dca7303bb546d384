import Media
import TAO

extension MediaFlow {
    /// The job of a photo that has been uploaded: makes and stores its variants, then publishes what
    /// waited for it. May be run again at any time.
    ///
    /// - Throws: what is worth trying again later, such as a full disk.
    package func process(_ media: ObjectID) async throws {
        guard let image = try await current(media) else { return }
        if image.status == .processing { try await makeVariants(image) }
        guard let done = try await current(media), done.status != .processing else { return }
        if let parent = done[.parent] {
            try await publishIfReady(parent)
        }
        try await staging.remove(mediaID: media.rawValue)
    }

    /// Ends the wait for a photo that could not be processed for reasons of our own.
    func giveUp(_ media: ObjectID) async throws {
        try await finish(media) { photo in
            photo[.status] = .failed
            photo[.failure] = "given up"
        }
        if let parent = try await current(media)?[.parent] {
            try await publishIfReady(parent)
        }
    }

    private func makeVariants(_ image: Image) async throws {
        do {
            let bytes = try await staging.read(mediaID: image.id.rawValue)
            let processed = try await processor.process(
                bytes, declaredType: image[.contentType] ?? "")
            try await blobs.put(processed)
            let picture = StoredPicture(processed)
            try await finish(image.id) { $0.show(picture) }
        } catch let error as MediaError where !error.isWorthRetrying {
            try await finish(image.id) { $0.setFailed(error) }
        }
    }

    private func finish(
        _ id: ObjectID, _ change: (inout Properties<Image>) -> Void
    ) async throws {
        _ = try await update(id) { photo, _ in
            guard photo[.status] == .processing else { return nil }
            var changed = photo
            change(&changed)
            return changed
        }
    }
}

extension Properties<Image> {
    fileprivate mutating func setFailed(_ error: MediaError) {
        self[.status] = .failed
        self[.failure] = error.description
    }
}
