// Made from Schema/relationships.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// How two accounts stand, seen from the viewer.
extension ViewerRelationship: SchemaObject {
    static let typeName = "ViewerRelationship"
    static let fields = ViewerRelationshipFields()
}

/// Fields of `ViewerRelationship`.
struct ViewerRelationshipFields: Sendable {
    typealias Parent = ViewerRelationship

    /// Whether the viewer follows the account, has asked to, or neither.
    let followState = Field<Parent, FollowState, NoArguments>("followState")
    /// When the viewer began to follow it.
    let followedAt = Field<Parent, DateTimeScalar?, NoArguments>("followedAt")
    /// Whether the account follows the viewer.
    let followsViewer = Field<Parent, Bool, NoArguments>("followsViewer")
    /// Whether the account has asked to follow the viewer.
    let requestedViewer = Field<Parent, Bool, NoArguments>("requestedViewer")
    /// Whether the viewer blocks it.
    let isBlocked = Field<Parent, Bool, NoArguments>("isBlocked")
    /// What the viewer does not want to see of it; null if it is not muted.
    let mute = Field<Parent, ViewerMute?, NoArguments>("mute")
    /// Whether the viewer restricts it: its comments show to itself and the viewer alone, its
    /// messages become requests.
    let isRestricted = Field<Parent, Bool, NoArguments>("isRestricted")
    /// Whether it sees the viewer's close-friends content.
    let isCloseFriend = Field<Parent, Bool, NoArguments>("isCloseFriend")
    /// Whether its posts rank higher in HOME.
    let isFavorite = Field<Parent, Bool, NoArguments>("isFavorite")
}

/// Whether one account follows another.
enum FollowState: String, SchemaEnum {
    /// It does not.
    case notFollowing = "NOT_FOLLOWING"
    /// It has asked a private account.
    case requested = "REQUESTED"
    /// It does.
    case following = "FOLLOWING"
}

/// A mute of an account. The account is not told.
extension ViewerMute: SchemaObject {
    static let typeName = "ViewerMute"
    static let fields = ViewerMuteFields()
}

/// Fields of `ViewerMute`.
struct ViewerMuteFields: Sendable {
    typealias Parent = ViewerMute

    /// Whether its posts are kept out of the viewer's feeds.
    let posts = Field<Parent, Bool, NoArguments>("posts")
    /// Whether its stories are kept out of the viewer's trays.
    let stories = Field<Parent, Bool, NoArguments>("stories")
    /// When the mute ends; null if never.
    let until = Field<Parent, DateTimeScalar?, NoArguments>("until")
}

/// Input of `userFollow`.
struct UserFollowInput {
    /// Whom to follow.
    var userId: ID
}

extension UserFollowInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
    }
}

extension UserFollowInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
    }
}

/// Result of `userFollow`.
extension UserFollow {
    typealias Input = UserFollowInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = UserFollowPayloadFields
    static let name = "userFollow"
    static let payloadName = "UserFollowPayload"
    static let payloadFields = UserFollowPayloadFields()
}

/// Fields of `UserFollowPayload`.
struct UserFollowPayloadFields: PayloadFields {
    typealias Parent = Payload<UserFollow>

    /// The account; see `viewerRelationship.followState`.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `userUnfollow`.
struct UserUnfollowInput {
    /// Whom to stop following.
    var userId: ID
}

extension UserUnfollowInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
    }
}

extension UserUnfollowInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
    }
}

/// Result of `userUnfollow`.
extension UserUnfollow {
    typealias Input = UserUnfollowInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = UserUnfollowPayloadFields
    static let name = "userUnfollow"
    static let payloadName = "UserUnfollowPayload"
    static let payloadFields = UserUnfollowPayloadFields()
}

/// Fields of `UserUnfollowPayload`.
struct UserUnfollowPayloadFields: PayloadFields {
    typealias Parent = Payload<UserUnfollow>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `followerRemove`.
struct FollowerRemoveInput {
    /// The follower.
    var userId: ID
}

extension FollowerRemoveInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
    }
}

