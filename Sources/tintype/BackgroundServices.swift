import Foundation
import Jobs
import Logging
import Media
import Memcached
import Postgres
import ServiceLifecycle
import Social
import TAO

extension Application {
    /// What runs beside the server in every process that serves or works.
    var backgroundServices: [any Service] {
        [
            GraphTailer(application: self), CacheWatch(application: self),
            ReplicaWatch(application: self), ExpirySweep(application: self),
            StorySweep(application: self), ClockWatch(application: self),
            EventService(application: self),
        ]
    }

    /// The runner of background jobs.
    func jobService(workers: Int, queues: [Queue] = Queue.allCases) -> any Service {
        var configuration = JobRunnerConfiguration()
        configuration.queues = Set(queues)
        configuration.slots = workers
        return JobService(
            runner: JobRunner(
                database: database, kinds: Social.jobKinds(for: social), services: social,
                configuration: configuration, bell: bell,
                log: { [logger] in logger.warning("\($0)") }))
    }

    /// What waits in the queues and what has failed for good.
    fileprivate func jobFigures() async -> [(name: String, value: Int)] {
        guard let counts = try? await JobLedger(database).counts() else { return [] }
        return [
            ("waiting", counts.reduce(0) { $0 + $1.waiting }),
            ("failed", counts.reduce(0) { $0 + $1.dead }),
        ]
    }

    /// Whether what the server needs answers now, and takes what is written.
    func dependencies() async -> [(name: String, isReady: Bool)] {
        // Without memcached everything still works, only slower, so it is not asked.
        [
            ("postgres", await succeeds { try await database.ping() }),
            ("schema", await succeeds { try await schema.require() }),
            ("postgresRoom", !database.isDiskFull),
            ("uploads", await succeeds { try await staging.checkRoom() }),
            ("pictures", await succeeds { try await blobs.checkRoom() }),
        ]
    }

    /// How far the caches lag behind PostgreSQL, in milliseconds, what waits in the outbox and what
    /// of it no process delivers, how often the auditor has found an old value, how many values were
    /// not what had been put there, and whether this process does without the cache because it has
    /// another list of servers than the one in force, or one that was refused.
    /// Then how far the consumers of events lag behind, and how many have lost some.
    /// Last, the lane of ids that it holds, -1 for none: then it creates nothing, or has not yet.
    var metrics: [(name: String, value: Int)] {
        let lag = tao.lagStatistics
        return [
            ("cacheLagP99Milliseconds", Int(lag.milliseconds(share: 0.99).rounded(.up))),
            ("cacheLagMaxMilliseconds", Int(lag.millisecondsMax.rounded(.up))),
            ("outboxAgeMilliseconds", Int(tao.outboxStatistics.ageMilliseconds)),
            ("outboxRowsUndelivered", tao.outboxStatistics.overdueRows),
            ("cacheValuesFoundOld", tao.auditStatistics.inconsistent),
            ("cacheValuesDamaged", tao.cacheStatistics.damaged),
            ("cacheListOutdated", tao.isCacheOutdated ? 1 : 0),
            ("cacheListRefused", tao.isCacheListRefused ? 1 : 0),
            ("eventLagMilliseconds", eventWatch.lagMilliseconds),
            ("eventConsumersLate", eventWatch.consumersLate),
            ("idLane", ids.lane ?? -1),
        ]
    }

    /// Each memcached by its name, and whether it is "up", "down" or "slow".
    var cacheServers: [(name: String, state: String)] {
        tao.cacheServerStates.map { ($0.name, $0.state.rawValue) }
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
private struct JobService: Service, CustomStringConvertible {
    let description = "jobs"
    let runner: JobRunner

    func run() async throws {
        await withGracefulShutdownHandler {
            await runner.run()
        } onGracefulShutdown: {
            runner.stop()
        }
    }
}

/// Repeats deletes in the cache whose writer did not live to make them, and looks whether the cache
/// tells the truth.
private struct GraphTailer: Service, CustomStringConvertible {
    let description = "outbox"
    private static let reportPeriod = Duration.seconds(60)

    let application: Application

    func run() async throws {
        if application.cache == nil {
            application.logger.warning(
                """
                Without memcached: what this process writes is seen through another one's cache when \
                a process that has the cache has repeated it
                """)
        }
        application.tao.startTailer()
        application.tao.startAuditor()
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: Self.reportPeriod)
                let metrics =
                    application.metrics.map { ($0.name, "\($0.value)") }
                    + application.cacheServers.map { ("memcached \($0.name)", $0.state) }
                if application.tao.isCacheOutdated,
                    let sentence = application.tao.cacheListStanding?.sentence
                {
                    application.logger.warning("\(sentence)")
                }
                application.logger.info(
                    "Graph cache",
                    metadata: Dictionary(metrics) { first, _ in first }.mapValues { .string($0) })
                let jobs = await application.jobFigures().map { ($0.name, "\($0.value)") }
                application.logger.info(
                    "Jobs",
                    metadata: Dictionary(jobs) { first, _ in first }.mapValues { .string($0) })
            }
        }
    }
}

/// Removes what has expired: sessions, keys of repeated requests, uploads that were not completed.
private struct ExpirySweep: Service, CustomStringConvertible {
    let description = "expiry sweep"
    private static let period = Duration.seconds(60 * 60)

    let application: Application

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                do {
                    let removed = try await ExpirySweeper(application.social).run()
                    application.logger.debug("Expiry swept", metadata: ["removed": "\(removed)"])
                } catch {
                    application.logger.warning("What has expired cannot be removed: \(error)")
                }
                try await Task.sleep(for: Self.period)
            }
        }
    }
}

/// Looks after stories whose day is over.
private struct StorySweep: Service, CustomStringConvertible {
    let description = "story sweep"
    private static let period = Duration.seconds(60)

    let application: Application

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                do {
                    let swept = try await StorySweeper(application.social).run()
                    application.logger.debug("Stories swept", metadata: ["stories": "\(swept)"])
                    if swept.failed > 0 {
                        application.logger.warning(
                            "Some stories cannot be archived or removed",
                            metadata: ["count": "\(swept.failed)"])
                    }
                } catch {
                    application.logger.warning("Stories cannot be swept: \(error)")
                }
                try await Task.sleep(for: Self.period)
            }
        }
    }
}

/// Keeps this process at the time of PostgreSQL.
private struct ClockWatch: Service, CustomStringConvertible {
    let description = "clock"

    let application: Application

    func run() async throws {
        await cancelWhenGracefulShutdown { await application.storeClock.run() }
    }
}
