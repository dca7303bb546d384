// Made from Schema/posts.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A photo, video or carousel. It is visible once all its media are READY and it has been
/// published.
extension Post: SchemaObject {
    static let typeName = "Post"
    static let fields = PostFields()
}

/// Fields of `Post`.
struct PostFields: NodeFields, LikeableFields {
    typealias Parent = Post

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// Code of the permalink, unique among posts.
    let shortcode = Field<Parent, String, NoArguments>("shortcode")
    /// Permalink.
    let url = Field<Parent, URLScalar, NoArguments>("url")
    /// What it is.
    let kind = Field<Parent, PostKind, NoArguments>("kind")
    /// Who made it.
    let author = Field<Parent, User, NoArguments>("author")
    /// Photos in their order; 1, or 2 to 20 in a carousel.
    let media = Field<Parent, [AnyMedia], NoArguments>("media")
    /// Text as written.
    let caption = Field<Parent, String?, NoArguments>("caption")
    /// Hashtags, mentions and links in `caption`, in the order of the text.
    let captionEntities = Field<Parent, [TextEntity], NoArguments>("captionEntities")
    /// Hashtags of the caption in its order, then those given besides it.
    let hashtags = Field<Parent, [Hashtag], NoArguments>("hashtags")
    /// Where it was made, as the author says.
    let location = Field<Parent, Location?, NoArguments>("location")
    /// Who may see it.
    let audience = Field<Parent, Audience, NoArguments>("audience")
    /// What others may do with the pictures.
    let license = Field<Parent, License, NoArguments>("license")
    /// Whether its media are shown behind a cover to those who ask for that, as the author or
    /// moderation says.
    let isSensitive = Field<Parent, Bool, NoArguments>("isSensitive")
    /// Where it stands; authors see all states, others only PUBLISHED.
    let status = Field<Parent, PostStatus, NoArguments>("status")
    /// Why it is FAILED; null otherwise, and for all but the author.
    let failure = Field<Parent, Failure?, NoArguments>("failure")
    /// When it was made, be it as a draft.
    let createdAt = Field<Parent, DateTimeScalar, NoArguments>("createdAt")
    /// When it was, or will be, published; null for drafts and while that waits for its media.
    let publishedAt = Field<Parent, DateTimeScalar?, NoArguments>("publishedAt")
    /// When the author last changed what it shows or says: caption, hashtags, place, media, tags or
    /// licence.
    /// Null if never; likes, comments and other counts do not touch it.
    let editedAt = Field<Parent, DateTimeScalar?, NoArguments>("editedAt")
    /// Whether it is pinned on the author's profile.
    let isPinned = Field<Parent, Bool, NoArguments>("isPinned")
    /// Number of likes; null where the author or the viewer hides it.
    let likeCount = Field<Parent, CountScalar?, NoArguments>("likeCount")
    /// Number of dislikes; null where counts are hidden.
    let dislikeCount = Field<Parent, CountScalar?, NoArguments>("dislikeCount")
    /// Number of comments, replies included. Those of accounts that block the viewer, or are
    /// blocked, count and are left
    /// out of `comments`; those that are hidden (`Comment.isHidden`) from the viewer do not.
    let commentCount = Field<Parent, CountScalar, NoArguments>("commentCount")
    /// Number of accounts that have sent it on.
    let shareCount = Field<Parent, CountScalar, NoArguments>("shareCount")
    /// Number of saves; null for all but the author.
    let saveCount = Field<Parent, CountScalar?, NoArguments>("saveCount")
    /// Number of times a video or reel was watched; null for photos and where counts are hidden.
    let viewCount = Field<Parent, CountScalar?, NoArguments>("viewCount")
    /// Whether the viewer likes it.
    let viewerHasLiked = Field<Parent, Bool, NoArguments>("viewerHasLiked")
    /// Whether the viewer dislikes it. Liking takes it back.
    let viewerHasDisliked = Field<Parent, Bool, NoArguments>("viewerHasDisliked")
    /// Whether the viewer has saved it.
    let viewerHasSaved = Field<Parent, Bool, NoArguments>("viewerHasSaved")
    /// Whether the viewer may comment.
    let viewerCanComment = Field<Parent, Bool, NoArguments>("viewerCanComment")
    /// Whether the viewer may change or delete it.
    let viewerCanEdit = Field<Parent, Bool, NoArguments>("viewerCanEdit")
    /// Who may comment; null means the author's setting holds.
    let commentPolicy = Field<Parent, InteractionPolicy?, NoArguments>("commentPolicy")
    /// Whether the author hides like and dislike counts from others.
    let hidesCounts = Field<Parent, Bool, NoArguments>("hidesCounts")
    /// Whether the author shows what the camera wrote into the photos (`Image.capture`).
    let sharesCaptureInfo = Field<Parent, Bool, NoArguments>("sharesCaptureInfo")
    /// A few accounts the viewer follows that like it.
    let likedByFollowedSample = Field<Parent, UserSample, PostLikedByFollowedSampleArguments>(
        "likedByFollowedSample")
    /// Who likes it, newest first, accounts the viewer follows before others.
    let likers = Field<Parent, Connection<LikerConnectionKind>, LikeableLikersArguments>("likers")
    /// Top-level comments; pinned ones come first in every order.
    let comments = Field<Parent, Connection<CommentConnectionKind>, PostCommentsArguments>(
        "comments")
}

