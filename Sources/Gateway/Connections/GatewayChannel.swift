import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// The pipeline of one connection: bytes are counted, parsed as HTTP/1, held to its rules and handed
/// to the responder.
struct GatewayChannel: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// Its address has its share of connections.
    private struct Refused: Error {}

    let responder: Responder
    let limits: GatewayLimits
    let connections: OpenConnections
    let disconnects: DisconnectCancellation
    let largeWrites: LargeWrites

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            // Those that were accepted before the gate stood are counted here.
            guard let entry = connections.admit(channel) else {
                channel.close(promise: nil)
                throw Refused()
            }
            return try addHandlers(to: channel, entry)
        }
    }

    private func addHandlers(
        to channel: any Channel, _ entry: OpenConnections.Entry
    ) throws -> Value {
        let pipeline = channel.pipeline.syncOperations
        let traffic = TrafficMeter(limits)
        try pipeline.addHandler(traffic)
        var parsing = NIOHTTPDecoderLimitConfiguration()
        parsing.maxHeaderFieldSize = limits.headerBytesMax
        parsing.maxHeaderListSize = limits.headerBytesMax
        parsing.maxHeaderFieldCount = limits.headerFieldsMax
        try pipeline.configureHTTPServerPipeline(
            // `NIOAsyncChannel` answers in order, and `HTTPFields` cannot hold a wrong header.
            withPipeliningAssistance: false, withErrorHandling: false,
            withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: parsing)
        try pipeline.addHandler(
            ConnectionHandler(
                limits, traffic: traffic, connections: connections, entry: entry,
                disconnects: disconnects, largeWrites: largeWrites))
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true))
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}
