import Foundation
import Gateway
import GraphQL
import LocalServices
import Memcached
import Postgres
import Social
import TAO

/// Benchmarks that ask a whole server, with databases of its own, over HTTP.
struct ServerBench {
    private let settings: Settings
    private let report: BenchReport
    private let clients: Int
    private let seconds: Int

    init(_ settings: Settings, _ report: BenchReport, clients: Int, seconds: Int) {
        self.settings = settings
        self.report = report
        self.clients = clients
        self.seconds = seconds
    }

    /// What HTTP and the engine cost by themselves.
    func http() async throws {
        try await withServer { port, _, _ in
            try report.begin("Requests over HTTP, \(clients) clients.")
            let health = try await measure("GET /health", health(port))
            let query = benchRequest(
                "POST", "/graphql", body: #"{"query":"{ __typename }"}"#)
            try await measure("POST /graphql { __typename }", load(port, query), against: health)
        }
    }

    /// The home feed of one account, warm: 20 posts with authors, counts, variants and comments.
    func feed() async throws {
        try await withServer { port, server, services in
            try report.begin("The home feed over HTTP, \(clients) clients, \(seconds) s each.")
            let token = try accessToken(of: "bob", port: port)
            let request = benchRequest(
                "POST", "/graphql", headers: [("Authorization", "Bearer \(token)")],
                body: body(benchFeedDocument))
            try checkAnswer(try BenchConnection(port: port).exchange(request))
            let health = try await measure("GET /health", health(port))
            let feed = try await measure("home feed", load(port, request), against: health)
            try report.add(
                BenchRow(name: "home feed, bytes", value: Double(feed.bytes), unit: "bytes"))
            let trips = try await FeedTrips(server.application, server.operations, username: "bob")
                .all
            try report.add(
                BenchRow(
                    name: "home feed, trips", value: Double(trips.count), unit: "trips/request"))
            let bare = try bareMultiGets(trips, of: services)
            try report.add(BenchRow(name: "bare multi-gets", value: bare, unit: "requests/s"))
            try report.add(
                BenchRow(
                    name: "home feed", value: feed.perSecond, unit: "requests/s",
                    against: "bare multi-gets", ratio: feed.perSecond / bare))
        }
    }

    /// How often a second one thread can fetch what the trips fetched, and do nothing with it.
    private func bareMultiGets(_ trips: [Trip], of services: LocalServices) throws -> Double {
        guard trips.allSatisfy({ !$0.isSQL }) else { throw Failure("The feed is not warm.") }
        guard let loop = services.memcachedServers.first.flatMap(BareMultiGet.init(server:)) else {
            throw Failure("There is no memcached to ask.")
        }
        defer { loop.close() }
        let batches = trips.compactMap(\.multiGetKeys)
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        var count = 0
        repeat {
            for batch in batches where loop.get(batch) == 0 {
                throw Failure("memcached has lost what the feed had cached.")
            }
            count += 1
        } while clock.now < end
        return Double(count) / ((clock.now - start) / .seconds(1))
    }

    // MARK: Measuring

    private func health(_ port: Int) -> HTTPLoad { load(port, benchRequest("GET", "/health")) }

    private func load(_ port: Int, _ request: [UInt8]) -> HTTPLoad {
        HTTPLoad(port: port, request: request, clients: clients, seconds: seconds)
    }

    @discardableResult
    private func measure(
        _ name: String, _ load: HTTPLoad, against base: HTTPLoad.Outcome? = nil
    ) async throws -> HTTPLoad.Outcome {
        let outcome = try await load.run()
        try report.add(
            BenchRow(
                name: name, value: outcome.perSecond, unit: "requests/s",
                against: base == nil ? "" : "GET /health",
                ratio: base.map { outcome.perSecond / $0.perSecond }))
        try report.add(BenchRow(name: "\(name), median", value: outcome.median, unit: "ms"))
        try report.add(BenchRow(name: "\(name), 99 %", value: outcome.percentile99, unit: "ms"))
        return outcome
    }

    // MARK: The server

    private func withServer(
        _ body: @escaping @Sendable (Int, Server, LocalServices) async throws -> Void
    ) async throws {
        // Beside a demo, not in its way.
        let folder = try settings.required(.data) + "/bench"
        let project = try ProjectFolder.find(settings)
        let interruption = Interruption()
        let services = try await LocalServices.start(in: folder, log: { complain($0) })
        do {
            let application = try Application(
                settings,
                places: Application.Places(
                    databaseURL: services.databaseURL, memcachedServers: services.memcachedServers,
                    data: folder),
                secret: try DemoSecret.key(in: folder))
            _ = try await migrate(database: application.database, directory: project.migrations)
            try await Seeding(application: application, tell: { complain($0) }).run()
            let server = try Server(application, settings, project: project, port: 0)
            try await serve(server, interruption) { try await body($0, server, services) }
            await application.close()
        } catch {
            await services.stop()
            throw error
        }
        await services.stop()
    }

    /// Serves on a free port while `body` runs.
    private func serve(
        _ server: Server, _ interruption: Interruption,
        _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.run(until: interruption) { address in
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

    /// Signs in as clients do.
    private func accessToken(of username: String, port: Int) throws -> String {
        let document = """
            mutation { sessionCreate(input: {
              login: "\(username)", password: "\(DemoWorld.password)"
            }) { tokens { accessToken } } }
            """
        let request = benchRequest("POST", "/graphql", body: body(document))
        let answer = try readJSON(Array(try BenchConnection(port: port).exchange(request)))
        let tokens = answer["data"]?["sessionCreate"]?["tokens"]
        guard let token = tokens?["accessToken"]?.string else {
            throw Failure("\(username) cannot sign in.")
        }
        return token
    }

    private func body(_ document: String) -> String {
        var json = JSONWriter()
        json.value(.object([InputField(name: "query", value: .string(document))]))
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// A benchmark of errors would be quick.
    private func checkAnswer(_ body: ArraySlice<UInt8>) throws {
        let answer = try readJSON(Array(body))
        guard answer["errors"] == nil, answer["data"]?["viewer"]?.isNull == false else {
            throw Failure(
                "The home feed has errors: \(String(decoding: body.prefix(500), as: UTF8.self))")
        }
    }
}