/// Arguments of `Post.likedByFollowedSample`.
struct PostLikedByFollowedSampleArguments {
    /// How many, 0 to 20.
    var first: Int = 3
}

extension PostLikedByFollowedSampleArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
    }
}

/// Arguments of `Post.comments`.
struct PostCommentsArguments: PagingBothWays {
    var first: Int?
    var after: String?
    var last: Int?
    var before: String?
    var orderBy: CommentOrder = .newest
}

extension PostCommentsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
        last = try fields.read("last")
        before = try fields.read("before")
        orderBy = try fields.read("orderBy")
    }
}

/// What a post is.
enum PostKind: String, SchemaEnum {
    /// One photo.
    case photo = "PHOTO"
    /// One video.
    case video = "VIDEO"
    /// 2 to 20 photos and videos.
    case carousel = "CAROUSEL"
}

/// Order of posts in lists. TOP ranks the newest 200 of them and then goes on by time; while the
/// list is paged from its
/// first page on, none of what was there then is shown twice or left out, and none that comes is
/// shown.
enum PostOrder: String, SchemaEnum {
    /// Newest first.
    case newest = "NEWEST"
    /// Most engaging first, newer before older: by likes, where they are shown, and comments.
    case top = "TOP"
}

/// Who may see a post or story. A private account narrows EVERYONE to FOLLOWERS.
enum Audience: String, SchemaEnum {
    /// Everyone.
    case everyone = "EVERYONE"
    /// Followers.
    case followers = "FOLLOWERS"
    /// The author's close friends.
    case closeFriends = "CLOSE_FRIENDS"
}

/// Where a post stands.
enum PostStatus: String, SchemaEnum {
    /// Only the author knows of it; it waits for `postPublish`.
    case draft = "DRAFT"
    /// Its media are not READY.
    case processing = "PROCESSING"
    /// It waits for `publishedAt`.
    case scheduled = "SCHEDULED"
    /// It is visible to its audience.
    case published = "PUBLISHED"
    /// The author has taken it off the profile.
    case archived = "ARCHIVED"
    /// Its media did not come or could not be read: see `failure`, then `postRetry` or
    /// `postDelete`. Photos of it that can be
    /// read are free for other posts and stories.
    case failed = "FAILED"
    /// Moderation has taken it down.
    case removed = "REMOVED"
}

/// Posts in a list, but those that the viewer may not see. One that comes while the list is paged
/// is before
/// its first page; one that goes is left out, and moves no other.
enum PostConnectionKind: ConnectionKind {
    typealias Node = Post
    static let connectionName = "PostConnection"
    static let edgeName = "PostEdge"
    static let connectionFields = PostConnectionFields()
    static let edgeFields = PostEdgeFields()
}

