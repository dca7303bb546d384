import Demo
import Gateway
import GraphQL
import Media
import Memcached
import Postgres
import Social
import TAO

/// Benchmarks that ask a whole server over HTTP.
package struct ServerBench: Sendable {
    /// A server with databases of its own that hold the sample world.
    package struct Subject: Sendable {
        let port: Int
        let operations: OperationRunner
        let memcachedServers: [String]
        let database: Database
        let others: OtherGateways
        let social: SocialServices
        let blobs: BlobStore
        let addresses: Addresses
        var tao: TAO { social.tao }

        package init(
            port: Int, database: Database, social: SocialServices, blobs: BlobStore,
            addresses: Addresses, operations: OperationRunner, memcachedServers: [String],
            others: OtherGateways
        ) {
            self.port = port
            self.database = database
            self.social = social
            self.blobs = blobs
            self.addresses = addresses
            self.operations = operations
            self.memcachedServers = memcachedServers
            self.others = others
        }
    }

    private let report: BenchReport
    private let clients: Int
    private let seconds: Int

    package init(_ report: BenchReport, clients: Int, seconds: Int) {
        self.report = report
        self.clients = clients
        self.seconds = seconds
    }

    /// What HTTP and the engine cost by themselves.
    package func http(_ server: Subject) async throws {
        try report.begin("Requests over HTTP, \(clients) clients.")
        let health = try await measure("GET /health", health(server))
        let query = benchRequest("POST", "/graphql", body: #"{"query":"{ __typename }"}"#)
        try await measure("POST /graphql { __typename }", load(server, query), against: health)
    }

    /// The home feed of one account, warm: 20 posts with authors, counts, variants and comments.
    package func feed(_ server: Subject) async throws {
        try report.begin("The home feed over HTTP, \(clients) clients, \(seconds) s each.")
        let request = try server.request(benchFeedDocument, of: "bob")
        try checkAnswer(try BenchConnection(port: server.port).exchange(request))
        let health = try await measure("GET /health", health(server))
        let feed = try await measure("home feed", load(server, request), against: health)
        try report.add(
            BenchRow(name: "home feed, bytes", value: Double(feed.bytes), unit: "bytes"))
        let trips = try await FeedTrips(server, username: "bob").all
        try report.add(
            BenchRow(name: "home feed, trips", value: Double(trips.count), unit: "trips/request"))
        let bare = try bareMultiGets(trips, of: server)
        try report.add(BenchRow(name: "bare multi-gets", value: bare, unit: "requests/s"))
        try report.add(
            BenchRow(
                name: "home feed", value: feed.perSecond, unit: "requests/s",
                against: "bare multi-gets", ratio: feed.perSecond / bare))
    }

    /// How often a second one thread can fetch what the trips fetched, and do nothing with it.
    private func bareMultiGets(_ trips: [Trip], of server: Subject) throws -> Double {
        guard trips.allSatisfy({ !$0.isSQL }) else { throw BenchFailure("The feed is not warm.") }
        guard let loop = server.memcachedServers.first.flatMap(BareMultiGet.init(server:)) else {
            throw BenchFailure("There is no memcached to ask.")
        }
        defer { loop.close() }
        let batches = trips.compactMap(\.multiGetKeys)
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        var count = 0
        repeat {
            for batch in batches where loop.get(batch) == 0 {
                throw BenchFailure("memcached has lost what the feed had cached.")
            }
            count += 1
        } while clock.now < end
        return Double(count) / ((clock.now - start) / .seconds(1))
    }

    // MARK: Measuring

    private func health(_ server: Subject) -> HTTPLoad {
        load(server, benchRequest("GET", "/health"))
    }

    private func load(_ server: Subject, _ request: [UInt8]) -> HTTPLoad {
        HTTPLoad(port: server.port, request: request, clients: clients, seconds: seconds)
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

    // MARK: Asking

    /// A benchmark of errors would be quick.
    private func checkAnswer(_ body: ArraySlice<UInt8>) throws {
        let answer = try readJSON(Array(body))
        guard answer["errors"] == nil, answer["data"]?["viewer"]?.isNull == false else {
            throw BenchFailure(
                "The home feed has errors: \(String(decoding: body.prefix(500), as: UTF8.self))")
        }
    }
}

extension ServerBench.Subject {
    /// A query as an account asks it, which signs in for that as clients do.
    func request(_ document: String, of username: String) throws -> [UInt8] {
        request(document, token: try accessToken(of: username))
    }

    func request(_ document: String, token: String) -> [UInt8] {
        benchRequest(
            "POST", "/graphql", headers: [("Authorization", "Bearer \(token)")],
            body: body(document))
    }

    func accessToken(of username: String) throws -> String {
        let document = """
            mutation { sessionCreate(input: {
              login: "\(username)", password: "\(DemoWorld.password)"
            }) { tokens { accessToken } } }
            """
        let request = benchRequest("POST", "/graphql", body: body(document))
        let answer = try readJSON(Array(try BenchConnection(port: port).exchange(request)))
        let tokens = answer["data"]?["sessionCreate"]?["tokens"]
        guard let token = tokens?["accessToken"]?.string else {
            throw BenchFailure("\(username) cannot sign in.")
        }
        return token
    }

    private func body(_ document: String) -> String {
        var json = JSONWriter()
        json.value(.object([InputField(name: "query", value: .string(document))]))
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
