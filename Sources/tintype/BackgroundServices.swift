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
        [UploadSweeper(house: self)]
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

/// Removes uploads that nobody has completed.
private struct UploadSweeper: Service {
    private static let period = Duration.seconds(60 * 60)

    let house: House

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                let now = Int(house.social.clock.milliseconds / 1_000)
                do {
                    try await house.staging.removeExpired(nowSeconds: now)
                } catch {
                    house.logger.warning("Old uploads cannot be removed: \(error)")
                }
                try await Task.sleep(for: Self.period)
            }
        }
    }
}
