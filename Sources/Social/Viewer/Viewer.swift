import GraphQL
import TAO

/// The signed-in account, and what only it may see.
struct Viewer: Sendable {
    let id: ObjectID
}

extension Resolvers<RequestContext> {
    mutating func registerViewers() {
        type(Viewer.self) { viewer in
            viewer.batch(\.user) { viewers, context in
                try await context.load(User.self, each: viewers.map(\.id)).promised()
            }
            viewer.batch(\.email) { viewers, context in
                try await context.accounts(of: viewers).map(\.email)
            }
            viewer.batch(\.emailVerified) { viewers, context in
                try await context.accounts(of: viewers).map(\.isEmailVerified)
            }
            viewer.batch(\.pendingEmail) { viewers, context in
                try await context.accounts(of: viewers).map {
                    $0.pendingEmail(now: context.now, context.limits)
                }
            }
            viewer.batch(\.hasPassword) { viewers, context in
                try await context.accounts(of: viewers).map { !$0.passwordHash.isEmpty }
            }
            viewer.batch(\.role) { viewers, context in
                try await context.accounts(of: viewers).map(\.role)
            }
            viewer.batch(\.suspension) { viewers, context in
                try await context.accounts(of: viewers).map {
                    ModerationDecision($0, at: context.now)
                }
            }
            viewer.batch(\.deletionScheduledAt) { viewers, context in
                try await context.accounts(of: viewers).map { account in
                    account.deletionAt.map { DateTime(milliseconds: $0) }
                }
            }
            viewer.batch(\.settings) { viewers, context in
                var settings: [Promised<Settings>] = []
                for viewer in viewers {
                    settings.append(Promised(try await context.settings(of: viewer.id)))
                }
                return settings
            }
            viewer.field(\.feed) { viewer, arguments, context in
                Feed(
                    viewer: viewer.id, kind: arguments.kind,
                    session: RankingSession(arguments.context, at: context.now))
            }
            viewer.batch(\.storyTrays) { viewers, arguments, context in
                try context.storyTrays(viewers, arguments)
            }
            viewer.batch(\.sessions) { viewers, arguments, context in
                try context.sessions(viewers, arguments)
            }
            viewer.ownLists()
        }
    }
}

extension TypeResolvers<Viewer, RequestContext> {
    fileprivate mutating func ownLists() {
        connection(\.savedPosts, EdgeList<Post>(over: AssociationTypes.saves)) {
            _, _, post, _ in post
        }
        connection(\.collections, EdgeList(over: AssociationTypes.collections))
        connection(\.drafts, EdgeList(over: AssociationTypes.drafts))
        connection(\.pendingPosts, EdgeList(over: AssociationTypes.pending))
        connection(\.archivedPosts, EdgeList(over: AssociationTypes.archived))
        connection(\.pendingStories, EdgeList(over: AssociationTypes.pendingStory))
        connection(\.archivedStories, EdgeList(over: AssociationTypes.archivedStory))
        connection(
            \.followRequests, EdgeList<User>(over: AssociationTypes.requestedBy)
        ) { viewer, edge, _, _ in
            FollowRequest(requester: edge.id2, target: viewer.id, time: edge.time)
        }
        connection(
            \.sentFollowRequests, EdgeList<User>(over: AssociationTypes.requested)
        ) { viewer, edge, _, _ in
            FollowRequest(requester: viewer.id, target: edge.id2, time: edge.time)
        }
        connection(\.likedPosts, EdgeList(over: AssociationTypes.likes))
        connection(\.comments, EdgeList(over: AssociationTypes.wrote))
        connection(\.closeFriends, EdgeList(over: AssociationTypes.closeFriend))
        connection(\.favorites, EdgeList(over: AssociationTypes.favorite))
        // Rules of its own: those of other lists hide whom the viewer blocks.
        connection(
            \.blockedUsers,
            EdgeList(over: AssociationTypes.blocks, rules: [.show]))
        connection(\.mutedUsers, EdgeList<User>(over: AssociationTypes.mutes)) {
            _, edge, user, context in
            ViewerMute(edge, now: context.now).map { _ in user }
        }
        connection(\.restrictedUsers, EdgeList(over: AssociationTypes.restricts))
        connection(\.followedHashtags, EdgeList(over: AssociationTypes.followsTag))
    }
}

extension RequestContext {
    /// A request has one viewer at most; a mutation may have made it anew.
    fileprivate func accounts(of viewers: [Viewer]) async throws -> [Account] {
        var accounts: [Account] = []
        for viewer in viewers {
            guard let account = try await account(viewer.id) else {
                throw GraphQLError.unauthenticated
            }
            accounts.append(account)
        }
        return accounts
    }
}
