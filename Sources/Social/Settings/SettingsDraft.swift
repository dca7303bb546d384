import GraphQL
import TAO

/// Settings as they are to be.
struct SettingsDraft {
    let stored: Settings
    private(set) var user: Properties<User>
    private(set) var own: Properties<OwnSettings>
    private(set) var errors = UserErrors<AccountErrorCode>()
    private let limits: SocialLimits

    init(user: User, own: OwnSettings?, _ limits: SocialLimits) {
        stored = Settings(user: user, own: own)
        self.user = Properties(user.object.data)
        self.own = Properties(own?.object.data ?? Record())
        self.limits = limits
    }

    mutating func apply(_ input: SettingsUpdateInput) {
        typealias Path = SettingsUpdateInput.Path
        if let privacy = given(input.privacy, at: Path.privacy) { apply(privacy) }
        if let feed = given(input.feed, at: Path.feed) { apply(feed) }
        if let notifications = given(input.notifications, at: Path.notifications) {
            apply(notifications)
        }
        if let content = given(input.content, at: Path.content) { apply(content) }
    }

    private mutating func apply(_ input: PrivacySettingsInput) {
        typealias Path = PrivacySettingsInput.Path
        let group = SettingsUpdateInput.Path.privacy
        if let value = given(input.isPrivate, at: group + Path.isPrivate) {
            user[.isPrivate] = value ? true : nil
        }
        if let value = given(input.commentPolicy, at: group + Path.commentPolicy) {
            user[.commentPolicy] = value
        }
        if let value = given(input.messagePolicy, at: group + Path.messagePolicy) {
            user[.messagePolicy] = value
        }
        if let value = given(input.mentionPolicy, at: group + Path.mentionPolicy) {
            user[.mentionPolicy] = value
        }
        if let value = given(input.followListAudience, at: group + Path.followListAudience) {
            user[.followListAudience] = value
        }
        if let value = given(input.discoverable, at: group + Path.discoverable) {
            user[.isDiscoverable] = value
        }
        if let value = given(input.readReceipts, at: group + Path.readReceipts) {
            user[.sendsReadReceipts] = value
        }
    }

    private mutating func apply(_ input: FeedSettingsInput) {
        typealias Path = FeedSettingsInput.Path
        let group = SettingsUpdateInput.Path.feed
        if let value = given(input.defaultFeed, at: group + Path.defaultFeed) {
            own[.defaultFeed] = value
        }
        if let value = given(input.suggestionsInHome, at: group + Path.suggestionsInHome) {
            own[.suggestionsInHome] = value
        }
        let path = group + Path.rankingPreferences
        if let value = given(input.rankingPreferences, at: path) {
            own[.rankingPreferences] = preferences(value, at: path)
        }
    }

    private mutating func apply(_ input: NotificationSettingsInput) {
        typealias Path = NotificationSettingsInput.Path
        let group = SettingsUpdateInput.Path.notifications
        if let value = given(input.pushKinds, at: group + Path.pushKinds) {
            own[.pushKinds] = EnumList(values: kinds(value, at: group + Path.pushKinds))
        }
        if let value = given(input.emailDigest, at: group + Path.emailDigest) {
            own[.emailDigest] = value
        }
    }

    private mutating func apply(_ input: ContentSettingsInput) {
        typealias Path = ContentSettingsInput.Path
        let group = SettingsUpdateInput.Path.content
        if let value = given(input.sensitiveContent, at: group + Path.sensitiveContent) {
            own[.sensitiveContent] = value
        }
        if let value = given(input.hiddenWords, at: group + Path.hiddenWords) {
            own[.hiddenWords] = words(value, at: group + Path.hiddenWords)
        }
        if let value = given(input.hideCountsFromMe, at: group + Path.hideCountsFromMe) {
            own[.hidesCounts] = value
        }
        if let value = given(input.archiveStories, at: group + Path.archiveStories) {
            own[.archivesStories] = value
        }
        if let value = given(input.shareCaptureInfo, at: group + Path.shareCaptureInfo) {
            own[.sharesCaptureInfo] = value
        }
        if let value = given(input.defaultLicense, at: group + Path.defaultLicense) {
            own[.defaultLicense] = value
        }
    }

    // MARK: Checks

    private mutating func refuse(_ message: String, _ path: InputPath) {
        errors.errors.append(UserError(.invalid, message, at: path))
    }

    /// nil for what stays, and for null, which is a mistake: every setting has a value.
    private mutating func given<Value>(_ change: Change<Value>, at path: InputPath) -> Value? {
        if case .clear = change { refuse("A setting cannot be null.", path) }
        return change.value
    }

    /// Each once. A list that is longer than there are kinds is not looked at.
    private mutating func kinds(
        _ given: [NotificationKind], at path: InputPath
    ) -> [NotificationKind] {
        let count = NotificationKind.allCases.count
        if given.count > count { refuse("There are \(count) kinds of notification.", path) }
        return given.prefix(count).unique()
    }

    /// Those without mistakes.
    private mutating func preferences(
        _ given: [RankingPreferenceInput], at path: InputPath
    ) -> RankingPreferences {
        var preferences: [RankingPreference] = []
        let count = RankingSignal.allCases.count
        if given.count > count {
            refuse("There are \(count) signals.", path)
            return RankingPreferences(preferences: [])
        }
        for (index, preference) in given.enumerated() {
            let (signal, factor) = (preference.signal, preference.factor)
            if preferences.contains(where: { $0.signal == signal }) {
                let path = path.item(index) + RankingPreferenceInput.Path.signal
                refuse("The signal is named twice.", path)
            } else if !(0...3).contains(factor) {
                let path = path.item(index) + RankingPreferenceInput.Path.factor
                refuse("A factor is 0 to 3.", path)
            } else {
                preferences.append(RankingPreference(signal: signal, factor: factor))
            }
        }
        return RankingPreferences(preferences: preferences)
    }

    private mutating func words(_ given: [String], at path: InputPath) -> TextLines {
        if given.count > limits.hiddenWordsMax {
            refuse("At most \(limits.hiddenWordsMax) words can be hidden.", path)
            return TextLines(lines: [])
        }
        var words: [String] = []
        for (index, word) in given.enumerated() {
            do throws(BrokenTextRule) {
                let word = try TextRules.text(
                    word, .line, codePointsMax: limits.hiddenWordCodePointsMax)
                if word.isEmpty { throw .blank }
                words.append(word)
            } catch {
                refuse(error.message(of: "A hidden word"), path.item(index))
            }
        }
        return TextLines(lines: words.unique())
    }
}
