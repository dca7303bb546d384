import GraphQL
import TAO

extension InteractionPolicy {
    /// Whether it asks if the author follows who wants to do something.
    var asksForFollowBack: Bool {
        switch self {
        case .everyone, .nobody: false
        case .followersAndFollowing, .following, .mutuals: true
        }
    }

    /// Whether an account may, of which it is known how it stands to the author.
    ///
    /// - Parameter isFollowed: by the author.
    func allows(_ relation: ViewerRelation, isFollowed: Bool) -> Bool {
        if relation.isOwner { return true }
        return switch self {
        case .everyone: true
        case .followersAndFollowing: relation.follows || isFollowed
        case .following: isFollowed
        case .mutuals: relation.follows && isFollowed
        case .nobody: false
        }
    }
}

extension Post {
    /// Who may comment: as the post says, else as its author's setting does.
    func commentPolicy(_ relation: ViewerRelation) -> InteractionPolicy {
        self[.commentPolicy] ?? relation.owner?[.commentPolicy] ?? .everyone
    }
}

extension RequestContext {
    /// Whether the viewer may comment on posts that it sees.
    func mayComment(on posts: [Post]) async throws -> [Result<Bool, any Error>] {
        guard viewerID != nil else { return posts.map { _ in .success(false) } }
        let relations = try await relations(to: posts.map(\.author))
        let followed = try await follows(
            byOwners: zip(posts, relations).map { post, relation in
                let policy = (try? relation.get()).map(post.commentPolicy)
                return policy?.asksForFollowBack == true ? post.author : nil
            })
        return zip(posts, zip(relations, followed)).map { post, facts in
            Result {
                let (relation, isFollowed) = (try facts.0.get(), try facts.1.get())
                return post.isPublished
                    && post.commentPolicy(relation).allows(relation, isFollowed: isFollowed)
            }
        }
    }

    /// Whether these accounts follow the viewer; false where none is named.
    func follows(byOwners owners: [ObjectID?]) async throws -> [Result<Bool, any Error>] {
        guard let viewerID else { return owners.map { _ in .success(false) } }
        return try await gather(owners) {
            try await self.graph.hasEdges(from: viewerID, AssociationTypes.followedBy, to: $0)
        }.map { $0 ?? .success(false) }
    }
}