/// Fields of `PostConnection`.
struct PostConnectionFields: ConnectionFields {
    typealias Parent = Connection<PostConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<PostConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [Post?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
}

/// Fields of `PostEdge`.
struct PostEdgeFields: EdgeFields {
    typealias Parent = Edge<PostConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The post.
    let node = Field<Parent, Post?, NoArguments>("node")
}

/// A photo or video of a post.
struct PostMediaInput {
    /// An upload of the viewer's that is not FAILED or REJECTED, and that nothing shows but what is
    /// FAILED.
    var mediaId: ID
    /// What it shows; replaces the text given at upload. Null clears it.
    var altText: Change<String> = .keep
    /// Accounts to mark, in place of those marked so far. At most 20 per post.
    var tags: Change<[MediaTagInput]> = .keep
    /// Filter, in place of the one so far; null for none. The variants are made anew: a new post is
    /// PROCESSING until they
    /// are there, one that is out shows the old ones meanwhile.
    var filter: Change<ImageFilter> = .keep
    /// The point that matters most; null for the middle.
    var focalPoint: Change<MediaPositionInput> = .keep
}

extension PostMediaInput: InputObject {
    init(fields: InputFields) throws {
        mediaId = try fields.read("mediaId")
        altText = try fields.read("altText")
        tags = try fields.read("tags")
        filter = try fields.read("filter")
        focalPoint = try fields.read("focalPoint")
    }
}

extension PostMediaInput {
    /// Where each field stands, for errors.
    enum Path {
        static let mediaId = InputPath("mediaId")
        static let altText = InputPath("altText")
        static let tags = InputPath("tags")
        static let filter = InputPath("filter")
        static let focalPoint = InputPath("focalPoint")
    }
}

/// Input of `postCreate`.
struct PostCreateInput {
    /// 1 photo or video, or 2 to 20 for a carousel, in their order.
    var media: [PostMediaInput]
    /// Text; hashtags and mentions are found in it.
    var caption: String?
    /// Hashtags besides those in the caption (without `#`); they count towards the 30.
    var hashtags: [String]?
    /// A place.
    var location: PostLocationInput?
    /// Who may see it.
    var audience: Audience = .everyone
    /// Who may comment; null for the viewer's setting.
    var commentPolicy: InteractionPolicy?
    /// Hide like and dislike counts from others.
    var hideCounts: Bool = false
    /// Show it behind a cover.
    var isSensitive: Bool = false
    /// What others may do with the pictures; null for the viewer's setting.
    var license: License?
    /// Show what the camera wrote into the photos; null for the viewer's setting.
    var shareCaptureInfo: Bool?
    /// Keep it as a draft until `postPublish`.
    var isDraft: Bool = false
    /// When to publish; null for as soon as it is READY. At most 75 days ahead; not with `isDraft`.
    var publishAt: DateTimeScalar?
    /// The same key within 24 hours makes one post.
    var idempotencyKey: String?
    /// As it came: the same key with another input is a conflict.
    var given = InputFields()
}

extension PostCreateInput: IdempotentInput {
    init(fields: InputFields) throws {
        media = try fields.read("media")
        caption = try fields.read("caption")
        hashtags = try fields.read("hashtags")
        location = try fields.read("location")
        audience = try fields.read("audience")
        commentPolicy = try fields.read("commentPolicy")
        hideCounts = try fields.read("hideCounts")
        isSensitive = try fields.read("isSensitive")
        license = try fields.read("license")
        shareCaptureInfo = try fields.read("shareCaptureInfo")
        isDraft = try fields.read("isDraft")
        publishAt = try fields.read("publishAt")
        idempotencyKey = try fields.read("idempotencyKey")
        given = fields
    }
}

extension PostCreateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let media = InputPath("media")
        static let caption = InputPath("caption")
        static let hashtags = InputPath("hashtags")
        static let location = InputPath("location")
        static let audience = InputPath("audience")
        static let commentPolicy = InputPath("commentPolicy")
        static let hideCounts = InputPath("hideCounts")
        static let isSensitive = InputPath("isSensitive")
        static let license = InputPath("license")
        static let shareCaptureInfo = InputPath("shareCaptureInfo")
        static let isDraft = InputPath("isDraft")
        static let publishAt = InputPath("publishAt")
        static let idempotencyKey = InputPath("idempotencyKey")
    }

    static let idempotencyKeyPath = Path.idempotencyKey
}

