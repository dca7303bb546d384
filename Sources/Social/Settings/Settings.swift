import GraphQL
import TAO

/// What an account has chosen. What others' views depend on is in the record of the account, which is
/// read with everything of it; the rest, which only the account needs, in a companion (`OwnSettings`).
struct Settings: Sendable {
    let user: User
    /// nil until the account has chosen something.
    let own: OwnSettings?
}

struct PrivacySettings: Sendable {
    let user: User
}

struct FeedSettings: Sendable {
    let own: OwnSettings?
}

struct NotificationSettings: Sendable {
    let own: OwnSettings?
}

struct ContentSettings: Sendable {
    let own: OwnSettings?

    /// Whether expired stories are kept.
    var archivesStories: Bool { own?[.archivesStories] ?? true }
}

/// How much a signal counts for one account.
struct RankingPreference: Sendable, Equatable {
    let signal: RankingSignal
    let factor: Double
}

extension Resolvers<RequestContext> {
    mutating func registerSettings() {
        type(Settings.self) { settings in
            settings.field(\.privacy) { PrivacySettings(user: $0.user) }
            settings.field(\.feed) { FeedSettings(own: $0.own) }
            settings.field(\.notifications) { NotificationSettings(own: $0.own) }
            settings.field(\.content) { ContentSettings(own: $0.own) }
        }
        type(PrivacySettings.self) { privacy in
            privacy.field(\.isPrivate) { $0.user[.isPrivate] ?? false }
            privacy.field(\.commentPolicy) { $0.user[.commentPolicy] ?? .everyone }
            privacy.field(\.messagePolicy) { $0.user[.messagePolicy] ?? .followersAndFollowing }
            privacy.field(\.mentionPolicy) { $0.user.mentionPolicy }
            privacy.field(\.followListAudience) { $0.user[.followListAudience] ?? .everyone }
            privacy.field(\.discoverable) { $0.user[.isDiscoverable] ?? true }
            privacy.field(\.readReceipts) { $0.user[.sendsReadReceipts] ?? true }
        }
        type(FeedSettings.self) { feed in
            feed.field(\.defaultFeed) { $0.own?[.defaultFeed] ?? .home }
            feed.field(\.suggestionsInHome) { $0.own?[.suggestionsInHome] ?? true }
            feed.field(\.rankingPreferences) { $0.own?[.rankingPreferences]?.preferences ?? [] }
        }
        type(RankingPreference.self) { preference in
            preference.field(\.signal) { $0.signal }
            preference.field(\.factor) { $0.factor }
        }
        type(NotificationSettings.self) { notifications in
            notifications.field(\.pushKinds) {
                $0.own?[.pushKinds]?.values ?? NotificationKind.allCases
            }
            notifications.field(\.emailDigest) { $0.own?[.emailDigest] ?? false }
        }
        type(ContentSettings.self) { content in
            content.field(\.sensitiveContent) { $0.own?[.sensitiveContent] ?? .blur }
            content.field(\.hiddenWords) { $0.own?[.hiddenWords]?.lines ?? [] }
            content.field(\.hideCountsFromMe) { $0.own?[.hidesCounts] ?? false }
            content.field(\.archiveStories) { $0.archivesStories }
            content.field(\.shareCaptureInfo) { $0.own?[.sharesCaptureInfo] ?? false }
            content.field(\.defaultLicense) { $0.own?[.defaultLicense] ?? .allRightsReserved }
        }
    }
}

extension RequestContext {
    /// The viewer's own.
    func settings(of viewer: ObjectID) async throws -> Settings? {
        async let user = load(User.self, viewer)
        async let own = load(OwnSettings.self, OwnSettings.id(of: viewer))
        guard let user = try await user else { return nil }
        return Settings(user: user, own: try await own)
    }
}
