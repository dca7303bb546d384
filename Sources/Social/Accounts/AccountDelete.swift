import GraphQL
import Jobs
import Postgres
import TAO

/// `accountDelete`: hides an account at once, and has it removed in 30 days (`AccountRemoval`). All of
/// its sessions end; in those that begin from then on it may take it back.
enum AccountDelete: ViewerMutation {
    typealias Output = Viewer

    static let access = Access.anyViewer(because: "It is the viewer's own account.")
    static let rate = RateLimit.uncounted(because: "Wrong passwords are, as those of signing in.")
    static let isOpenToRestricted = true

    static func run(
        _ input: AccountDeleteInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Viewer {
        guard let account = try await context.account(viewer) else {
            throw GraphQLError.unauthenticated
        }
        try await context.requireOwner(
            of: account, password: input.password, Input.Path.password, AccountDelete.self)
        try await context.deciding {
            try await context.schedule(context.limits.deletionMilliseconds, of: viewer)
        }
        context.restrict(try await context.account(viewer))
        return Viewer(id: viewer)
    }

    static func register(_ payload: inout PayloadResolvers<AccountDelete>) {
        payload.field(\.viewer) { $0.output }
    }
}

extension AccountDeleteInput {
    static let secretPaths = [Path.password]
}

/// `accountDeletionCancel`: takes `accountDelete` back.
enum AccountDeletionCancel: ViewerMutation {
    typealias Output = Viewer

    static let access = Access.anyViewer(because: "It is the viewer's own account.")
    static let rate = RateLimit.uncounted(because: Access.takesBack)
    static let isOpenToRestricted = true

    static func run(
        _ input: NoInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Viewer {
        try await context.deciding {
            try await context.schedule(nil, of: viewer)
        }
        context.restrict(try await context.account(viewer))
        return Viewer(id: viewer)
    }

    static func register(_ payload: inout PayloadResolvers<AccountDeletionCancel>) {
        payload.field(\.viewer) { $0.output }
    }
}

extension RequestContext {
    /// Sets when an account will be removed, or that it will not. Nothing is changed where it is so
    /// already: who deletes again does not begin anew.
    ///
    /// - Parameter delay: from now, in milliseconds.
    /// - Throws: `unauthenticated` for an account that is gone, or being removed.
    fileprivate func schedule(_ delay: Int64?, of account: ObjectID) async throws {
        let now = services.clock.milliseconds
        guard let user = try await stored([account])[0]?.ofKind(.user).map(User.init),
            user[.deletionAt].map({ $0 > now }) ?? true
        else { throw GraphQLError.unauthenticated }
        guard (user[.deletionAt] == nil) == (delay != nil) else { return }
        var properties = Properties<User>(user.object.data)
        properties[.deletionAt] = delay.map { now + $0 }
        var write = GraphWrite()
        write.update(account, properties, ifVersion: user.object.version)
        write.also(AccountStore.scheduling(delay.map { now + $0 }, of: account))
        var job = try AccountRemoval.job(account)
        guard let delay else {
            write.also(job.withdrawal)
            try write.tell(AccountDeletionChanged(stage: .cancelled), by: account)
            try await commit(write)
            return
        }
        job.delayMilliseconds = Int(delay)
        let drop = try RequestDrop.job(account)
        write.also(SessionStore.ending(.others(than: nil), of: account))
        write.also(job.query)
        write.also(drop.query)
        try write.tell(AccountDeletionChanged(stage: .scheduled), by: account)
        let outcome = try await commit(write)
        services.endedSessions.add(outcome.rows[1].map { ObjectID(rawValue: $0.int64(0)) })
        services.media.ring(drop.queue)
    }
}
