import GraphQL
import TAO

/// `userFollow`: follows an account, or asks to where it is private.
enum UserFollow: Mutation {
    typealias Code = RelationshipErrorCode
    static let name = "userFollow"

    static func run(_ input: MutationInput, _ context: RequestContext) async throws -> User? {
        let viewerID = try context.requireViewer()
        let id = try context.otherAccount(input)
        let edges = try await context.loader.associationGet([
            AssociationKey(
                viewerID, AssociationTypes.blocks, id, notBefore: id.milliseconds),
            AssociationKey(
                viewerID, AssociationTypes.follows, id, notBefore: id.milliseconds),
        ])
        if edges[0] != nil {
            throw UserError<Code>(
                .blockedByViewer, "You block this account. Unblock it first.", field: "userId")
        }
        guard let user = try await context.users([id]).first ?? nil else {
            throw UserError<Code>(.notFound, "There is no such account.", field: "userId")
        }
        if edges[1] != nil { return user }
        var write = GraphWrite()
        if user.object.data.bool(UserField.isPrivate) == true {
            write.addAssociation(viewerID, AssociationTypes.requested, id)
        } else {
            write.addAssociation(viewerID, AssociationTypes.follows, id)
            write.deleteAssociation(viewerID, AssociationTypes.requested, id)
        }
        do {
            try await context.commit(write)
        } catch GraphError.limitReached {
            throw UserError<Code>(
                .limitReached, "You follow as many accounts as you may.", field: "userId")
        }
        return user
    }
}

/// `userUnfollow`: stops following, or takes a request back.
enum UserUnfollow: Mutation {
    typealias Code = RelationshipErrorCode
    static let name = "userUnfollow"

    static func run(_ input: MutationInput, _ context: RequestContext) async throws -> User? {
        let viewerID = try context.requireViewer()
        let id = try context.otherAccount(input)
        var write = GraphWrite()
        write.deleteAssociation(viewerID, AssociationTypes.follows, id)
        write.deleteAssociation(viewerID, AssociationTypes.requested, id)
        try await context.commit(write)
        // The account may have gone out of sight; that must not keep anyone from leaving it.
        guard let user = try await context.users([id]).first ?? nil else {
            throw UserError<Code>(.notFound, "There is no such account.", field: "userId")
        }
        return user
    }
}

extension RequestContext {
    fileprivate func otherAccount(
        _ input: MutationInput
    ) throws(UserError<RelationshipErrorCode>) -> ObjectID {
        guard let id = input.id("userId", .user, in: self) else {
            throw UserError(.notFound, "There is no such account.", field: "userId")
        }
        guard id != viewerID else {
            throw UserError(.`self`, "This is your own account.", field: "userId")
        }
        return id
    }
}

extension Resolvers<RequestContext> {
    mutating func relationshipPayloads() {
        payload(UserFollow.self) { $0.field("user") { $0.output ?? nil } }
        payload(UserUnfollow.self) { $0.field("user") { $0.output ?? nil } }
    }
}
