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
}
