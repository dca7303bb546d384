import GraphQL
import TAO

/// What becomes of the picture of an account.
///
/// A photo belongs to what shows it (`parent`), and to one thing only. The account's picture belongs to
/// the account; the one before belongs to nothing from then on: only its owner sees it, and may post it, until it is
/// removed as all that is unused (`UnusedMediaRemoval`).
enum AvatarChange {
    case keep
    case clear
    case set(ObjectID)

    /// - Throws: NOT_FOUND for an id that can name no photo.
    init(
        _ change: Change<ID>, _ context: RequestContext
    ) throws(UserError<AccountErrorCode>) {
        switch change {
        case .keep: self = .keep
        case .clear: self = .clear
        case .set(let id):
            guard let photo = context.object(id, .media) else { throw Self.missing }
            self = .set(photo)
        }
    }

    /// The photo to be shown.
    var photo: ObjectID? {
        if case .set(let photo) = self { photo } else { nil }
    }

    /// - Parameters:
    ///   - given: what is stored under the id of `photo`.
    ///   - write: takes what becomes of the photos; the profile is written by the caller, if it is the
    ///     version that this was decided by.
    /// - Throws: `UserError` for a photo that cannot be used.
    func apply(
        to profile: inout Properties<User>, of account: ObjectID, given: Object?,
        in write: inout GraphWrite, _ context: RequestContext
    ) async throws {
        if case .keep = self { return }
        let before = profile[.avatar]
        guard photo != before else { return }
        if photo != nil {
            let image = try Self.usable(given, by: account)
            var properties = Properties<Image>(image.object.data)
            properties[.parent] = account
            write.update(image.id, properties, ifVersion: image.object.version)
        }
        if let before {
            let stored = try await context.stored([before])[0]?.ofKind(.media).map(Image.init)
            if let stored, stored[.parent] == account {
                try write.release(stored, now: context.now, context.limits)
            }
        }
        profile[.avatar] = photo
    }

    /// A READY photo of the account's that nothing shows.
    private static func usable(
        _ object: Object?, by account: ObjectID
    ) throws(UserError<AccountErrorCode>) -> Image {
        guard let image = object?.ofKind(.media).map(Image.init), image.owner == account,
            !image.isVideo
        else {
            throw missing
        }
        if image[.parent] != nil { throw refusal("This photo is in use.") }
        switch image.status {
        case .ready: return image
        case .failed, .rejected: throw refusal("This photo could not be read.")
        case .awaitingUpload, .processing: throw refusal("This photo is not READY yet.")
        }
    }

    private static var missing: UserError<AccountErrorCode> {
        UserError(.notFound, Image.missing, at: AccountUpdateInput.Path.avatarMediaId)
    }

    private static func refusal(_ message: String) -> UserError<AccountErrorCode> {
        UserError(.invalid, message, at: AccountUpdateInput.Path.avatarMediaId)
    }
}
