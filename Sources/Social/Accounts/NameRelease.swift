import Jobs
import TAO

/// Releases the names that an account gave up long enough ago.
enum NameRelease: JobKind {
    static let name = "names.release"
    static let queue = Queue.low

    static func run(_ account: ObjectID, in context: JobContext<SocialServices>) async throws {
        _ = try await context.services.releaseNames(of: account)
    }

    /// The job for a name that is given up now. It comes a while after the name is free, since the clocks
    /// of the database and of the gateways differ.
    static func job(of account: ObjectID, _ limits: SocialLimits) throws -> NewJob {
        var job = try job(account)
        job.delayMilliseconds = Int(limits.formerNameMilliseconds) + 3_600_000
        return job
    }
}

extension SocialServices {
    /// - Returns: whether a name was released.
    func releaseNames(of account: ObjectID) async throws -> Bool {
        try await tao.deciding(limits) {
            guard let user = try await tao.stored.loadUnfiltered(User.self, [account])[0] else {
                return false
            }
            var profile = Properties<User>(user.object.data)
            var write = GraphWrite()
            write.release(&profile, of: user, now: clock.milliseconds, limits)
            guard profile.record != user.object.data else { return false }
            write.update(account, profile, ifVersion: user.object.version)
            _ = try await tao.commit(write)
            return true
        }
    }
}

extension GraphWrite {
    /// Releases the names that an account gave up long enough ago.
    /// - Parameters:
    ///   - profile: of the account; the caller writes it, if it is the version that this was decided by.
    ///   - name: one that the same write claims.
    mutating func release(
        _ profile: inout Properties<User>, of user: User, now: Int64, _ limits: SocialLimits,
        keeping name: String? = nil
    ) {
        guard var renames = profile[.renames] else { return }
        let names = Set(renames.all.map(\.from)).subtracting([user.username, name ?? ""])
        for former in names.sorted() where !user.holds(former, now: now, limits) {
            releaseName(namespace: NameSpaces.username, name: former, id: user.id)
        }
        renames.forget(before: now - limits.formerNameMilliseconds)
        profile[.renames] = renames
    }
}

extension RequestContext {
    /// Commits a write that claims a username. If that is still in the table of names because nobody
    /// has released it yet, it is released first.
    ///
    /// - Parameter name: nil for a write that claims none.
    func commit(_ write: GraphWrite, claiming name: String?) async throws {
        do {
            try await commit(write)
        } catch GraphError.nameTaken(NameSpaces.username, name) {
            trips.append(sql: ["holder of the name"])
            let taken = GraphError.nameTaken(namespace: NameSpaces.username, name: name ?? "")
            let holder = try await services.tao.stored.ids(
                named: [name ?? ""], in: NameSpaces.username)[0]
            if let holder {
                guard try await services.releaseNames(of: holder) else { throw taken }
            }
            try await commit(write)
        }
    }
}
