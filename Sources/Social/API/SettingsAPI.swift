// Made from Schema/settings.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// What the viewer has chosen. Every value has a working default.
extension Settings: SchemaObject {
    static let typeName = "Settings"
    static let fields = SettingsFields()
}

/// Fields of `Settings`.
struct SettingsFields: Sendable {
    typealias Parent = Settings

    /// Who may see, find and reach the viewer.
    let privacy = Field<Parent, PrivacySettings, NoArguments>("privacy")
    /// What the feeds show.
    let feed = Field<Parent, FeedSettings, NoArguments>("feed")
    /// What the viewer is told, and how.
    let notifications = Field<Parent, NotificationSettings, NoArguments>("notifications")
    /// How posts, stories and comments are treated.
    let content = Field<Parent, ContentSettings, NoArguments>("content")
}

/// Who may see, find and reach the viewer.
extension PrivacySettings: SchemaObject {
    static let typeName = "PrivacySettings"
    static let fields = PrivacySettingsFields()
}

/// Fields of `PrivacySettings`.
struct PrivacySettingsFields: Sendable {
    typealias Parent = PrivacySettings

    /// Whether only approved followers see posts and stories.
    let isPrivate = Field<Parent, Bool, NoArguments>("isPrivate")
    /// Who may comment on the viewer's posts, where the post does not say otherwise.
    let commentPolicy = Field<Parent, InteractionPolicy, NoArguments>("commentPolicy")
    /// Whose messages land in the primary folder; others become requests.
    let messagePolicy = Field<Parent, InteractionPolicy, NoArguments>("messagePolicy")
    /// Who may mention or tag the viewer.
    let mentionPolicy = Field<Parent, InteractionPolicy, NoArguments>("mentionPolicy")
    /// Who may see the viewer's follower and following lists (the numbers stay public).
    let followListAudience = Field<Parent, ListAudience, NoArguments>("followListAudience")
    /// Lets EXPLORE, REELS and suggestions show the viewer's public posts to strangers.
    let discoverable = Field<Parent, Bool, NoArguments>("discoverable")
    /// Lets others see how far the viewer has read in conversations.
    let readReceipts = Field<Parent, Bool, NoArguments>("readReceipts")
}

/// What the feeds show.
extension FeedSettings: SchemaObject {
    static let typeName = "FeedSettings"
    static let fields = FeedSettingsFields()
}

/// Fields of `FeedSettings`.
struct FeedSettingsFields: Sendable {
    typealias Parent = FeedSettings

    /// Which feed opens first.
    let defaultFeed = Field<Parent, FeedKind, NoArguments>("defaultFeed")
    /// Mixes posts of accounts not followed into HOME (about one in ten).
    let suggestionsInHome = Field<Parent, Bool, NoArguments>("suggestionsInHome")
    /// How much each signal counts for the viewer in HOME; signals that are not named count once.
    let rankingPreferences = Field<Parent, [RankingPreference], NoArguments>("rankingPreferences")
}

/// How much a signal counts for one viewer.
extension RankingPreference: SchemaObject {
    static let typeName = "RankingPreference"
    static let fields = RankingPreferenceFields()
}

/// Fields of `RankingPreference`.
struct RankingPreferenceFields: Sendable {
    typealias Parent = RankingPreference

    /// Which signal.
    let signal = Field<Parent, RankingSignal, NoArguments>("signal")
    /// Times its weight, 0 to 3. With RECENCY alone above 0, HOME is chronological.
    let factor = Field<Parent, Double, NoArguments>("factor")
}

/// What the viewer is told, and how.
extension NotificationSettings: SchemaObject {
    static let typeName = "NotificationSettings"
    static let fields = NotificationSettingsFields()
}

/// Fields of `NotificationSettings`.
struct NotificationSettingsFields: Sendable {
    typealias Parent = NotificationSettings

    /// Kinds of notification that are pushed to devices.
    let pushKinds = Field<Parent, [NotificationKind], NoArguments>("pushKinds")
    /// Whether a weekly digest is mailed.
    let emailDigest = Field<Parent, Bool, NoArguments>("emailDigest")
}

