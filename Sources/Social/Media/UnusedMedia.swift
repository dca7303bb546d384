import Jobs
import TAO

/// Removes a photo that nothing has shown for a while: what was asked for and never came, what came and
/// was never posted, and what was left out of a post or is no picture of an account any more.
///
/// A job is added whenever a photo begins to be unused: with the photo itself, and by
/// `GraphWrite.release`. The clock of the process decides, not that of the database.
enum UnusedMediaRemoval: JobKind {
    static let name = "media.removeUnused"
    static let queue = Queue.low

    /// A photo, and since when nothing showed it when the job was added: one that was used meanwhile has
    /// another job, if it has one.
    struct Appointment: Codable, Sendable {
        let media: ObjectID
        /// Milliseconds since 1970.
        let since: Int64
    }

    static func later(_ media: ObjectID, since: Int64, _ limits: SocialLimits) throws -> NewJob {
        var job = try job(Appointment(media: media, since: since))
        job.delayMilliseconds = Int(limits.unusedMediaMilliseconds)
        return job
    }

    static func run(
        _ appointment: Appointment, in context: JobContext<SocialServices>
    ) async throws {
        let services = context.services
        let rest =
            appointment.since + services.limits.unusedMediaMilliseconds
            - services.clock.milliseconds
        if rest > 0 { return try await postpone(appointment, milliseconds: rest, in: context) }
        switch try await services.media.removeUnused(
            appointment.media, since: appointment.since)
        {
        case .used: break
        case .gone: try await services.media.removeFiles(of: appointment.media)
        case .beingMade:
            try await postpone(
                appointment, milliseconds: services.limits.unusedMediaMilliseconds, in: context)
        }
    }
}

extension MediaFlow {
    enum UnusedState {
        /// Something shows it, or has shown it meanwhile.
        case used
        /// A worker may be storing its files.
        case beingMade
        /// There is no such photo any more. Its files may still be there.
        case gone
    }

    /// Removes the row and the edges of a photo that nothing shows, unless something begins to at the same
    /// moment. The files are to be removed after it.
    fileprivate func removeUnused(
        _ media: ObjectID, since: Int64
    ) async throws -> UnusedState {
        try await tao.deciding(limits) {
            guard let image = try await current(media) else { return .gone }
            guard image[.parent] == nil, image.unusedSince == since else { return .used }
            if image.status == .processing { return .beingMade }
            var write = GraphWrite()
            write.removeUpload(image)
            for job in try MediaFlow.withdrawals(of: image) { write.also(job.withdrawal) }
            _ = try await tao.commit(write)
            return .gone
        }
    }
}

extension Image {
    /// When it began that nothing showed it, in milliseconds since 1970. Of no meaning for what is shown.
    var unusedSince: Int64 { self[.unusedSince] ?? id.milliseconds }
}

extension GraphWrite {
    /// Removes the row of a photo, if nobody has changed it, and the edges that its owner has to it.
    mutating func removeUpload(_ image: Image) {
        deleteObject(image.id, ifVersion: image.object.version)
        guard let owner = image.owner else { return }
        for type in [
            AssociationTypes.uploaded, AssociationTypes.openUpload,
            AssociationTypes.processingUpload,
        ] {
            deleteAssociation(owner, type, image.id)
        }
    }

    /// Nothing shows the photo any more. Its owner may use it again, for `unusedMediaMilliseconds`.
    ///
    /// - Parameter now: milliseconds since 1970.
    mutating func release(_ image: Image, now: Int64, _ limits: SocialLimits) throws {
        var properties = Properties<Image>(image.object.data)
        properties[.parent] = nil
        properties[.unusedSince] = now
        update(image.id, properties, ifVersion: image.object.version)
        also(try UnusedMediaRemoval.later(image.id, since: now, limits).query)
    }
}
