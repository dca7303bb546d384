/// Every limit of this target, in one place.
///
/// `bench`, tests and a deployment may tighten or widen them; `standard` is what the API promises.
package struct MediaLimits: Sendable {
    /// Largest file that is looked at, in bytes.
    package var sourceBytesMax = 15 << 20
    /// Largest picture that is decoded, in pixels.
    package var pixelsMax = 50_000_000
    /// Longest side that is decoded, in pixels: the longest a WebP can have, because PNG and GIF
    /// originals are kept as WebP.
    package var sidePixelsMax = 16_383
    /// Largest progressive JPEG or interlaced PNG, in pixels. Both are held whole while they are
    /// decoded (six bytes a pixel), and a progressive JPEG cannot be stopped on its way.
    package var progressivePixelsMax = 25_000_000
    /// Largest original that is encoded without loss, in pixels. That takes a dozen bytes and 60
    /// nanoseconds a pixel, and nothing can stop it on its way.
    package var losslessPixelsMax = 16_000_000
    /// Most scans in a JPEG. Every scan of a progressive one costs a pass over all its pixels;
    /// cameras and encoders write at most a dozen.
    package var jpegScansMax = 64
    /// Most frames in a GIF or WebP. Only the first is shown, but all are walked over.
    package var framesMax = 1_000
    /// Longest time on a worker that one picture may take, in milliseconds, waiting not counted.
    package var deadlineMilliseconds = 15_000
    /// Most pictures that wait for a worker.
    package var queuedImagesMax = 256
    /// Most file operations that wait for a thread.
    package var queuedFileOperationsMax = 4_096
    /// Bytes that are written to see whether the disk takes any.
    package var roomProbeBytes = 65_536
    /// For how long a disk counts as full after a write failed for want of room.
    package var fullDiskMilliseconds = 10_000
    /// Most uploads that are being written at one time.
    package var openUploadsMax = 256
    /// Time after which an upload that nobody completed is deleted, in seconds.
    package var uploadAgeSecondsMax = 24 * 3_600
    /// Time after which a half-written stored file is taken for the rest of a crash, in seconds.
    package var unfinishedAgeSecondsMax = 3_600

    package init() {}

    /// The limits the API documents.
    package static let standard = MediaLimits()
}
