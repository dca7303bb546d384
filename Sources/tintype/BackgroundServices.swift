import Foundation
import Jobs
import Logging
import Media
import Memcached
import Postgres
import ServiceLifecycle
import Social
import TAO

extension House {
    /// What runs beside the server in every process that serves or works.
    var backgroundServices: [any Service] {
        [GraphTailer(house: self), Caretaker(house: self)]
    }

    /// The runner of background jobs.
    func jobService(workers: Int) -> any Service {
        var configuration = JobRunnerConfiguration()
        configuration.queue = MediaFlow.processingQueue
        configuration.concurrencyMax = workers
        let runner = JobRunner(
            database: database, configuration: configuration,
            handlers: social.media.jobHandlers,
            log: { [logger] in logger.warning("\($0)") })
        wakeWorkers.connect(to: runner)
        return JobService(runner: runner)
    }

    /// Whether what the server needs answers now.
    func dependencies() async -> [(name: String, isReady: Bool)] {
        // Without memcached everything still works, only slower, so it is not asked.
        [
            (
                "postgres",
                await succeeds {
                    _ = try await jobCounts(queue: MediaFlow.processingQueue, in: database)
                }
            ),
            ("uploads", await succeeds { _ = try await staging.byteCount(mediaID: 0) }),
        ]
    }

    private func succeeds(_ attempt: () async throws -> Void) async -> Bool {
        do {
            try await attempt()
            return true
        } catch {
            logger.warning("Not ready: \(error)")
            return false
        }
    }
}

/// The job runner as a service.
private struct JobService: Service {
    let runner: JobRunner

    func run() async throws {
        await withGracefulShutdownHandler {
            await runner.run()
        } onGracefulShutdown: {
            runner.stop()
        }
    }
}

/// Repeats deletes in the cache whose writer did not live to make them.
private struct GraphTailer: Service {
    let house: House

    func run() async throws {
        house.tao.startTailer()
        try? await gracefulShutdown()
    }
}

/// Removes what has expired: sessions, keys of repeated requests, uploads nobody completed.
private struct Caretaker: Service {
    private static let period = Duration.seconds(60 * 60)

    let house: House

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                do {
                    let removed = try await Upkeep(house.social).run()
                    house.logger.debug("Upkeep", metadata: ["removed": "\(removed)"])
                } catch {
                    house.logger.warning("What has expired cannot be removed: \(error)")
                }
                try await Task.sleep(for: Self.period)
            }
        }
    }
}
