import Hummingbird
import NIOCore

/// What Hummingbird hands to each request. Its `id` is unique among the requests of this process and
/// unlikely to meet one of another.
struct GatewayContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
