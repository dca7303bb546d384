import Events
import Logging
import Postgres
import ServiceLifecycle
import Social
import Synchronization

/// Gives the consumers of this program what happens, removes old events, and looks how far all consumers
/// are.
struct EventService: Service, CustomStringConvertible {
    let description = "log of events"
    private static let lookPeriod = Duration.seconds(10)
    private static let reportPeriod = Duration.seconds(60)
    private static let sweepPeriod = Duration.seconds(60 * 60)

    let application: Application

    func run() async throws {
        let logger = application.logger
        let figures = EventFigures()
        let log = { @Sendable (text: String) in logger.warning("\(text)") }
        let runner = EventRunner(
            database: application.database,
            consumers: [figures, EngagementCounting(application.social)], log: log)
        let events = EventLog(application.database, log: log)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await runner.run() }
                group.addTask {
                    await every(Self.lookPeriod) { try await application.eventWatch.look(events) }
                }
                group.addTask {
                    await every(Self.reportPeriod) { figures.report(to: logger) }
                }
                group.addTask {
                    await every(Self.sweepPeriod) { _ = try await events.removeOld() }
                }
            }
        }
    }

    private func every(_ pause: Duration, _ body: () async throws -> Void) async {
        let troubles = application.logger.troubles()
        while !Task.isCancelled {
            await troubles.attempt("look after the log of events", body)
            try? await Task.sleep(for: pause)
        }
    }
}

/// How far the consumers of the log were when that was last looked at, for `/ready`.
final class EventWatch: Sendable {
    private let states = Mutex<[EventConsumerState]>([])

    /// Of consumers that a process works on, the age of the oldest event that one is not done with.
    var lagMilliseconds: Int {
        states.withLock { $0.filter(\.isHeld).map(\.lagMilliseconds).max() ?? 0 }
    }

    /// Consumers that have lost events, having been away for longer than these are kept.
    var consumersLate: Int { states.withLock { $0.count { $0.missedAt != nil } } }

    func look(_ events: EventLog) async throws {
        let found = try await events.consumers()
        states.withLock { $0 = found }
    }
}

/// What happens, for the log of the process that has this consumer: how often each kind.
private final class EventFigures: EventConsumer {
    let name = "figures"
    private let counts = Mutex<[String: Int]>([:])

    func handle(_ events: [Event]) {
        counts.withLock { counts in
            for event in events { counts[event.kind, default: 0] += 1 }
        }
    }

    /// Tells what there was since the last time.
    func report(to logger: Logger) {
        let counts = counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        if counts.isEmpty { return }
        logger.info("Events", metadata: counts.mapValues { "\($0)" })
    }
}
