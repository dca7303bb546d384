import GraphQL
import TAO

/// An enum of the schema that records hold, as a number. Numbers are stored: never change or reuse
/// one. A value of the schema without a number does not compile.
protocol StoredEnum: SchemaEnum, RecordValue {
    var number: Int64 { get }
}

extension StoredEnum {
    static func read(_ field: UInt8, of record: Record) -> Self? {
        record.int(field).flatMap(Self.init(number:))
    }

    static func write(_ value: Self?, _ field: UInt8, to record: inout Record) {
        record.set(field, value?.number)
    }

    /// nil for a number that no value has.
    init?(number: Int64) {
        guard let value = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = value
    }
}

extension Audience: StoredEnum {
    var number: Int64 {
        switch self {
        case .everyone: 0
        case .followers: 1
        case .closeFriends: 2
        }
    }
}

extension ListAudience: StoredEnum {
    var number: Int64 {
        switch self {
        case .everyone: 0
        case .followers: 1
        case .onlyMe: 2
        }
    }
}

extension PostStatus: StoredEnum {
    var number: Int64 {
        switch self {
        case .processing: 0
        case .published: 1
        case .failed: 2
        case .removed: 3
        case .archived: 4
        case .draft: 5
        case .scheduled: 6
        }
    }
}

extension MediaStatus: StoredEnum {
    var number: Int64 {
        switch self {
        case .awaitingUpload: 0
        case .processing: 1
        case .ready: 2
        case .failed: 3
        case .rejected: 4
        }
    }
}

extension FailureCode: StoredEnum {
    var number: Int64 {
        switch self {
        case .notUploaded: 0
        case .mismatch: 1
        case .unsupportedType: 2
        case .tooLarge: 3
        case .tooLong: 4
        case .damaged: 5
        case .rejected: 6
        case .internal: 7
        }
    }
}

extension Role: StoredEnum {
    var number: Int64 {
        switch self {
        case .anonymous: 0
        case .member: 1
        case .moderator: 2
        case .admin: 3
        }
    }
}

extension InteractionPolicy: StoredEnum {
    var number: Int64 {
        switch self {
        case .everyone: 0
        case .followersAndFollowing: 1
        case .following: 2
        case .mutuals: 3
        case .nobody: 4
        }
    }
}

extension FeedReason: StoredEnum {
    var number: Int64 {
        switch self {
        case .own: 0
        case .followed: 1
        case .favorite: 2
        case .followedHashtag: 3
        case .likedByFollowed: 4
        case .trending: 5
        }
    }
}

extension ImageFilter: StoredEnum {
    var number: Int64 {
        switch self {
        case .mono: 0
        case .noir: 1
        case .sepia: 2
        case .vintage: 3
        case .fade: 4
        case .warm: 5
        case .cool: 6
        case .vivid: 7
        case .crisp: 8
        case .dusk: 9
        }
    }
}

extension FeedInteractionKind: StoredEnum {
    var number: Int64 {
        switch self {
        case .impression: 0
        case .open: 1
        case .profileOpen: 2
        case .click: 3
        }
    }
}

extension FeedKind: StoredEnum {
    var number: Int64 {
        switch self {
        case .following: 0
        case .home: 1
        }
    }
}

extension SensitiveContentPolicy: StoredEnum {
    var number: Int64 {
        switch self {
        case .show: 0
        case .blur: 1
        case .hide: 2
        }
    }
}

extension RankingSignal: StoredEnum {
    var number: Int64 {
        switch self {
        case .affinity: 0
        case .engagementRate: 1
        case .recency: 2
        case .contentAffinity: 3
        case .authorEngagement: 4
        case .closeness: 5
        case .sessionContext: 6
        }
    }
}

extension NotificationKind: StoredEnum {
    var number: Int64 {
        switch self {
        case .like: 0
        case .comment: 1
        case .reply: 2
        case .mention: 3
        case .tag: 4
        case .follow: 5
        case .followRequest: 6
        case .followAccepted: 7
        case .storyReaction: 8
        case .newPost: 9
        case .newStory: 10
        case .message: 11
        case .moderation: 12
        case .dataExport: 13
        case .dataImport: 14
        case .signIn: 15
        }
    }
}

extension License: StoredEnum {
    var number: Int64 {
        switch self {
        case .allRightsReserved: 0
        case .ccBy: 1
        case .ccBySa: 2
        case .ccByNd: 3
        case .ccByNc: 4
        case .ccByNcSa: 5
        case .ccByNcNd: 6
        case .cc0: 7
        }
    }
}
