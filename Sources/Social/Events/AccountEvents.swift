import TAO

/// Somebody has registered.
package struct AccountCreated: ProductEvent {
    package static let kind = EventKind.accountCreated
}

/// The profile of an account is another.
package struct AccountChanged: ProductEvent {
    package static let kind = EventKind.accountChanged

    package enum Part: String, Codable, CaseIterable, Sendable {
        case username, displayName, biography, website, avatar
    }

    /// What has changed of it.
    let parts: [Part]

    init(from before: Properties<User>, to after: Properties<User>) {
        parts = Part.allCases.filter { part in
            switch part {
            case .username: before[.username] != after[.username]
            case .displayName: before[.displayName] != after[.displayName]
            case .biography: before[.biography] != after[.biography]
            case .website: before[.website] != after[.website]
            case .avatar: before[.avatar] != after[.avatar]
            }
        }
    }
}

/// An account is about to be deleted, and hidden from now on; or comes back; or is gone.
package struct AccountDeletionChanged: ProductEvent {
    package static let kind = EventKind.accountDeletionChanged

    package enum Stage: String, Codable, Sendable {
        case scheduled, cancelled, done
    }

    let stage: Stage
}

/// An account has changed its settings.
package struct SettingsChanged: ProductEvent {
    package static let kind = EventKind.settingsChanged

    /// Whether the account is private now, where that has changed.
    let isPrivate: Bool?
}
