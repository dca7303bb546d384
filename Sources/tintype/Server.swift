import Foundation
import Gateway
import GraphQL
import Jobs
import Logging
import Mail
import ServiceLifecycle
import Social
import TAO

/// An application with its door open: the HTTP server and the workers.
struct Server: Sendable {
    let application: Application
    /// How operations are run, over HTTP or without.
    let operations: OperationRunner
    let gateway: Gateway
    private let settings: Settings
    private let ranking: RankingWatch

    /// How long requests that are running may take once a stop is asked for, and how long what does
    /// not heed its cancellation. Operations are limited to less.
    private static let finishSeconds: Int64 = 35
    private static let cancelSeconds: Int64 = 5

    /// - Throws: `SchemaMismatch`, `Failure` for weights that are of no use, and others, before any port is open.
    ///
    /// - Parameters:
    ///   - port: in place of the one that was chosen.
    ///   - demo: the sample world, if there is nothing else to be seen: then the page offers its
    ///     accounts, errors help with names of the schema, and all of them are told.
    init(
        _ application: Application, _ settings: Settings, project: ProjectFolder, port: Int? = nil,
        demo: PageMode.Demo? = nil
    ) throws {
        self.application = application
        self.settings = settings
        let weights = project.rankingWeights
        ranking = RankingWatch(
            folder: weights, weights: application.social.ranking, logger: application.logger,
            mark: weights.mark())
        application.social.ranking.replace(by: try weights.required())
        let schema = try buildSchema(
            try Social.schemaSources(directory: project.schema), checksDirectives: true)
        var mode = PageMode()
        mode.demo = demo
        mode.allowsIntrospection = settings.isSet(.introspection)
        let engine = Engine(
            try ExecutableSchema(schema, Social.resolvers()),
            limits: demo == nil ? .production : .standard,
            rules: .specified + (mode.allowsIntrospection ? [] : [.noSchemaIntrospectionCustom]),
            suggestsNames: demo != nil, reportsCost: true)
        operations = OperationRunner(
            engine: engine, social: application.social, logger: application.logger)
        var configuration = try Self.configuration(settings, project: project, port: port)
        configuration.pageMode = mode
        gateway = try Gateway(
            configuration, services: Self.services(application, operations, isDemo: demo != nil),
            logger: application.logger)
    }

    private static func configuration(
        _ settings: Settings, project: ProjectFolder, port: Int?
    ) throws -> GatewayConfiguration {
        var configuration = GatewayConfiguration()
        configuration.host = try settings.listenAddress().host
        configuration.port = try port ?? settings.number(.port)
        let limit = Descriptors.raiseLimit()
        let needs = try settings.descriptorNeeds()
        let files = Descriptors.openFiles(
            limit: limit, wanted: configuration.limits.hotPicturesMax, needs: needs)
        let shares = try Descriptors.shares(
            limit: limit, wanted: configuration.limits.connectionsMax, needs: needs + files)
        configuration.limits.hotPicturesMax = files
        configuration.limits.connectionsMax = shares.connections
        // Half are left for other addresses, also where all of one kind come through one proxy.
        configuration.limits.connectionsPerAddressMax = shares.connections / 2
        configuration.connectionDescriptorsMax = shares.descriptors
        configuration.allowedOrigins = WebOrigin.all(in: settings.list(.allowedOrigins))
        configuration.trustedProxies =
            TrustedProxies(settings.list(.trustedProxies)) ?? .none
        configuration.publicURL = settings.text(.publicURL)
        configuration.usesDraftStatusCodes = settings.isSet(.draftStatusCodes)
        configuration.pageFolder = settings.page(project)
        return configuration
    }

    private static func services(
        _ application: Application, _ operations: OperationRunner, isDemo: Bool
    ) -> Services {
        let clock = application.social.clock
        var demoMails: (@Sendable (Int) async throws -> [String])?
        if isDemo, case .folder(let folder)? = application.mailSink {
            demoMails = { try await folder.newest($0) }
        }
        return Services(
            operations: operations,
            tokens: AccessTokens(
                application.secret, nowMilliseconds: { clock.milliseconds },
                isEnded: { application.social.endedSessions.contains(ObjectID(rawValue: $0)) }),
            tickets: SessionTickets(application.secret, nowMilliseconds: { clock.milliseconds }),
            signer: URLSigner(application.secret),
            blobs: application.blobs,
            uploads: uploads(application),
            dependencies: { await application.dependencies() },
            cacheServers: { application.cacheServers },
            metrics: { application.metrics + operations.engine.metrics },
            mails: demoMails, nowMilliseconds: { clock.milliseconds })
    }

    private static func uploads(_ application: Application) -> UploadService {
        let media = application.social.media
        return UploadService(
            staging: application.staging,
            state: { ticket in
                switch try await media.uploadState(of: ObjectID(rawValue: ticket.mediaID)) {
                case .awaiting: .awaiting
                case .received: .received
                case .gone: .gone
                }
            },
            end: { try await media.endUpload(of: ObjectID(rawValue: $0.mediaID)) })
    }

    /// Serves until an interruption, then finishes what is running.
    ///
    /// - Parameters:
    ///   - others: services that run as long as the server.
    ///   - workers: jobs that it runs at the same time; nil for as many as it is set to.
    ///   - graceSeconds: how long `/ready` says no before the port closes, where a supervisor ends
    ///     the process: load balancers that ask every few seconds still find an open port until they
    ///     have noticed.
    ///   - onListening: told the address, once connections are accepted.
    /// - Throws: what kept the server from running, or broke it.
    func run(
        until interruption: Interruption, beside others: [any Service] = [],
        workers: Int? = nil, graceSeconds: Int = 0,
        onListening: @escaping @Sendable (String) -> Void
    ) async throws {
        let listenAddress = try settings.listenAddress()
        let door = GatewayDoor(gateway: gateway) { port in
            onListening(listenAddress.url(port: port))
        }
        let workers = try workers ?? settings.number(.workers)
        var services: [any Service] =
            [SessionWatch(application: application), ranking] + application.backgroundServices
            + others
        if workers > 0 { services.append(application.jobService(workers: workers)) }
        // They are stopped in the reverse order: first no more requests, then no more jobs.
        services.append(door)
        try await Self.run(services, until: interruption, logger: application.logger) {
            gateway.drain()
            if interruption.isFromSupervisor { try? await Task.sleep(for: .seconds(graceSeconds)) }
        }
    }

    /// Runs services until an interruption, or until one of them fails.
    ///
    /// - Parameter lastWords: what is done between the interruption and the stop.
    static func run(
        _ services: [any Service], until interruption: Interruption, logger: Logger,
        lastWords: @escaping @Sendable () async -> Void = {}
    ) async throws {
        var configuration = ServiceGroupConfiguration(services: services, logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(finishSeconds)
        configuration.maximumCancellationDuration = .seconds(cancelSeconds)
        let group = ServiceGroup(configuration: configuration)
        interruption.whenRequested {
            Task {
                await lastWords()
                await group.triggerGracefulShutdown()
            }
        }
        try await group.run()
        if let failure = interruption.failure { throw failure }
    }
}

/// The gateway as a service.
private struct GatewayDoor: Service, CustomStringConvertible {
    let description = "HTTP server"
    let gateway: Gateway
    let onListening: @Sendable (Int) -> Void

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await gateway.run(onListening: onListening)
        } onGracefulShutdown: {
            gateway.drain()
        }
    }
}
