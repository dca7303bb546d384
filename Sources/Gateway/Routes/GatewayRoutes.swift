import Hummingbird
import Logging

extension Gateway {
    /// What the paths that the server answers begin with, beside those of the page's files: pages of
    /// accounts are there too, so that no account may be called so.
    package static let ownNames = [
        "graphql", "health", "ready", "media", "private", "originals", "upload", "p",
        TusRoutes.name, MailRoutes.name,
    ]

    /// Everything that is answered, and what all answers have in common: a line for each.
    ///
    /// What is added first is outermost. A route added here needs nothing else but the first part of
    /// its path in `ownNames`: OPTIONS and methods that it does not have are answered by what is known
    /// of it.
    static func responder(
        _ configuration: GatewayConfiguration, _ services: Services, readiness: Readiness,
        meter: RequestMeter, disconnects: DisconnectCancellation, bodies: BodyBudget,
        pictures: PictureRoutes, page: PageFiles, logger: Logger
    ) -> GatewayResponder {
        let limits = configuration.limits
        let crossOrigin = CrossOrigin(origins: Set(configuration.allowedOrigins))
        let router = Router(context: GatewayContext.self)

        router.addMiddleware {
            RequestMetrics(meter: meter)
            // Each costs every request a call, so those that would do nothing are left out.
            if logger.logLevel <= .debug { AccessLog() }
            StandardHeaders()
            HeadAnswers()
            if !configuration.allowedOrigins.isEmpty { crossOrigin }
            ErrorAnswers()
        }
        let refusals = router.middlewares.constructResponder(
            finalResponder: CallbackResponder { _, _ in
                throw Problem.uriTooLong(bytesMax: limits.uriBytesMax)
            })

        router.addRoutes(HealthRoutes(readiness: readiness).routes)
        router.addRoutes(
            GraphQLRoutes(configuration, services, disconnects: disconnects, bodies: bodies).routes)
        router.addRoutes(pictures.routes)
        let shares = UploadShares(limits)
        router.addRoutes(UploadRoutes(services, limits, bodies: bodies, shares: shares).routes)
        router.addRoutes(
            TusRoutes(
                services, limits, bodies: bodies, shares: shares, crossOrigin: crossOrigin
            ).routes)
        if let mails = services.mails {
            router.addRoutes(MailRoutes(mails: mails, limits: limits).routes)
        }

        for route in router.routes {
            let name = route.path.components.first.map { "\($0)" } ?? ""
            precondition(ownNames.contains(name), "an account may be called \(name), as a route is")
        }

        // Behind the routes, so only for requests that none of them takes.
        router.add(middleware: OtherMethods(router.routes, crossOrigin))
        router.add(middleware: page)
        return GatewayResponder(
            bytesMax: limits.uriBytesMax, proxies: configuration.trustedProxies,
            refusals: refusals, routes: router.buildResponder())
    }
}
