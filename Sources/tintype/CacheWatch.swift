import Logging
import Memcached
import ServiceLifecycle

/// Says in the log when a memcached is lost and when it is back.
struct CacheWatch: Service {
    let house: House

    func run() async throws {
        guard let changes = house.cache?.changes else {
            return try await gracefulShutdown()
        }
        for await change in changes.cancelOnGracefulShutdown() { report(change) }
        try await gracefulShutdown()
    }

    private func report(_ change: ServerChange) {
        house.logger.log(
            level: change.state == .up ? .notice : .warning, "\(change.sentence)",
            metadata: ["memcached": "\(change.server)", "state": "\(change.state.rawValue)"])
    }
}

extension ServerChange {
    var sentence: String {
        switch cause {
        case .unreachable: "memcached cannot be reached; PostgreSQL answers in its place"
        case .broken: "memcached is lost; PostgreSQL answers in its place"
        case .notAdmitted:
            "memcached answers but is not used: PostgreSQL cannot say what it must forget, or "
                + "another list of servers is in force"
        case .answers: "memcached is back"
        }
    }
}
