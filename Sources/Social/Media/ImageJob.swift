import Media
import TAO

extension MediaFlow {
    /// The job of a photo that has been uploaded: makes and stores its variants, then publishes what
    /// waited for it. May be run again at any time.
    ///
    /// - Throws: what is worth trying again later, such as a full disk.
    package func process(_ media: ObjectID) async throws {
        guard let object = try await current(media) else { return }
        if object.mediaStatus == .processing { try await makeVariants(object) }
        guard let done = try await current(media), done.mediaStatus != .processing else { return }
        if let container = done.properties(of: Image.self)?[.container] {
            try await publishIfReady(container)
        }
        try await staging.remove(mediaID: media.rawValue)
    }

    /// Ends the wait for a photo that could not be processed for reasons of our own.
    func giveUp(_ media: ObjectID) async throws {
        try await finish(media) { photo in
            photo[.status] = .failed
            photo[.failure] = "given up"
        }
        if let container = try await current(media)?.properties(of: Image.self)?[.container] {
            try await publishIfReady(container)
        }
    }

    private func makeVariants(_ object: Object) async throws {
        do {
            let bytes = try await staging.read(mediaID: object.id.rawValue)
            let image = try await processor.process(
                bytes, declaredType: object.properties(of: Image.self)?[.contentType] ?? "")
            try await blobs.put(image)
            let picture = StoredPicture(image)
            try await finish(object.id) { $0.show(picture) }
        } catch let error as MediaError where !error.isWorthRetrying {
            try await finish(object.id) { $0.setFailed(error) }
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
