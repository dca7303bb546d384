import Media
import TAO

extension MediaFlow {
    /// The job of a photo that has been uploaded: makes and stores its variants, then publishes what
    /// waited for it. May be run again at any time.
    ///
    /// - Parameter isLast: whether what may lie in the bytes has failed before, and is then final.
    /// - Throws: what is worth trying again later, such as a full disk.
    package func process(_ media: ObjectID, isLast: Bool = false) async throws {
        guard let image = try await current(media) else { return }
        if Properties<Image>(image.object.data).isOpen {
            try await makeVariants(image, isLast: isLast)
        }
        guard let done = try await current(media), done.status != .processing else { return }
        if let parent = done[.parent] {
            try await publishIfReady(parent)
        }
        try await staging.remove(mediaID: media.rawValue)
    }

    /// Ends the wait for a photo that could not be processed for reasons of our own.
    func giveUp(_ media: ObjectID) async throws {
        try await finish(media) { $0.fail(.internal) }
        if let parent = try await current(media)?[.parent] {
            try await publishIfReady(parent)
        }
    }

    private func makeVariants(_ image: Image, isLast: Bool) async throws {
        do {
            let bytes = try await staging.read(mediaID: image.id.rawValue)
            let processed = try await processor.process(
                bytes, declaredType: image[.contentType] ?? "")
            try await blobs.put(processed)
            let picture = StoredPicture(processed)
            try await finish(image.id) { $0.show(picture) }
        } catch let error as MediaError where error.isFinal(onLast: isLast) {
            try await finish(image.id) { $0.fail(Failure(error)) }
        }
    }

    private func finish(
        _ id: ObjectID, _ change: (inout Properties<Image>) -> Void
    ) async throws {
        _ = try await update(id) { photo, _ in
            guard photo.isOpen else { return nil }
            var changed = photo
            change(&changed)
            return changed
        }
    }
}

extension MediaError {
    fileprivate func isFinal(onLast isLast: Bool) -> Bool {
        switch retrying {
        case .never: true
        case .once: isLast
        case .always: false
        }
    }
}
