import CVips
import Foundation
import Synchronization

/// Makes variants of uploaded photos, on threads of its own.
///
/// The first one in a process starts libvips; make it before other threads use GLib. One per
/// process is meant to be: its threads are as many as there are cores, and each photo takes one.
package final class ImageProcessor: Sendable {
    /// The limits it keeps.
    package let limits: MediaLimits
    private let workers: WorkerThreads

    /// - Parameter workers: threads; more than there are cores make nothing faster.
    package init(
        workers: Int = ProcessInfo.processInfo.activeProcessorCount,
        limits: MediaLimits = .standard
    ) {
        precondition(Vips.isRunning, "libvips does not start: \(Vips.takeErrorText())")
        self.limits = limits
        self.workers = WorkerThreads(
            name: "image", threads: max(1, workers), queuedMax: limits.queuedImagesMax,
            atEnd: vips_thread_shutdown)
    }

    /// Photos that wait for a worker now.
    package var queued: Int { workers.queued }

    /// Bytes of pixels held in memory now.
    package var heldBytes: Int { Vips.heldBytes }

    /// Lines libvips tried to log since the process began. They are dropped.
    package var droppedLogLines: Int { Vips.droppedLogLines.load(ordering: .relaxed) }

    /// Lets the workers end; what still waits fails with `closed`.
    package func close() { workers.close() }

    /// Checks a photo and makes everything of it.
    ///
    /// When the calling task is cancelled the work stops within milliseconds.
    ///
    /// - Parameters:
    ///   - original: the file as uploaded.
    ///   - declaredType: the MIME type the client gave; it must be what the bytes are.
    package func process(
        _ original: [UInt8], declaredType: String
    ) async throws(MediaError) -> ProcessedImage {
        let limits = limits
        return try await run { deadline throws(MediaError) in
            try Self.process(
                original, declaredType: declaredType, limits: limits, deadline: deadline)
        }
    }

    private static func process(
        _ bytes: [UInt8], declaredType: String, limits: MediaLimits, deadline: Deadline
    ) throws(MediaError) -> ProcessedImage {
        let header = try ImageHeader.admit(bytes, declaredType: declaredType, limits: limits)
        let source = HeapBytes(bytes)
        let (largest, upright) = try VariantPipeline.largest(
            source, header: header, deadline: deadline)
        var ladder = VariantLadder(upright: upright, deadline: deadline)
        let (variants, blurHash) = try ladder.climbDown(from: largest)
        let original = try OriginalImage.make(
            source, bytes, header: header, limits: limits, deadline: deadline)
        return ProcessedImage(
            pixels: upright, blurHash: blurHash, variants: variants, original: original)
    }

    /// Makes the file of a made-up picture, on a worker.
    package func paint(
        _ body: @escaping @Sendable () throws(MediaError) -> [UInt8]
    ) async throws(MediaError) -> [UInt8] {
        try await run { _ throws(MediaError) in try body() }
    }

    /// Runs work on a worker, under the deadline.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable (Deadline) throws(MediaError) -> Value
    ) async throws(MediaError) -> Value {
        let deadline = Deadline(milliseconds: limits.deadlineMilliseconds)
        let workers = workers
        let result: Result<Value, MediaError> = await withTaskCancellationHandler {
            do throws(MediaError) {
                return .success(
                    try await workers.run { () throws(MediaError) in
                        deadline.start()
                        try deadline.check()
                        return try body(deadline)
                    })
            } catch {
                return .failure(error)
            }
        } onCancel: {
            deadline.cancel()
        }
        return try result.get()
    }
}
