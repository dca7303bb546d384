import CVips
import Foundation
import Synchronization

/// How long a piece of work may still take, in time and in processor time. One is shared by the worker,
/// by libvips' progress signal and by the task that waits, which may call the work off. It stops
/// nothing by itself: the work asks.
final class Deadline: Sendable {
    private let milliseconds: Int
    private let processorMilliseconds: Int
    private let end = Atomic<Int64>(.max)
    private let isCancelled = Atomic<Bool>(false)
    private let spent = Mutex(ProcessorTime())

    /// - Parameters:
    ///   - milliseconds: from the last `start()`.
    ///   - processorMilliseconds: of all threads that ask, together, from the first time that each asks;
    ///     nil for as much as there is time.
    init(milliseconds: Int, processorMilliseconds: Int? = nil) {
        self.milliseconds = milliseconds
        self.processorMilliseconds = processorMilliseconds ?? milliseconds
    }

    /// Starts the clock; until then no time passes. When it runs already, it starts anew; processor time
    /// goes on.
    func start() {
        end.store(Self.now + Int64(milliseconds) * 1_000, ordering: .relaxed)
        _ = spent.withLock { $0.add() }
    }

    /// Makes the work stop the next time it asks.
    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Why the work must stop now; nil while it need not. To be asked by those who do the work.
    var reason: MediaError? {
        if isCancelled.load(ordering: .relaxed) { return .cancelled }
        if Self.now > end.load(ordering: .relaxed) {
            return .deadlineExceeded(milliseconds: milliseconds)
        }
        guard spent.withLock({ $0.add() }) > Int64(processorMilliseconds) * 1_000 else {
            return nil
        }
        return .deadlineExceeded(milliseconds: processorMilliseconds)
    }

    /// Microseconds of a clock that only goes forward. g_get_monotonic_time
    private static var now: Int64 { Int64(g_get_monotonic_time()) }

    func check() throws(MediaError) {
        if let reason { throw reason }
    }

    /// What the threads that do the work have spent on it: libvips has some of its own.
    private struct ProcessorTime {
        private var threads: [UInt: (first: Int64, last: Int64)] = [:]

        /// Looks at this thread's clock.
        ///
        /// - Returns: microseconds of all threads so far.
        mutating func add() -> Int64 {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            let now = Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
            let thread = UInt(pthread_self())
            threads[thread] = (threads[thread]?.first ?? now, now)
            return threads.values.reduce(0) { $0 + $1.last - $1.first }
        }
    }
}

extension Picture {
    /// Lets the deadline stop every computation that starts from this picture.
    ///
    /// libvips reports progress on the picture at the root of a pipeline, a few times a row of
    /// tiles, and gives up when that picture has been killed. g_signal_connect_data,
    /// vips_image_set_kill.
    func obey(_ deadline: Deadline) {
        let onProgress:
            @convention(c) (UnsafeMutablePointer<VipsImage>?, gpointer?, gpointer?) -> Void = {
                image, _, data in
                guard let image, let data else { return }
                let deadline = Unmanaged<Deadline>.fromOpaque(data).takeUnretainedValue()
                if deadline.reason != nil { vips_image_set_kill(image, 1) }
            }
        vips_image_set_progress(image, 1)
        g_signal_connect_data(
            image, "eval", unsafeBitCast(onProgress, to: GCallback.self),
            Unmanaged.passRetained(deadline).toOpaque(),
            { data, _ in
                if let data { Unmanaged<Deadline>.fromOpaque(data).release() }
            }, GConnectFlags(rawValue: 0))
    }
}
