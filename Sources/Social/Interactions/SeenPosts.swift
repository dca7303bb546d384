import TAO

/// Which posts an account was shown lately (`SeenFilter`). A companion of the account, made from the log of
/// events: what is lost of it, or was not told by a client, is shown once more as if it were new.
///
/// HOME shows what was seen behind what was not. FOLLOWING does not ask.
struct SeenPosts: GraphObject {
    static let kind = ObjectKind.seenPosts

    static let owner = Owner<SeenPosts>.field(.account)
    static let policy: [ReadRule<SeenPosts>] = [.ownerSeesAll]

    let object: Object

    /// That of the account with the second bit set, which no other id has before the year 2042: it can be
    /// read together with the account.
    static func id(of account: ObjectID) -> ObjectID {
        ObjectID(rawValue: account.rawValue | 1 << 62)
    }

    func remove(in removal: ObjectRemoval) async throws {
        var write = GraphWrite()
        write.deleteObject(id)
        try await removal.commit(write)
    }
}

extension RecordField where Owner == SeenPosts {
    static var account: RecordField<SeenPosts, ObjectID> { .init(1) }
    static var begin: RecordField<SeenPosts, Int64> { .init(2) }
    static var count: RecordField<SeenPosts, Int> { .init(3) }
    static var bits: RecordField<SeenPosts, RecordBytes> { .init(4) }
    /// Of the week before.
    static var beginBefore: RecordField<SeenPosts, Int64> { .init(5) }
    static var countBefore: RecordField<SeenPosts, Int> { .init(6) }
    static var bitsBefore: RecordField<SeenPosts, RecordBytes> { .init(7) }
}

extension Properties<SeenPosts> {
    func filter(of account: ObjectID) -> SeenFilter {
        let rings = [
            (self[.begin], self[.count], self[.bits]),
            (self[.beginBefore], self[.countBefore], self[.bitsBefore]),
        ]
        return SeenFilter(
            rings.compactMap { begin, count, bits in
                guard let begin, let count, let bits, bits.bytes.count == SeenFilter.ringBytes
                else { return nil }
                return SeenFilter.Ring(begin: begin, count: count, bits: bits.bytes)
            }, seed: UInt64(bitPattern: account.rawValue))
    }

    mutating func keep(_ filter: SeenFilter, of account: ObjectID) {
        self[.account] = account
        let (this, before) = (filter.rings.first, filter.rings.dropFirst().first)
        self[.begin] = this?.begin
        self[.count] = this?.count
        self[.bits] = this.map { RecordBytes(bytes: $0.bits) }
        self[.beginBefore] = before?.begin
        self[.countBefore] = before?.count
        self[.bitsBefore] = before.map { RecordBytes(bytes: $0.bits) }
    }
}

extension RequestContext {
    /// What an account has seen lately.
    func seenFilter(of viewer: ObjectID) async throws -> SeenFilter {
        let seen = try await graph.loadUnfiltered(SeenPosts.self, [SeenPosts.id(of: viewer)])[0]
        return Properties<SeenPosts>(seen?.object.data ?? Record()).filter(of: viewer)
    }
}

extension SocialServices {
    /// Notes which posts accounts were shown. The accounts are held as they are, so that nothing is written for
    /// one that goes meanwhile.
    ///
    /// - Parameter impressions: of each account, in the order of their events; what is noted already changes
    ///   nothing.
    func noteSeen(
        by accounts: [ObjectID], _ impressions: [ObjectID: [Engagement]]
    ) async throws {
        let users = try await tao.stored.loadUnfiltered(User.self, accounts)
        let stored = try await tao.stored.loadUnfiltered(
            SeenPosts.self, accounts.map(SeenPosts.id))
        var write = GraphWrite()
        for (account, (user, seen)) in zip(accounts, zip(users, stored)) {
            guard let user else { continue }
            var properties = Properties<SeenPosts>(seen?.object.data ?? Record())
            let before = properties.filter(of: account)
            var filter = before
            for impression in impressions[account] ?? [] {
                filter.add(impression.post.rawValue, at: impression.time, limits)
            }
            if filter == before { continue }
            properties.keep(filter, of: account)
            if let seen {
                write.update(seen.id, properties, ifVersion: seen.object.version)
            } else {
                write.holdObject(account, ifVersion: user.object.version)
                write.add(SeenPosts.id(of: account), properties)
            }
        }
        if !write.isEmpty { _ = try await tao.commit(write) }
    }
}
