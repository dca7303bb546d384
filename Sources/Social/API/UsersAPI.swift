// Made from Schema/users.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// An account. The header (names, picture, counts) is visible to everyone but blocked
/// accounts; posts, stories and follow lists of a private account only to its approved
/// followers. Who blocks an account sees its header and nothing else of it.
extension User: SchemaObject {
    static let typeName = "User"
    static let fields = UserFields()
}

/// Fields of `User`.
struct UserFields: NodeFields {
    typealias Parent = User

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// Handle: 1 to 30 of `a-z 0-9 . _`, not starting or ending with a dot, no two dots in a row.
    /// Unique, case ignored.
    let username = Field<Parent, String, NoArguments>("username")
    /// Name as shown, up to 64 code points.
    let displayName = Field<Parent, String?, NoArguments>("displayName")
    /// Up to 150 code points of plain text.
    let biography = Field<Parent, String?, NoArguments>("biography")
    /// A link the owner shows: `http` or `https`, up to 200 characters.
    let website = Field<Parent, URLScalar?, NoArguments>("website")
    /// Profile picture.
    let avatar = Field<Parent, Image?, NoArguments>("avatar")
    /// Permalink.
    let url = Field<Parent, URLScalar, NoArguments>("url")
    /// When the account was made.
    let createdAt = Field<Parent, DateTimeScalar, NoArguments>("createdAt")
    /// Whether only approved followers see its content.
    let isPrivate = Field<Parent, Bool, NoArguments>("isPrivate")
    /// Whether the identity behind the account has been checked.
    let isVerified = Field<Parent, Bool, NoArguments>("isVerified")
    /// Published posts that the viewer may see; for its owner, all.
    let postCount = Field<Parent, CountScalar, NoArguments>("postCount")
    /// Followers.
    let followerCount = Field<Parent, CountScalar, NoArguments>("followerCount")
    /// Accounts it follows.
    let followingCount = Field<Parent, CountScalar, NoArguments>("followingCount")
    /// How the viewer and this account stand; null for anonymous callers and for the viewer's own
    /// account.
    let viewerRelationship = Field<Parent, ViewerRelationship?, NoArguments>("viewerRelationship")
    /// Whether this is the viewer's own account.
    let isViewer = Field<Parent, Bool, NoArguments>("isViewer")
    /// Posts on the profile: pinned ones first, then the newest first.
    let posts = Field<Parent, Connection<PostConnectionKind>, UserPostsArguments>("posts")
    /// Posts of others that this account is tagged in, newest first.
    let taggedPosts = Field<Parent, Connection<PostConnectionKind>, UserTaggedPostsArguments>(
        "taggedPosts")
    /// Active stories the viewer may see; null if there are none.
    let storyTray = Field<Parent, StoryTray?, NoArguments>("storyTray")
    /// Who follows it, newest first; null where the list is hidden from the viewer.
    let followers = Field<Parent, Connection<FollowConnectionKind>?, UserFollowersArguments>(
        "followers")
    /// Whom it follows, newest first; null where the list is hidden from the viewer.
    let following = Field<Parent, Connection<FollowConnectionKind>?, UserFollowingArguments>(
        "following")
    /// A few followers of this account whom the viewer follows; none where the list is hidden from
    /// the viewer.
    let knownFollowersSample = Field<Parent, UserSample, UserKnownFollowersSampleArguments>(
        "knownFollowersSample")
}

/// Arguments of `User.posts`.
struct UserPostsArguments: Paging {
    var first: Int?
    var after: String?
    /// Kinds of post; null for all.
    var kinds: [PostKind]?
}

extension UserPostsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
        kinds = try fields.read("kinds")
    }
}

/// Arguments of `User.taggedPosts`.
struct UserTaggedPostsArguments: Paging {
    var first: Int?
    var after: String?
}

extension UserTaggedPostsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `User.followers`.
struct UserFollowersArguments: Paging {
    var first: Int?
    var after: String?
}

