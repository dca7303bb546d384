import Logging
import Postgres
import ServiceLifecycle
import Social

/// Looks which sessions have ended at other gateways, so that this one takes their tokens no more.
struct SessionWatch: Service, CustomStringConvertible {
    let description = "watch over sessions"

    let application: Application

    func run() async throws {
        let period = application.social.limits.endedSessionsPeriodMilliseconds
        try? await cancelWhenGracefulShutdown {
            let troubles = application.logger.troubles()
            while true {
                await troubles.attempt("see which sessions end") {
                    try await application.social.endedSessions.look()
                }
                try await Task.sleep(for: .milliseconds(period))
            }
        }
    }
}
