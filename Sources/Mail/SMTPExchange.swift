import NIOCore
import NIOSSL
import Synchronization

/// Bytes for a server, and its answer to them.
struct SMTPExchange: Sendable {
    /// None to wait for what it says by itself: its greeting.
    let bytes: ByteBuffer
    let reply: EventLoopPromise<SMTPReply>
    let milliseconds: Int64
    /// If the server agrees, all that follows is within TLS with a server of this name.
    var tls: (context: NIOSSLContext, serverName: String?)?
}

/// Why a connection has ended, which those learn who come too late for it.
final class SMTPEnding: Sendable {
    private let first = Mutex<MailError?>(nil)

    var error: MailError {
        first.withLock { $0 } ?? MailError("The connection to the mail server is closed.")
    }

    func note(_ error: MailError) { first.withLock { $0 = $0 ?? error } }
}

/// Makes a conversation of a connection: one exchange at a time.
final class SMTPExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = Never
    typealias OutboundIn = SMTPExchange
    typealias OutboundOut = ByteBuffer

    private var parser = SMTPReplyParser()
    private var exchange: SMTPExchange?
    private var deadline: Scheduled<Void>?
    /// What the server has said before it was asked.
    private var unasked: SMTPReply?
    private var failure: MailError?
    private let ending: SMTPEnding

    init(_ ending: SMTPEnding) {
        self.ending = ending
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        let next = unwrapOutboundIn(data)
        promise?.succeed()
        precondition(exchange == nil, "one exchange at a time")
        exchange = next
        if let failure { return end(.failure(failure)) }
        // A greeting; or that it leaves (421), which answers whatever would be said.
        if let reply = unasked {
            unasked = nil
            return end(.success(reply))
        }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(
            in: .milliseconds(next.milliseconds)
        ) { [self] in
            fail(context, MailError("The mail server did not answer in time.", isServerAway: true))
        }
        if next.bytes.readableBytes > 0 {
            context.writeAndFlush(wrapOutboundOut(next.bytes), promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        while failure == nil, let byte = bytes.readInteger(as: UInt8.self) {
            do throws(SMTPReplyParser.NoReply) {
                if let reply = try parser.take(byte) {
                    take(reply, more: bytes.readableBytes > 0, context)
                }
            } catch {
                fail(context, MailError("What answers is no mail server."))
            }
        }
    }

    private func take(_ reply: SMTPReply, more: Bool, _ context: ChannelHandlerContext) {
        guard let exchange else {
            if unasked != nil { fail(context, MailError("The mail server talks unasked.")) }
            unasked = reply
            return
        }
        if let tls = exchange.tls, reply.kind == 2 {
            // What came before TLS would be taken for what came within it.
            if more { return fail(context, MailError("The mail server talks before its TLS.")) }
            do {
                let handler = try NIOSSLClientHandler(
                    context: tls.context, serverHostname: tls.serverName)
                try context.pipeline.syncOperations.addHandler(handler, position: .first)
            } catch {
                return fail(context, MailError("TLS with the mail server cannot begin."))
            }
        }
        end(.success(reply))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isTLS = error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError
        fail(
            context,
            MailError(
                isTLS
                    ? "TLS with the mail server failed: its certificate is not the right one, or not trusted."
                    : "The connection to the mail server broke."))
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(context, MailError("The mail server closed the connection."))
    }

    private func fail(_ context: ChannelHandlerContext, _ error: MailError) {
        guard failure == nil else { return }
        failure = error
        ending.note(error)
        end(.failure(error))
        context.close(promise: nil)
    }

    private func end(_ result: Result<SMTPReply, MailError>) {
        deadline?.cancel()
        deadline = nil
        let ended = exchange
        exchange = nil
        ended?.reply.completeWith(result.mapError { $0 as any Error })
    }
}
