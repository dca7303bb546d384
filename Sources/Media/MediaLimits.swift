/// Every limit of this target, in one place.
///
/// `bench`, tests and a deployment may tighten or widen them; `standard` is what the API promises.
package struct MediaLimits: Sendable {
    /// Largest picture that is looked at, in bytes.
    package var sourceBytesMax = 25 << 20
    /// Largest upload that is kept, in bytes: a video.
    package var uploadBytesMax = VideoLimits.standard.bytesMax
    /// Largest picture that is decoded, in pixels.
    package var pixelsMax = 51_000_000
    /// Longest side that is decoded, in pixels: the longest a WebP can have.
    package var sidePixelsMax = 16_383
    /// Most memory that one picture may take, in bytes; see `ImageHeader.decodingBytes`.
    package var pictureBytesMax = 320 << 20
    /// Most memory that all pictures on workers may take together, in bytes: the others wait.
    package var workingBytesMax = 384 << 20
    /// Longest colour profile that is used, in bytes, not packed. Those of printers have up to three
    /// megabytes.
    package var profileBytesMax = 4 << 20
    /// Most parts of a colour profile; one with more is not used.
    package static let profileTagsMax = 100
    /// Entries of one directory of EXIF that are looked at. Cameras write a few dozen.
    package static let exifEntriesMax = 512
    /// Longest text of EXIF that is kept, in bytes. Names of cameras and lenses have 10 to 60.
    package static let exifTextBytesMax = 100
    /// How much of the file with the name of a store is read, in bytes.
    package static let storeNameBytesMax = 200
    /// Longest packed colour profile of a PNG that is kept, in bytes. How long it is unpacked is seen
    /// when the decoder has unpacked it, within a limit of its own: eight megabytes in libpng.
    package var packedProfileBytesMax = 2 << 20
    /// Most tables in a JPEG. One of 64 scans has at most a few for each.
    package var jpegTablesMax = 512
    /// Most pixels in all scans of a JPEG together: each scan is a pass over all of them.
    package var jpegScannedPixelsMax = 1_000_000_000
    /// How much of a JPEG that breaks off must be there, in percent of its rows.
    package var jpegRowsPercentMin = 95
    /// Most chunks of pixels in a PNG.
    package var pngPixelChunksMax = 65_536
    /// Most scans in a JPEG. Every scan of a progressive one costs a pass over all its pixels;
    /// cameras and encoders write at most a dozen.
    package var jpegScansMax = 64
    /// Most frames in a GIF or WebP. Only the first is shown, but all are walked over.
    package var framesMax = 1_000
    /// Longest time that one picture may take from when its memory is there, in milliseconds. Checked
    /// while it is decoded and before each file that is encoded.
    package var deadlineMilliseconds = 15_000
    /// Most processor time that one picture may take, in milliseconds, reading its container counted.
    /// Checked at the same places.
    package var processorMilliseconds = 10_000
    /// How far image workers stand behind other threads, 0 to 19.
    package var imageNiceness: Int32 = 10
    /// After so many jobs freed memory goes back to the system even while others wait.
    package var memoryReturnJobs = 16
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
    /// Most stored files that are remembered to be whole; with one more, those that were not asked for of
    /// late are forgotten, at most half. Two at least.
    package var verifiedBlobsMax = 16_384
    /// Time after which an upload that nobody needs is deleted, in seconds.
    package var uploadAgeSecondsMax = 24 * 3_600
    /// Most old uploads of which is asked at once whether they are needed.
    package var agedUploadsMax = 256
    /// Time after which a half-written stored file is taken for the rest of a crash, in seconds.
    package var unfinishedAgeSecondsMax = 3_600

    package init() {}

    /// The limits the API documents.
    package static let standard = MediaLimits()
}
