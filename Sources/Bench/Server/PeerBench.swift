import LocalServices
import Social
import TAO

/// One page of FOLLOWING, answered by this program and by those that a team might build in its place, each in
/// a process of its own, from the same memcached and PostgreSQL.
///
/// Rounds take turns, so a machine whose speed drifts drifts for all, and the middle round counts. Before
/// anything is measured all answers are compared, with what memcached holds and without.
package struct PeerBench: Sendable {
    private static let rounds = 5
    private static let reader = "bob"

    private let report: BenchReport
    private let server: ServerBench.Subject
    private let clients: Int
    private let seconds: Int

    package init(
        _ report: BenchReport, _ server: ServerBench.Subject, clients: Int, seconds: Int
    ) {
        self.report = report
        self.server = server
        self.clients = clients
        self.seconds = seconds
    }

    /// Gives the reader an inbox, which a feed is read from in the long run.
    package func prepare() async throws {
        let loader = server.tao.loader()
        let found = try await loader.identifiers(
            namespace: NameSpaces.username, names: [Self.reader])
        guard let viewer = found.first ?? nil else {
            throw BenchFailure("There is no \(Self.reader).")
        }
        // It stays from one run to the next.
        try? await server.social.keepInboxEmpty(of: viewer)
        try await server.social.importInbox(of: viewer)
    }

    package func run() async throws {
        let own = try await server.others.startOwn()
        var gateways = [own]
        do {
            gateways += try await server.others.startPeers(report.tell)
            try await compare(gateways)
        } catch {
            for gateway in gateways { await gateway.program.kill() }
            throw error
        }
        for gateway in gateways { await gateway.program.kill() }
    }

    private func compare(_ gateways: [OtherGateways.Running]) async throws {
        let request = try server.request(peerFeedDocument, of: Self.reader)
        let bytes = try await checkAnswers(of: gateways, to: request)
        try report.begin(
            """
            FOLLOWING by \(gateways.count) gateways, \(clients) clients, \
            \(Self.rounds) rounds of \(seconds) s each.
            """)
        try report.add(BenchRow(name: "an answer", value: Double(bytes), unit: "bytes"))
        var measured = gateways.map { Measured(gateway: $0) }
        for _ in 0..<Self.rounds {
            for index in measured.indices {
                try await measure(&measured[index], request)
            }
        }
        for index in measured.indices { try tell(measured[index], beside: measured[0]) }
    }

    // MARK: Answers

    /// Compares the answers of all, warm and with an empty memcached.
    ///
    /// - Returns: how many bytes the answer has.
    /// - Throws: `BenchFailure` if one differs: other work would be measured.
    private func checkAnswers(
        of gateways: [OtherGateways.Running], to request: [UInt8]
    ) async throws -> Int {
        try PeerAnswers.compare(gateways, request)
        try MemoryStatistics.empty(socketPath: try memcached)
        // The one that fills it comes last.
        try PeerAnswers.compare(gateways.reversed(), request)
        try await Task.sleep(for: .milliseconds(Self.fillMilliseconds))
        try PeerAnswers.compare(gateways, request)
        return try BenchConnection(port: gateways[0].port).exchange(request).count
    }

    /// After an answer, for what it has read to be in memcached.
    private static let fillMilliseconds = 500

    // MARK: Measuring

    private struct Measured {
        let gateway: OtherGateways.Running
        var rounds: [HTTPLoad.Outcome] = []
        var processorSeconds = 0.0
        var bytesRead = 0

        var requests: Int { rounds.reduce(0) { $0 + $1.count } }

        func middle(_ value: (HTTPLoad.Outcome) -> Double) -> Double {
            rounds.map(value).sorted()[rounds.count / 2]
        }
    }

    private func measure(_ measured: inout Measured, _ request: [UInt8]) async throws {
        var load = HTTPLoad(
            port: measured.gateway.port, request: request, clients: clients, seconds: 1)
        // Compilers and caches of the process get ready.
        if measured.rounds.isEmpty { _ = try await load.run() }
        load.seconds = seconds
        let processor = measured.gateway.program.use.processorSeconds
        let bytes = try bytesSent()
        measured.rounds.append(try await load.run())
        measured.bytesRead += try bytesSent() - bytes
        measured.processorSeconds += measured.gateway.program.use.processorSeconds - processor
    }

    private func bytesSent() throws -> Int {
        try MemoryStatistics.bytesSent(socketPath: try memcached)
    }

    private var memcached: String {
        get throws(BenchFailure) {
            guard let socket = server.memcachedServers.first else {
                throw BenchFailure("There is no memcached to ask.")
            }
            return socket
        }
    }

    private func tell(_ measured: Measured, beside own: Measured) throws {
        let name = measured.gateway.name
        let isOwn = name == own.gateway.name
        func add(
            _ what: String, _ unit: String, isHigherBetter: Bool, _ value: (Measured) -> Double
        )
            throws
        {
            let (mine, theirs) = (value(own), value(measured))
            let ratio = isHigherBetter ? theirs / mine : mine / theirs
            try report.add(
                BenchRow(
                    name: "\(name), \(what)", value: theirs, unit: unit,
                    against: isOwn ? "" : own.gateway.name, ratio: isOwn ? nil : ratio))
        }
        try add("answers", "requests/s", isHigherBetter: true) { $0.middle(\.perSecond) }
        try add("p50", "ms", isHigherBetter: false) { $0.middle(\.median) }
        try add("p99", "ms", isHigherBetter: false) { $0.middle(\.percentile99) }
        try add("processor", "ms/request", isHigherBetter: false) {
            $0.processorSeconds * 1_000 / Double($0.requests)
        }
        try add("from memcached", "KB/request", isHigherBetter: false) {
            Double($0.bytesRead) / 1_000 / Double($0.requests)
        }
        try add("memory at most", "MB", isHigherBetter: false) {
            Double($0.gateway.program.use.residentBytesPeak) / 1_000_000
        }
    }
}
