import ArgumentParser
import Bench
import Demo

/// `tintype bench`: measures, beside something to compare with in the same run.
struct Bench: SettingsCommand {
    enum Name: String, CaseIterable, ExpressibleByArgument {
        case feed, following, product, http, graphql, tao, events, media
    }

    static let configuration = CommandConfiguration(
        abstract: "Measures, such as tintype bench feed.",
        discussion: """
            feed: the home feed over HTTP, beside GET /health of the same server and beside bare \
            multi-gets of the same keys; and a page of it by gateways in Go and Node from the same \
            databases, where make bench-peers has installed them.
            following: the chronological feed of those who follow few, many and very many, pulled and \
            from inboxes.
            product: all of the product at once, on a world made for it by --size: latency over load, the \
            cost of each operation, how memcached fills, how far feeds lag behind posts. A world of M takes \
            some minutes to make.
            http: the server alone.
            graphql: the engine beside others.
            tao: the graph cache beside libmemcached and libpq by themselves, what it takes of \
            memory, and under the published workloads of TAO, LinkBench and TAOBench.
            events: how long after its COMMIT a consumer has an event, and what events cost writes.
            media: the variants of photographs beside libvips' own thumbnails and Pillow, uploads until \
            they are READY, and pictures that are served beside GET /health and nginx, where make \
            bench-peers has installed them.

            Starts private databases in the data folder; each row is name, value, unit, and what it \
            is compared with.
            """)

    @Argument(help: "What to measure.") var name: Name
    @Flag(name: .shortAndLong, help: "One JSON object a line instead of a table.")
    var json = false
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Clients that ask at the same time.", valueName: "n"))
    var clients = 16
    @Option(
        name: [.customShort("t"), .long],
        help: ArgumentHelp("How long each measurement takes.", valueName: "n"))
    var seconds = 5
    @Option(help: ArgumentHelp("For tao: links of the graph at least.", valueName: "n"))
    var associations = 1_000_000
    @Option(help: ArgumentHelp("For product: how large a world, S, M, L or XL.", valueName: "size"))
    var size = CrowdSize.small
    @Option(
        help: ArgumentHelp("For product: so many accounts instead of a size.", valueName: "n"))
    var accounts: Int?
    @Option(
        help: ArgumentHelp(
            "For product: writes a page with curves into this file.", valueName: "file"))
    var html: String?
    @OptionGroup(title: "Process") var process: ProcessSettings

    var given: [Given] { process.given }

    func validate() throws {
        try check(clients, "--clients", in: 1...1_000)
        try check(seconds, "--seconds", in: 1...600)
        if let accounts { try check(accounts, "--accounts", in: 20...2_000_000) }
        try check(associations, "--associations", in: 1_000...100_000_000)
    }

    func run(with settings: Settings) async throws {
        try StartChecks(settings: settings).folder()
        let report = BenchReport(isJSON: json, say: { try say($0) }, tell: { complain($0) })
        let bench = ServerBench(report, clients: clients, seconds: seconds)
        let server = BenchServer(settings: settings)
        switch name {
        case .feed:
            try await server.run { server in
                let peers = PeerBench(report, server, clients: clients, seconds: seconds)
                try await peers.prepare()
                try await bench.feed(server)
                try await peers.run()
            }
        case .following:
            let changed = BenchServer(
                settings: settings, folder: "bench-following", startsEmpty: true)
            try await changed.run { try await FollowingBench(report, $0, seconds: seconds).run() }
        case .product: try await product(settings, report)
        case .http: try await server.run { try await bench.http($0) }
        case .graphql:
            let project = try ProjectFolder.find(settings)
            let peers = project.path + "/Sources/Bench/Peers"
            try await GraphQLBench().run(report, peersDirectory: peers)
        case .tao:
            try await CacheBench(
                report, folder: settings.benchFolder("bench-tao"),
                migrations: ProjectFolder.find(settings).migrations,
                associations: associations, clients: clients, seconds: seconds
            ).run()
        case .events:
            try await EventBench(
                report, folder: settings.benchFolder("bench-events"),
                migrations: ProjectFolder.find(settings).migrations, clients: clients,
                seconds: seconds
            ).run()
        case .media:
            let media = MediaBench(
                report, project: try ProjectFolder.find(settings).path,
                folder: try settings.benchFolder("bench-media-files"), clients: clients,
                seconds: seconds)
            try await media.variants()
            // From the start, as accounts have a number of uploads an hour.
            let changed = BenchServer(settings: settings, folder: "bench-media", startsEmpty: true)
            try await changed.run { try await media.serving($0) }
        }
    }

    /// On a world that is made anew, as it is changed.
    private func product(_ settings: Settings, _ report: BenchReport) async throws {
        var crowd = Crowd(accounts: accounts ?? size.accounts)
        // A few people would wait longer for their pictures than for all else.
        if crowd.accounts < CrowdSize.small.accounts { crowd.picturesPerTopic = 1 }
        let server = BenchServer(
            settings: settings, folder: "bench-product", startsEmpty: true, crowd: crowd,
            workers: 0, memcachedMegabytes: 256, rateFactor: 1_000)
        try await server.run { [crowd] in
            try await ProductBench(
                report, $0, crowd, clients: clients, seconds: seconds, page: html
            ).run()
        }
    }
}
