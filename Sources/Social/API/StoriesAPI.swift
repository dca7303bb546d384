// Made from Schema/stories.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A photo or video that vanishes 24 hours after it was published. Until then its audience sees it;
/// afterwards its
/// author does, for ever if `settings.content.archiveStories` is on when it vanishes, else for
/// another
/// 24 hours.
extension Story: SchemaObject {
    static let typeName = "Story"
    static let fields = StoryFields()
}

/// Fields of `Story`.
struct StoryFields: NodeFields {
    typealias Parent = Story

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// Who made it.
    let author = Field<Parent, User, NoArguments>("author")
    /// The photo or video.
    let media = Field<Parent, AnyMedia, NoArguments>("media")
    /// Text laid over it.
    let text = Field<Parent, String?, NoArguments>("text")
    /// Accounts mentioned in it, but those that the viewer may not see.
    let mentions = Field<Parent, [User], NoArguments>("mentions")
    /// A post that was shared to it; null if none, gone or not visible to the viewer.
    let sharedPost = Field<Parent, Post?, NoArguments>("sharedPost")
    /// Who may see it.
    let audience = Field<Parent, Audience, NoArguments>("audience")
    /// Where it stands; authors see all states, others only PUBLISHED.
    let status = Field<Parent, StoryStatus, NoArguments>("status")
    /// Why it is FAILED; null otherwise, and for all but the author.
    let failure = Field<Parent, Failure?, NoArguments>("failure")
    /// When it was published; until then, when it was made, or last retried.
    let createdAt = Field<Parent, DateTimeScalar, NoArguments>("createdAt")
    /// When it vanishes: 24 hours after `createdAt`.
    let expiresAt = Field<Parent, DateTimeScalar, NoArguments>("expiresAt")
    /// Who may reply.
    let replyPolicy = Field<Parent, InteractionPolicy, NoArguments>("replyPolicy")
    /// Whether the viewer has seen it.
    let viewerHasSeen = Field<Parent, Bool, NoArguments>("viewerHasSeen")
    /// Whether the viewer may reply. Nobody replies to a story of their own.
    let viewerCanReply = Field<Parent, Bool, NoArguments>("viewerCanReply")
    /// Number of accounts that have seen it; null for all but the author.
    let viewCount = Field<Parent, CountScalar?, NoArguments>("viewCount")
    /// Who has seen it, newest first; null for all but the author, and once 48 hours have passed
    /// since
    /// `createdAt`.
    let viewers = Field<Parent, Connection<StoryViewerConnectionKind>?, StoryViewersArguments>(
        "viewers")
}

/// Arguments of `Story.viewers`.
struct StoryViewersArguments: Paging {
    var first: Int?
    var after: String?
}

extension StoryViewersArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Where a story stands.
enum StoryStatus: String, SchemaEnum {
    /// Its photo or video is not READY.
    case processing = "PROCESSING"
    /// It is visible to its audience.
    case published = "PUBLISHED"
    /// Its 24 hours are over; its author finds it in the archive.
    case expired = "EXPIRED"
    /// Its photo or video could not be read, or is too long: see `failure`, then `storyRetry` or
    /// `storyDelete`.
    case failed = "FAILED"
    /// Moderation has taken it down.
    case removed = "REMOVED"
}

/// The active stories of one account, as the viewer may see them.
extension StoryTray: SchemaObject {
    static let typeName = "StoryTray"
    static let fields = StoryTrayFields()
}

/// Fields of `StoryTray`.
struct StoryTrayFields: NodeFields {
    typealias Parent = StoryTray

    /// Opaque global id. It stands for the author's tray, whatever is in it.
    let id = Field<Parent, ID, NoArguments>("id")
    /// Whose stories they are.
    let author = Field<Parent, User, NoArguments>("author")
    /// How many there are (1 or more).
    let storyCount = Field<Parent, Int, NoArguments>("storyCount")
    /// How many the viewer has not seen.
    let unseenCount = Field<Parent, Int, NoArguments>("unseenCount")
    /// When the newest was made.
    let latestStoryAt = Field<Parent, DateTimeScalar, NoArguments>("latestStoryAt")
    /// A picture of the first unseen story, else of the newest.
    let preview = Field<Parent, Image, NoArguments>("preview")
    /// Whether any of them is for close friends.
    let hasCloseFriendsStory = Field<Parent, Bool, NoArguments>("hasCloseFriendsStory")
    /// The stories, oldest first.
    let stories = Field<Parent, [Story], NoArguments>("stories")
    /// Where to start: the oldest unseen story, else the oldest.
    let startStory = Field<Parent, Story, NoArguments>("startStory")
}

