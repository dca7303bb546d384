import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Three duties of an HTTP/1.1 server that are done on the connection itself.
///
/// Clients that ask before they send a large body (`Expect: 100-continue`) are told to go on: the
/// routes check what they can before they read, and a refusal does not wait for the body.
/// https://www.rfc-editor.org/rfc/rfc9110#field.expect
///
/// A response that says `Connection: close` is the last one. Only our side is closed: a client that
/// is still sending would otherwise lose the answer.
/// https://www.rfc-editor.org/rfc/rfc9112#section-9.6
///
/// A client that leaves is noticed while its request runs, which then ends.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let departures: Departures
    private var closesAfterResponse = false

    init(departures: Departures) {
        self.departures = departures
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data),
            head.headerFields[.expect]?.lowercased() == "100-continue"
        {
            let goOn = HTTPResponsePart.head(HTTPResponse(status: .continue))
            context.writeAndFlush(wrapOutboundOut(goOn), promise: nil)
        }
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { departures.leave(context.channel) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        departures.leave(context.channel)
        context.fireChannelInactive()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            closesAfterResponse = head.headerFields[.connection]?.lowercased() == "close"
            context.write(data, promise: promise)
        case .end where closesAfterResponse:
            context.writeAndFlush(data, promise: promise)
            context.close(mode: .output, promise: nil)
        case .body, .end: context.write(data, promise: promise)
        }
    }
}
