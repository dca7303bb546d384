import GraphQL
import TAO

/// How often a mutation may be run.
enum RateLimit: Sendable {
    /// As often as its account may act so.
    case counted(Act)
    /// It is bounded otherwise, or needs no bound, for this reason.
    case uncounted(because: String)
}

/// What an account does, counted together so that none does it too often.
enum Act: Hashable, CaseIterable, Sendable {
    case follow, post, story, comment, upload
    /// What is small and soon undone: likes, saves, unfollows.
    case mark
    /// Telling what was seen.
    case view

    func bounds(_ limits: SocialLimits) -> [RateCounts.Bound] {
        func bound(_ count: Int, in seconds: Int) -> RateCounts.Bound {
            RateCounts.Bound(count: count * limits.rateFactor, seconds: seconds)
        }
        func hourly(_ count: Int) -> RateCounts.Bound { bound(count, in: 3_600) }
        func daily(_ count: Int) -> RateCounts.Bound { bound(count, in: 86_400) }
        return switch self {
        case .follow: [hourly(limits.followsPerHourMax), daily(limits.followsPerDayMax)]
        case .post: [hourly(limits.postsPerHourMax), daily(limits.postsPerDayMax)]
        case .story: [daily(limits.storiesPerDayMax)]
        case .comment: [bound(limits.commentsPerTenMinutesMax, in: 600)]
        case .upload: [hourly(limits.uploadsPerHourMax)]
        case .mark: [hourly(limits.marksPerHourMax)]
        case .view: [hourly(limits.viewsPerHourMax)]
        }
    }
}

extension RequestContext {
    /// Counts a run of a mutation.
    /// - Throws: TOO_MANY if its account has none left.
    func count<Kind: Mutation>(_ kind: Kind.Type) throws {
        guard case .counted(let act) = Kind.rate else { return }
        let wait = services.rates.take(
            act, for: try requireViewer(), now: services.clock.milliseconds)
        guard let wait else { return }
        throw UserError<Kind.Code>(
            .tooMany, "You do this too often. Try again in \(wait) seconds.", retryAfter: wait)
    }
}
