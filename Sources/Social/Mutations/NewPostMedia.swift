import GraphQL
import TAO

/// A photo that a new post or story is to show.
struct ChosenMedia: Sendable {
    var id: ObjectID
    /// Replaces the text given at upload; nil keeps that.
    var altText: String?
    /// The input field that names it.
    var field: InputPath
}

extension RequestContext {
    /// Makes a post or story in one write: the object, its place in lists, and the photos, which
    /// belong to it from then on. Tries again while somebody else changes the photos.
    ///
    /// - Parameters:
    ///   - record: the record to store, given whether all photos are READY.
    /// - Throws: `UserError<PostErrorCode>` with BAD_MEDIA for photos that cannot be used.
    func create(
        _ type: ObjectType, id: ObjectID, showing media: [ChosenMedia],
        record: (_ isReady: Bool) -> Record, finish: (inout GraphWrite) -> Void
    ) async throws {
        for attempt in 1... {
            let photos = try await usable(media)
            let isReady = photos.allSatisfy { $0.mediaStatus == .ready }
            let record = record(isReady)
            var write = GraphWrite()
            write.addObject(type, id: id, data: record)
            write.list(id, record, type: type.id)
            for (photo, chosen) in zip(photos, media) {
                var record = photo.data
                record.set(MediaField.container, id)
                if let altText = chosen.altText {
                    record.set(MediaField.altText, altText.isEmpty ? nil : altText)
                }
                write.updateObject(photo.id, data: record, ifVersion: photo.version)
            }
            finish(&write)
            do {
                try await commit(write)
                return
            } catch GraphError.versionConflict where attempt < limits.writeAttemptsMax {
                continue
            }
        }
    }

    /// The photos, which must be the viewer's, not in use, and not known to be unreadable.
    private func usable(_ media: [ChosenMedia]) async throws -> [Object] {
        let viewerID = try requireViewer()
        let objects = try await loader.objects(media.map(\.id))
        var errors = UserErrors<PostErrorCode>()
        var usable: [Object] = []
        for (chosen, object) in zip(media, objects) {
            guard let object = object?.ofType(ObjectTypes.media),
                object.data.id(MediaField.owner) == viewerID
            else {
                errors.errors.append(badMedia("There is no such upload of yours.", chosen))
                continue
            }
            if object.data.id(MediaField.container) != nil {
                errors.errors.append(badMedia("This photo is in use.", chosen))
            } else if object.mediaStatus == .failed || object.mediaStatus == .rejected {
                errors.errors.append(badMedia("This photo could not be read.", chosen))
            }
            usable.append(object)
        }
        try errors.throwIfAny()
        return usable
    }

    private func badMedia(_ message: String, _ media: ChosenMedia) -> UserError<PostErrorCode> {
        UserError(.badMedia, message, at: media.field)
    }
}
