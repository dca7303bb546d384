/// Every limit on videos, in one place.
///
/// Tests and a deployment may tighten or widen them; `standard` is what the API promises.
package struct VideoLimits: Sendable {
    /// Largest file that is looked at, in bytes.
    package var bytesMax = 150 << 20
    /// Longest video, in milliseconds.
    package var millisecondsMax = 300_000
    /// Longest side, in pixels: cameras write up to 4096.
    package var sidePixelsMax = 4_096
    /// Shortest side, in pixels: less is nothing to look at, and encoders refuse it.
    package var sidePixelsMin = 16
    /// Largest frame, in pixels: 3840 x 2160 and what cameras call 4K beside it.
    package var framePixelsMax = 4_096 * 2_304
    /// Most frames a second: phones write up to 240 in slow motion.
    package var framesPerSecondMax = 240.0
    /// Most tracks of any kind: phones write up to six.
    package var tracksMax = 16
    /// Most bits a second of what is served as it came; more is encoded anew.
    package var copiedBitsPerSecondMax = 12_000_000
    /// Longest answer of the program that looks at a file, in bytes.
    package var probeBytesMax = 256 << 10
    /// Longest time that looking at a file may take, in milliseconds.
    package var probeMillisecondsMax = 20_000
    /// Most processor time that looking at a file may take, in seconds.
    package var probeProcessorSecondsMax = 10
    /// Longest time that one file may take to be made, in milliseconds.
    package var encodingMillisecondsMax = 25 * 60 * 1_000
    /// Most processor time that one file may take to be made, in seconds.
    package var encodingProcessorSecondsMax = 2 * 25 * 60
    /// Most address space of a program that reads or makes a video, in bytes.
    package var memoryBytesMax = 3 << 30
    /// Largest file that such a program may write, in bytes.
    package var writtenBytesMax = 400 << 20
    /// Time after which the rest of work that was cut short is deleted, in seconds.
    package var leftoverSecondsMax = 2 * 3_600
    /// How much of what a program says of its failure is kept for the log, in bytes.
    package static let complaintBytesMax = 2_000

    package init() {}

    /// The limits the API documents.
    package static let standard = VideoLimits()
}

extension VideoLimits {
    /// Of a program that looks at a file.
    var probing: Subprocess.Bounds {
        Subprocess.Bounds(
            milliseconds: probeMillisecondsMax, processorSeconds: probeProcessorSecondsMax,
            memoryBytes: memoryBytesMax, writtenBytes: 0, outputBytes: probeBytesMax)
    }

    /// Of a program that makes a file.
    var encoding: Subprocess.Bounds {
        Subprocess.Bounds(
            milliseconds: encodingMillisecondsMax, processorSeconds: encodingProcessorSecondsMax,
            memoryBytes: memoryBytesMax, writtenBytes: writtenBytesMax,
            outputBytes: Self.complaintBytesMax)
    }
}
