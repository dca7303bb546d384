import TAO

extension RequestContext {
    /// Reads something of all accounts that one follows, when it is its turn.
    ///
    /// - Parameter part: what is read; those of whom it is muted are left out.
    func readingFollowees<Value: Sendable>(
        of viewer: ObjectID, showing part: any KeyPath<ViewerMute, Bool> & Sendable,
        _ read: (_ followees: [ObjectID]) async throws -> Value
    ) async throws -> Value {
        async let muted = muted(by: viewer, part)
        let count = try await graph.counts(AssociationTypes.follows, of: [viewer])[0].get()
        let hidden = try await muted
        return try await services.inTurn(over: count, for: viewer, client.presence) {
            try await read(followees(of: viewer).filter { !hidden.contains($0) })
        }
    }
}

extension SocialServices {
    /// Reads something of so many accounts. Where these are very many it takes its turn among such reads, those
    /// of jobs too: they keep a processor busy each, and are fewer than there are processors, so that small
    /// requests find one. Accounts take turns, however often one of them refreshes.
    ///
    /// - Throws: what `read` throws; `Overload` and `CancellationError` as `FairLine.wait`.
    func inTurn<Value: Sendable>(
        over accountCount: Int, for viewer: ObjectID,
        _ presence: ClientPresence = Client.ourselves.presence,
        _ read: () async throws -> Value
    ) async throws -> Value {
        if accountCount < limits.largeReadAccountsMin { return try await read() }
        let path = [withUnsafeBytes(of: viewer.rawValue) { Array($0) }]
        let place = try await largeReads.wait(under: path, presence)
        defer { largeReads.leave(place) }
        return try await read()
    }
}