extension UserFollowersArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `User.following`.
struct UserFollowingArguments: Paging {
    var first: Int?
    var after: String?
}

extension UserFollowingArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Arguments of `User.knownFollowersSample`.
struct UserKnownFollowersSampleArguments {
    /// How many, 0 to 20.
    var first: Int = 3
}

extension UserKnownFollowersSampleArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
    }
}

/// Some accounts of a list that the viewer follows.
extension UserSample: SchemaObject {
    static let typeName = "UserSample"
    static let fields = UserSampleFields()
}

/// Fields of `UserSample`.
struct UserSampleFields: Sendable {
    typealias Parent = UserSample

    /// How many there are in all. In lists that are longer than that, and where the viewer follows
    /// more, they are looked for
    /// among the last 256 of the list and the last 256 that the viewer has followed.
    let totalCount = Field<Parent, CountScalar, NoArguments>("totalCount")
    /// Some of them, those closest to the viewer first: favorites, then the last of the list.
    let users = Field<Parent, [User], NoArguments>("users")
}

/// Accounts in a list. Those that the viewer blocks, or is blocked by, are left out. An
/// account that joins or leaves while the list is paged moves no other.
enum UserConnectionKind: ConnectionKind {
    typealias Node = User
    static let connectionName = "UserConnection"
    static let edgeName = "UserEdge"
    static let connectionFields = UserConnectionFields()
    static let edgeFields = UserEdgeFields()
}

/// Fields of `UserConnection`.
struct UserConnectionFields: ConnectionFields {
    typealias Parent = Connection<UserConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<UserConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [User?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
    /// Length of the whole list; null for searches and suggestions.
    let totalCount = Field<Parent, CountScalar?, NoArguments>("totalCount")
}

/// Fields of `UserEdge`.
struct UserEdgeFields: EdgeFields {
    typealias Parent = Edge<UserConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The account.
    let node = Field<Parent, User?, NoArguments>("node")
}

/// Followers or followees, but those that the viewer blocks or is blocked by. A follow that begins
/// while the
/// list is paged is before its first page; one that ends moves no other.
enum FollowConnectionKind: ConnectionKind {
    typealias Node = User
    static let connectionName = "FollowConnection"
    static let edgeName = "FollowEdge"
    static let connectionFields = FollowConnectionFields()
    static let edgeFields = FollowEdgeFields()
}

/// Fields of `FollowConnection`.
struct FollowConnectionFields: ConnectionFields {
    typealias Parent = Connection<FollowConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<FollowConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [User?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
    /// Length of the whole list.
    let totalCount = Field<Parent, CountScalar, NoArguments>("totalCount")
}

/// Fields of `FollowEdge`.
struct FollowEdgeFields: EdgeFields {
    typealias Parent = Edge<FollowConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The account at the other end.
    let node = Field<Parent, User?, NoArguments>("node")
    /// When the follow began.
    let followedAt = Field<Parent, DateTimeScalar, NoArguments>("followedAt")
}

/// Accounts that like something, but those that the viewer blocks or is blocked by. A like that is
/// given
/// while the list is paged is before its first page; one that is taken back moves no other.
enum LikerConnectionKind: ConnectionKind {
    typealias Node = User
    static let connectionName = "LikerConnection"
    static let edgeName = "LikerEdge"
    static let connectionFields = LikerConnectionFields()
    static let edgeFields = LikerEdgeFields()
}

/// Fields of `LikerConnection`.
struct LikerConnectionFields: ConnectionFields {
    typealias Parent = Connection<LikerConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<LikerConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [User?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
    /// Number of likes; null where hidden from the viewer.
    let totalCount = Field<Parent, CountScalar?, NoArguments>("totalCount")
}

/// Fields of `LikerEdge`.
struct LikerEdgeFields: EdgeFields {
    typealias Parent = Edge<LikerConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// Who likes it.
    let node = Field<Parent, User?, NoArguments>("node")
    /// When.
    let likedAt = Field<Parent, DateTimeScalar, NoArguments>("likedAt")
}
