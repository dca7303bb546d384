import CVips
import Synchronization

/// How long a piece of work may still take. One is shared by the worker, by libvips' progress
/// signal and by the task that waits, which may call the work off.
final class Deadline: Sendable {
    private let milliseconds: Int
    private let end = Atomic<Int64>(.max)
    private let isCancelled = Atomic<Bool>(false)

    init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// Starts the clock; until then no time passes.
    func start() {
        end.store(Self.now + Int64(milliseconds) * 1_000, ordering: .relaxed)
    }

    /// Makes the work stop soon.
    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Why the work must stop now; nil while it need not.
    var reason: MediaError? {
        if isCancelled.load(ordering: .relaxed) { return .cancelled }
        guard Self.now > end.load(ordering: .relaxed) else { return nil }
        return .deadlineExceeded(milliseconds: milliseconds)
    }

    /// Microseconds of a clock that only goes forward. g_get_monotonic_time
    private static var now: Int64 { Int64(g_get_monotonic_time()) }

    func check() throws(MediaError) {
        if let reason { throw reason }
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
