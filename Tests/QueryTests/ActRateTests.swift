import TAO
import TestSupport
import Testing

@testable import Social

/// How often each act may be done: so often and not once more, which is told with when to come again.
@Suite struct `The rate of an act` {
    struct Case: Sendable, CustomTestStringConvertible {
        let act: Act
        let limit: any KeyPath<SocialLimits, Int> & Sendable
        let seconds: Int
        /// Raises the other rate of the same act, which must not be what refuses.
        var raiseOther: @Sendable (inout SocialLimits) -> Void = { _ in }

        var testDescription: String { "\(act) in \(seconds) seconds" }
    }

    private static let cases = [
        Case(
            act: .follow, limit: \.followsPerHourMax, seconds: 3_600,
            raiseOther: { $0.followsPerDayMax *= 1_000 }),
        Case(
            act: .follow, limit: \.followsPerDayMax, seconds: 86_400,
            raiseOther: { $0.followsPerHourMax *= 1_000 }),
        Case(
            act: .post, limit: \.postsPerHourMax, seconds: 3_600,
            raiseOther: { $0.postsPerDayMax *= 1_000 }),
        Case(
            act: .post, limit: \.postsPerDayMax, seconds: 86_400,
            raiseOther: { $0.postsPerHourMax *= 1_000 }),
        Case(act: .story, limit: \.storiesPerDayMax, seconds: 86_400),
        Case(act: .comment, limit: \.commentsPerTenMinutesMax, seconds: 600),
        Case(act: .upload, limit: \.uploadsPerHourMax, seconds: 3_600),
        Case(act: .mark, limit: \.marksPerHourMax, seconds: 3_600),
        Case(act: .newHashtag, limit: \.newHashtagsPerDayMax, seconds: 86_400),
        Case(act: .newPlace, limit: \.newPlacesPerDayMax, seconds: 86_400),
        Case(act: .view, limit: \.viewsPerHourMax, seconds: 3_600),
        Case(act: .interaction, limit: \.interactionCallsPerHourMax, seconds: 3_600),
        Case(act: .sameText, limit: \.sameTextsPerHourMax, seconds: 3_600),
        Case(act: .registration, limit: \.registrationsPerHourMax, seconds: 3_600),
        Case(act: .signIn, limit: \.signInsPerFiveMinutesMax, seconds: 300),
        Case(act: .signInByName, limit: \.signInsByNamePerHourMax, seconds: 3_600),
        Case(act: .signInByStranger, limit: \.signInsByStrangersPerHourMax, seconds: 3_600),
        Case(act: .signInInSession, limit: \.signInsInSessionPerHourMax, seconds: 3_600),
        Case(act: .mailedToken, limit: \.mailedTokensPerHourMax, seconds: 3_600),
        Case(
            act: .passwordResetRequest, limit: \.passwordResetRequestsPerHourMax, seconds: 3_600),
    ]

    @Test func `is tried of all`() {
        #expect(Set(Self.cases.map(\.act)) == Set(Act.allCases))
    }

    @Test(
        .crosses(
            \SocialLimits.followsPerHourMax, \SocialLimits.followsPerDayMax,
            \SocialLimits.postsPerHourMax, \SocialLimits.postsPerDayMax,
            \SocialLimits.storiesPerDayMax, \SocialLimits.commentsPerTenMinutesMax,
            \SocialLimits.uploadsPerHourMax, \SocialLimits.marksPerHourMax,
            \SocialLimits.newHashtagsPerDayMax, \SocialLimits.newPlacesPerDayMax,
            \SocialLimits.viewsPerHourMax, \SocialLimits.sameTextsPerHourMax,
            \SocialLimits.interactionCallsPerHourMax,
            \SocialLimits.registrationsPerHourMax, \SocialLimits.signInsPerFiveMinutesMax,
            \SocialLimits.signInsByNamePerHourMax,
            \SocialLimits.signInsByStrangersPerHourMax,
            \SocialLimits.signInsInSessionPerHourMax), arguments: Self.cases)
    func `lets so many through, and one when a share of the time has passed`(
        given: Case
    ) async throws {
        let clock = MovableClock()
        let stage = try await Stage.shared
        var limits = SocialLimits.standard
        let count = limits[keyPath: given.limit]
        given.raiseOther(&limits)
        let services = try await stage.makeServices(.off, limits: limits, clock: clock.wallClock)
        func act() async throws -> Int? {
            let context = RequestContext(
                services, viewerID: stage.named("alice").object, client: Client(address: [4, 1]))
            let acting = try #require(context.acting(given.act))
            do {
                try await context.take([context.rated(given.act, by: acting)], SessionCreate.self)
                return nil
            } catch let error as UserError<AccountErrorCode> {
                #expect(error.code == .tooMany)
                #expect(error.limit == count)
                return error.retryAfter
            }
        }
        for _ in 0..<count { #expect(try await act() == nil) }
        let wait = (given.seconds * 1_000 / count + 999) / 1_000
        #expect(try await act() == wait)
        clock.advance(seconds: Double(wait))
        #expect(try await act() == nil)
        let next = try await act()
        #expect(next.map { (1...wait).contains($0) } == true)
    }
}
