import GraphQL
import Postgres
import TAO

/// A photo or video that a new post or story is to show.
struct ChosenMedia: Sendable {
    var id: ObjectID
    /// Replaces the text given before; nil keeps that, an empty one clears it.
    var altText: String?
    var look = PhotoLook()
    /// The input field that names it.
    var field: InputPath

    init(
        _ id: ID, at field: InputPath, _ context: RequestContext
    ) throws(UserError<PostErrorCode>) {
        guard let media = context.media(id) else {
            throw UserError(.badMedia, "There is no such upload of yours.", at: field)
        }
        self.id = media
        self.field = field
    }
}

/// A photo or video of the viewer's that nothing shows but what is FAILED.
struct UsablePhoto {
    var id: ObjectID
    var version: Int64
    var properties: Properties<Image>
    fileprivate var taken: TakenPhotos

    /// What shows it, and is FAILED, must still be so when it loses the photo.
    func take(in write: inout GraphWrite) {
        taken.hold(properties[.parent], in: &write)
    }
}

/// What a new post or story is to show, as far as it is known.
struct ShownMedia {
    /// Whether all of it is READY.
    let isReady: Bool
    /// Of each, whether it is a video.
    let videos: [Bool]
    /// How long the longest video is, of those that are READY.
    let videoMilliseconds: Int

    init(_ media: [Properties<Image>]) {
        isReady = media.allSatisfy { $0[.status] == .ready }
        videos = media.map(\.isVideo)
        videoMilliseconds = media.compactMap { $0[.video]?.milliseconds }.max() ?? 0
    }
}

extension RequestContext {
    /// Stores a post or story in one write: the object, its place in lists, and the photos, which
    /// belong to it from then on. Tries again while others change the photos.
    ///
    /// - Parameters:
    ///   - claim: statements of the same write.
    ///   - make: the post or story to store, given what it shows.
    /// - Throws: `UserError<PostErrorCode>` with BAD_MEDIA for photos that cannot be used.
    func store<Kind: Publishable>(
        _ id: ObjectID, showing media: [ChosenMedia], _ claim: [Query],
        make: (_ shown: ShownMedia) async throws -> Properties<Kind>
    ) async throws {
        try await deciding(attempts: limits.contendedAttemptsMax) {
            let photos = try await usable(media)
            let shown = zip(photos, media).map { photo, chosen in
                chosen.described(photo.properties)
            }
            let made = try await make(ShownMedia(shown))
            var write = GraphWrite(also: claim)
            write.add(id, made)
            try Kind.list(id, made, in: &write)
            if made[Kind.statusField] == .published {
                try Kind.announce(id, by: requireViewer(), in: &write)
                try Kind.tellMore(of: id, made, in: &write)
            }
            for (photo, shown) in zip(photos, shown) {
                var properties = shown
                properties[.parent] = id
                write.update(photo.id, properties, ifVersion: photo.version)
                try write.remake(photo.id, from: photo.properties, to: properties)
                photo.take(in: &write)
            }
            if made[Kind.statusField] == .processing {
                try write.limitWait(
                    of: id, for: shown.map { $0[.status] ?? .failed },
                    now: services.clock.milliseconds, limits)
            }
            try await commit(write)
        }
    }

    /// The photos, which must be the viewer's, not in use, and not known to be unreadable.
    func usable(_ media: [ChosenMedia]) async throws -> [UsablePhoto] {
        let viewerID = try requireViewer()
        let stored = try await graph.loadUnfiltered(Image.self, media.map(\.id))
        var errors = UserErrors<PostErrorCode>()
        let taken = try await TakenPhotos(among: stored.compactMap(\.self), in: self)
        var usable: [UsablePhoto] = []
        for (chosen, image) in zip(media, stored) {
            if let mistake = chosen.mistake(in: image, of: viewerID, taken: taken) {
                errors.errors.append(mistake)
            } else if let image {
                usable.append(
                    UsablePhoto(
                        id: image.id, version: image.object.version,
                        properties: Properties(image.object.data), taken: taken))
            }
        }
        try errors.throwIfAny()
        return usable
    }
}
