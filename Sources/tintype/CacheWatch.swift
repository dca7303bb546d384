import Logging
import Memcached
import ServiceLifecycle
import TAO

/// Says in the log when a memcached is lost, slow or back, and when what it holds was damaged.
struct CacheWatch: Service, CustomStringConvertible {
    let description = "watch over memcached"
    private static let lookPeriod = Duration.seconds(2)
    /// How long a server that answers may wait for being used before it is told of: each does when
    /// a process begins, for some milliseconds.
    private static let admissionPeriod = Duration.seconds(1)
    /// Between two lines about damaged values.
    private static let quietPeriod = Duration.seconds(60)

    let application: Application

    func run() async throws {
        guard let changes = application.cache?.changes else {
            return try await gracefulShutdown()
        }
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await report(changes) }
                group.addTask { await reportDamage() }
            }
        }
    }

    private func report(_ changes: AsyncStream<ServerChange>) async {
        let news = CacheNews(logger: application.logger)
        await withTaskGroup(of: Void.self) { group in
            for await change in changes {
                await news.hear(change)
                guard case .notAdmitted = change.cause else { continue }
                group.addTask {
                    guard (try? await Task.sleep(for: Self.admissionPeriod)) != nil else { return }
                    await news.sayWhatWaits(about: change.server)
                }
            }
            group.cancelAll()
        }
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

/// What the log is told of the servers, each thing once.
private actor CacheNews {
    private let logger: Logger
    /// Not told yet, by server.
    private var waiting: [String: ServerChange] = [:]
    /// Servers that the log holds for lost or slow.
    private var lost: Set<String> = []

    init(logger: Logger) {
        self.logger = logger
    }

    func hear(_ change: ServerChange) {
        waiting[change.server] = nil
        if case .notAdmitted = change.cause {
            waiting[change.server] = change
        } else {
            say(change)
        }
    }

    func sayWhatWaits(about server: String) {
        if let change = waiting.removeValue(forKey: server) { say(change) }
    }

    private func say(_ change: ServerChange) {
        let isUp = change.state == .up
        if isUp && lost.remove(change.server) == nil { return }
        if !isUp { lost.insert(change.server) }
        logger.log(
            level: isUp ? .notice : .warning, "\(change.sentence)",
            metadata: ["memcached": "\(change.server)", "state": "\(change.state.rawValue)"])
    }
}

extension ServerChange {
    fileprivate var sentence: String {
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
