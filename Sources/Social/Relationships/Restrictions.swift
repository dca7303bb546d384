import TAO

/// `userRestrict`: restricts an account. It is not told.
enum UserRestrict: Toggle {
    static let subject = Subject<UserRestrict, User>(\.userId, at: Input.Path.userId)
    static let shown = \ResultFields.user
    static let permission: [WriteRule<User>] = [.notBlockedByViewer]
    static let edges: [EdgeChange] = [.add(AssociationTypes.restricts)]
    static let full: (@Sendable (Int) -> UserError<Code>)? = { max in
        UserError(
            .limitReached, "You restrict as many accounts as you may.", at: Input.Path.userId,
            limit: max)
    }
}

/// `userUnrestrict`: ends a restriction.
enum UserUnrestrict: Toggle {
    static let subject = Subject<UserUnrestrict, User>(\.userId, at: Input.Path.userId)
    static let shown = \ResultFields.user
    static let edges: [EdgeChange] = [.remove(AssociationTypes.restricts)]
}
