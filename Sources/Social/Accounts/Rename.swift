import GraphQL
import Jobs
import TAO

/// What becomes of the username of an account.
///
/// The name that is given up stays the account's in the table of names, so that it goes on leading to
/// it and nobody else can take it. Since when, is in the record of the account (`Renames`): with the
/// version of that, renames happen one after the other. A job releases it (`NameRelease`), or whoever
/// wants it next.
struct Rename: Sendable {
    private let username: String

    /// nil if the name stays.
    /// - Throws: INVALID for what is no name, TAKEN for one that is reserved.
    init?(
        _ change: Change<String>, _ context: RequestContext
    ) throws(UserError<AccountErrorCode>) {
        switch change {
        case .keep: return nil
        case .clear:
            throw UserError(.invalid, "An account has a name.", at: Self.path)
        case .set(let text):
            guard let username = Username.kept(text, context.limits) else {
                throw UserError(
                    .invalid, Username.rules(context.limits), at: Self.path,
                    limit: Username.limit(of: text, context.limits))
            }
            self.username = username
        }
    }

    /// - Returns: the name that the write claims; nil if it is the account's already.
    /// - Throws: TAKEN for a name that is reserved, unless it is the account's own; TOO_MANY.
    func apply(
        to profile: inout Properties<User>, of user: User, in write: inout GraphWrite,
        _ context: RequestContext
    ) throws -> String? {
        guard username != user.username else { return nil }
        let (now, limits) = (context.services.clock.milliseconds, context.limits)
        if context.services.accountRules.reservedNames.contains(username),
            !user.holds(username, now: now, limits)
        {
            throw UserError<AccountErrorCode>(.taken, "This name is reserved.", at: Self.path)
        }
        let renames = user[.renames] ?? Renames()
        if let wait = renames.wait(now, limits) { throw Self.tooMany(wait, limits) }
        write.release(&profile, of: user, now: now, limits, keeping: username)
        var kept = profile[.renames] ?? Renames()
        kept.add(user.username, at: now)
        profile[.renames] = kept
        profile[.username] = username
        write.claimName(namespace: NameSpaces.username, name: username, id: user.id)
        write.also(try NameRelease.job(of: user.id, limits).query)
        return username
    }

    static let taken = UserError<AccountErrorCode>(
        .taken, "Another account has this name.", at: path)

    private static let path = AccountUpdateInput.Path.username

    private static func tooMany(
        _ wait: Int64, _ limits: SocialLimits
    ) -> UserError<AccountErrorCode> {
        let days = limits.renamesMilliseconds / 86_400_000
        return UserError(
            .tooMany, "A name can be changed \(limits.renamesMax) times in \(days) days.",
            at: path, retryAfter: Int((wait + 999) / 1_000), limit: limits.renamesMax)
    }
}

extension Renames {
    /// How long it takes until there may be another; nil if there may be one now. In milliseconds.
    fileprivate func wait(_ now: Int64, _ limits: SocialLimits) -> Int64? {
        let latest = all.map(\.time).suffix(limits.renamesMax)
        guard latest.count == limits.renamesMax, let first = latest.first else { return nil }
        let wait = first + limits.renamesMilliseconds - now
        return wait > 0 ? wait : nil
    }
}
