import GraphQL
import TAO

/// An account.
struct User: GraphObject {
    static let kind = ObjectKind.user

    static let owner = Owner<User>.itself
    /// The header of an account: names, picture, numbers.
    static let policy: [ReadRule<User>] = [.hideWithOwner, .hideFromBlocked, .show]

    let object: Object

    var username: String { self[.username] ?? "" }
}

extension User: NodeObject {
    static let nodeType = NodeType.user

    var asNode: AnyNode { .user(self) }
}

extension Resolvers<RequestContext> {
    mutating func registerUsers() {
        type(User.self) { user in
            user.node()
            user.field(\.username) { $0.username }
            user.field(\.displayName) { $0[.displayName] }
            user.field(\.biography) { $0[.biography] }
            user.field(\.website) { $0[.website] }
            user.field(\.url) { user, context in context.address { $0.user(user.username) } }
            user.field(\.createdAt) { DateTime(milliseconds: $0.id.milliseconds) }
            user.field(\.isPrivate) { $0[.isPrivate] ?? false }
            user.field(\.isVerified) { $0[.isVerified] ?? false }
            user.field(\.isViewer) { user, context in user.id == context.viewerID }
            user.field(\.viewerRelationship) { user, context in
                context.viewerID == nil || context.viewerID == user.id
                    ? nil : ViewerRelationship(user: user.id)
            }
            user.batch(\.avatar) { users, context in
                try await context.avatars(of: users)
            }
            user.batch(\.postCount) { users, context in
                try await context.graph.counts(AssociationTypes.authored, of: users.map(\.id))
            }
            user.batch(\.followerCount) { users, context in
                try await context.graph.counts(AssociationTypes.followedBy, of: users.map(\.id))
            }
            user.batch(\.followingCount) { users, context in
                try await context.graph.counts(AssociationTypes.follows, of: users.map(\.id))
            }
            user.batch(\.storyTray) { users, context in
                try await context.storyTrays(of: users.map(\.id))
            }
            user.connection(\.posts, Lists.posts)
            user.connection(\.followers, Lists.followers)
            user.connection(\.following, Lists.following)
        }
    }
}

extension RequestContext {
    fileprivate func avatars(of users: [User]) async throws -> [Result<Image?, any Error>] {
        try await gather(users.map { $0[.avatar] }) {
            try await self.images(each: $0)
        }.map { $0 ?? .success(nil) }
    }
}

extension Resolvers<RequestContext> {
    mutating func registerUserConnections() {
        connection(FollowConnectionKind.self) {
            $0.total(\.totalCount)
        } edge: {
            $0.field(\.followedAt) { DateTime(milliseconds: $0.item.position.time) }
        }
        connection(LikerConnectionKind.self) {
            $0.total(\.totalCount)
        } edge: {
            $0.field(\.likedAt) { DateTime(milliseconds: $0.item.position.time) }
        }
    }
}
