import Events
import Foundation
import LocalServices
import Memcached
import Postgres
import TAO

/// `tintype bench events`: how long after its COMMIT a consumer has an event, idle and under load, and what
/// an event costs its write.
package struct EventBench {
    private static let writesPerSecond = 500
    private static let rounds = 5
    private static let posts = (0..<64).map { ObjectID(milliseconds: 1, shard: $0, sequence: 0) }

    private let report: BenchReport
    private let folder: String
    private let migrations: String
    private let clients: Int
    private let seconds: Int

    /// - Parameter folder: where the servers keep their files.
    package init(
        _ report: BenchReport, folder: String, migrations: String, clients: Int, seconds: Int
    ) {
        self.report = report
        self.folder = folder
        self.migrations = migrations
        self.clients = clients
        self.seconds = seconds
    }

    package func run() async throws {
        let services = try await LocalServices.start(
            in: folder, startsEmpty: true, log: report.tell)
        do {
            try await measure(services)
        } catch {
            await services.stop()
            throw error
        }
        await services.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func measure(_ services: LocalServices) async throws {
        var configuration = DatabaseConfiguration(url: services.databaseURL)
        configuration.connectionsMax = CacheBench.connectionsMax
        let database = try Database(configuration)
        _ = try await migrate(database: database, directory: migrations)
        let cache = try MemcachedClient(MemcachedConfiguration(servers: services.memcachedServers))
        let tao = BenchStore(services: services, database: database, cache: cache).tao("events")
        let probe = EventProbe()
        let consuming = Task {
            await EventRunner(database: database, consumers: [probe], log: report.tell).run()
        }
        try await lags(probe, tao)
        consuming.cancel()
        await consuming.value
        try await costs(tao)
        await tao.shutdown()
        cache.shutdown()
        await database.shutdown()
    }

    // MARK: Lag

    private func lags(_ probe: EventProbe, _ tao: TAO) async throws {
        try report.begin("From the COMMIT of a like to a consumer of its event.")
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            try await like(tao, probe)
            try await probe.wait()
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...200)))
        }
        let idle = try row("idle", probe.takeLags(), nil)
        let count = try await paced(probe, tao)
        try await probe.wait()
        try report.add(
            BenchRow(
                name: "likes", value: Double(count) / Double(seconds), unit: "likes/s"))
        _ = try row("at \(Self.writesPerSecond) likes/s", probe.takeLags(), idle)
    }

    private func row(
        _ name: String, _ lags: LatencyHistogram, _ idle: Double?
    ) throws -> Double {
        let p99 = lags.milliseconds(atQuantile: 0.99)
        try report.add(
            BenchRow(name: "\(name), p50", value: lags.milliseconds(atQuantile: 0.5), unit: "ms"))
        try report.add(
            BenchRow(
                name: "\(name), p99", value: p99, unit: "ms",
                against: idle == nil ? "" : "idle, p99", ratio: idle.map { $0 / p99 }))
        return p99
    }

    /// Clients that keep a pace together, whatever each of them waits for.
    private func paced(_ probe: EventProbe, _ tao: TAO) async throws -> Int {
        let start = ContinuousClock.now
        let pause = Duration.seconds(1) * clients / Self.writesPerSecond
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<clients {
                group.addTask {
                    var count = 0
                    var next = start + pause * client / clients
                    while next < start + .seconds(seconds) {
                        try await Task.sleep(until: next)
                        try await like(tao, probe)
                        count += 1
                        next += pause
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
    }

    private func like(_ tao: TAO, _ probe: EventProbe) async throws {
        let number = probe.next()
        _ = try await tao.commit(try write(number, tells: true))
        probe.committed(number)
    }

    /// A like, as the product writes it.
    private func write(_ number: Int64, tells: Bool) throws -> GraphWrite {
        let user = ObjectID(number << 10)
        var write = GraphWrite()
        if tells { write.holdObject(user) }
        let event = try NewEvent(
            account: user.rawValue, kind: "like.changed", version: 1, payload: number)
        write.addAssociation(
            user, BenchGraph.like, Self.posts[Int(number) % Self.posts.count],
            ifChanged: tells ? [event.query] : [])
        return write
    }

    // MARK: Cost

    private func costs(_ tao: TAO) async throws {
        try report.begin("\nLikes of many posts by \(clients) clients, each a transaction.")
        var silent: [Double] = []
        var told: [Double] = []
        for round in 0..<Self.rounds {
            silent.append(try await rate(tao, tells: false, 2 * round + 1))
            told.append(try await rate(tao, tells: true, 2 * round + 2))
        }
        try report.add(BenchRow(name: "without events", value: silent.median, unit: "likes/s"))
        try report.add(
            BenchRow(
                name: "with events", value: told.median, unit: "likes/s",
                against: "without events", ratio: zip(told, silent).map { $0 / $1 }.median))
    }

    private func rate(_ tao: TAO, tells: Bool, _ round: Int) async throws -> Double {
        let start = ContinuousClock.now
        let end = start + .milliseconds(max(1_000, seconds * 1_000 / Self.rounds))
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<clients {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        // No account likes twice.
                        let number = Int64((round << 12 | client) << 24 | count)
                        _ = try await tao.commit(try write(number, tells: tells))
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(count) / ((ContinuousClock.now - start) / .seconds(1))
    }
}
