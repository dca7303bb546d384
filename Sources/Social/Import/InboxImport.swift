import TAO

extension SocialServices {
    /// Makes the inbox of an account that has none, and lets it stay empty: its feed is pulled.
    package func keepInboxEmpty(of viewer: ObjectID) async throws {
        var write = GraphWrite()
        write.add(
            Inbox.id(of: viewer), Properties<Inbox>(of: viewer, readAt: clock.milliseconds))
        _ = try await tao.commit(write)
    }

    /// Fills it, and has the feed read from it at once: nobody has read any of that before.
    package func importInbox(of viewer: ObjectID) async throws {
        try await fillInbox(
            of: viewer, asOf: clock.milliseconds - limits.inboxSettleMilliseconds)
    }

    /// Fills an inbox anew, as for a reader who comes back after a long time.
    ///
    /// - Returns: whether there is one.
    package func refillInbox(of viewer: ObjectID) async throws -> Bool {
        guard try await inbox(of: viewer) != nil else { return false }
        try await update(viewer) { $0[.filledAt] = nil }
        try await importInbox(of: viewer)
        return true
    }
}
