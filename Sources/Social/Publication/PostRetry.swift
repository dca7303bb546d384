import GraphQL
import Jobs
import TAO

/// `postRetry`: tries a FAILED post again, with other photos in place of those that cannot be read.
enum PostRetry: SubjectMutation {
    typealias Output = Ref<Post>

    static let subject = Subject<PostRetry, Post>(\.postId, at: Input.Path.postId)
    static let permission: [WriteRule<Post>] = [.owner]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: PostRetryInput, on post: Post, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Post> {
        let replacements = try replacements(input, of: post, context)
        try await context.deciding {
            guard let stored = try await context.stored(Post.self, post.id) else {
                throw subject.error(.notFound)
            }
            guard stored.status == .failed else {
                throw UserError<Code>(
                    .wrongStatus, "Only a post that is FAILED can be tried again.",
                    at: Input.Path.postId)
            }
            var write = GraphWrite()
            let photos = try await context.photos(of: stored, replacements, in: &write)
            var properties = Properties<Post>(stored.object.data)
            properties[.media] = photos.map(\.id)
            properties.note(videos: photos.map(\.isVideo))
            for field in [RecordField<Post, MediaTags>.tags, .refusedTags] {
                properties[field] = properties[field]?.moved(replacements.mapValues(\.id))
            }
            properties.release(
                isReady: photos.allSatisfy { $0.status == .ready }, now: context.now)
            let now = context.services.clock.milliseconds
            try write.limitWait(
                of: post.id, for: photos.map(\.status), now: now, context.limits)
            try write.update(stored, properties)
            try await context.commit(write)
        }
        return Ref(id: post.id)
    }

    /// By the photos that they stand for.
    /// - Throws: every mistake at once.
    private static func replacements(
        _ input: PostRetryInput, of post: Post, _ context: RequestContext
    ) throws -> [ObjectID: ChosenMedia] {
        let items = input.replacements ?? []
        guard items.count <= context.limits.carouselItemsMax else {
            throw UserError<Code>(
                .badMedia, "A post has at most \(context.limits.carouselItemsMax) photos.",
                at: Input.Path.replacements)
        }
        var replacements: [ObjectID: ChosenMedia] = [:]
        var errors = UserErrors<Code>()
        for (index, item) in items.enumerated() {
            let path = Input.Path.replacements.item(index)
            guard let old = context.media(item.mediaId), post.media.contains(old),
                replacements[old] == nil
            else {
                errors.errors.append(
                    UserError(
                        .badMedia, "It is not a photo of this post, or named twice.",
                        at: path + MediaReplacementInput.Path.mediaId))
                continue
            }
            do throws(UserError<PostErrorCode>) {
                let new = try ChosenMedia(
                    item.byMediaId, at: path + MediaReplacementInput.Path.byMediaId, context)
                if post.media.contains(new.id)
                    || replacements.values.contains(where: { $0.id == new.id })
                {
                    throw new.error("A photo can be in a post once.")
                }
                replacements[old] = new
            } catch {
                errors.errors.append(error)
            }
        }
        try errors.throwIfAny()
        return replacements
    }

    static func register(_ payload: inout PayloadResolvers<PostRetry>) {
        payload.field(\.post) { $0.output }
    }
}

extension RequestContext {
    /// What a post is to show that is tried again: of its photos those that can be read, or tried again, and the
    /// replacements of the others.
    ///
    /// - Parameter write: what it takes is added to it.
    /// - Throws: `UserErrors<PostErrorCode>`, every mistake at once.
    fileprivate func photos(
        of post: Post, _ replacements: [ObjectID: ChosenMedia], in write: inout GraphWrite
    ) async throws -> [(id: ObjectID, status: MediaStatus, isVideo: Bool)] {
        let old = try await storedPhotos(post.media)
        let new = try await storedPhotos(post.media.compactMap { replacements[$0]?.id })
        let taken = try await TakenPhotos(among: new.compactMap(\.self), in: self)
        var fresh = new[...]
        var errors = UserErrors<PostErrorCode>()
        var photos: [(id: ObjectID, status: MediaStatus, isVideo: Bool)] = []
        for (number, (id, image)) in zip(1..., zip(post.media, old)) {
            let own = image?[.parent] == post.id ? image : nil
            if let chosen = replacements[id] {
                let photo = fresh.popFirst() ?? nil
                if let own, !own.status.isLost {
                    errors.errors.append(
                        chosen.error("The photo that it is to replace can be shown."))
                } else if let mistake = chosen.mistake(in: photo, of: post.author, taken: taken) {
                    errors.errors.append(mistake)
                } else if let photo {
                    try write.replace(image, of: post.id, by: photo, taken)
                    photos.append((photo.id, photo.status, photo.isVideo))
                }
            } else if let own, !own.status.isLost {
                write.holdObject(own.id, ifVersion: own.object.version)
                photos.append((own.id, own.status, own.isVideo))
            } else if let own, Properties<Image>(own.object.data).isOpen {
                try write.tryAgain(own)
                photos.append((own.id, .processing, own.isVideo))
            } else {
                errors.errors.append(
                    UserError(
                        .badMedia, "Photo \(number) needs another in its place.",
                        at: PostRetryInput.Path.replacements))
            }
        }
        try errors.throwIfAny()
        return photos
    }

    private func storedPhotos(_ ids: [ObjectID]) async throws -> [Image?] {
        if ids.isEmpty { return [] }
        return try await stored(ids).map { $0?.ofKind(.media).map(Image.init) }
    }
}

extension GraphWrite {
    /// Shows a photo in place of one that is lost, with its text, and has the files of that one removed.
    fileprivate mutating func replace(
        _ old: Image?, of post: ObjectID, by photo: Image, _ taken: TakenPhotos
    ) throws {
        var properties = Properties<Image>(photo.object.data)
        properties[.parent] = post
        if let text = old?[.altText] { properties[.altText] = text }
        update(photo.id, properties, ifVersion: photo.object.version)
        taken.hold(photo, in: &self)
        guard let old, old[.parent] == post else { return }
        var left = Properties<Image>(old.object.data)
        left[.parent] = nil
        update(old.id, left, ifVersion: old.object.version)
        also(try ContentRemoval.job(old.id).query)
    }
}
