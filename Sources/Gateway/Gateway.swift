import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// What can be chosen about the HTTP server.
package struct GatewayConfiguration: Sendable {
    package var host = "127.0.0.1"
    /// 0 lets the system pick a free one.
    package var port = 8080
    /// Origins of web pages that may use the API; `*` stands for all. The page that is served here
    /// needs none.
    package var allowedOrigins: [String] = []
    /// Proxies before this server that tell where requests come from.
    package var trustedProxies = TrustedProxies.none
    /// Whether `application/graphql-response+json` is answered with the draft's 294 and 422.
    package var usesDraftStatusCodes = false
    /// Where clients reach the server, such as `https://tintype.example`; nil where it has no other
    /// address than its own.
    package var publicURL: String?
    /// Folder of the playground; nil to serve no page.
    package var pageFolder: String?
    package var pageMode = PageMode()
    /// No connection is accepted while the system would give it this file descriptor or a higher
    /// one: those from here on are for databases, files and children.
    package var connectionDescriptorsMax = Int.max
    package var limits = GatewayLimits.standard

    package init() {}
}

/// Why the gateway could not start: a sentence for the operator.
package struct GatewayError: Error, CustomStringConvertible {
    package let description: String

    package init(_ sentence: String) {
        description = sentence
    }

    /// Why a port could not be listened on.
    ///
    /// - Parameter code: `errno`
    package init(listeningOn host: String, _ port: Int, code: Int32) {
        let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        description =
            switch code {
            case EADDRINUSE:
                "Another program listens on \(address). Stop it, or choose another port."
            case EACCES: "This user may not listen on \(address). Choose a port above 1023."
            case EADDRNOTAVAIL: "This machine has no address \(host)."
            default: "Listening on \(address) failed: \(String(cString: strerror(code)))."
            }
    }
}

/// The HTTP server.
package struct Gateway: Sendable {
    private let configuration: GatewayConfiguration
    private let responder: GatewayResponder
    private let readiness: Readiness
    private let disconnects = DisconnectCancellation()
    let largeWrites: LargeWrites
    let hotPictures: HotPictures
    let connections: OpenConnections
    let bodies: BodyBudget
    private let logger: Logger

    /// - Throws: if the playground's folder cannot be served.
    package init(
        _ configuration: GatewayConfiguration, services: Services, logger: Logger
    ) throws(GatewayError) {
        self.configuration = configuration
        self.logger = logger
        connections = OpenConnections(configuration.limits)
        bodies = BodyBudget(configuration.limits)
        largeWrites = LargeWrites(configuration.limits)
        hotPictures = HotPictures(services.blobs, configuration.limits)
        let meter = RequestMeter()
        readiness = Readiness(
            limits: configuration.limits, dependencies: services.dependencies,
            cacheServers: services.cacheServers, metrics: { services.metrics() + meter.metrics })
        responder = Self.responder(
            configuration, services, readiness: readiness, meter: meter, disconnects: disconnects,
            bodies: bodies,
            pictures: PictureRoutes(
                services, configuration.limits, hot: hotPictures, largeWrites: largeWrites),
            page: try Self.page(configuration), logger: logger)
    }

    private static func page(
        _ configuration: GatewayConfiguration
    ) throws(GatewayError) -> PageFiles {
        guard let folder = configuration.pageFolder else { return .none }
        return try PageFiles(
            folder: folder, mode: configuration.pageMode, publicURL: configuration.publicURL,
            limits: configuration.limits)
    }

    /// Serves until the surrounding service group shuts down: then it takes no more connections,
    /// finishes the requests it has and returns.
    ///
    /// - Parameter onListening: told the port, once connections are accepted.
    /// - Throws: `GatewayError` if the port cannot be had.
    package func run(onListening: @escaping @Sendable (Int) async -> Void) async throws {
        let memory = MemoryReturn(connections, configuration.limits)
        let returning = Task { await memory.run() }
        let forgetting = Task { [hotPictures] in await hotPictures.run() }
        defer {
            returning.cancel()
            forgetting.cancel()
        }
        do {
            try await application(onListening: onListening).run()
        } catch let error as IOError {
            throw GatewayError(
                listeningOn: configuration.host, configuration.port, code: error.errnoCode)
        }
    }

    /// Makes `/ready` say no, so that load balancers look elsewhere before the port closes.
    package func drain() {
        readiness.drain()
    }

    /// The server as Hummingbird's tests take it.
    package func application(
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let limits = configuration.limits
        let server = HTTPServerBuilder { [connections, disconnects, largeWrites] responder in
            GatewayChannel(
                responder: responder, limits: limits, connections: connections,
                disconnects: disconnects, largeWrites: largeWrites)
        }
        return Application(
            responder: responder,
            server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                backlog: limits.connectionBacklog),
            onServerRunning: { channel in
                await guardDoor(channel)
                await onListening(channel.localAddress?.port ?? 0)
            },
            logger: logger)
    }

    /// From now on connections are accepted only while there is room.
    private func guardDoor(_ server: any Channel) async {
        let added = server.eventLoop.submit {
            try server.pipeline.syncOperations.addHandler(
                AcceptGate(
                    connections, descriptorsMax: configuration.connectionDescriptorsMax,
                    logger: logger),
                position: .first)
        }
        // It fails only if the server is closing already.
        try? await added.get()
    }
}
