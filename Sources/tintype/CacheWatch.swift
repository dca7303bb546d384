import Logging
import Memcached
import ServiceLifecycle
import TAO

/// Says in the log when a memcached is lost, slow or back, and when what it holds was damaged.
struct CacheWatch: Service, CustomStringConvertible {
    let description = "watch over memcached"
    private static let lookPeriod = Duration.seconds(2)
    /// Between two lines about damaged values.
    private static let quietPeriod = Duration.seconds(60)

    let application: Application

    func run() async throws {
        guard let changes = application.cache?.changes else {
            return try await gracefulShutdown()
        }
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await change in changes { report(change) } }
                group.addTask { await reportDamage() }
            }
        }
    }

    private func report(_ change: ServerChange) {
        application.logger.log(
            level: change.state == .up ? .notice : .warning, "\(change.sentence)",
            metadata: ["memcached": "\(change.server)", "state": "\(change.state.rawValue)"])
    }

    private func reportDamage() async {
        var told = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.lookPeriod)
            let damaged = application.tao.cacheStatistics.damaged
            if damaged == told { continue }
            application.logger.warning(
                "Values in memcached were not what had been put there; they are read anew",
                metadata: ["values": "\(damaged - told)"])
            told = damaged
            try? await Task.sleep(for: Self.quietPeriod)
        }
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
        case .late(let slowness):
            "memcached is slow: \(Int(slowness.milliseconds)) ms for an answer, before "
                + "\(Int(slowness.usualMilliseconds)) ms, PostgreSQL "
                + "\(Int(slowness.storeMilliseconds)) ms; PostgreSQL answers in its place"
        case .answers: state == .up ? "memcached is back" : "memcached is back, but slow"
        }
    }
}
