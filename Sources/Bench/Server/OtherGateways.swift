import Foundation
import Gateway
import GraphQL
import LocalServices
import Social

/// How more gateways are started on the databases of a benchmark: another process of this program, and
/// those of `Bench/Peers`.
package struct OtherGateways: Sendable {
    /// What a gateway of another language must be told to understand what is stored, and to make and check
    /// what clients are given.
    package struct Keys: Sendable, SecretHolder {
        let namespace: String
        let ids: [UInt8]
        let addresses: [UInt8]
        let tokens: [UInt8]
        let tokenIDs: [UInt8]

        package init(namespace: String, _ secret: SecretKey) {
            self.namespace = namespace
            ids = secret.derived(for: "ids")
            addresses = secret.derived(for: "url")
            tokens = secret.derived(for: "token")
            tokenIDs = secret.derived(for: "token ids")
        }
    }

    private let project: String
    private let folder: String
    private let databaseURL: String
    private let memcachedServers: [String]
    private let keys: Keys
    private let own: Own

    /// How this program is started on the same databases.
    package struct Own: Sendable {
        let program: String
        let settings: [String]
        let serving: [String]
        let underLoad: [String]

        /// - Parameters:
        ///   - settings: for gateways and workers.
        ///   - serving: what a gateway is told besides, so that it listens on a free port.
        ///   - underLoad: what one is told that leaves jobs to others and lets anyone ask as often as they like.
        package init(program: String, settings: [String], serving: [String], underLoad: [String]) {
            self.program = program
            self.settings = settings
            self.serving = serving
            self.underLoad = underLoad
        }
    }

    /// - Parameters:
    ///   - project: where sources are, and what `make bench-peers` has built.
    ///   - folder: for configurations and what the programs print.
    package init(
        project: String, folder: String, databaseURL: String, memcachedServers: [String],
        keys: Keys, own: Own
    ) {
        self.project = project
        self.folder = folder
        self.databaseURL = databaseURL
        self.memcachedServers = memcachedServers
        self.keys = keys
        self.own = own
    }

    /// A gateway that listens, or a worker.
    struct Running: Sendable {
        let name: String
        let program: LocalProgram
        let port: Int
    }

    /// - Throws: `BenchFailure` with what it printed if it does not listen.
    func startOwn() async throws -> Running {
        try await start("tintype", [own.program, "serve"] + own.settings + own.serving)
    }

    /// One of several gateways that run no jobs.
    func startUnderLoad(_ number: Int) async throws -> Running {
        try await start(
            "gateway\(number)",
            [own.program, "serve"] + own.settings + own.serving + own.underLoad)
    }

    /// What runs jobs beside them, and listens nowhere.
    func startWorker() async throws -> Running {
        try await start("worker", [own.program, "worker"] + own.settings, until: "working on ")
    }

    /// Those that are installed; the others are told of, and left out.
    func startPeers(_ tell: (String) -> Void) async throws -> [Running] {
        let configuration = folder + "/peers.json"
        try writeConfiguration(to: configuration)
        let go = project + "/.build/feed-go"
        let node = project + "/Sources/Bench/Peers/feed-node/main.cjs"
        let modules = "NODE_PATH=\(project)/.build/node/usr/share/nodejs:/usr/share/nodejs"
        let peers = [
            ("graphql-go", [go, configuration]),
            ("graphql-js", ["/usr/bin/env", modules, "node", node, configuration]),
        ]
        var running: [Running] = []
        for (name, command) in peers {
            do {
                running.append(try await start(name, command))
            } catch let failure as BenchFailure {
                tell("Left out: \(name) (make bench-peers installs it). \(failure)")
            }
        }
        return running
    }

    private func start(
        _ name: String, _ command: [String], until sign: String = "listening on "
    ) async throws -> Running {
        let output = "\(folder)/\(name).log"
        try? FileManager.default.removeItem(atPath: output)
        let program = try await LocalProgram(command, in: project, outputPath: output)
        guard let rest = try await program.line(sign, withinSeconds: Self.startSeconds) else {
            await program.kill()
            let last = program.printed.split(separator: "\n").last ?? "It said nothing."
            throw BenchFailure("\(name) does not start: \(last)")
        }
        let port = rest.split(separator: ":").last.flatMap { Int($0) }
        return Running(name: name, program: program, port: port ?? 0)
    }

    /// How long a gateway may take until it listens.
    private static let startSeconds = 60

    private func writeConfiguration(to path: String) throws {
        let sdl = try String(
            contentsOfFile: project + "/Sources/Bench/Peers/feed.graphql", encoding: .utf8)
        func text(_ name: String, _ value: String) -> InputField {
            InputField(name: name, value: .string(value))
        }
        func key(_ name: String, _ bytes: [UInt8]) -> InputField {
            text(name, Data(bytes).base64EncodedString())
        }
        var json = JSONWriter()
        json.value(
            .object([
                text("sdl", sdl), text("database", databaseURL), text("namespace", keys.namespace),
                InputField(name: "memcached", value: .list(memcachedServers.map { .string($0) })),
                key("idKey", keys.ids), key("urlKey", keys.addresses), key("tokenKey", keys.tokens),
                key("tokenIDs", keys.tokenIDs),
            ]))
        let isWritten = FileManager.default.createFile(
            atPath: path, contents: Data(json.bytes), attributes: [.posixPermissions: 0o600])
        guard isWritten else { throw BenchFailure("\(path) cannot be written.") }
    }
}
