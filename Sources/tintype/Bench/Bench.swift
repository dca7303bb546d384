import Foundation

/// `tintype bench`: measures, beside something to compare with in the same run.
struct Bench {
    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    func run() async throws {
        let report = BenchReport(isJSON: settings.isSet(.json))
        switch settings.words.first {
        case "feed": try await ServerBench(settings, report).feed()
        case "http": try await ServerBench(settings, report).http()
        case "graphql":
            let project = try ProjectFolder.find(settings)
            let peers = project.path + "/Sources/tintype/Bench/Peers"
            try await GraphQLBench().run(report, peersDirectory: peers)
        case "tao":
            try await CacheBench(
                report: report, folder: settings.required(.data) + "/bench-tao",
                migrations: ProjectFolder.find(settings).migrations,
                associations: settings.number(.associations),
                clients: settings.number(.clients), seconds: settings.number(.seconds)
            ).run()
        case let name?:
            throw Failure("There is no benchmark \"\(name)\". See tintype bench --help.")
        case nil: throw Failure("Name a benchmark: feed, http, graphql or tao.")
        }
    }
}
