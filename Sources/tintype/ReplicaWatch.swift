import Logging
import Postgres
import ServiceLifecycle

/// Says in the log when a streaming replica is lost, is none, or is back. Reads do without it meanwhile.
struct ReplicaWatch: Service, CustomStringConvertible {
    let description = "watch over replicas"
    private static let lookPeriod = Duration.seconds(5)

    let application: Application

    /// How a replica was found.
    private enum Standing: Equatable {
        case follows
        case isNoReplica
        case isLost
    }

    func run() async throws {
        if application.replicas.isEmpty { return try await gracefulShutdown() }
        try? await cancelWhenGracefulShutdown {
            var told = application.replicas.map { _ in Standing.follows }
            while true {
                for (index, replica) in application.replicas.enumerated() {
                    let (standing, reason) = await look(at: replica)
                    if standing == told[index] || Task.isCancelled { continue }
                    told[index] = standing
                    say(standing, reason, of: replica)
                }
                try await Task.sleep(for: Self.lookPeriod)
            }
        }
    }

    private func look(at replica: Database) async -> (Standing, reason: String?) {
        do {
            return (try await replica.isStandby ? .follows : .isNoReplica, nil)
        } catch {
            return (.isLost, error.messageOnOneLine)
        }
    }

    private func say(_ standing: Standing, _ reason: String?, of replica: Database) {
        var metadata: Logger.Metadata = ["replica": "\(replica.configuration)"]
        if let reason { metadata["reason"] = "\(reason)" }
        switch standing {
        case .follows:
            application.logger.notice("The replica is back", metadata: metadata)
        case .isNoReplica:
            application.logger.warning(
                "The replica is none: it follows no primary, and gets no reads", metadata: metadata)
        case .isLost:
            application.logger.warning(
                "The replica cannot be asked; the primary answers in its place", metadata: metadata)
        }
    }
}
