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
                do {
                    try await application.social.endedSessions.look()
                    troubles.note("see which sessions end", nil)
                } catch {
                    if !Task.isCancelled { troubles.note("see which sessions end", "\(error)") }
                }
                try await Task.sleep(for: .milliseconds(period))
            }
        }
    }
}
