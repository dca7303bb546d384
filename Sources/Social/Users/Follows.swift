import GraphQL
import TAO

/// `userFollow`: follows an account, or asks to where it is private.
enum UserFollow: ViewerMutation {
    typealias Output = User

    static func run(
        _ input: UserFollowInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> User {
        let id = try context.otherAccount(input.userId, at: Input.Path.userId)
        let edges = try await context.graph.edges([
            .edge(from: viewer, AssociationTypes.blocks, to: id),
            .edge(from: viewer, AssociationTypes.follows, to: id),
        ]).map { try $0.get() }
        if edges[0] != nil {
            throw UserError<Code>(
                .blockedByViewer, "You block this account. Unblock it first.", at: Input.Path.userId
            )
        }
        guard let user = try await context.load(User.self, id) else {
            throw UserError<Code>(.notFound, "There is no such account.", at: Input.Path.userId)
        }
        if edges[1] != nil { return user }
        var write = GraphWrite()
        if user[.isPrivate] == true {
            write.addAssociation(viewer, AssociationTypes.requested, id)
        } else {
            write.addAssociation(viewer, AssociationTypes.follows, id)
            write.deleteAssociation(viewer, AssociationTypes.requested, id)
        }
        do {
            try await context.commit(write)
        } catch GraphError.limitReached {
            throw UserError<Code>(
                .limitReached, "You follow as many accounts as you may.", at: Input.Path.userId)
        }
        return user
    }
}

/// `userUnfollow`: stops following, or takes a request back.
enum UserUnfollow: ViewerMutation {
    typealias Output = User

    static func run(
        _ input: UserUnfollowInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> User {
        let id = try context.otherAccount(input.userId, at: Input.Path.userId)
        var write = GraphWrite()
        write.deleteAssociation(viewer, AssociationTypes.follows, id)
        write.deleteAssociation(viewer, AssociationTypes.requested, id)
        try await context.commit(write)
        // The account may have gone out of sight; that must not keep anyone from leaving it.
        guard let user = try await context.load(User.self, id) else {
            throw UserError<Code>(.notFound, "There is no such account.", at: Input.Path.userId)
        }
        return user
    }
}

extension RequestContext {
    fileprivate func otherAccount(
        _ id: ID, at field: InputPath
    ) throws(UserError<RelationshipErrorCode>) -> ObjectID {
        guard let id = object(id, .user) else {
            throw UserError(.notFound, "There is no such account.", at: field)
        }
        guard id != viewerID else {
            throw UserError(.`self`, "This is your own account.", at: field)
        }
        return id
    }
}
