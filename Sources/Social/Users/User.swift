import GraphQL
import TAO

/// An account.
struct User: GraphObject {
    static let kind = ObjectKind.user

    static let owner = Owner<User>.itself
    /// The header of an account: names, picture, numbers. Its owner sees it also while it is suspended.
    static let policy: [ReadRule<User>] = [
        .ownerSeesAll, .hideWithOwner, .hideFromThoseItBlocks, .show,
    ]
    /// Who blocks an account sees its header, to unblock it, and nothing else of it.
    static let policyInLists: [ReadRule<User>] = [.hideFromBlocked, .show]

    let object: Object

    var username: String { self[.username] ?? "" }
    /// Who may mention or tag it.
    var mentionPolicy: InteractionPolicy { self[.mentionPolicy] ?? .everyone }
}

extension NodeType {
    package static let user = NodeType(1)
}

extension User: NodeObject {
    static let nodeType = NodeType.user

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(User.self) { user in
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
                try await context.postCounts(of: users)
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
            user.batch(\.knownFollowersSample) { users, arguments, context in
                try await context.knownFollowers(of: users, first: arguments.first)
            }
            user.posts()
            user.connection(
                \.taggedPosts,
                EdgeList(over: AssociationTypes.taggedIn, shownTo: .contentAudience))
            user.connection(
                \.followers,
                EdgeList(over: AssociationTypes.followedBy, shownTo: .followListAudience))
            user.connection(
                \.following,
                EdgeList(over: AssociationTypes.follows, shownTo: .followListAudience))
        }
        resolvers.registerUserConnections()
    }
}

extension RequestContext {
    fileprivate func avatars(of users: [User]) async throws -> [Result<Image?, any Error>] {
        try await gather(users.map { $0[.avatar] }) {
            try await self.images(each: $0)
        }.map { $0 ?? .success(nil) }
    }
}

extension RequestContext {
    /// How many published posts of each account the viewer may see: those of the audiences that the
    /// viewer belongs to, each counted by itself, so that the others leave no trace.
    fileprivate func postCounts(of users: [User]) async throws -> [Result<Int, any Error>] {
        let shown = try await shows(users, ListVisibility.contentAudience.rules(User.self))
        let relations = try await relations(to: users.map(\.id))
        let lists = zip(users, zip(shown, relations)).map { user, facts in
            Result {
                guard try facts.0.get() else { return [AssociationListKey]() }
                let relation = try facts.1.get()
                let types =
                    relation.isOwner
                    ? [AssociationTypes.authored]
                    : Audience.allCases.filter(relation.belongs).map(AssociationTypes.posted)
                return types.map { AssociationListKey(user.id, $0) }
            }
        }
        let counts = try await gather(lists.map { (try? $0.get()) ?? [] }) {
            try await self.graph.counts($0)
        }
        return zip(lists, counts).map { lists, counts in
            Result {
                _ = try lists.get()
                return try counts.reduce(0) { try $0 + $1.get() }
            }
        }
    }
}

extension Resolvers<RequestContext> {
    fileprivate mutating func registerUserConnections() {
        registerUserSamples()
        connection(UserConnectionKind.self) {
            $0.batch(\.totalCount) { connections, context in
                try await context.accountTotals(connections)
            }
        }
        connection(FollowConnectionKind.self) {
            $0.total(\.totalCount)
        } edge: {
            $0.field(\.followedAt) { DateTime(milliseconds: $0.item.position.time) }
        }
        connection(LikerConnectionKind.self) {
            $0.batch(\.totalCount) { connections, context in
                try await context.likes(in: connections)
            }
        } edge: {
            $0.field(\.likedAt) { DateTime(milliseconds: $0.item.position.time) }
        }
    }
}
