import TAO

/// `userFollow`: follows an account, or asks to where it is private.
enum UserFollow: Toggle {
    static let subject = Subject<UserFollow, User>(\.userId, at: Input.Path.userId)
    static let permission: [WriteRule<User>] = [.notBlockedByViewer]
    static let edges: [EdgeChange] = [
        .add(AssociationTypes.follows), .remove(AssociationTypes.requested),
    ]
    static let rate = RateLimit.counted(.follow)
    static let full: UserError<Code>? = UserError(
        .limitReached, "You follow as many accounts as you may.", at: Input.Path.userId)

    /// Who follows already need not ask, also where the account has become private since.
    static func edges(to user: User, in context: RequestContext) async throws -> [EdgeChange] {
        if try await context.relations(to: [user.id])[0].get().follows { return [] }
        return user[.isPrivate] == true ? [.add(AssociationTypes.requested)] : edges
    }
}

/// `userUnfollow`: stops following, or takes a request back.
enum UserUnfollow: Toggle {
    static let subject = Subject<UserUnfollow, User>(\.userId, at: Input.Path.userId)
    static let edges: [EdgeChange] = [
        .remove(AssociationTypes.follows), .remove(AssociationTypes.requested),
    ]
}

extension User: MutationTarget {
    static let missing = "There is no such account."
}
