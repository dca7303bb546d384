import TAO

extension RequestContext {
    /// Reads something of all accounts that one follows. Where these are very many it takes its turn
    /// among such reads: they keep a processor busy each, and are fewer than there are processors, so
    /// that small requests find one. Accounts take turns, however often one of them refreshes.
    ///
    /// - Parameter part: what is read; those of whom it is muted are left out.
    func readingFollowees<Value: Sendable>(
        of viewer: ObjectID, showing part: any KeyPath<ViewerMute, Bool> & Sendable,
        _ read: (_ followees: [ObjectID]) async throws -> Value
    ) async throws -> Value {
        async let muted = muted(by: viewer, part)
        let count = try await graph.counts(AssociationTypes.follows, of: [viewer])[0].get()
        let hidden = try await muted
        func shown() async throws -> [ObjectID] {
            try await followees(of: viewer).filter { !hidden.contains($0) }
        }
        if count < limits.largeReadAccountsMin { return try await read(shown()) }
        let path = [withUnsafeBytes(of: viewer.rawValue) { Array($0) }]
        let place = try await services.largeReads.wait(under: path, client.presence)
        defer { services.largeReads.leave(place) }
        return try await read(shown())
    }
}