/// How posts, stories and comments are treated.
extension ContentSettings: SchemaObject {
    static let typeName = "ContentSettings"
    static let fields = ContentSettingsFields()
}

/// Fields of `ContentSettings`.
struct ContentSettingsFields: Sendable {
    typealias Parent = ContentSettings

    /// How sensitive media are shown.
    let sensitiveContent = Field<Parent, SensitiveContentPolicy, NoArguments>("sensitiveContent")
    /// Comments and message requests with these words are hidden. At most 200.
    let hiddenWords = Field<Parent, [String], NoArguments>("hiddenWords")
    /// Hides like and view counts on posts of others.
    let hideCountsFromMe = Field<Parent, Bool, NoArguments>("hideCountsFromMe")
    /// Keeps expired stories in the archive.
    let archiveStories = Field<Parent, Bool, NoArguments>("archiveStories")
    /// Shows what the camera wrote into the viewer's photos (`Image.capture`), where the post does
    /// not say otherwise.
    let shareCaptureInfo = Field<Parent, Bool, NoArguments>("shareCaptureInfo")
    /// Licence of new posts that do not say otherwise.
    let defaultLicense = Field<Parent, License, NoArguments>("defaultLicense")
}

/// Who may do something to the viewer.
enum InteractionPolicy: String, SchemaEnum {
    /// Everyone who can see the content.
    case everyone = "EVERYONE"
    /// Followers, and accounts that the viewer follows.
    case followersAndFollowing = "FOLLOWERS_AND_FOLLOWING"
    /// Accounts that the viewer follows.
    case following = "FOLLOWING"
    /// Followers whom the viewer follows too.
    case mutuals = "MUTUALS"
    /// Nobody.
    case nobody = "NOBODY"
}

/// How media marked sensitive are shown.
enum SensitiveContentPolicy: String, SchemaEnum {
    /// As any other media.
    case show = "SHOW"
    /// Behind a cover that a tap removes.
    case blur = "BLUR"
    /// Not at all.
    case hide = "HIDE"
}

/// Kinds of notification.
enum NotificationKind: String, SchemaEnum {
    /// Accounts like the viewer's post, reel or comment.
    case like = "LIKE"
    /// An account commented on the viewer's post.
    case comment = "COMMENT"
    /// An account answered the viewer's comment.
    case reply = "REPLY"
    /// An account mentioned the viewer in a caption, comment or story.
    case mention = "MENTION"
    /// An account tagged the viewer in a photo or video.
    case tag = "TAG"
    /// Accounts follow the viewer.
    case follow = "FOLLOW"
    /// An account asks to follow the viewer.
    case followRequest = "FOLLOW_REQUEST"
    /// A private account let the viewer follow it.
    case followAccepted = "FOLLOW_ACCEPTED"
    /// Accounts reacted to the viewer's story.
    case storyReaction = "STORY_REACTION"
    /// An account whose notifications are on has published a post.
    case newPost = "NEW_POST"
    /// An account whose notifications are on has published a story.
    case newStory = "NEW_STORY"
    /// Accounts sent the viewer messages.
    case message = "MESSAGE"
    /// Moderation decided something about the viewer's content, or about an appeal.
    case moderation = "MODERATION"
    /// An export of the viewer's data is READY or FAILED.
    case dataExport = "DATA_EXPORT"
    /// An archive that the viewer handed in is DONE or FAILED.
    case dataImport = "DATA_IMPORT"
    /// A device or app signed in that had not before.
    case signIn = "SIGN_IN"
}

/// What others may do with the pictures of a post.
enum License: String, SchemaEnum {
    /// Nothing without asking; the default.
    case allRightsReserved = "ALL_RIGHTS_RESERVED"
    /// Creative Commons Attribution 4.0.
    case ccBy = "CC_BY"
    /// Creative Commons Attribution-ShareAlike 4.0.
    case ccBySa = "CC_BY_SA"
    /// Creative Commons Attribution-NoDerivatives 4.0.
    case ccByNd = "CC_BY_ND"
    /// Creative Commons Attribution-NonCommercial 4.0.
    case ccByNc = "CC_BY_NC"
    /// Creative Commons Attribution-NonCommercial-ShareAlike 4.0.
    case ccByNcSa = "CC_BY_NC_SA"
    /// Creative Commons Attribution-NonCommercial-NoDerivatives 4.0.
    case ccByNcNd = "CC_BY_NC_ND"
    /// Anything: the author has waived all rights.
    case cc0 = "CC0"
}

