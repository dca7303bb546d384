import TAO

/// Removes what has expired and is not asked for any more. To be called now and then, by one worker;
/// nothing depends on when, because everything is checked against the clock where it is used.
package struct ExpirySweeper: Sendable {
    private let services: SocialServices

    package init(_ services: SocialServices) {
        self.services = services
    }

    /// What was removed.
    package struct Removed: Sendable, Equatable {
        package var sessions = 0
        package var idempotencyKeys = 0
        /// Mails, sent or not, whose tokens have been void for long.
        package var mails = 0
        /// Addresses that nobody has proved.
        package var emailClaims = 0
        /// Addresses where an account has not signed in for long.
        package var knownAddresses = 0
        /// Files of uploads that were not completed, or are not needed any more.
        package var uploads = 0
        /// Days of what was done with posts of feeds.
        package var interactionDays = 0
    }

    package func run() async throws -> Removed {
        let now = services.clock.milliseconds
        return Removed(
            sessions: try await services.sessions.removeExpired(
                now: now, endedLifetime: services.limits.endedSessionMilliseconds),
            idempotencyKeys: try await services.idempotency.removeExpired(now: now),
            mails: try await services.mails.removeExpired(
                before: now - services.limits.mailKeptMilliseconds),
            emailClaims: try await services.emails.removeLapsed(services.claimsLapsedAt(now)),
            knownAddresses: try await services.knownAddresses.removeExpired(
                before: now - services.limits.knownAddressMilliseconds),
            uploads: try await services.media.removeExpiredUploads(),
            interactionDays: try await services.sweepInteractions())
    }
}
