import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

import enum GraphQL.ErrorCode

/// Sees to it that a connection follows HTTP/1 and comes to an end, as `ConnectionLife` decides.
///
/// It stands behind the parser. What is not HTTP, or names no host, is answered here; what is owed
/// to requests before it is written first. A client that is still sending when its answer is
/// complete would lose the answer if the connection were closed: so only our side is, and what
/// comes is dropped, within limits.
/// https://www.rfc-editor.org/rfc/rfc9112#section-9.6
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Fired by a route that is about to read the body: a client that has asked whether it should
    /// send one is told to. https://www.rfc-editor.org/rfc/rfc9110#field.expect
    struct GoAhead: Sendable {}

    private let limits: GatewayLimits
    private let traffic: TrafficMeter
    private let connections: OpenConnections
    private let entry: OpenConnections.Entry
    private let disconnects: DisconnectCancellation
    private let largeWrites: LargeWrites
    private var life: ConnectionLife
    /// To be answered when nothing else is owed.
    private var refusal: Problem?
    /// Bytes of the body that is being read, and those of the connection before it.
    private var bodyBytes = 0
    private var bytesBeforeBody = 0
    /// Calls at the deadline, or before.
    private var alarm: (call: Scheduled<Void>, at: NIODeadline)?

    init(
        _ limits: GatewayLimits, traffic: TrafficMeter, connections: OpenConnections,
        entry: OpenConnections.Entry, disconnects: DisconnectCancellation,
        largeWrites: LargeWrites
    ) {
        self.limits = limits
        self.traffic = traffic
        self.connections = connections
        self.entry = entry
        self.disconnects = disconnects
        self.largeWrites = largeWrites
        life = ConnectionLife(limits, now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        traffic.allow(headAllowance)
        if context.channel.isActive { watch(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        watch(context)
        context.fireChannelActive()
        if entry.mustLeave, life.isIdle { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        alarm?.call.cancel()
        alarm = nil
        disconnects.leave(context.channel)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.call.cancel()
        alarm = nil
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard life.takesParts else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let bytes):
            life.bodyMoved(now: .now())
            bodyBytes += bytes.readableBytes
            if !life.isDraining { traffic.allow(bodyAllowance, from: bytesBeforeBody) }
            context.fireChannelRead(data)
        case .end:
            let now = NIODeadline.now()
            life.requestEnded(now: now)
            if life.isIdle { entry.waits(since: now) }
            traffic.allow(headAllowance)
            context.fireChannelRead(data)
        }
    }

    /// When no handler behind reads any more, what the client still sends is read here.
    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if life.isLingering { context.read() }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        if let problem = head.problem { return refuse(problem, context) }
        entry.hasRequest()
        life.requestBegins(head, now: .now())
        bodyBytes = 0
        bytesBeforeBody = traffic.bytesRead
        traffic.allow(bodyAllowance)
        var head = head
        // The rest of the server looks for this one spelling.
        if life.isEnding { head.headers.replaceOrAdd(name: "connection", value: "close") }
        // What HTTP/1.0 does not have must be ignored in it.
        if head.version == .http1_0 { head.headers.remove(name: "expect") }
        watch(context)
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// One read of the socket may hold the end of one thing and the beginning of the next.
    private static let readBytesMax = 64 * 1024

    private var headAllowance: Int { 2 * limits.headerBytesMax + Self.readBytesMax }

    /// How much may have come: as much again as the body has bytes so far, so that small chunks are
    /// fine and their extensions are not.
    private var bodyAllowance: Int {
        limits.framingBytesMax + 2 * bodyBytes + Self.readBytesMax
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError || error is TrafficMeter.AllowanceExceeded else {
            return context.fireErrorCaught(error)
        }
        if life.isLingering || life.isDraining { return context.close(promise: nil) }
        if life.isReading {
            // The route finds that the body breaks off.
            life.end()
            return context.fireErrorCaught(HTTPParserError.invalidChunkSize)
        }
        refuse(Problem(error), context)
    }

    /// Answers what is no request, after all that were, and closes.
    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        guard !life.isEnding else { return }
        life.end()
        entry.hasRequest()
        refusal = problem
        writeRefusal(context)
    }

    private func writeRefusal(_ context: ChannelHandlerContext) {
        guard let refusal, !life.owesResponse else { return }
        self.refusal = nil
        let body = refusal.body()
        var headers = HTTPHeaders(refusal.headers(as: .json))
        headers.replaceOrAdd(name: "connection", value: "close")
        headers.replaceOrAdd(name: "content-length", value: "\(body.readableBytes)")
        let head = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: refusal.status.code), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        closeOutput(context)
    }

    // MARK: Responses

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            let isChanged = life.responseBegins(&head)
            context.write(isChanged ? wrapOutboundOut(.head(head)) : data, promise: promise)
        case .body(.byteBuffer(let bytes)) where bytes.readableBytes > largeWrites.pieceBytesMin:
            let written = promise ?? context.eventLoop.makePromise(of: Void.self)
            largeWrites.add(bytes.readableBytes, until: written.futureResult)
            context.write(data, promise: written)
        case .head, .body: context.write(data, promise: promise)
        case .end:
            let now = NIODeadline.now()
            let mustClose = life.responseEnded(now: now)
            if life.isIdle { entry.waits(since: now) }
            if life.isDraining { traffic.allow(limits.drainBytesMax) }
            watch(context)
            guard mustClose else { return context.write(data, promise: promise) }
            context.writeAndFlush(data, promise: promise)
            if refusal == nil { closeOutput(context) } else { writeRefusal(context) }
        }
    }

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard event is GoAhead else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        if life.goAhead() {
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
        promise?.succeed()
    }

    // MARK: The end

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            disconnects.leave(context.channel)
            context.fireUserInboundEventTriggered(event)
        case is ChannelShouldQuiesceEvent:
            if life.isIdle || life.isDraining { return context.close(promise: nil) }
            life.end()
        case is OpenConnections.LeaveWhenIdle:
            if life.isIdle { context.close(promise: nil) } else { connections.stays(entry) }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// What has been written still gets there, and the client sees its end.
    private func closeOutput(_ context: ChannelHandlerContext) {
        let closed = context.eventLoop.makePromise(of: Void.self)
        closed.futureResult.assumeIsolated().whenComplete { [self] _ in
            guard context.channel.isActive else { return }
            life.lingers(now: .now())
            traffic.allow(limits.drainBytesMax)
            watch(context)
            context.read()
        }
        context.close(mode: .output, promise: closed)
    }

    /// Looks at the deadline when it comes. One that moves away is found too early, and then
    /// awaited again: so most events need not touch a timer.
    private func watch(_ context: ChannelHandlerContext) {
        guard let deadline = life.deadline else { return }
        if let alarm {
            if alarm.at <= deadline { return }
            alarm.call.cancel()
        }
        let call = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            alarm = nil
            guard let deadline = life.deadline else { return }
            if deadline <= .now() { context.close(promise: nil) } else { watch(context) }
        }
        alarm = (call, deadline)
    }
}

