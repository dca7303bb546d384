import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// `GET /health` and `GET /ready`: for supervisors and load balancers.
struct HealthRoutes {
    let readiness: Readiness

    static let path = "/health"

    var routes: RouteCollection<GatewayContext> {
        let routes = RouteCollection(context: GatewayContext.self)
        routes.read(RouterPath(Self.path)) { _, _ in Self.healthy }
        routes.read("ready") { _, _ in await readiness.response() }
        return routes
    }

    static let healthy = Response(
        status: .ok, headers: [.contentType: "text/plain"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: "ok")))
}
