import TAO

/// What an account likes to see: counts by author and by topic, made from the log of events. Its account finds
/// it by the edge TASTE. Nobody is shown it; the viewer's own feed is ranked by it.
struct Taste: GraphObject {
    static let kind = ObjectKind.taste

    static let owner = Owner<Taste>.field(.account)
    static let policy: [ReadRule<Taste>] = [.ownerSeesAll]

    let object: Object

    var authors: TasteTable { TasteTable(self[.authors]?.bytes ?? []) }
    var topics: TasteTable { TasteTable(self[.topics]?.bytes ?? []) }

    func remove(in removal: ObjectRemoval) async throws {
        var write = GraphWrite()
        if let account = self[.account] {
            write.deleteAssociation(account, AssociationTypes.taste, id)
        }
        write.deleteObject(id)
        try await removal.commit(write)
    }
}

extension RecordField where Owner == Taste {
    static var account: RecordField<Taste, ObjectID> { .init(1) }
    /// The last event that is counted.
    static var through: RecordField<Taste, Int64> { .init(2) }
    /// By the id of the author.
    static var authors: RecordField<Taste, RecordBytes> { .init(3) }
    /// By the id of the hashtag, or the number of the kind of post (`PostKind.topic`).
    static var topics: RecordField<Taste, RecordBytes> { .init(4) }
}

extension PostKind {
    /// Smaller than any id.
    var topic: Int64 {
        switch self {
        case .photo: 1
        case .carousel: 2
        case .video: 3
        }
    }
}

extension Post {
    /// What it is about, as taste knows it.
    var topics: [Int64] {
        [postKind.topic] + hashtags.map(\.rawValue)
    }
}

/// How a post was received: what others have done with it, made from the log of events. A companion of the
/// post. What clients are told is rounded (`RankingModel.engagementRateStep`).
struct Reception: GraphObject {
    static let kind = ObjectKind.reception

    static let owner = Owner<Reception>.nobody
    static let policy: [ReadRule<Reception>] = []

    let object: Object

    /// That of the post with the top bit set, which no other id has: companions of accounts are of other ids.
    static func id(of post: ObjectID) -> ObjectID {
        ObjectID(rawValue: post.rawValue | .min)
    }

    var count: EngagementCount {
        EngagementCount(
            engagements: Double(self[.engagements] ?? 0),
            impressions: Double(self[.impressions] ?? 0))
    }

    /// With its post, in one write.
    func remove(in removal: ObjectRemoval) async throws {
        var write = GraphWrite()
        write.deleteObject(id)
        try await removal.commit(write)
    }
}

extension RecordField where Owner == Reception {
    /// The last event that is counted.
    static var through: RecordField<Reception, Int64> { .init(1) }
    /// Likes, comments and saves of others.
    static var engagements: RecordField<Reception, Int> { .init(2) }
    /// Times that others were shown it in a feed.
    static var impressions: RecordField<Reception, Int> { .init(3) }
}
