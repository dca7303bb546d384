import NIOCore

/// Counts the bytes of a connection, where they come from and go to the socket.
///
/// What is read has an allowance that the rest of the pipeline sets: every byte counts, those too
/// that the parser leaves out, such as the extensions of chunks. What is written must get away: a
/// client that takes almost nothing of what waits for it is given up, or it would hold the
/// connection and the file that is being sent for ever.
final class TrafficMeter: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// More was read than is allowed; the rest is not passed on.
    struct AllowanceExceeded: Error {}

    private(set) var bytesRead = 0
    private var allowance = Int.max
    private var bytesWritten = 0
    private let progressTime: TimeAmount
    private let progressBytes: Int
    /// Looks whether the client takes what waits for it, while too much does.
    private var watch: Scheduled<Void>?
    private var bytesTakenBefore = 0

    init(_ limits: GatewayLimits) {
        progressTime = .milliseconds(Int64(limits.writeProgressMilliseconds))
        progressBytes = limits.writeProgressBytesMin
    }

    /// So many bytes may be read, counted from here or from an earlier `bytesRead`.
    func allow(_ bytes: Int, from start: Int? = nil) {
        allowance = (start ?? bytesRead) + bytes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let isExceeded = bytesRead > allowance
        bytesRead += unwrapInboundIn(data).readableBytes
        if bytesRead <= allowance { return context.fireChannelRead(data) }
        if !isExceeded { context.fireErrorCaught(AllowanceExceeded()) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        bytesWritten += unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if watch == nil, !context.channel.isWritable {
            bytesTakenBefore = bytesTaken(context)
            lookLater(context)
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        watch?.cancel()
        watch = nil
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        watch?.cancel()
        watch = nil
    }

    private func lookLater(_ context: ChannelHandlerContext) {
        watch = context.eventLoop.assumeIsolated().scheduleTask(in: progressTime) { [self] in
            watch = nil
            guard !context.channel.isWritable else { return }
            let taken = bytesTaken(context)
            guard taken - bytesTakenBefore >= progressBytes else {
                return context.close(promise: nil)
            }
            bytesTakenBefore = taken
            lookLater(context)
        }
    }

    /// As far as the system's own buffer.
    private func bytesTaken(_ context: ChannelHandlerContext) -> Int {
        let waiting = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
        return bytesWritten - (waiting ?? 0)
    }
}
