import GraphQL

/// What people do with the product, and how often (product rules, section 4.2): reads of pages as clients draw
/// them, and one change in a hundred requests.
///
/// A hashtag's page stands for search and EXPLORE, and the viewer's own lists for notifications, which the
/// product has not yet. Posts are made by `ProductPosts`, at a pace of their own.
enum ProductOperation: String, CaseIterable, Sendable {
    case home, following, profile, stories, thread, hashtag, activity
    case like, markSeen, comment, follow, unfollow, unlike
    /// Beside the mix.
    case upload, post

    static let mix = Weighted(allCases.map { ($0, $0.percent) })

    private var percent: Double {
        switch self {
        case .home: 55
        case .following: 10
        case .profile: 10
        case .stories: 8
        case .thread: 7
        case .hashtag: 6
        case .activity: 3
        case .like: 0.6
        case .markSeen: 0.15
        case .comment: 0.1
        case .follow: 0.08
        case .unfollow: 0.01
        case .unlike: 0.01
        case .upload, .post: 0
        }
    }

    var isWrite: Bool { document.hasPrefix("mutation") }

    /// Its one variable; nil if it has none.
    var variable: Variable? {
        switch self {
        case .home, .following, .stories, .activity: nil
        case .upload, .post: .photo
        case .profile: .username
        case .hashtag: .hashtag
        case .thread, .like, .unlike, .comment: .post
        case .markSeen: .story
        case .follow, .unfollow: .author
        }
    }

    /// What a request is about: something that its viewer has been shown.
    enum Variable: CaseIterable, Sendable {
        case username, hashtag, post, story, author, photo
    }

    var document: String {
        switch self {
        case .home: Self.feed("Home", "HOME", also: "reason trackingToken isSeen")
        case .following: Self.feed("Following", "FOLLOWING", also: "reason")
        case .profile:
            """
            query Profile($of: String!) { user(username: $of) {
              id displayName biography followerCount followingCount postCount
              avatar { url(size: THUMBNAIL) } viewerRelationship { followState }
              posts(first: 12) { nodes { id media { ... on Image { url(size: SMALL) } } } } } }
            """
        case .stories:
            """
            query Stories { viewer { storyTrays(first: 20) { nodes {
              id unseenCount author { id username avatar { url(size: THUMBNAIL) } }
              stories { id createdAt viewerHasSeen media { ... on Image { url(size: LARGE) } } } } } } }
            """
        case .thread:
            """
            query Thread($of: ID!) { node(id: $of) { ... on Post { \(Self.card)
              comments(first: 20) { nodes { id text createdAt likeCount viewerHasLiked \(Self.author)
                replies(first: 3) { nodes { id text createdAt \(Self.author) } } } } } } }
            """
        case .hashtag:
            """
            query Hashtag($of: String!) { hashtag(name: $of) { id postCount viewerIsFollowing
              posts(first: 12) { nodes { id media { ... on Image { url(size: SMALL) } } } } } }
            """
        case .activity:
            """
            query Activity { viewer {
              followRequests(first: 10) { nodes { requester { id username } } }
              likedPosts(first: 10) { nodes { id media { ... on Image { url(size: SMALL) } } } } } }
            """
        case .like: Self.change("postLike", "Like", "postId: $of", "post { id likeCount }")
        case .unlike: Self.change("postUnlike", "Unlike", "postId: $of", "post { id likeCount }")
        case .markSeen:
            Self.change(
                "storiesMarkSeen", "MarkSeen", "storyIds: [$of]", "storyTrays { id unseenCount }")
        case .comment:
            Self.change(
                "commentCreate", "Comment", "postId: $of, text: \"What a day\"",
                "post { id commentCount }")
        case .follow:
            Self.change("userFollow", "Follow", "userId: $of", "user { id followerCount }")
        case .unfollow:
            Self.change("userUnfollow", "Unfollow", "userId: $of", "user { id followerCount }")
        case .upload: Self.uploading
        case .post:
            Self.change(
                "postCreate", "Post", "media: [{ mediaId: $of }], caption: \"A day out #sea\"",
                "post { id status }")
        }
    }

    private static let uploading = """
        mutation Upload($of: Int!) {
          mediaUploadCreate(input: { contentType: "image/jpeg", byteCount: $of }) {
            upload { url headers { name value } media { id } } userErrors { code } } }
        """
    static let complete = change(
        "mediaUploadComplete", "Complete", "mediaId: $of", "media { __typename }")
    private static let author = "author { id username avatar { url(size: THUMBNAIL) } }"
    private static let card = """
        id caption createdAt likeCount commentCount viewerHasLiked viewerHasSaved \(author)
        hashtags { name } media { ... on Image { medium: url(size: MEDIUM) large: url(size: LARGE) } }
        """

    private static func feed(_ name: String, _ kind: String, also edge: String) -> String {
        """
        query \(name) { viewer { feed(kind: \(kind)) { items(first: 20) {
          pageInfo { hasNextPage endCursor } edges { \(edge) node { \(card) } } } } } }
        """
    }

    private static func change(
        _ field: String, _ name: String, _ input: String, _ result: String
    ) -> String {
        """
        mutation \(name)($of: ID!) { \(field)(input: { \(input) }) {
          \(result) userErrors { code } } }
        """
    }

    /// The body of a request.
    func body(_ subject: String?) -> String {
        var json = JSONWriter()
        json.value(
            .object([
                InputField(name: "query", value: .string(document)),
                InputField(name: "variables", value: .object(variables(subject))),
            ]))
        return String(decoding: json.bytes, as: UTF8.self)
    }

    func variables(_ subject: String?) -> [InputField] {
        subject.map { [InputField(name: "of", value: .string($0))] } ?? []
    }
}
