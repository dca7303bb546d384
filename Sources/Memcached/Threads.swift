#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Carries a body into a new thread.
private final class ThreadBody {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

/// Runs the body on a thread of its own, which ends with it. `pthread_create`
///
/// - Returns: whether there was one; if not, the body does not run.
func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    let body = Unmanaged.passRetained(ThreadBody(run: body))
    let context = body.toOpaque()
    #if canImport(Glibc)
    var thread = pthread_t()
    let failure = pthread_create(&thread, nil, { runThread($0) }, context)
    #else
    var thread: pthread_t?
    let failure = pthread_create(&thread, nil, { runThread($0) }, context)
    #endif
    guard failure == 0 else {
        body.release()
        return false
    }
    #if canImport(Glibc)
    pthread_detach(thread)
    #else
    if let thread { pthread_detach(thread) }
    #endif
    return true
}

private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
