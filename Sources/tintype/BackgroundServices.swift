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
            application: self,
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
            await state("postgres") { try await database.ping() },
            await state("schema") { try await schema.require() },
            await state("dataFolder") { try await folder.require() },
            ("postgresRoom", !database.isDiskFull),
            await state("uploads") { try await staging.checkRoom() },
            await state("pictures") { try await blobs.checkRoom() },
        ]
    }

    /// How often memcached had what it was asked for, by class of key.
    /// Then how far the caches lag behind PostgreSQL, in milliseconds, what waits in the outbox and what
    /// of it no process delivers, how often the auditor has found an old value, how many values were
    /// not what had been put there, and whether this process does without the cache because it has
    /// another list of servers than the one in force, or one that was refused.
    /// Then how far the consumers of events lag behind, and how many have lost some.
    /// Last, the lane of ids that it holds, -1 for none: then it creates nothing, or has not yet.
    var metrics: [(name: String, value: Int)] {
        let lag = tao.lagStatistics
        let reads = tao.cacheStatistics
        let classes = [
            ("Objects", reads.objects), ("Lists", reads.lists), ("Names", reads.names),
        ]
        let rates = classes.flatMap { name, reads in
            [("cache\(name)Hit", reads.hits), ("cache\(name)Missed", reads.misses)]
        }
        return rates + [
            ("cacheLagP99Milliseconds", Int(lag.milliseconds(share: 0.99).rounded(.up))),
            ("cacheLagMaxMilliseconds", Int(lag.millisecondsMax.rounded(.up))),
            ("outboxAgeMilliseconds", Int(tao.outboxStatistics.ageMilliseconds)),
            ("outboxRowsUndelivered", tao.outboxStatistics.overdueRows),
            ("cacheValuesFoundOld", tao.auditStatistics.inconsistent),
            ("cacheValuesDamaged", reads.damaged),
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

    /// Asks one of them. The log is told by its name, once and not with every `/ready`.
    private func state(
        _ name: String, _ attempt: () async throws -> Void
    ) async -> (name: String, isReady: Bool) {
        // Who asked has been answered: what is behind the one that took so long is not known to be bad.
        if Task.isCancelled { return (name, false) }
        do {
            try await attempt()
            unreadiness.note(name, nil)
            return (name, true)
        } catch {
            unreadiness.note(name, Task.isCancelled ? "no answer in time" : "\(error)")
            return (name, false)
        }
    }
}

/// The job runner as a service.
private struct JobService: Service, CustomStringConvertible {
    let description = "jobs"
    let application: Application
    let runner: JobRunner

    func run() async throws {
        // In a folder of others no picture would be found.
        let isGood = try await cancelWhenGracefulShutdown { () throws -> Bool in
            do {
                try await application.folder.waitUntilGood(application.logger.troubles())
                return true
            } catch is CancellationError {
                return false
            }
        }
        guard isGood else { return }
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
        let troubles = application.logger.troubles()
        try? await cancelWhenGracefulShutdown {
            while true {
                await troubles.attempt("remove what has expired") {
                    let removed = try await ExpirySweeper(application.social).run()
                    application.logger.debug("Expiry swept", metadata: ["removed": "\(removed)"])
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
        let troubles = application.logger.troubles()
        try? await cancelWhenGracefulShutdown {
            while true {
                await troubles.attempt("sweep stories") {
                    let swept = try await StorySweeper(application.social).run()
                    application.logger.debug("Stories swept", metadata: ["stories": "\(swept)"])
                    troubles.note(
                        "archive or remove some stories",
                        swept.failed > 0 ? "\(swept.failed) of them failed" : nil)
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
