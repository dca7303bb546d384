import TAO

/// `userBlock`: ends all that is between the two accounts and keeps each out of the other's sight. What
/// it hides is decided by policies, so that ending the block brings back what was only hidden.
enum UserBlock: Toggle {
    static let subject = Subject<UserBlock, User>(\.userId, at: Input.Path.userId)
    static let shown = \ResultFields.user
    static let edges: [EdgeChange] =
        [.add(AssociationTypes.blocks)]
        + bonds.flatMap { [.remove($0), .removeBack($0)] }
    static let full: (@Sendable (Int) -> UserError<Code>)? = { max in
        UserError(
            .limitReached, "You block as many accounts as you may.", at: Input.Path.userId,
            limit: max)
    }

    static func write(
        to user: User, by viewer: ObjectID, in context: RequestContext
    ) async throws -> GraphWrite {
        var write = try GraphWrite(edges, from: viewer, to: user.id)
        // Who is blocked sees nobody to block.
        write.require(viewer, AssociationTypes.blockedBy, user.id, isThere: false)
        return write
    }

    /// What one account may have with another and loses, whichever of the two began.
    private static let bonds = [
        AssociationTypes.follows, AssociationTypes.requested, AssociationTypes.requestedBy,
        AssociationTypes.declined, AssociationTypes.closeFriend, AssociationTypes.favorite,
    ]
}

/// `userUnblock`: ends a block. Nothing that it has ended comes back.
enum UserUnblock: Toggle {
    static let subject = Subject<UserUnblock, User>(\.userId, at: Input.Path.userId)
    static let shown = \ResultFields.user
    static let edges: [EdgeChange] = [.remove(AssociationTypes.blocks)]
}
