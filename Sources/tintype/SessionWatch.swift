import Logging
import ServiceLifecycle
import Social

/// Looks which sessions have ended at other gateways, so that this one takes their tokens no more.
struct SessionWatch: Service, CustomStringConvertible {
    let description = "watch over sessions"

    let application: Application

    func run() async throws {
        let period = application.social.limits.endedSessionsPeriodMilliseconds
        try? await cancelWhenGracefulShutdown {
            var isBlind = false
            while true {
                do {
                    try await application.social.endedSessions.look()
                    if isBlind { application.logger.notice("Sessions that end are known again") }
                    isBlind = false
                } catch {
                    if !isBlind {
                        application.logger.warning("Which sessions end is not known: \(error)")
                    }
                    isBlind = true
                }
                try await Task.sleep(for: .milliseconds(period))
            }
        }
    }
}
