import TAO

extension RequestContext {
    /// Reads something of all accounts that one follows. Where these are very many it takes its turn
    /// among such reads: they keep a processor busy each, and are fewer than there are processors, so
    /// that small requests find one. Accounts take turns, however often one of them refreshes.
    func readingFollowees<Value: Sendable>(
        of viewer: ObjectID, _ read: (_ followees: [ObjectID]) async throws -> Value
    ) async throws -> Value {
        let count = try await graph.counts(AssociationTypes.follows, of: [viewer])[0].get()
        if count < limits.largeReadAccountsMin { return try await read(followees(of: viewer)) }
        let path = [withUnsafeBytes(of: viewer.rawValue) { Array($0) }]
        let place = try await services.largeReads.wait(under: path, client.presence)
        defer { services.largeReads.leave(place) }
        return try await read(followees(of: viewer))
    }
}
