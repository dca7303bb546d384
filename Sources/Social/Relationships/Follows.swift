import TAO

/// `userFollow`: follows an account, or asks to where it is private.
enum UserFollow: Toggle {
    static let subject = Subject<UserFollow, User>(\.userId, at: Input.Path.userId)
    static let shown = \ResultFields.user
    static let permission: [WriteRule<User>] = [.notBlockedByViewer]
    static let edges: [EdgeChange] =
        [.add(AssociationTypes.follows), .removeBack(AssociationTypes.declined)] + withdrawal
    static let rate = RateLimit.counted(.follow)
    static let full: (@Sendable (Int) -> UserError<Code>)? = { max in
        UserError(
            .limitReached, "You follow, or have asked, as many accounts as you may.",
            at: Input.Path.userId, limit: max)
    }
    /// Whether the account is private.
    static let dependsOnTarget = true

    fileprivate static let withdrawal: [EdgeChange] = [
        .remove(AssociationTypes.requested), .removeBack(AssociationTypes.requestedBy),
    ]

    /// Who follows already need not ask, also where the account has become private since. Who was
    /// turned down not long ago asks as before, and the account does not hear of it.
    static func write(
        to user: User, by viewer: ObjectID, in context: RequestContext
    ) async throws -> GraphWrite {
        if try await context.relations(to: [user.id])[0].get().follows { return GraphWrite() }
        guard user[.isPrivate] == true else {
            return try GraphWrite(edges, from: viewer, to: user.id)
        }
        var write = try GraphWrite([.add(AssociationTypes.requested)], from: viewer, to: user.id)
        write.require(viewer, AssociationTypes.follows, user.id, isThere: false)
        let declined = try await context.graph.edges(
            from: user.id, AssociationTypes.declined, to: [viewer])[0].get()
        if let declined, context.now - declined.time < context.limits.declinedMilliseconds {
            return write
        }
        try write.change(
            [.addBack(AssociationTypes.requestedBy), .removeBack(AssociationTypes.declined)],
            from: viewer, to: user.id)
        if declined == nil {
            write.require(user.id, AssociationTypes.declined, viewer, isThere: false)
        }
        return write
    }
}

/// `userUnfollow`: stops following, or takes a request back.
enum UserUnfollow: Toggle {
    static let subject = Subject<UserUnfollow, User>(\.userId, at: Input.Path.userId)
    static let shown = \ResultFields.user
    static let edges: [EdgeChange] = [.remove(AssociationTypes.follows)] + UserFollow.withdrawal
}

/// `followerRemove`: takes a follower away.
enum FollowerRemove: Toggle {
    static let subject = Subject<FollowerRemove, User>(\.userId, at: Input.Path.userId)
    static let shown = \ResultFields.user
    static let edges: [EdgeChange] = [.remove(AssociationTypes.followedBy)]
}

extension User: MutationTarget {
    static let missing = "There is no such account."
}
