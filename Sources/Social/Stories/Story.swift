import GraphQL
import TAO

/// A photo that vanishes after a day.
struct Story: GraphObject {
    static let kind = ObjectKind.story

    static let owner = Owner<Story>.field(.author)
    static let policy: [ReadRule<Story>] = [
        .expires(after: \.storyLifetimeMilliseconds), .hideWithOwner, .hideFromBlocked,
        .only { $0.status != .removed }, .ownerSeesAll, .only(\.isPublished), .hideWhatIsPrivate,
        .audience(.audience),
    ]

    let object: Object

    /// Every story has an author and a photo; the other values name no object.
    var author: ObjectID { self[.author] ?? ObjectID(rawValue: 0) }
    var media: ObjectID { self[.media] ?? ObjectID(rawValue: 0) }
    var status: PostStatus { self[.status] ?? .removed }
    var isPublished: Bool { status == .published }
    var audience: Audience { self[.audience] ?? .closeFriends }
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
            story.field(\.createdAt) { DateTime(milliseconds: $0.id.milliseconds) }
            story.field(\.expiresAt) { story, context in
                DateTime(
                    milliseconds: story.id.milliseconds
                        + context.limits.storyLifetimeMilliseconds)
            }
            story.batch(\.author) { stories, context in
                try await context.load(User.self, each: stories.map(\.author)).promised()
            }
            story.batch(\.media) { stories, context in
                try await context.images(each: stories.map(\.media))
                    .map { image in image.map { $0.map(AnyMedia.image) } }.promised()
            }
            story.batch(\.failure) { stories, context in
                try await context.failures(
                    of: stories.map { ($0.status == .failed, $0.author, [$0.media]) })
            }
            story.batch(\.viewerHasSeen) { stories, context in
                try await context.viewerHasSeen(stories)
            }
            story.batch(\.viewCount) { stories, context in
                let counts = try await context.graph.counts(
                    AssociationTypes.viewedBy, of: stories.map(\.id))
                return zip(stories, counts).map { story, count in
                    count.map { story.author == context.viewerID ? $0 : nil }
                }
            }
            story.connection(
                \.viewers, EdgeList(over: AssociationTypes.viewedBy, shownTo: .owner))
        }
        resolvers.connection(StoryViewerConnectionKind.self) {
            $0.total(\.totalCount)
        } edge: {
            $0.field(\.seenAt) { DateTime(milliseconds: $0.item.position.time) }
        }
    }
}

extension RequestContext {
    fileprivate func viewerHasSeen(
        _ stories: [Story]
    ) async throws -> [Result<Bool, any Error>] {
        let seen = try await hasSeen(each: stories.map(\.id))
        return zip(stories, seen).map { story, isSeen in
            story.author == viewerID ? .success(true) : isSeen
        }
    }

    /// Whether the viewer has seen these stories; never for anonymous viewers.
    func hasSeen(_ stories: [ObjectID]) async throws -> [Bool] {
        try await hasSeen(each: stories).map { try $0.get() }
    }

    private func hasSeen(
        each stories: [ObjectID]
    ) async throws -> [Result<Bool, any Error>] {
        guard let viewerID else { return stories.map { _ in .success(false) } }
        return try await graph.hasEdges(from: viewerID, AssociationTypes.viewed, to: stories)
    }
}
