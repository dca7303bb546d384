import GraphQL
import TAO

/// An account.
struct User: GraphObject {
    static let kind = ObjectKind.user

    static let owner = Owner<User>.itself
    /// The header of an account: names, picture, numbers.
    static let policy: [ReadRule<User>] = [.hideWithOwner, .hideFromBlocked, .show]
    /// What an account shares with its followers, or with everyone if it is public.
    static let contentPolicy: [ReadRule<User>] = [
        .hideWithOwner, .hideFromBlocked, .ownerSeesAll, .hideWhatIsPrivate, .show,
    ]

    let object: Object

    var username: String { self[.username] ?? "" }
}

extension Resolvers<RequestContext> {
    mutating func users() {
        type(User.self) { user in
            user.field(\.id) { user, context in context.globalID(.user, user.id) }
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
            user.batch(\.posts) { users, arguments, context in
                try await context.posts(of: users, arguments)
            }
            user.batch(\.followers) { users, arguments, context in
                try await context.follows(.followers, of: users, arguments)
            }
            user.batch(\.following) { users, arguments, context in
                try await context.follows(.following, of: users, arguments)
            }
        }
    }
}

extension RequestContext {
    fileprivate func avatars(of users: [User]) async throws -> [Result<Image?, any Error>] {
        let ids = users.map { $0[.avatar] }
        var images = try await images(each: ids.compactMap { $0 })[...]
        return ids.map { $0 == nil ? .success(nil) : images.popFirst() ?? .success(nil) }
    }

    fileprivate func posts(
        of users: [User], _ arguments: UserPostsArguments
    ) async throws -> [Result<Connection<PostConnectionKind>, any Error>] {
        let shown = try await shows(users, User.contentPolicy)
        let requests = zip(users, shown).map { user, isShown in
            let isShown = (try? isShown.get()) ?? false
            return AssociationListRequest(
                list: ListIdentity(kind: .posts, owner: user.id),
                source: isShown ? AssociationListKey(user.id, AssociationTypes.authored) : nil)
        }
        let lists = try connections(PostConnectionKind.self, requests, arguments) { ids, context in
            try await context.load(Post.self, each: ids)
        }
        return zip(lists, shown).map { list, isShown in isShown.flatMap { _ in list } }
    }

    fileprivate func follows(
        _ kind: ListKind, of users: [User], _ arguments: some Paging
    ) async throws -> [Result<Connection<FollowConnectionKind>?, any Error>] {
        let type =
            kind == .followers ? AssociationTypes.followedBy : AssociationTypes.follows
        let shown = try await shows(users, User.contentPolicy)
        let requests = users.map { user in
            AssociationListRequest(
                list: ListIdentity(kind: kind, owner: user.id),
                source: AssociationListKey(user.id, type))
        }
        let lists = try connections(FollowConnectionKind.self, requests, arguments) {
            ids, context in try await context.load(User.self, each: ids)
        }
        return zip(lists, shown).map { list, isShown in
            isShown.flatMap { isShown in list.map { isShown ? $0 : nil } }
        }
    }
}

extension Resolvers<RequestContext> {
    mutating func userConnections() {
        connection(FollowConnectionKind.self) { edge in
            edge.field(\.followedAt) { DateTime(milliseconds: $0.item.position.time) }
        } _: { connection in
            connection.batch(\.totalCount) { connections, context -> [Result<Int, any Error>] in
                guard let kind = connections.first?.list.kind else { return [] }
                return try await context.graph.counts(
                    kind == .followers ? AssociationTypes.followedBy : AssociationTypes.follows,
                    of: connections.map(\.list.owner))
            }
        }
        connection(LikerConnectionKind.self) { edge in
            edge.field(\.likedAt) { DateTime(milliseconds: $0.item.position.time) }
        } _: { connection in
            connection.batch(\.totalCount) { connections, context -> [Result<Int?, any Error>] in
                let ids = connections.map(\.list.owner)
                return try await context.graph.counts(AssociationTypes.likedBy, of: ids)
                    .map { count in count.map(Optional.some) }
            }
        }
    }
}
