import NIOCore
import NIOPosix
import NIOSSL

/// A connection to a mail server, and what may be said on it.
struct SMTPConnection: Sendable {
    let channel: any Channel
    let ending: SMTPEnding
    /// No answer is waited for longer than to here.
    let end: ContinuousClock.Instant

    /// - Parameters:
    ///   - tls: for TLS from the first byte.
    ///   - conversation: milliseconds that all answers together may take.
    /// - Throws: `MailError`
    static func open(
        to server: SMTPServer, tls: NIOSSLContext?, milliseconds: Int64, conversation: Int64
    ) async throws -> SMTPConnection {
        let serverName = server.nameForTLS
        let ending = SMTPEnding()
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.milliseconds(milliseconds))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: serverName))
                    }
                    try channel.pipeline.syncOperations.addHandler(SMTPExchangeHandler(ending))
                }
            }
        do {
            let channel = try await bootstrap.connect(host: server.host, port: server.port).get()
            return SMTPConnection(
                channel: channel, ending: ending, end: .now + .milliseconds(conversation))
        } catch {
            throw MailError("The mail server cannot be reached.", isServerAway: true)
        }
    }

    /// What the server says by itself at the beginning.
    func greeting(milliseconds: Int64) async throws -> SMTPReply {
        try await exchange(ByteBuffer(), milliseconds)
    }

    /// Sends a line and gives the answer.
    ///
    /// - Parameter tls: begins if the server agrees.
    /// - Throws: `MailError`
    func say(
        _ line: String, milliseconds: Int64,
        tls: (context: NIOSSLContext, serverName: String?)? = nil
    ) async throws -> SMTPReply {
        try await exchange(ByteBuffer(string: line + "\r\n"), milliseconds, tls)
    }

    private func exchange(
        _ bytes: ByteBuffer, _ milliseconds: Int64,
        _ tls: (context: NIOSSLContext, serverName: String?)? = nil
    ) async throws -> SMTPReply {
        let promise = channel.eventLoop.makePromise(of: SMTPReply.self)
        let left = max((end - .now) / .milliseconds(1), 0)
        let exchange = SMTPExchange(
            bytes: bytes, reply: promise, milliseconds: min(milliseconds, Int64(left)), tls: tls)
        // The pipeline of a closed channel takes nothing any more.
        channel.writeAndFlush(exchange).whenFailure { [ending] _ in promise.fail(ending.error) }
        return try await promise.futureResult.get()
    }

    /// Ends it, whatever is said on it.
    func close() {
        channel.close(promise: nil)
    }
}

extension SMTPServer {
    /// The name that a certificate must have; nil for an IP address, which is looked for itself.
    var nameForTLS: String? {
        (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }
}
