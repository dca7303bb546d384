import Jobs
import TAO

/// What is known of an account's inbox, the list of posts that are pushed to it (INBOX): from where on it is
/// complete, and whether it is kept at all. A companion of the account, made when its feed is first read.
///
/// An entry is the id of a post and the time of its publication, which is not that of its id: what was
/// drafted, SCHEDULED or processing is published later than it is made. An inbox holds everything that the
/// followed accounts have published at `horizon` or after it, save for what accounts publish that the feed
/// pulls (PULLS); what is older is pulled from all of them. It may hold more: posts that are gone, hidden or
/// muted, and those of accounts that are not followed any more, which the reader leaves out.
struct Inbox: GraphObject {
    static let kind = ObjectKind.inbox

    static let owner = Owner<Inbox>.field(.account)
    static let policy: [ReadRule<Inbox>] = [.ownerSeesAll]

    let object: Object

    /// That of the account with the two top bits set, which no other id has before the year 2042: it can
    /// be read together with the account, and two requests cannot make two.
    static func id(of account: ObjectID) -> ObjectID {
        ObjectID(rawValue: account.rawValue | .min | 1 << 62)
    }

    /// Whether posts are pushed to it: its account has read the feed not long ago.
    func isKept(at now: Int64, _ limits: SocialLimits) -> Bool {
        now - (self[.readAt] ?? 0) < limits.inboxIdleMilliseconds
    }

    /// Whether a feed may be read from it. It stops some time before it is no longer kept, so that none is
    /// read that has just missed something; and begins some time after it has been filled, as a request
    /// reads it and its entries in any order (`SocialLimits.inboxSettleMilliseconds`).
    func isComplete(at now: Int64, _ limits: SocialLimits) -> Bool {
        guard let filledAt = self[.filledAt] else { return false }
        return now - filledAt >= limits.inboxSettleMilliseconds
            && isReadOften(at: now, limits)
    }

    /// Whether it need not be made anew: it is complete, or will be by itself.
    func isReadOften(at now: Int64, _ limits: SocialLimits) -> Bool {
        now - (self[.readAt] ?? 0) < limits.inboxIdleMilliseconds - limits.inboxReadMilliseconds
    }

    /// From here on it is complete; nil for from the beginning.
    var horizon: AssociationCursor? { Properties<Inbox>(object.data).horizon }
}

extension RecordField where Owner == Inbox {
    static var account: RecordField<Inbox, ObjectID> { .init(1) }
    /// When everything older than its making that belongs in it had been added; nil if it has not.
    static var filledAt: RecordField<Inbox, Int64> { .init(2) }
    /// When the feed was last read, to within `SocialLimits.inboxReadMilliseconds`.
    static var readAt: RecordField<Inbox, Int64> { .init(3) }
    static var horizonTime: RecordField<Inbox, Int64> { .init(4) }
    static var horizonPost: RecordField<Inbox, ObjectID> { .init(5) }
}

extension Properties<Inbox> {
    /// Of one that has still to be filled.
    init(of account: ObjectID, readAt now: Int64) {
        self.init()
        self[.account] = account
        self[.readAt] = now
    }

    var horizon: AssociationCursor? {
        guard let time = self[.horizonTime], let post = self[.horizonPost] else { return nil }
        return AssociationCursor(time: time, id2: post)
    }

    /// What is older than this place is not complete.
    mutating func raiseHorizon(to place: AssociationCursor) {
        if let horizon, !horizon.isOlder(than: place) { return }
        self[.horizonTime] = place.time
        self[.horizonPost] = place.id2
    }
}

extension AssociationCursor {
    func isOlder(than other: AssociationCursor) -> Bool {
        (time, id2) < (other.time, other.id2)
    }
}

extension RequestContext {
    /// Sees to it that the inbox of a feed that is read is kept: has it filled if it is not, and notes now
    /// and then that it is read. What cannot be written now is written when the feed is read again.
    func keepInbox(_ inbox: Inbox?, of viewer: ObjectID) async {
        let isRead = inbox.map { now - ($0[.readAt] ?? 0) < limits.inboxReadMilliseconds } ?? false
        if isRead { return }
        var properties = Properties<Inbox>(of: viewer, readAt: now)
        let isGoingOn =
            inbox.map { $0[.filledAt] != nil && $0.isReadOften(at: now, limits) } ?? false
        if let inbox, isGoingOn {
            properties = Properties(inbox.object.data)
            properties[.readAt] = now
        }
        var write = GraphWrite()
        if let inbox {
            write.update(inbox.id, properties, ifVersion: inbox.object.version)
        } else {
            write.add(Inbox.id(of: viewer), properties)
        }
        do {
            if !isGoingOn { write.also(try InboxFilling.job(viewer).query) }
            _ = try await services.tao.commit(write)
        } catch {
            // Another request was faster, or PostgreSQL is away: the feed is answered without.
        }
    }
}

extension Inbox {
    func remove(in removal: ObjectRemoval) async throws {
        var write = GraphWrite()
        write.deleteObject(id)
        try await removal.commit(write)
    }
}
