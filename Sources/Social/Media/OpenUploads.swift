import TAO

// An account has so many uploads open at once: asked for, not yet complete, with an address that still
// works. They are edges of the account, by the time they were asked for.

extension GraphWrite {
    mutating func open(_ upload: ObjectID, of owner: ObjectID) {
        addAssociation(owner, AssociationTypes.openUpload, upload, time: upload.milliseconds)
    }

    mutating func close(_ upload: ObjectID, of owner: ObjectID) {
        deleteAssociation(owner, AssociationTypes.openUpload, upload)
    }
}

extension RequestContext {
    /// Commits the write that opens an upload. Those whose addresses have expired make room for it.
    ///
    /// - Throws: `UserError` with TOO_MANY if all are open.
    func commit(_ write: GraphWrite, openingFor owner: ObjectID) async throws {
        do {
            try await commit(write)
            return
        } catch GraphError.limitReached {}
        let openMax = limits.openUploadsMax * limits.rateFactor
        trips.append(sql: ["open uploads"])
        let open = try await services.tao.stored.lists([
            RangeQuery(owner, AssociationTypes.openUpload, limit: openMax)
        ])[0].associations
        let expired = open.filter { $0.time + limits.uploadLifetimeMilliseconds <= now }
        var write = write
        for upload in expired { write.close(upload.id2, of: owner) }
        do {
            try await commit(write)
        } catch GraphError.limitReached {
            let oldest = open.map(\.time).min() ?? now
            let rest = oldest + limits.uploadLifetimeMilliseconds - now
            throw UserError<MediaErrorCode>(
                .tooMany,
                "\(openMax) uploads are open. Complete one, or wait until one expires.",
                retryAfter: Int(max(1_000, rest + 999) / 1_000))
        }
    }
}