/// Story trays in a list. However they change while the list is paged, by new stories or by those
/// that have
/// been seen, each author is met once: a cursor knows whose trays came before it.
enum StoryTrayConnectionKind: ConnectionKind {
    typealias Node = StoryTray
    static let connectionName = "StoryTrayConnection"
    static let edgeName = "StoryTrayEdge"
    static let connectionFields = StoryTrayConnectionFields()
    static let edgeFields = StoryTrayEdgeFields()
}

/// Fields of `StoryTrayConnection`.
struct StoryTrayConnectionFields: ConnectionFields {
    typealias Parent = Connection<StoryTrayConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<StoryTrayConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [StoryTray?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
}

/// Fields of `StoryTrayEdge`.
struct StoryTrayEdgeFields: EdgeFields {
    typealias Parent = Edge<StoryTrayConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The tray.
    let node = Field<Parent, StoryTray?, NoArguments>("node")
}

/// Stories in a list. One that comes to it while the list is paged is before its beginning; one
/// that goes is
/// left out.
enum StoryConnectionKind: ConnectionKind {
    typealias Node = Story
    static let connectionName = "StoryConnection"
    static let edgeName = "StoryEdge"
    static let connectionFields = StoryConnectionFields()
    static let edgeFields = StoryEdgeFields()
}

/// Fields of `StoryConnection`.
struct StoryConnectionFields: ConnectionFields {
    typealias Parent = Connection<StoryConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<StoryConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [Story?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
}

/// Fields of `StoryEdge`.
struct StoryEdgeFields: EdgeFields {
    typealias Parent = Edge<StoryConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The story.
    let node = Field<Parent, Story?, NoArguments>("node")
}

/// Accounts that have seen a story, but those that the viewer blocks or is blocked by. One that
/// sees it while
/// the list is paged is before its first page; one that leaves moves no other.
enum StoryViewerConnectionKind: ConnectionKind {
    typealias Node = User
    static let connectionName = "StoryViewerConnection"
    static let edgeName = "StoryViewerEdge"
    static let connectionFields = StoryViewerConnectionFields()
    static let edgeFields = StoryViewerEdgeFields()
}

/// Fields of `StoryViewerConnection`.
struct StoryViewerConnectionFields: ConnectionFields {
    typealias Parent = Connection<StoryViewerConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<StoryViewerConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [User?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
    /// How many have seen it.
    let totalCount = Field<Parent, CountScalar, NoArguments>("totalCount")
}

/// Fields of `StoryViewerEdge`.
struct StoryViewerEdgeFields: EdgeFields {
    typealias Parent = Edge<StoryViewerConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// Who saw it.
    let node = Field<Parent, User?, NoArguments>("node")
    /// When first.
    let seenAt = Field<Parent, DateTimeScalar, NoArguments>("seenAt")
}

/// Input of `storyCreate`.
struct StoryCreateInput {
    /// An upload of the viewer's.
    var mediaId: ID
    /// Text laid over it, up to 250 code points.
    var text: String?
    /// Accounts mentioned. At most 20.
    var mentionUserIds: [ID]?
    /// A post to share.
    var sharedPostId: ID?
    /// Who may see it.
    var audience: Audience = .followers
    /// Accounts that may not see it, whatever else holds. At most 100.
    var hideFromUserIds: [ID]?
    /// Who may reply.
    var replyPolicy: InteractionPolicy = .everyone
    /// The same key within 24 hours makes one story.
    var idempotencyKey: String?
    /// As it came: the same key with another input is a conflict.
    var given = InputFields()
}

extension StoryCreateInput: IdempotentInput {
    init(fields: InputFields) throws {
        mediaId = try fields.read("mediaId")
        text = try fields.read("text")
        mentionUserIds = try fields.read("mentionUserIds")
        sharedPostId = try fields.read("sharedPostId")
        audience = try fields.read("audience")
        hideFromUserIds = try fields.read("hideFromUserIds")
        replyPolicy = try fields.read("replyPolicy")
        idempotencyKey = try fields.read("idempotencyKey")
        given = fields
    }
}

extension StoryCreateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let mediaId = InputPath("mediaId")
        static let text = InputPath("text")
        static let mentionUserIds = InputPath("mentionUserIds")
        static let sharedPostId = InputPath("sharedPostId")
        static let audience = InputPath("audience")
        static let hideFromUserIds = InputPath("hideFromUserIds")
        static let replyPolicy = InputPath("replyPolicy")
        static let idempotencyKey = InputPath("idempotencyKey")
    }

