import Foundation
import LocalServices
import Synchronization
import TestSupport

/// What an operator runs: gateways and workers from the built program, each a process of its own, on
/// one PostgreSQL and some memcached servers. The ways to these can be made bad.
///
/// Everything ends with the test process. A test that is done with a fleet calls `stop()`, which ends all of
/// it: a gateway without its databases would keep a processor busy asking for them.
final class Fleet: Sendable {
    let services: LocalServices
    /// All processes go to each memcached through the same link, as all have the same list.
    let memcachedLinks: [Link]
    let databaseURL: String
    /// Pictures and uploads, and what the processes print.
    let folder: String

    private let processes = Mutex<[FleetProcess]>([])

    private var data: String { folder + "/data" }

    static let secret = "a secret that all gateways of a fleet know"
    static let project =
        #filePath.ranges(of: "/Tests/").last.map { String(#filePath[..<$0.lowerBound]) } ?? ""

    /// - Parameter isMigrated: whether the database has its tables.
    init(memcacheds: Int = 2, isReplicated: Bool = false, isMigrated: Bool = true) async throws {
        services = try await TestServices.start(
            memcachedCount: memcacheds, isReplicated: isReplicated)
        memcachedLinks = try (0..<memcacheds).map { [services] in
            try services.link(toMemcached: $0)
        }
        databaseURL = services.databaseURL
        folder = try TestServices.makeFolder()
        if isMigrated { try await migrate() }
    }

    func migrate() async throws {
        let (end, printed) = try await run(
            "migrate", ["--resources", Self.project], isCached: false)
        guard end == "exit status 0" else {
            throw FleetProcess.DidNotHappen(description: "migrate failed:\n\(printed)")
        }
    }

    /// A gateway that listens.
    /// - Parameters:
    ///   - isCached: whether it is told of the memcached servers.
    ///   - data: a folder in place of the fleet's own.
    ///   - arguments: more flags.
    func gateway(
        isCached: Bool = true, descriptorsMax: Int? = nil, databaseURL: String? = nil,
        resources: String = project, data: String? = nil, _ arguments: [String] = []
    ) async throws -> FleetGateway {
        var words =
            ["serve", "--port", "0", "--resources", resources] + flags(isCached, databaseURL)
            + arguments
        words += ["--data", data ?? self.data]
        // No load balancer has to be told that it stops, and a few accounts do the work of many.
        for (flag, value) in [("--shutdown-grace-seconds", "0"), ("--rate-factor", "1000")]
        where !words.contains(flag) {
            words += [flag, value]
        }
        let process = try await FleetProcess(words, in: folder, descriptorsMax: descriptorsMax)
        processes.withLock { $0.append(process) }
        let address = try await process.line("listening on ")
        guard let port = address.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw FleetProcess.DidNotHappen(description: "\(address) has no port.")
        }
        return FleetGateway(process: process, port: port)
    }

    /// A worker that works.
    func worker(isCached: Bool = true, _ arguments: [String] = []) async throws -> FleetProcess {
        let process = try await FleetProcess(
            ["worker", "--resources", Self.project, "--data", data] + flags(isCached, nil)
                + arguments, in: folder)
        processes.withLock { $0.append(process) }
        _ = try await process.line("working on ")
        return process
    }

    /// Any other command with the fleet's database and caches, to its end.
    /// - Returns: how it ended and what it printed.
    func run(
        _ command: String, _ arguments: [String] = [], isCached: Bool = true,
        databaseURL: String? = nil
    ) async throws -> (end: String?, printed: String) {
        var words = [command] + arguments + ["--database-url", databaseURL ?? self.databaseURL]
        if isCached { words += memcachedFlags }
        let process = try await FleetProcess(words, in: folder)
        let end = await process.end()
        if end == nil { await process.kill() }
        return (end, process.printed)
    }

    func stop() async {
        for process in processes.withLock({ $0 }) { await process.kill() }
        for link in memcachedLinks { link.cut() }
        await services.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private var memcachedFlags: [String] {
        ["--memcached-servers", memcachedLinks.map(\.path).joined(separator: ",")]
    }

    private func flags(_ isCached: Bool, _ url: String?) -> [String] {
        ["--database-url", url ?? databaseURL, "--secret-key", Self.secret]
            + (isCached ? memcachedFlags : [])
    }
}

/// A gateway of a fleet.
struct FleetGateway: Sendable {
    let process: FleetProcess
    let port: Int

    /// A client with a connection of its own.
    func client(token: String? = nil) -> FleetClient {
        FleetClient(port: port, token: token)
    }
}
