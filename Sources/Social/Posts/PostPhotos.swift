import GraphQL
import TAO

extension RequestContext {
    /// Puts the photos of a post into the order that is asked for, with new texts, and leaves out those
    /// that are not named, which are their owner's to use again. A draft takes new ones too.
    ///
    /// - Parameter write: what it takes is added to it.
    /// - Returns: what the post is to show.
    /// - Throws: `UserErrors<PostErrorCode>`, every mistake at once.
    func arrange(
        _ items: [PostMediaInput], of post: Post, in write: inout GraphWrite
    ) async throws -> [Image] {
        let path = PostUpdateInput.Path.media
        let chosen = try chosenMedia(items, at: path)
        let isDraft = post.status == .draft
        let countMin = isDraft ? 1 : min(post.media.count, limits.carouselItemsMin)
        guard chosen.count >= countMin else {
            throw UserError<PostErrorCode>(
                .badMedia, "At least \(countMin) of its photos stay.", at: path, limit: countMin)
        }
        var errors = UserErrors<PostErrorCode>()
        let photos = try await stored(chosen.map(\.id)).map {
            $0?.ofKind(.media).map(Image.init)
        }
        let others = photos.compactMap(\.self).filter { $0[.parent] != post.id }
        let taken = try await TakenPhotos(among: others, in: self)
        for (item, image) in zip(chosen, photos) {
            if let mistake = item.mistake(
                in: image, of: post.author, forPost: post, taken: taken)
            {
                errors.errors.append(mistake)
            }
            guard let image else { continue }
            taken.hold(image, in: &write)
            let before = Properties<Image>(image.object.data)
            var properties = before
            properties[.parent] = post.id
            item.describe(&properties)
            if properties.record != before.record {
                write.update(image.id, properties, ifVersion: image.object.version)
                try write.remake(image.id, from: before, to: properties)
            }
        }
        try errors.throwIfAny()
        let left = post.media.filter { id in !chosen.contains { $0.id == id } }
        for image in try await stored(left).compactMap({ $0?.ofKind(.media).map(Image.init) })
        where image[.parent] == post.id {
            try write.release(image, now: now, limits)
        }
        return photos.compactMap(\.self)
    }

    /// What an input names, each once and as many as a post may have.
    func chosenMedia(
        _ items: [PostMediaInput], at path: InputPath
    ) throws -> [ChosenMedia] {
        let countMax = limits.carouselItemsMax
        guard (1...countMax).contains(items.count) else {
            throw UserError<PostErrorCode>(
                .badMedia, "A post has 1 to \(countMax) photos.", at: path,
                limit: items.isEmpty ? 1 : countMax)
        }
        var chosen: [ChosenMedia] = []
        var errors = UserErrors<PostErrorCode>()
        for (index, item) in items.enumerated() {
            do throws(UserError<PostErrorCode>) {
                let media = try ChosenMedia(item, at: path.item(index), self)
                if chosen.contains(where: { $0.id == media.id }) {
                    throw media.error("A photo can be in a post once.")
                }
                chosen.append(media)
            } catch {
                errors.errors.append(error)
            }
        }
        try errors.throwIfAny()
        return chosen
    }
}

extension ChosenMedia {
    /// - Parameter path: where the item stands in its input.
    fileprivate init(
        _ item: PostMediaInput, at path: InputPath, _ context: RequestContext
    ) throws(UserError<PostErrorCode>) {
        try self.init(item.mediaId, at: path + PostMediaInput.Path.mediaId, context)
        do {
            switch item.altText {
            case .keep: break
            case .clear: altText = ""
            case .set(let text):
                altText = try TextRules.text(
                    text, codePointsMax: context.limits.altTextCodePointsMax)
            }
        } catch {
            throw UserError(
                error, of: "An alternative text", at: path + PostMediaInput.Path.altText)
        }
        guard let look = PhotoLook(item.filter, item.focalPoint) else {
            throw UserError(
                .invalid, MediaPosition.mistake, at: path + PostMediaInput.Path.focalPoint)
        }
        self.look = look
    }

    /// Why a photo cannot be shown by something of an account; nil if it can.
    ///
    /// - Parameters:
    ///   - post: the one that is to show it; nil for something new. It may have shown it before, and only a draft
    ///     takes others.
    ///   - taken: what is known of those that something shows.
    func mistake(
        in image: Image?, of owner: ObjectID, forPost post: Post? = nil,
        taken: TakenPhotos = .none
    ) -> UserError<PostErrorCode>? {
        guard let image, image.owner == owner else {
            return error("There is no such upload of yours.")
        }
        if let post {
            let isShown = post.media.contains(image.id) && image[.parent] == post.id
            if !isShown, post.status != .draft { return error("It is not a photo of this post.") }
            if isShown { return mistakenLook(of: image) }
        }
        if taken.isInUse(image) { return error("This photo is in use.") }
        return image.status.isLost
            ? error("This photo could not be read.") : mistakenLook(of: image)
    }

    /// What is asked of a video that only a photo can have.
    private func mistakenLook(of media: Image) -> UserError<PostErrorCode>? {
        guard media.isVideo, look.filter.value != nil || look.focalPoint.value != nil else {
            return nil
        }
        return error("A video has neither filter nor focal point.")
    }

    func error(_ message: String) -> UserError<PostErrorCode> {
        UserError(.badMedia, message, at: field)
    }

    /// Gives the photo its new text and look.
    func describe(_ photo: inout Properties<Image>) {
        if let altText { photo[.altText] = altText.isEmpty ? nil : altText }
        photo.show(in: look)
    }

    /// The photo for something new, which waits until it is there in its look.
    func described(_ photo: Properties<Image>) -> Properties<Image> {
        var photo = photo
        describe(&photo)
        if photo.isOutdated { photo[.status] = .processing }
        return photo
    }
}
