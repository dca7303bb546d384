import Events
import Postgres
import TAO

/// What the log of events tells of. The names are stored, and outlive programs.
package enum EventKind: String, CaseIterable, Sendable {
    case accountCreated = "account.created"
    case accountChanged = "account.changed"
    case accountDeletionChanged = "account.deletionChanged"
    case settingsChanged = "settings.changed"
    case followChanged = "follow.changed"
    case followRequestChanged = "followRequest.changed"
    case blockChanged = "block.changed"
    case muteChanged = "mute.changed"
    case postPublished = "post.published"
    case postChanged = "post.changed"
    case storyPublished = "story.published"
    case storyRemoved = "story.removed"
    case likeChanged = "like.changed"
    case commentChanged = "comment.changed"
    case mediaReady = "media.ready"
    case peopleNamed = "people.named"
    case tagRemoved = "tag.removed"
    case hashtagFollowChanged = "hashtagFollow.changed"
    case feedSeen = "feed.seen"
    case feedItemHidden = "feedItem.hidden"
}

/// Something that has happened in the product: what the log of events says of it.
///
/// It names things by their ids, which never leave the house, and holds no text that anybody has written: who
/// reads it looks what is there now. What is added to one later is optional; another form is another version.
package protocol ProductEvent: Codable, Equatable, Sendable {
    static var kind: EventKind { get }
    static var version: Int16 { get }
}

extension ProductEvent {
    package static var version: Int16 { 1 }

    /// The statement that writes it down, for the transaction of what it tells of.
    func query(by account: ObjectID) throws -> Query {
        try NewEvent(
            account: account.rawValue, kind: Self.kind.rawValue, version: Self.version,
            payload: self
        ).query
    }

    /// nil for an event of another kind, or of a version that this program does not know.
    ///
    /// - Throws: `DecodingError`.
    package init?(_ event: Event) throws {
        guard event.kind == Self.kind.rawValue, event.version == Self.version else { return nil }
        self = try event.decoded(as: Self.self)
    }
}

extension GraphWrite {
    /// Has the log of events told of what this write does in any case. For what it may find to be so already
    /// see `change`.
    ///
    /// - Parameter account: who does it. Held, so that its events are in the order in which its writes are
    ///   committed.
    mutating func tell(_ event: some ProductEvent, by account: ObjectID) throws {
        holdObject(account)
        also(try event.query(by: account))
    }
}