    static let idempotencyKeyPath = Path.idempotencyKey
}

/// Result of `storyCreate`.
extension StoryCreate {
    typealias Input = StoryCreateInput
    typealias Code = PostErrorCode
    typealias ResultFields = StoryCreatePayloadFields
    static let name = "storyCreate"
    static let payloadName = "StoryCreatePayload"
    static let payloadFields = StoryCreatePayloadFields()
}

/// Fields of `StoryCreatePayload`.
struct StoryCreatePayloadFields: PayloadFields {
    typealias Parent = Payload<StoryCreate>

    /// The story, PROCESSING or PUBLISHED.
    let story = Field<Parent, Story?, NoArguments>("story")
    /// The viewer's tray; null while it has no visible story.
    let storyTray = Field<Parent, StoryTray?, NoArguments>("storyTray")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `storyRetry`.
struct StoryRetryInput {
    /// A FAILED story.
    var storyId: ID
    /// An upload in place of the one that failed; needed where `failure.canRetry` is false.
    var mediaId: ID?
}

extension StoryRetryInput: InputObject {
    init(fields: InputFields) throws {
        storyId = try fields.read("storyId")
        mediaId = try fields.read("mediaId")
    }
}

extension StoryRetryInput {
    /// Where each field stands, for errors.
    enum Path {
        static let storyId = InputPath("storyId")
        static let mediaId = InputPath("mediaId")
    }
}

/// Result of `storyRetry`.
extension StoryRetry {
    typealias Input = StoryRetryInput
    typealias Code = PostErrorCode
    typealias ResultFields = StoryRetryPayloadFields
    static let name = "storyRetry"
    static let payloadName = "StoryRetryPayload"
    static let payloadFields = StoryRetryPayloadFields()
}

/// Fields of `StoryRetryPayload`.
struct StoryRetryPayloadFields: PayloadFields {
    typealias Parent = Payload<StoryRetry>

    /// The story, now PROCESSING; PUBLISHED if the new photo is READY.
    let story = Field<Parent, Story?, NoArguments>("story")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `storyDelete`.
struct StoryDeleteInput {
    /// Which story.
    var storyId: ID
}

extension StoryDeleteInput: InputObject {
    init(fields: InputFields) throws {
        storyId = try fields.read("storyId")
    }
}

extension StoryDeleteInput {
    /// Where each field stands, for errors.
    enum Path {
        static let storyId = InputPath("storyId")
    }
}

/// Result of `storyDelete`.
extension StoryDelete {
    typealias Input = StoryDeleteInput
    typealias Code = PostErrorCode
    typealias ResultFields = StoryDeletePayloadFields
    static let name = "storyDelete"
    static let payloadName = "StoryDeletePayload"
    static let payloadFields = StoryDeletePayloadFields()
}

/// Fields of `StoryDeletePayload`.
struct StoryDeletePayloadFields: PayloadFields {
    typealias Parent = Payload<StoryDelete>

    /// The story that is gone.
    let deletedStoryId = Field<Parent, ID?, NoArguments>("deletedStoryId")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `storiesMarkSeen`.
struct StoriesMarkSeenInput {
    /// Which stories. At most 100.
    var storyIds: [ID]
}

extension StoriesMarkSeenInput: InputObject {
    init(fields: InputFields) throws {
        storyIds = try fields.read("storyIds")
    }
}

extension StoriesMarkSeenInput {
    /// Where each field stands, for errors.
    enum Path {
        static let storyIds = InputPath("storyIds")
    }
}

/// Result of `storiesMarkSeen`.
extension StoriesMarkSeen {
    typealias Input = StoriesMarkSeenInput
    typealias Code = PostErrorCode
    typealias ResultFields = StoriesMarkSeenPayloadFields
    static let name = "storiesMarkSeen"
    static let payloadName = "StoriesMarkSeenPayload"
    static let payloadFields = StoriesMarkSeenPayloadFields()
}

/// Fields of `StoriesMarkSeenPayload`.
struct StoriesMarkSeenPayloadFields: PayloadFields {
    typealias Parent = Payload<StoriesMarkSeen>

    /// Trays with a new unseen count.
    let storyTrays = Field<Parent, [StoryTray]?, NoArguments>("storyTrays")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}