/// Result of `postCreate`.
extension PostCreate {
    typealias Input = PostCreateInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostCreatePayloadFields
    static let name = "postCreate"
    static let payloadName = "PostCreatePayload"
    static let payloadFields = PostCreatePayloadFields()
}

/// Fields of `PostCreatePayload`.
struct PostCreatePayloadFields: PayloadFields {
    typealias Parent = Payload<PostCreate>

    /// The post: DRAFT, PROCESSING, SCHEDULED or PUBLISHED.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postUpdate`. A field that is not given stays. Null clears `caption`, `hashtags`,
/// `location`
/// and `commentPolicy` (so that the viewer's setting holds); for the others it is INVALID.
struct PostUpdateInput {
    /// Which post.
    var postId: ID
    /// New text.
    var caption: Change<String> = .keep
    /// New hashtags besides those in the caption.
    var hashtags: Change<[String]> = .keep
    /// New place.
    var location: Change<PostLocationInput> = .keep
    /// All media of the post in a new order, with what shall change of each; in these a field that
    /// is not
    /// given stays. To a draft any can be added; to others none, and in a carousel all but two may
    /// be left
    /// out.
    var media: Change<[PostMediaInput]> = .keep
    /// Who may comment.
    var commentPolicy: Change<InteractionPolicy> = .keep
    /// Hide like and dislike counts from others.
    var hideCounts: Change<Bool> = .keep
    /// Show it behind a cover. What moderation has covered stays covered.
    var isSensitive: Change<Bool> = .keep
    /// What others may do with the pictures. A Creative Commons licence that was given can be
    /// widened only.
    var license: Change<License> = .keep
    /// Show what the camera wrote into the photos.
    var shareCaptureInfo: Change<Bool> = .keep
    /// Who may see it.
    var audience: Change<Audience> = .keep
}

extension PostUpdateInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
        caption = try fields.read("caption")
        hashtags = try fields.read("hashtags")
        location = try fields.read("location")
        media = try fields.read("media")
        commentPolicy = try fields.read("commentPolicy")
        hideCounts = try fields.read("hideCounts")
        isSensitive = try fields.read("isSensitive")
        license = try fields.read("license")
        shareCaptureInfo = try fields.read("shareCaptureInfo")
        audience = try fields.read("audience")
    }
}

extension PostUpdateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
        static let caption = InputPath("caption")
        static let hashtags = InputPath("hashtags")
        static let location = InputPath("location")
        static let media = InputPath("media")
        static let commentPolicy = InputPath("commentPolicy")
        static let hideCounts = InputPath("hideCounts")
        static let isSensitive = InputPath("isSensitive")
        static let license = InputPath("license")
        static let shareCaptureInfo = InputPath("shareCaptureInfo")
        static let audience = InputPath("audience")
    }
}

/// Result of `postUpdate`.
extension PostUpdate {
    typealias Input = PostUpdateInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostUpdatePayloadFields
    static let name = "postUpdate"
    static let payloadName = "PostUpdatePayload"
    static let payloadFields = PostUpdatePayloadFields()
}

/// Fields of `PostUpdatePayload`.
struct PostUpdatePayloadFields: PayloadFields {
    typealias Parent = Payload<PostUpdate>

    /// The post.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postDelete`.
struct PostDeleteInput {
    /// Which post.
    var postId: ID
}

extension PostDeleteInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
    }
}

extension PostDeleteInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
    }
}

/// Result of `postDelete`.
extension PostDelete {
    typealias Input = PostDeleteInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostDeletePayloadFields
    static let name = "postDelete"
    static let payloadName = "PostDeletePayload"
    static let payloadFields = PostDeletePayloadFields()
}

/// Fields of `PostDeletePayload`.
struct PostDeletePayloadFields: PayloadFields {
    typealias Parent = Payload<PostDelete>

    /// The post that is gone.
    let deletedPostId = Field<Parent, ID?, NoArguments>("deletedPostId")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}
