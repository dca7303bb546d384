import GraphQL
import TAO

/// A photo or video that vanishes a day after it was published.
struct Story: GraphObject {
    static let kind = ObjectKind.story

    static let owner = Owner<Story>.field(.author)
    static let policy: [ReadRule<Story>] = [
        .hideWithOwner, .hideFromBlocked, .only { $0.status != .removed }, .ownerSeesAll,
        .only(\.isPublished), .hideWhenOver, .hideFromChosen, .hideWhatIsPrivate,
        .audience(.audience),
    ]

    let object: Object

    /// Every story has an author and a photo; the other values name no object.
    var author: ObjectID { self[.author] ?? ObjectID(rawValue: 0) }
    var media: ObjectID { self[.media] ?? ObjectID(rawValue: 0) }
    /// As it is stored, whatever the clock says.
    var status: PostStatus { self[.status] ?? .removed }
    var isPublished: Bool { status == .published }
    var audience: Audience { self[.audience] ?? .closeFriends }
    var replyPolicy: InteractionPolicy { self[.replyPolicy] ?? .everyone }
}

extension NodeType {
    package static let story = NodeType(5)
}

extension Story: NodeObject {
    static let nodeType = NodeType.story

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(Story.self) { story in
            story.node()
            story.field(\.text) { $0[.text] }
            story.field(\.audience) { $0.audience }
            story.field(\.status) { story, context in
                story.status(at: context.now, context.limits)
            }
            story.field(\.createdAt) { DateTime(milliseconds: $0.countsFrom) }
            story.field(\.expiresAt) { story, context in
                DateTime(milliseconds: story.end(context.limits))
            }
            story.field(\.replyPolicy) { $0.replyPolicy }
            story.batch(\.author) { stories, context in
                try await context.load(User.self, each: stories.map(\.author)).promised()
            }
            story.batch(\.media) { stories, context in
                try await context.images(each: stories.map(\.media))
                    .map { image in image.map { $0.map(AnyMedia.init) } }.promised()
            }
            story.batch(\.failure) { stories, context in
                try await context.failures(
                    of: stories.map { ($0.status == .failed, $0.author, [$0.media]) },
                    videoMillisecondsMax: context.limits.storyVideoMillisecondsMax)
            }
            story.batch(\.mentions) { stories, context in
                try await context.mentions(of: stories)
            }
            story.batch(\.sharedPost) { stories, context in
                try await context.sharedPosts(of: stories)
            }
            story.batch(\.viewerHasSeen) { stories, context in
                try await context.viewerHasSeen(stories)
            }
            story.batch(\.viewerCanReply) { stories, context in
                try await context.mayReply(to: stories)
            }
            story.batch(\.viewCount) { stories, context in
                try await context.viewCounts(of: stories)
            }
            story.connection(
                \.viewers, EdgeList(over: AssociationTypes.viewedBy, shownTo: .owner))
        }
        resolvers.connection(StoryConnectionKind.self)
        resolvers.connection(StoryViewerConnectionKind.self) {
            $0.total(\.totalCount)
        } edge: {
            $0.field(\.seenAt) { DateTime(milliseconds: $0.item.position.time) }
        }
    }
}

extension Story: MutationTarget {
    static let missing = "There is no such story."
}

extension RequestContext {
    fileprivate func mentions(of stories: [Story]) async throws -> [Result<[User], any Error>] {
        try await gather(stories.map { $0[.mentions] ?? [] }) { try await self.load($0) }.map {
            users in Result { try users.compactMap { try $0.get() } }
        }
    }

    fileprivate func sharedPosts(of stories: [Story]) async throws -> [Result<Post?, any Error>] {
        try await gather(stories.map { $0[.sharedPost] }) {
            try await self.load(Post.self, each: $0)
        }
        .map { $0 ?? .success(nil) }
    }

    /// Whether the viewer may reply to stories that it sees.
    fileprivate func mayReply(to stories: [Story]) async throws -> [Result<Bool, any Error>] {
        guard let viewerID else { return stories.map { _ in .success(false) } }
        let relations = try await relations(to: stories.map(\.author))
        let followed = try await follows(
            byOwners: stories.map { $0.replyPolicy.asksForFollowBack ? $0.author : nil })
        return zip(stories, zip(relations, followed)).map { story, facts in
            Result {
                let (relation, isFollowed) = (try facts.0.get(), try facts.1.get())
                return story.author != viewerID
                    && story.replyPolicy.allows(relation, isFollowed: isFollowed)
            }
        }
    }

    /// How many have seen stories of the viewer's; nil for those of others.
    fileprivate func viewCounts(of stories: [Story]) async throws -> [Result<Int?, any Error>] {
        let isCounted = stories.map { $0.author == viewerID && $0[.viewCount] == nil }
        let counts = try await gather(zip(stories, isCounted).map { $1 ? $0.id : nil }) {
            try await self.graph.counts(AssociationTypes.viewedBy, of: $0)
        }
        return zip(stories, counts).map { story, count in
            guard story.author == viewerID else { return .success(nil) }
            return count.map { $0.map(Optional.some) } ?? .success(story[.viewCount])
        }
    }
}
