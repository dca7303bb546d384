import Hummingbird
import NIOCore

/// What Hummingbird hands to each request. Its `id` is unique among the requests of this process and
/// unlikely to meet one of another.
struct GatewayContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Where a trusted proxy says that the request comes from.
    var forwarded: ClientAddress?

    /// Where the request comes from.
    var client: ClientAddress { forwarded ?? ClientAddress(channel.remoteAddress) }

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
