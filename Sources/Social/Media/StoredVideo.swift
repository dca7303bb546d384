import Media
import TAO

/// What processing finds out about a video, and under which names its files are stored.
struct StoredVideo: Sendable, Equatable {
    /// One bit rate, and the rung that it is of.
    struct Rendition: Sendable, Equatable {
        /// Shorter side of the rung, in pixels.
        var rung: Int
        var width: Int
        var height: Int
        /// Most bits a second, sound included.
        var bitsPerSecond: Int
        var meanBitsPerSecond: Int
        var codecs: String
        /// Name of its playlist in the blob store.
        var playlist: String
    }

    var milliseconds: Int
    var hasAudio: Bool
    /// As it is encoded; the picture's size is that of the poster.
    var width: Int
    var height: Int
    /// Name of the MP4 in the blob store.
    var file: String
    /// Smallest first.
    var renditions: [Rendition] = []
    /// Name of the playlist of all bit rates in the blob store.
    var playlist: String?

    var pixels: PixelSize { PixelSize(width: width, height: height) }

    /// The smallest bit rate that is still to be made; nil if none is.
    var nextRung: VideoRung? {
        VideoRung.ladder(for: pixels).first { rung in
            !renditions.contains { $0.rung == rung.shortSidePixels }
        }
    }
}

extension StoredVideo: RecordValue {
    /// Numbers of the fields of the record in the record. Never change or reuse one.
    private enum Number {
        static let (milliseconds, hasAudio, width, height): (UInt8, UInt8, UInt8, UInt8) =
            (1, 2, 3, 4)
        static let (file, playlist): (UInt8, UInt8) = (5, 6)
        /// Of the first bit rate; the others follow.
        static let rendition: UInt8 = 20
    }

    /// Places of bit rates in the record: more than a ladder has.
    private static let places: Range<UInt8> = 0..<16

    static func read(_ field: UInt8, of record: Record) -> StoredVideo? {
        guard let bytes = record.bytes(field) else { return nil }
        let facts = Record(sharing: bytes)
        guard let file = facts.string(Number.file) else { return nil }
        return StoredVideo(
            milliseconds: Int(facts.int(Number.milliseconds) ?? 0),
            hasAudio: facts.bool(Number.hasAudio) ?? false,
            width: Int(facts.int(Number.width) ?? 0), height: Int(facts.int(Number.height) ?? 0),
            file: file,
            renditions: places.compactMap {
                facts.bytes(Number.rendition + $0).flatMap { Rendition(Record(sharing: $0)) }
            },
            playlist: facts.string(Number.playlist))
    }

    static func write(_ value: StoredVideo?, _ field: UInt8, to record: inout Record) {
        guard let value else { return record.set(field, [UInt8]?.none) }
        var facts = Record()
        facts.set(Number.milliseconds, Int64(value.milliseconds))
        facts.set(Number.hasAudio, value.hasAudio)
        facts.set(Number.width, Int64(value.width))
        facts.set(Number.height, Int64(value.height))
        facts.set(Number.file, value.file)
        facts.set(Number.playlist, value.playlist)
        for (place, rendition) in zip(places, value.renditions) {
            facts.set(Number.rendition + place, rendition.record.bytes)
        }
        record.set(field, facts.bytes)
    }
}

extension StoredVideo.Rendition {
    private enum Number {
        static let (rung, width, height): (UInt8, UInt8, UInt8) = (1, 2, 3)
        static let (peak, mean): (UInt8, UInt8) = (4, 5)
        static let (codecs, playlist): (UInt8, UInt8) = (6, 7)
    }

    fileprivate init?(_ record: Record) {
        guard let playlist = record.string(Number.playlist) else { return nil }
        self.init(
            rung: Int(record.int(Number.rung) ?? 0), width: Int(record.int(Number.width) ?? 0),
            height: Int(record.int(Number.height) ?? 0),
            bitsPerSecond: Int(record.int(Number.peak) ?? 0),
            meanBitsPerSecond: Int(record.int(Number.mean) ?? 0),
            codecs: record.string(Number.codecs) ?? "", playlist: playlist)
    }

    fileprivate var record: Record {
        var record = Record()
        record.set(Number.rung, Int64(rung))
        record.set(Number.width, Int64(width))
        record.set(Number.height, Int64(height))
        record.set(Number.peak, Int64(bitsPerSecond))
        record.set(Number.mean, Int64(meanBitsPerSecond))
        record.set(Number.codecs, codecs)
        record.set(Number.playlist, playlist)
        return record
    }
}
