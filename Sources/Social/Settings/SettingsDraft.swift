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
        set(\.user, .commentPolicy, input.commentPolicy, at: group + Path.commentPolicy)
        set(\.user, .messagePolicy, input.messagePolicy, at: group + Path.messagePolicy)
        set(\.user, .mentionPolicy, input.mentionPolicy, at: group + Path.mentionPolicy)
        set(
            \.user, .followListAudience, input.followListAudience,
            at: group + Path.followListAudience)
        set(\.user, .isDiscoverable, input.discoverable, at: group + Path.discoverable)
        set(\.user, .sendsReadReceipts, input.readReceipts, at: group + Path.readReceipts)
    }

    private mutating func apply(_ input: FeedSettingsInput) {
        typealias Path = FeedSettingsInput.Path
        let group = SettingsUpdateInput.Path.feed
        set(\.own, .defaultFeed, input.defaultFeed, at: group + Path.defaultFeed)
        set(\.own, .suggestionsInHome, input.suggestionsInHome, at: group + Path.suggestionsInHome)
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
        set(\.own, .emailDigest, input.emailDigest, at: group + Path.emailDigest)
    }

    private mutating func apply(_ input: ContentSettingsInput) {
        typealias Path = ContentSettingsInput.Path
        let group = SettingsUpdateInput.Path.content
        set(\.own, .sensitiveContent, input.sensitiveContent, at: group + Path.sensitiveContent)
        if let value = given(input.hiddenWords, at: group + Path.hiddenWords) {
            own[.hiddenWords] = words(value, at: group + Path.hiddenWords)
        }
        set(\.own, .hidesCounts, input.hideCountsFromMe, at: group + Path.hideCountsFromMe)
        set(\.own, .archivesStories, input.archiveStories, at: group + Path.archiveStories)
        set(\.own, .sharesCaptureInfo, input.shareCaptureInfo, at: group + Path.shareCaptureInfo)
        set(\.own, .defaultLicense, input.defaultLicense, at: group + Path.defaultLicense)
    }

    private mutating func set<Owner, Value>(
        _ record: WritableKeyPath<SettingsDraft, Properties<Owner>>,
        _ field: RecordField<Owner, Value>, _ change: Change<Value>, at path: InputPath
    ) {
        if let value = given(change, at: path) { self[keyPath: record][field] = value }
    }

    // MARK: Checks

    private mutating func refuse(_ message: String, _ path: InputPath, limit: Int? = nil) {
        errors.errors.append(UserError(.invalid, message, at: path, limit: limit))
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
        if given.count > count {
            refuse("There are \(count) kinds of notification.", path, limit: count)
        }
        return given.prefix(count).unique()
    }

    /// Those without mistakes.
    private mutating func preferences(
        _ given: [RankingPreferenceInput], at path: InputPath
    ) -> RankingPreferences {
        var preferences: [RankingPreference] = []
        let count = RankingSignal.allCases.count
        if given.count > count {
            refuse("There are \(count) signals.", path, limit: count)
            return RankingPreferences(preferences: [])
        }
        for (index, preference) in given.enumerated() {
            let (signal, factor) = (preference.signal, preference.factor)
            if preferences.contains(where: { $0.signal == signal }) {
                let path = path.item(index) + RankingPreferenceInput.Path.signal
                refuse("The signal is named twice.", path)
            } else if !(0...3).contains(factor) {
                let path = path.item(index) + RankingPreferenceInput.Path.factor
                refuse("A factor is 0 to 3.", path, limit: factor > 3 ? 3 : 0)
            } else {
                preferences.append(RankingPreference(signal: signal, factor: factor))
            }
        }
        return RankingPreferences(preferences: preferences)
    }

    private mutating func words(_ given: [String], at path: InputPath) -> TextLines {
        if given.count > limits.hiddenWordsMax {
            let max = limits.hiddenWordsMax
            refuse("At most \(max) words can be hidden.", path, limit: max)
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
                refuse(
                    error.message(of: "A hidden word"), path.item(index), limit: error.limit)
            }
        }
        return TextLines(lines: words.unique())
    }
}
