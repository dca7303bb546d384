import Bench
import Demo
import Foundation
import Gateway
import LocalServices
import Postgres
import Social

/// The server that a benchmark asks, with databases of its own beside those of a demo.
struct BenchServer {
    let settings: Settings
    /// Of the data folder. One that begins empty is for a bench that changes its world.
    var folder = "bench"
    var startsEmpty = false
    /// The world it begins with; nil for the sample world.
    var crowd: Crowd?
    /// Jobs that it runs at the same time; nil for as many as it is set to.
    var workers: Int?
    var memcachedMegabytes = 128
    /// How many times the usual number of acts is allowed, by it and by gateways that are loaded; nil for what
    /// is set.
    var rateFactor: Int?

    /// Serves the sample world on a free port while `body` runs.
    func run(
        _ body: @escaping @Sendable (ServerBench.Subject) async throws -> Void
    ) async throws {
        let folder = try settings.benchFolder(folder)
        let project = try ProjectFolder.find(settings)
        let interruption = Interruption()
        let services = try await LocalServices.start(
            in: folder, memcachedMegabytes: memcachedMegabytes, startsEmpty: startsEmpty,
            log: { complain($0) })
        do {
            let secret = try DemoSecret.key(in: folder)
            let application = try Application(
                settings,
                places: Application.Places(
                    databaseURL: services.databaseURL, memcachedServers: services.memcachedServers,
                    data: folder),
                secret: secret, rateFactor: rateFactor)
            _ = try await migrate(database: application.database, directory: project.migrations)
            try await Seeding(application: application, tell: { complain($0) }).run(crowd)
            let server = try Server(application, settings, project: project, port: 0)
            try await serve(server, interruption) { port in
                try await body(
                    ServerBench.Subject(
                        port: port, database: application.database, social: application.social,
                        blobs: application.blobs, addresses: Addresses(signer: URLSigner(secret)),
                        operations: server.operations,
                        memcachedServers: services.memcachedServers,
                        others: try others(on: services, in: folder, project, secret)))
            }
            await application.close()
        } catch {
            await services.stop()
            throw error
        }
        await services.stop()
    }

    /// How another process serves the same world.
    private func others(
        on services: LocalServices, in folder: String, _ project: ProjectFolder, _ secret: SecretKey
    ) throws -> OtherGateways {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let namespace = try settings.required(.cacheNamespace)
        let values: [(Setting, String)] = [
            (.resources, project.path), (.data, folder),
            (.databaseURL, services.databaseURL),
            (.memcachedServers, services.memcachedServers.joined(separator: ",")),
            (.cacheNamespace, namespace), (.secretKey, try DemoSecret.text(in: folder)),
        ]
        let rateFactor = try rateFactor ?? settings.number(.rateFactor)
        return OtherGateways(
            project: project.path, folder: folder, databaseURL: services.databaseURL,
            memcachedServers: services.memcachedServers,
            keys: OtherGateways.Keys(namespace: namespace, secret),
            own: OtherGateways.Own(
                program: program, settings: values.flatMap { [$0.flag, $1] },
                serving: [Setting.port.flag, "0"],
                underLoad: [Setting.workers.flag, "0", Setting.rateFactor.flag, "\(rateFactor)"]))
    }

    private func serve(
        _ server: Server, _ interruption: Interruption,
        _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.run(until: interruption, workers: workers) { address in
                    port.yield(Int(address.split(separator: ":").last ?? "") ?? 0)
                    port.finish()
                }
            }
            group.addTask {
                defer { interruption.request() }
                for await port in ports { try await body(port) }
            }
            try await group.waitForAll()
        }
    }
}

extension Settings {
    /// A folder of the data folder: beside a demo, not in its way. Its path is whole, as programs that a benchmark
    /// starts run in other folders.
    func benchFolder(_ name: String) throws -> String {
        URL(fileURLWithPath: try required(.data)).path + "/" + name
    }
}
