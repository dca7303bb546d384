import GraphQL
import TAO

/// An account to be marked, and where the input says so.
private struct GivenTag {
    let item: MediaTags.Item
    let path: InputPath
}

extension RequestContext {
    /// The tags of the photos of a post as an input wants to have them. Those of photos for which it says
    /// nothing stay.
    ///
    /// - Parameters:
    ///   - inputs: the photos, in the order of `media`.
    ///   - path: where the photos stand in the input.
    ///   - post: as it is; nil for a new one.
    /// - Throws: `UserErrors<PostErrorCode>`.
    func tags(
        _ inputs: [PostMediaInput], of media: [ObjectID], at path: InputPath, in post: Post? = nil
    ) async throws -> MediaTags {
        var given: [GivenTag] = []
        var errors = UserErrors<PostErrorCode>()
        var kept: [ObjectID: [MediaTags.Item]] = [:]
        for (index, (input, photo)) in zip(inputs, media).enumerated() {
            switch input.tags {
            case .keep: kept[photo] = post?[.tags]?.of(photo)
            case .clear: break
            case .set(let tags):
                given += self.given(
                    tags, in: photo, at: path.item(index) + PostMediaInput.Path.tags, &errors)
            }
        }
        let count = given.count + kept.values.reduce(0) { $0 + $1.count }
        if count > limits.tagsPerPostMax {
            throw UserError<PostErrorCode>(
                .tooManyEntities,
                "At most \(limits.tagsPerPostMax) accounts are tagged in the photos of a post.",
                at: path, limit: limits.tagsPerPostMax)
        }
        try errors.throwIfAny()
        try await check(given, in: post)
        let items = Dictionary(grouping: given.map(\.item)) { $0.media }.merging(kept) { $1 }
        return MediaTags(items: media.flatMap { items[$0] ?? [] })
    }

    private func given(
        _ tags: [MediaTagInput], in photo: ObjectID, at path: InputPath,
        _ errors: inout UserErrors<PostErrorCode>
    ) -> [GivenTag] {
        var given: [GivenTag] = []
        // One more than may be is one too many.
        for (index, tag) in tags.prefix(limits.tagsPerPostMax + 1).enumerated() {
            let path = path.item(index)
            guard let user = object(tag.userId, .user) else {
                errors.errors.append(Self.noAccount(at: path))
                continue
            }
            guard let point = tag.position.value,
                let position = MediaPosition(x: point.x, y: point.y)
            else {
                errors.errors.append(
                    UserError(
                        .invalid, MediaPosition.mistake,
                        at: path + MediaTagInput.Path.position))
                continue
            }
            if given.contains(where: { $0.item.user == user }) {
                errors.errors.append(
                    UserError(
                        .invalid, "An account is in a photo once.",
                        at: path + MediaTagInput.Path.userId))
            }
            given.append(
                GivenTag(
                    item: MediaTags.Item(media: photo, user: user, position: position), path: path))
        }
        return given
    }

    /// Whether the viewer sees those who are to be tagged, and they let it do so; who is tagged there already is
    /// not asked again.
    private func check(_ given: [GivenTag], in post: Post?) async throws {
        if given.isEmpty { return }
        let users = given.map(\.item.user).unique()
        let permitted = try await permit(
            [WriteRule<User>.notBlockedByViewer, .mayBeNamed], onEach: users)
        let answers = Dictionary(uniqueKeysWithValues: zip(users, permitted))
        let (tags, refused) = (post?[.tags] ?? MediaTags(), post?[.refusedTags] ?? MediaTags())
        var errors = UserErrors<PostErrorCode>()
        for tag in given {
            let (user, media) = (tag.item.user, tag.item.media)
            let isThere = tags.contains(user, in: media)
            let isRefused =
                refused.contains(user, in: media) || refused.items.count >= limits.refusedTagsMax
            switch answers[user] {
            case .success? where isThere || !isRefused: break
            case .failure(.notAllowed)? where isThere: break
            case .success?, .failure(.notAllowed)?:
                errors.errors.append(
                    UserError(
                        .tagNotAllowed, "This account does not let you tag it here.",
                        at: tag.path + MediaTagInput.Path.userId))
            default: errors.errors.append(Self.noAccount(at: tag.path))
            }
        }
        try errors.throwIfAny()
    }

    private static func noAccount(at path: InputPath) -> UserError<PostErrorCode> {
        UserError(
            .notFound, "There is no such account.", at: path + MediaTagInput.Path.userId)
    }
}