/// Input of `settingsUpdate`. A group or field that is not given stays. Nothing can be cleared:
/// null is INVALID.
struct SettingsUpdateInput {
    /// See `Settings.privacy`.
    var privacy: Change<PrivacySettingsInput> = .keep
    /// See `Settings.feed`.
    var feed: Change<FeedSettingsInput> = .keep
    /// See `Settings.notifications`.
    var notifications: Change<NotificationSettingsInput> = .keep
    /// See `Settings.content`.
    var content: Change<ContentSettingsInput> = .keep
}

extension SettingsUpdateInput: InputObject {
    init(fields: InputFields) throws {
        privacy = try fields.read("privacy")
        feed = try fields.read("feed")
        notifications = try fields.read("notifications")
        content = try fields.read("content")
    }
}

extension SettingsUpdateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let privacy = InputPath("privacy")
        static let feed = InputPath("feed")
        static let notifications = InputPath("notifications")
        static let content = InputPath("content")
    }
}

/// Changes of `PrivacySettings`. A field that is not given stays; null is INVALID.
struct PrivacySettingsInput {
    /// See `PrivacySettings.isPrivate`. Going public approves all open requests.
    var isPrivate: Change<Bool> = .keep
    /// See `PrivacySettings.commentPolicy`.
    var commentPolicy: Change<InteractionPolicy> = .keep
    /// See `PrivacySettings.messagePolicy`.
    var messagePolicy: Change<InteractionPolicy> = .keep
    /// See `PrivacySettings.mentionPolicy`.
    var mentionPolicy: Change<InteractionPolicy> = .keep
    /// See `PrivacySettings.followListAudience`.
    var followListAudience: Change<ListAudience> = .keep
    /// See `PrivacySettings.discoverable`.
    var discoverable: Change<Bool> = .keep
    /// See `PrivacySettings.readReceipts`.
    var readReceipts: Change<Bool> = .keep
}

extension PrivacySettingsInput: InputObject {
    init(fields: InputFields) throws {
        isPrivate = try fields.read("isPrivate")
        commentPolicy = try fields.read("commentPolicy")
        messagePolicy = try fields.read("messagePolicy")
        mentionPolicy = try fields.read("mentionPolicy")
        followListAudience = try fields.read("followListAudience")
        discoverable = try fields.read("discoverable")
        readReceipts = try fields.read("readReceipts")
    }
}

extension PrivacySettingsInput {
    /// Where each field stands, for errors.
    enum Path {
        static let isPrivate = InputPath("isPrivate")
        static let commentPolicy = InputPath("commentPolicy")
        static let messagePolicy = InputPath("messagePolicy")
        static let mentionPolicy = InputPath("mentionPolicy")
        static let followListAudience = InputPath("followListAudience")
        static let discoverable = InputPath("discoverable")
        static let readReceipts = InputPath("readReceipts")
    }
}

/// Changes of `FeedSettings`. A field that is not given stays; null is INVALID.
struct FeedSettingsInput {
    /// See `FeedSettings.defaultFeed`.
    var defaultFeed: Change<FeedKind> = .keep
    /// See `FeedSettings.suggestionsInHome`.
    var suggestionsInHome: Change<Bool> = .keep
    /// See `FeedSettings.rankingPreferences`. Replaces the list.
    var rankingPreferences: Change<[RankingPreferenceInput]> = .keep
}

extension FeedSettingsInput: InputObject {
    init(fields: InputFields) throws {
        defaultFeed = try fields.read("defaultFeed")
        suggestionsInHome = try fields.read("suggestionsInHome")
        rankingPreferences = try fields.read("rankingPreferences")
    }
}

