import Demo
import Logging
import ServiceLifecycle

/// Keeps stories to watch in the demo, whose own expire after a day.
struct DemoStories: Service, CustomStringConvertible {
    let description = "stories of the demo"
    private static let period = Duration.seconds(10 * 60)

    let application: Application

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: Self.period)
                await freshen()
            }
        }
    }

    /// Before the first visitor comes, too: a world from last week has no story that is alive.
    func freshen() async {
        do {
            let count = try await DemoWorld.freshenStories(application.social)
            if count > 0 { application.logger.info("New stories", metadata: ["count": "\(count)"]) }
        } catch {
            application.logger.warning("There are no new stories", metadata: ["reason": "\(error)"])
        }
    }
}
