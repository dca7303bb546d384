import Foundation
import LocalServices
import Memcached
import Postgres
import TAO

/// `tintype bench tao`: the graph cache beside what it is made of, and under published workloads.
///
/// Everything happens in one process with private servers that are made for this run and removed
/// afterwards. What is compared takes turns, and the middle round counts.
package struct CacheBench {
    /// Memory of memcached; the graph of a million links needs about as much.
    static let memcachedMegabytes = 256
    /// As many as there are clients that write at the same time.
    static let connectionsMax = 16

    private let report: BenchReport
    private let folder: String
    private let migrations: String
    private let associations: Int
    private let clients: Int
    private let seconds: Int

    /// - Parameters:
    ///   - folder: where the servers keep their files.
    ///   - associations: links of the graph at least.
    package init(
        _ report: BenchReport, folder: String, migrations: String, associations: Int, clients: Int,
        seconds: Int
    ) {
        self.report = report
        self.folder = folder
        self.migrations = migrations
        self.associations = associations
        self.clients = clients
        self.seconds = seconds
    }

    package func run() async throws {
        let services = try await LocalServices.start(
            in: folder, memcachedMegabytes: Self.memcachedMegabytes, startsEmpty: true,
            log: report.tell)
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
        configuration.connectionsMax = Self.connectionsMax
        let database = try Database(configuration)
        _ = try await migrate(database: database, directory: migrations)
        let store = BenchStore(
            services: services, database: database,
            cache: try MemcachedClient(
                MemcachedConfiguration(servers: services.memcachedServers)))
        let graph = BenchGraph(associations: associations)
        report.tell("Storing \(graph.nodeCount) objects and \(graph.linkCount) associations.")
        let tao = store.tao("bench")
        try await graph.load(into: tao)
        try await MemoryUse(store).run(report)
        try await BatchCosts(store, graph, tao).run(report)
        try await ReaderScaling(graph, tao, seconds: seconds).run(report)
        try await HotCounter(tao, seconds: seconds).run(report)
        try await runWorkloads(store, graph, tao)
        await tao.shutdown()
        await database.shutdown()
    }

    private func runWorkloads(_ store: BenchStore, _ graph: BenchGraph, _ tao: TAO) async throws {
        report.tell("Filling the cache.")
        try await graph.fill(tao)
        let held = try store.statistics().itemCount
        try report.begin(
            """

            Workloads, \(clients) clients, \(seconds) s each after \(warmSeconds) s to warm up.
            memcached has \(Self.memcachedMegabytes) MB, in which \(held) items lie; the graph has \
            \(graph.nodeCount) objects and as many lists.
            """)
        for workload in Workload.all {
            let outcome = try await WorkloadRun(
                workload: workload, graph: graph, tao: tao, cache: store.cache, clients: clients,
                warmSeconds: warmSeconds, seconds: seconds
            ).run()
            for row in outcome.rows(workload) { try report.add(row) }
        }
    }

    private var warmSeconds: Int { max(1, seconds / 2) }
}
