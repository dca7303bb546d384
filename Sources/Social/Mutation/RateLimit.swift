import Crypto
import GraphQL
import TAO

/// How often a mutation may be run.
enum RateLimit: Sendable {
    /// As often as its account, or its address, may act so.
    case counted(Act)
    /// It is bounded otherwise, or needs no bound, for this reason.
    case uncounted(because: String)
}

/// What is counted together so that nobody does it too often. The numbers are part of keys that all
/// processes share: they are never changed or used again.
enum Act: Int16, CaseIterable, Sendable {
    case follow = 1
    case post = 2
    case story = 3
    case comment = 4
    case upload = 5
    /// What is small and soon undone: likes, saves.
    case mark = 6
    /// Telling what was seen.
    case view = 7
    /// Saying the same again.
    case sameText = 8
    case registration = 9
    /// Signing in to any account from one address.
    case signIn = 10
    /// Signing in to one account from one address.
    case signInByName = 11
    /// Showing a token that was mailed to somebody.
    case mailedToken = 20
    /// Asking for a token to set a new password by.
    case passwordResetRequest = 21
    /// Signing in to one account from all addresses together where it never did.
    case signInByStranger = 22
    /// Telling the password of one's account in one session.
    case signInInSession = 23
    case newHashtag = 30
    case newPlace = 31
    /// Telling what was done with posts of a feed.
    case interaction = 40

    /// Whether it is what an address does, and not an account.
    var isOfAddress: Bool {
        switch self {
        case .registration, .signIn, .signInByName, .signInByStranger, .signInInSession,
            .mailedToken, .passwordResetRequest:
            true
        case .follow, .post, .story, .comment, .upload, .mark, .view, .sameText, .newHashtag,
            .newPlace, .interaction:
            false
        }
    }

    /// Whether an account does less of it on its first day.
    private var isLearnt: Bool { !isOfAddress && self != .sameText }

    /// - Parameter isNew: whether it is the account's first day.
    func rates(_ limits: SocialLimits, isNew: Bool) -> [Rate] {
        func rate(_ count: Int, per seconds: Int) -> Rate {
            let share = isNew && isLearnt ? max(1, count / limits.newAccountDivisor) : count
            return Rate(share * limits.rateFactor, perSeconds: seconds)
        }
        func hourly(_ count: Int) -> Rate { rate(count, per: 3_600) }
        func daily(_ count: Int) -> Rate { rate(count, per: 86_400) }
        return switch self {
        case .follow: [hourly(limits.followsPerHourMax), daily(limits.followsPerDayMax)]
        case .post: [hourly(limits.postsPerHourMax), daily(limits.postsPerDayMax)]
        case .story: [daily(limits.storiesPerDayMax)]
        case .comment: [rate(limits.commentsPerTenMinutesMax, per: 600)]
        case .upload: [hourly(limits.uploadsPerHourMax)]
        case .mark: [hourly(limits.marksPerHourMax)]
        case .view: [hourly(limits.viewsPerHourMax)]
        case .sameText: [hourly(limits.sameTextsPerHourMax)]
        case .newHashtag: [daily(limits.newHashtagsPerDayMax)]
        case .newPlace: [daily(limits.newPlacesPerDayMax)]
        case .interaction: [hourly(limits.interactionCallsPerHourMax)]
        case .registration: [hourly(limits.registrationsPerHourMax)]
        case .signIn: [rate(limits.signInsPerFiveMinutesMax, per: 300)]
        case .signInByName: [hourly(limits.signInsByNamePerHourMax)]
        case .signInByStranger: [hourly(limits.signInsByStrangersPerHourMax)]
        case .signInInSession: [hourly(limits.signInsInSessionPerHourMax)]
        case .mailedToken: [hourly(limits.mailedTokensPerHourMax)]
        case .passwordResetRequest: [hourly(limits.passwordResetRequestsPerHourMax)]
        }
    }
}

extension RequestContext {
    /// Counts a run of a mutation. This process itself, over no connection, is not counted.
    /// - Throws: TOO_MANY if it has been too often.
    func count<Kind: Mutation>(_ kind: Kind.Type, _ input: Kind.Input) async throws {
        guard case .counted(let act) = Kind.rate, let acting = acting(act) else { return }
        var acts = [rated(act, by: acting)]
        if let said = Kind.said.map({ input[keyPath: $0] }) {
            acts.append(rated(.sameText, by: acting, about: said))
        }
        try await take(acts, kind)
    }

    /// - Throws: TOO_MANY if there has been too much of one of them.
    func take<Kind: Mutation>(_ acts: [RatedAct], _ kind: Kind.Type) async throws {
        let refusal = await services.tao.rates.take(
            acts, now: services.clock.milliseconds, trips: trips)
        guard let refusal else { return }
        let seconds = Int((refusal.milliseconds + 999) / 1_000)
        throw UserError<Kind.Code>(
            .tooMany, "You do this too often. Try again in \(seconds) seconds.",
            retryAfter: seconds, limit: refusal.rate.count)
    }

    /// Puts back what was taken and turned out not to count.
    func giveBack(_ acts: [RatedAct]) async {
        await services.tao.rates.giveBack(
            acts, now: services.clock.milliseconds, trips: trips)
    }

    /// Who acts, as few bytes: an account or an address; nil for this process itself.
    func acting(_ act: Act) -> [UInt8]? {
        if !act.isOfAddress, let viewerID {
            return withUnsafeBytes(of: viewerID.rawValue.bigEndian) { Array($0) }
        }
        return client.address.isEmpty ? nil : client.address
    }

    /// - Parameter subject: of what there is a limit of its own each, such as a text; it is not seen
    ///   from outside.
    func rated(_ act: Act, by acting: [UInt8], about subject: String? = nil) -> RatedAct {
        let digest = subject.map { SHA256.hash(data: Array($0.utf8)).prefix(16) }
        let isNew = viewerID.map { now - $0.milliseconds < limits.newAccountMilliseconds } ?? false
        return RatedAct(
            RateKey(kind: act.rawValue, subject: acting + (digest.map { Array($0) } ?? [])),
            act.rates(limits, isNew: isNew))
    }
}
