import TAO

// An account has so many uploads open at once, of so many bytes: asked for, not yet complete, with an
// address that still works. They are edges of the account, by the time they were asked for.

/// An edge to an upload that is open.
struct OpenUpload: Sendable {
    let id: ObjectID
    /// As announced.
    let byteCount: Int
    /// When its address expires, in milliseconds since 1970.
    let expiresAt: Int64

    init(_ edge: Association, _ limits: SocialLimits) {
        id = edge.id2
        byteCount = edge.data?.int(1).map { Int($0) } ?? 0
        expiresAt = edge.time + limits.uploadLifetimeMilliseconds
    }
}

extension GraphWrite {
    mutating func open(_ upload: ObjectID, byteCount: Int, of owner: ObjectID) {
        var data = Record()
        data.set(1, Int64(byteCount))
        addAssociation(
            owner, AssociationTypes.openUpload, upload, time: upload.milliseconds, data: data)
    }

    mutating func close(_ upload: ObjectID, of owner: ObjectID) {
        deleteAssociation(owner, AssociationTypes.openUpload, upload)
    }
}

extension RequestContext {
    /// Commits the write that opens an upload. Those whose addresses have expired make room for it.
    ///
    /// Their number is exact. Their bytes are those that were open before: who asks for several at once may
    /// get somewhat more, and never more than so many of the largest.
    ///
    /// - Throws: `UserError` with TOO_MANY if all are open.
    func commit(_ write: GraphWrite, opening byteCount: Int, for owner: ObjectID) async throws {
        let bytesMax = limits.openUploadBytesMax * limits.rateFactor
        let known = try await graph.lists([openUploads(of: owner)])[0].associations
            .map { OpenUpload($0, limits) }.filter { $0.expiresAt > now }
        guard known.reduce(byteCount, { $0 + $1.byteCount }) <= bytesMax else {
            throw tooManyOpen("\(bytesMax) bytes of uploads", known, limit: bytesMax)
        }
        do {
            try await commit(write)
            return
        } catch GraphError.limitReached {}
        trips.append(sql: ["open uploads"])
        let open = try await services.tao.stored.lists([openUploads(of: owner)])[0].associations
            .map { OpenUpload($0, limits) }
        var write = write
        for upload in open where upload.expiresAt <= now { write.close(upload.id, of: owner) }
        do {
            try await commit(write)
        } catch GraphError.limitReached {
            let openMax = limits.openUploadsMax * limits.rateFactor
            throw tooManyOpen("\(openMax) uploads", open, limit: openMax)
        }
    }

    private func openUploads(of owner: ObjectID) -> RangeQuery {
        RangeQuery(
            owner, AssociationTypes.openUpload,
            limit: min(limits.openUploadsMax * limits.rateFactor, TAOLimits.rangeEdgesMax))
    }

    private func tooManyOpen(
        _ what: String, _ open: [OpenUpload], limit: Int
    ) -> UserError<MediaErrorCode> {
        let rest = (open.map(\.expiresAt).min() ?? now) - now
        return UserError(
            .tooMany, "\(what) are open. Complete one, or wait until one expires.",
            retryAfter: Int(max(1_000, rest + 999) / 1_000), limit: limit)
    }
}