extension FollowerRemoveInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
    }
}

/// Result of `followerRemove`.
extension FollowerRemove {
    typealias Input = FollowerRemoveInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = FollowerRemovePayloadFields
    static let name = "followerRemove"
    static let payloadName = "FollowerRemovePayload"
    static let payloadFields = FollowerRemovePayloadFields()
}

/// Fields of `FollowerRemovePayload`.
struct FollowerRemovePayloadFields: PayloadFields {
    typealias Parent = Payload<FollowerRemove>

    /// The account that follows no more.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `userBlock`.
struct UserBlockInput {
    /// Whom to block.
    var userId: ID
}

extension UserBlockInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
    }
}

extension UserBlockInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
    }
}

/// Result of `userBlock`.
extension UserBlock {
    typealias Input = UserBlockInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = UserBlockPayloadFields
    static let name = "userBlock"
    static let payloadName = "UserBlockPayload"
    static let payloadFields = UserBlockPayloadFields()
}

/// Fields of `UserBlockPayload`.
struct UserBlockPayloadFields: PayloadFields {
    typealias Parent = Payload<UserBlock>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `userUnblock`.
struct UserUnblockInput {
    /// Whom to unblock.
    var userId: ID
}

extension UserUnblockInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
    }
}

extension UserUnblockInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
    }
}

/// Result of `userUnblock`.
extension UserUnblock {
    typealias Input = UserUnblockInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = UserUnblockPayloadFields
    static let name = "userUnblock"
    static let payloadName = "UserUnblockPayload"
    static let payloadFields = UserUnblockPayloadFields()
}

/// Fields of `UserUnblockPayload`.
struct UserUnblockPayloadFields: PayloadFields {
    typealias Parent = Payload<UserUnblock>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `userMute`; it replaces an earlier mute of the account.
struct UserMuteInput {
    /// Whom to mute.
    var userId: ID
    /// Keep posts out.
    var posts: Bool = true
    /// Keep stories out.
    var stories: Bool = true
    /// When it ends; null for never.
    var until: DateTimeScalar?
}

extension UserMuteInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
        posts = try fields.read("posts")
        stories = try fields.read("stories")
        until = try fields.read("until")
    }
}

extension UserMuteInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
        static let posts = InputPath("posts")
        static let stories = InputPath("stories")
        static let until = InputPath("until")
    }
}

/// Result of `userMute`.
extension UserMute {
    typealias Input = UserMuteInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = UserMutePayloadFields
    static let name = "userMute"
    static let payloadName = "UserMutePayload"
    static let payloadFields = UserMutePayloadFields()
}

/// Fields of `UserMutePayload`.
struct UserMutePayloadFields: PayloadFields {
    typealias Parent = Payload<UserMute>

    /// The account; see `viewerRelationship.mute`.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `userUnmute`.
struct UserUnmuteInput {
    /// Whom to unmute.
    var userId: ID
}

extension UserUnmuteInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
    }
}

extension UserUnmuteInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
    }
}

/// Result of `userUnmute`.
extension UserUnmute {
    typealias Input = UserUnmuteInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = UserUnmutePayloadFields
    static let name = "userUnmute"
    static let payloadName = "UserUnmutePayload"
    static let payloadFields = UserUnmutePayloadFields()
}

/// Fields of `UserUnmutePayload`.
struct UserUnmutePayloadFields: PayloadFields {
    typealias Parent = Payload<UserUnmute>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `userRestrict`.
struct UserRestrictInput {
    /// Whom to restrict.
    var userId: ID
}

extension UserRestrictInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
    }
}

extension UserRestrictInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
    }
}

/// Result of `userRestrict`.
extension UserRestrict {
    typealias Input = UserRestrictInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = UserRestrictPayloadFields
    static let name = "userRestrict"
    static let payloadName = "UserRestrictPayload"
    static let payloadFields = UserRestrictPayloadFields()
}

