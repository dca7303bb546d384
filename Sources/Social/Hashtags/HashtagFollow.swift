import GraphQL
import TAO

/// `hashtagFollow`: follows a hashtag, which comes into being if nobody has used it yet.
enum HashtagFollow: ViewerMutation {
    typealias Output = Ref<Hashtag>

    static let access = Access.anyViewer(because: "Everyone sees all hashtags.")
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: HashtagFollowInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Hashtag> {
        guard let name = HashtagName.kept(input.name, context.limits) else {
            throw UserError<Code>(
                .invalid, HashtagName.rules(context.limits), at: Input.Path.name)
        }
        let id = try await context.hashtags(named: [name], for: HashtagFollow.self)[0]
        var write = GraphWrite()
        try write.change([.add(AssociationTypes.followsTag)], from: viewer, to: id, of: .hashtag)
        do {
            try await context.commit(write)
        } catch GraphError.limitReached(_, let countMax) {
            throw UserError<Code>(
                .notAllowed, "An account follows at most \(countMax) hashtags.",
                at: Input.Path.name, limit: countMax)
        }
        return Ref(id: id)
    }

    static func register(_ payload: inout PayloadResolvers<HashtagFollow>) {
        payload.field(\.hashtag) { $0.output }
    }
}

/// `hashtagUnfollow`: stops following a hashtag.
enum HashtagUnfollow: ViewerMutation {
    /// nil where there never was such a hashtag.
    typealias Output = Ref<Hashtag>?

    static let access = Access.anyViewer(because: Access.takesBack)
    static let rate = RateLimit.uncounted(because: Access.takesBack)

    static func run(
        _ input: HashtagUnfollowInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Hashtag>? {
        guard let id = try await context.hashtag(named: input.name)?.id else { return nil }
        var write = GraphWrite()
        try write.change(
            [.remove(AssociationTypes.followsTag)], from: viewer, to: id, of: .hashtag)
        try await context.commit(write)
        return Ref(id: id)
    }

    static func register(_ payload: inout PayloadResolvers<HashtagUnfollow>) {
        payload.field(\.hashtag) { $0.output ?? nil }
    }
}
