import Foundation
import Logging
import NIOCore

/// Accepts connections only while there is room for them, at the front of the server's own channel.
///
/// Those that wait meanwhile do so in the system's queue. Running out of descriptors must not be
/// left to happen: the Swift runtime's thread pool opens a file every second to see how its threads
/// fare, and ends the process when it cannot.
final class AcceptGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    private let connections: OpenConnections
    private let descriptorsMax: Int
    private let logger: Logger
    /// When accepting was last stopped; nil while it goes on.
    private var stopped: NIODeadline?
    private var told: NIODeadline?
    private var isTold = false

    /// How long to wait at most before looking again, as files may close without a word.
    private static let pause = TimeAmount.milliseconds(100)
    /// At most one line of the log in this time.
    private static let logPeriod = TimeAmount.seconds(10)

    /// - Parameter descriptorsMax: from this file descriptor on none is left for connections.
    init(_ connections: OpenConnections, descriptorsMax: Int, logger: Logger) {
        self.connections = connections
        self.descriptorsMax = descriptorsMax
        self.logger = logger
    }

    func read(context: ChannelHandlerContext) {
        guard stopped == nil else { return }
        accept(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let channel = unwrapInboundIn(data)
        guard connections.admit(channel) != nil else { return channel.close(promise: nil) }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // NIO tries again in a second.
        if let error = error as? IOError {
            tell("A connection cannot be accepted: \(String(cString: strerror(error.errnoCode)))")
        }
        context.fireErrorCaught(error)
    }

    private func accept(_ context: ChannelHandlerContext) {
        if connections.hasRoom(), isDescriptorLeft {
            if let stopped { goOn(after: .now() - stopped) }
            stopped = nil
            return context.read()
        }
        if stopped == nil { stop() }
        wait(context)
    }

    private func stop() {
        stopped = .now()
        isTold = tell(
            "Accepting waits: there are \(connections.count) connections, as many as there may be")
    }

    private func goOn(after time: TimeAmount) {
        guard isTold else { return }
        isTold = false
        let counts = connections.statistics
        logger.notice(
            "Accepting goes on after \(time.nanoseconds / 1_000_000) ms",
            metadata: [
                "connections": "\(connections.count)", "closedWhileIdle": "\(counts.evicted)",
                "refused": "\(counts.refused)",
            ])
    }

    /// Until a connection has closed, and not for long.
    private func wait(_ context: ChannelHandlerContext) {
        let loop = context.eventLoop
        let bound = NIOLoopBound((gate: self, context: context), eventLoop: loop)
        let isOver = NIOLoopBoundBox(false, eventLoop: loop)
        let lookAgain = { @Sendable in
            guard !isOver.value else { return }
            isOver.value = true
            let (gate, context) = bound.value
            if context.channel.isActive { gate.accept(context) }
        }
        connections.whenLess { loop.execute(lookAgain) }
        loop.scheduleTask(in: Self.pause, lookAgain)
    }

    /// The system gives the lowest number that is free.
    private var isDescriptorLeft: Bool {
        guard descriptorsMax < .max else { return true }
        let probe = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard probe >= 0 else { return false }
        Foundation.close(probe)
        return probe < descriptorsMax
    }

    @discardableResult
    private func tell(_ text: String) -> Bool {
        let now = NIODeadline.now()
        if let told, now - told < Self.logPeriod { return false }
        told = now
        logger.warning("\(text)")
        return true
    }
}