/// Fields of `UserRestrictPayload`.
struct UserRestrictPayloadFields: PayloadFields {
    typealias Parent = Payload<UserRestrict>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `userUnrestrict`.
struct UserUnrestrictInput {
    /// Whom to unrestrict.
    var userId: ID
}

extension UserUnrestrictInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
    }
}

extension UserUnrestrictInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
    }
}

/// Result of `userUnrestrict`.
extension UserUnrestrict {
    typealias Input = UserUnrestrictInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = UserUnrestrictPayloadFields
    static let name = "userUnrestrict"
    static let payloadName = "UserUnrestrictPayload"
    static let payloadFields = UserUnrestrictPayloadFields()
}

/// Fields of `UserUnrestrictPayload`.
struct UserUnrestrictPayloadFields: PayloadFields {
    typealias Parent = Payload<UserUnrestrict>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `closeFriendsUpdate`. Accounts in neither list stay as they are.
struct CloseFriendsUpdateInput {
    /// Accounts to add. At most 100 a call.
    var addUserIds: Change<[ID]> = .keep
    /// Accounts to take away. At most 100 a call.
    var removeUserIds: Change<[ID]> = .keep
}

extension CloseFriendsUpdateInput: InputObject {
    init(fields: InputFields) throws {
        addUserIds = try fields.read("addUserIds")
        removeUserIds = try fields.read("removeUserIds")
    }
}

extension CloseFriendsUpdateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let addUserIds = InputPath("addUserIds")
        static let removeUserIds = InputPath("removeUserIds")
    }
}

/// Result of `closeFriendsUpdate`.
extension CloseFriendsUpdate {
    typealias Input = CloseFriendsUpdateInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = CloseFriendsUpdatePayloadFields
    static let name = "closeFriendsUpdate"
    static let payloadName = "CloseFriendsUpdatePayload"
    static let payloadFields = CloseFriendsUpdatePayloadFields()
}

/// Fields of `CloseFriendsUpdatePayload`.
struct CloseFriendsUpdatePayloadFields: PayloadFields {
    typealias Parent = Payload<CloseFriendsUpdate>

    /// How many close friends there are now.
    let totalCount = Field<Parent, CountScalar?, NoArguments>("totalCount")
    /// Accounts that changed.
    let users = Field<Parent, [User]?, NoArguments>("users")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Input of `favoritesUpdate`. Accounts in neither list stay as they are.
struct FavoritesUpdateInput {
    /// Accounts to add. At most 50 favorites in all.
    var addUserIds: Change<[ID]> = .keep
    /// Accounts to take away. At most 50 a call.
    var removeUserIds: Change<[ID]> = .keep
}

extension FavoritesUpdateInput: InputObject {
    init(fields: InputFields) throws {
        addUserIds = try fields.read("addUserIds")
        removeUserIds = try fields.read("removeUserIds")
    }
}

extension FavoritesUpdateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let addUserIds = InputPath("addUserIds")
        static let removeUserIds = InputPath("removeUserIds")
    }
}

/// Result of `favoritesUpdate`.
extension FavoritesUpdate {
    typealias Input = FavoritesUpdateInput
    typealias Code = RelationshipErrorCode
    typealias ResultFields = FavoritesUpdatePayloadFields
    static let name = "favoritesUpdate"
    static let payloadName = "FavoritesUpdatePayload"
    static let payloadFields = FavoritesUpdatePayloadFields()
}

/// Fields of `FavoritesUpdatePayload`.
struct FavoritesUpdatePayloadFields: PayloadFields {
    typealias Parent = Payload<FavoritesUpdate>

    /// How many favorites there are now.
    let totalCount = Field<Parent, CountScalar?, NoArguments>("totalCount")
    /// Accounts that changed.
    let users = Field<Parent, [User]?, NoArguments>("users")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<RelationshipErrorCode>], NoArguments>("userErrors")
}

/// Who may read a follow list.
enum ListAudience: String, SchemaEnum {
    /// Everyone who can see the profile.
    case everyone = "EVERYONE"
    /// Followers.
    case followers = "FOLLOWERS"
    /// Only the owner.
    case onlyMe = "ONLY_ME"
}