extension HTTPRequestHead {
    /// What keeps a request from being one.
    /// https://www.rfc-editor.org/rfc/rfc9112#section-3.2
    fileprivate var problem: Problem? {
        var host: String?
        for (name, value) in headers where name.isHost {
            if host != nil { return .badRequest("A request has one Host header.") }
            host = value
        }
        if version != .http1_0 && host == nil {
            return .badRequest("A request of HTTP/1.1 has a Host header.")
        }
        if let host, !host.utf8.allSatisfy(isOfHost) {
            return .badRequest("The Host header is no host.")
        }
        if headers.contains(name: "transfer-encoding") {
            if version == .http1_0 { return .badRequest("HTTP/1.0 has no transfer encodings.") }
            // What is packed otherwise would be taken for what is in it, or for the next request.
            let codings = headers[canonicalForm: "transfer-encoding"]
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                return .badRequest("The only transfer encoding that is read here is chunked.")
            }
        }
        return nil
    }

    /// Letters of a name, an address or a port.
    private func isOfHost(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x7F && !"/?#@,\"<>\\^`{|}".utf8.contains(byte)
    }
}

extension String {
    /// `Host` in any spelling.
    fileprivate var isHost: Bool {
        utf8.count == 4 && utf8.elementsEqual("host".utf8) { $0 | 0x20 == $1 }
    }
}

extension Problem {
    /// What the parser did not understand.
    fileprivate init(_ error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow, is TrafficMeter.AllowanceExceeded:
            self.init(
                status: .requestHeaderFieldsTooLarge, code: .headersTooLarge,
                message: "The address and the headers together are too long, or too many.")
        case HTTPParserError.invalidVersion:
            self.init(
                status: .httpVersionNotSupported, code: .httpVersionNotSupported,
                message: "This server speaks HTTP/1.1.")
        default: self = .badRequest("This is not HTTP.")
        }
    }
}
