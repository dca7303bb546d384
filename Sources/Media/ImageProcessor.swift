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
    private let memory: WorkingMemory

    /// - Parameter workers: threads; more than there are cores make nothing faster.
    package init(
        workers: Int = ProcessInfo.processInfo.activeProcessorCount,
        limits: MediaLimits = .standard
    ) {
        precondition(Vips.isRunning, "libvips does not start: \(Vips.takeErrorText())")
        self.limits = limits
        memory = WorkingMemory(bytesMax: limits.workingBytesMax)
        let jobsSinceReturn = Atomic(0)
        self.workers = WorkerThreads(
            name: "image", threads: max(1, workers), queuedMax: limits.queuedImagesMax,
            niceness: limits.imageNiceness,
            afterJob: { isBusy in
                let jobs = jobsSinceReturn.add(1, ordering: .relaxed).newValue
                guard !isBusy || jobs >= limits.memoryReturnJobs else { return }
                jobsSinceReturn.store(0, ordering: .relaxed)
                Allocator.giveBack()
            },
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
    /// When the calling task is cancelled, work that has begun stops at the next row that is decoded, or
    /// file that is to be encoded, and work that waits for a worker does not begin.
    ///
    /// - Parameters:
    ///   - original: the file as uploaded.
    ///   - declaredType: the MIME type the client gave; it must be what the bytes are.
    ///   - filter: the look that all variants have; the original is kept without. nil for none.
    ///   - presets: the sizes that are made, largest first; one at least.
    package func process(
        _ original: [UInt8], declaredType: String, filter: PictureFilter? = nil,
        presets: [ImagePreset] = ImagePreset.all
    ) async throws(MediaError) -> ProcessedImage {
        let (limits, memory) = (limits, memory)
        return try await run { deadline throws(MediaError) in
            let clean = try CleanPicture.admit(original, declaredType: declaredType, limits: limits)
            return try memory.holding(clean.header.decodingBytes) { () throws(MediaError) in
                // Waiting for memory does not count: it has all of its time, and what processor time the
                // container took is spent.
                deadline.start()
                return try Self.process(
                    clean, filter, presets, limits: limits, deadline: deadline)
            }
        }
    }

    private static func process(
        _ clean: CleanPicture, _ filter: PictureFilter?, _ presets: [ImagePreset],
        limits: MediaLimits, deadline: Deadline
    ) throws(MediaError) -> ProcessedImage {
        var largest = try VariantPipeline.photo(
            clean, at: presets[0], limits: limits, deadline: deadline)
        if let filter {
            try deadline.check()
            largest = try largest.filtered(by: filter)
        }
        var ladder = VariantLadder(clean.header, deadline: deadline)
        let (variants, blurHash) = try ladder.climbDown(presets, from: largest)
        return ProcessedImage(
            pixels: clean.header.uprightSize, blurHash: blurHash, variants: variants,
            original: OriginalImage(type: clean.header.type, file: EncodedImage(clean.bytes)),
            capture: clean.header.capture)
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
        let deadline = Deadline(
            milliseconds: limits.deadlineMilliseconds,
            processorMilliseconds: limits.processorMilliseconds)
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
