import Hummingbird
import Logging
import NIOCore

/// What Hummingbird hands to each request.
struct GatewayContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Unique among the requests of this process and unlikely to meet one of another. Written out
    /// once, by `GatewayResponder`: Hummingbird would look it up and write it each time it is asked.
    var id = ""
    let channel: any Channel
    /// Where a trusted proxy says that the request comes from.
    var forwarded: ClientAddress?

    /// Where the request comes from.
    var client: ClientAddress { forwarded ?? ClientAddress(channel.remoteAddress) }

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    mutating func writeID() {
        id = logger[metadataKey: "hb.request.id"]?.description ?? "-"
    }
}