extension FeedSettingsInput {
    /// Where each field stands, for errors.
    enum Path {
        static let defaultFeed = InputPath("defaultFeed")
        static let suggestionsInHome = InputPath("suggestionsInHome")
        static let rankingPreferences = InputPath("rankingPreferences")
    }
}

/// How much a signal shall count for the viewer.
struct RankingPreferenceInput {
    /// Which signal.
    var signal: RankingSignal
    /// Times its weight, 0 to 3.
    var factor: Double
}

extension RankingPreferenceInput: InputObject {
    init(fields: InputFields) throws {
        signal = try fields.read("signal")
        factor = try fields.read("factor")
    }
}

extension RankingPreferenceInput {
    /// Where each field stands, for errors.
    enum Path {
        static let signal = InputPath("signal")
        static let factor = InputPath("factor")
    }
}

/// Changes of `NotificationSettings`. A field that is not given stays; null is INVALID.
struct NotificationSettingsInput {
    /// See `NotificationSettings.pushKinds`. Replaces the list.
    var pushKinds: Change<[NotificationKind]> = .keep
    /// See `NotificationSettings.emailDigest`. EMAIL_NOT_VERIFIED if it is to begin before the
    /// address is confirmed.
    var emailDigest: Change<Bool> = .keep
}

extension NotificationSettingsInput: InputObject {
    init(fields: InputFields) throws {
        pushKinds = try fields.read("pushKinds")
        emailDigest = try fields.read("emailDigest")
    }
}

extension NotificationSettingsInput {
    /// Where each field stands, for errors.
    enum Path {
        static let pushKinds = InputPath("pushKinds")
        static let emailDigest = InputPath("emailDigest")
    }
}

/// Changes of `ContentSettings`. A field that is not given stays; null is INVALID.
struct ContentSettingsInput {
    /// See `ContentSettings.sensitiveContent`.
    var sensitiveContent: Change<SensitiveContentPolicy> = .keep
    /// See `ContentSettings.hiddenWords`. Replaces the list.
    var hiddenWords: Change<[String]> = .keep
    /// See `ContentSettings.hideCountsFromMe`.
    var hideCountsFromMe: Change<Bool> = .keep
    /// See `ContentSettings.archiveStories`.
    var archiveStories: Change<Bool> = .keep
    /// See `ContentSettings.shareCaptureInfo`.
    var shareCaptureInfo: Change<Bool> = .keep
    /// See `ContentSettings.defaultLicense`.
    var defaultLicense: Change<License> = .keep
}

extension ContentSettingsInput: InputObject {
    init(fields: InputFields) throws {
        sensitiveContent = try fields.read("sensitiveContent")
        hiddenWords = try fields.read("hiddenWords")
        hideCountsFromMe = try fields.read("hideCountsFromMe")
        archiveStories = try fields.read("archiveStories")
        shareCaptureInfo = try fields.read("shareCaptureInfo")
        defaultLicense = try fields.read("defaultLicense")
    }
}

extension ContentSettingsInput {
    /// Where each field stands, for errors.
    enum Path {
        static let sensitiveContent = InputPath("sensitiveContent")
        static let hiddenWords = InputPath("hiddenWords")
        static let hideCountsFromMe = InputPath("hideCountsFromMe")
        static let archiveStories = InputPath("archiveStories")
        static let shareCaptureInfo = InputPath("shareCaptureInfo")
        static let defaultLicense = InputPath("defaultLicense")
    }
}

/// Result of `settingsUpdate`.
extension SettingsUpdate {
    typealias Input = SettingsUpdateInput
    typealias Code = AccountErrorCode
    typealias ResultFields = SettingsUpdatePayloadFields
    static let name = "settingsUpdate"
    static let payloadName = "SettingsUpdatePayload"
    static let payloadFields = SettingsUpdatePayloadFields()
}

/// Fields of `SettingsUpdatePayload`.
struct SettingsUpdatePayloadFields: PayloadFields {
    typealias Parent = Payload<SettingsUpdate>

    /// The settings now.
    let settings = Field<Parent, Settings?, NoArguments>("settings")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}
