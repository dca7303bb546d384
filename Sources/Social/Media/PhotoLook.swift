import GraphQL
import Jobs
import Media
import TAO

/// How a photo is to be shown.
struct PhotoLook: Sendable {
    var filter: Change<ImageFilter> = .keep
    var focalPoint: Change<MediaPosition> = .keep

    /// - Returns: nil for a point that is beyond the picture.
    init?(_ filter: Change<ImageFilter>, _ focalPoint: Change<MediaPositionInput>) {
        self.filter = filter
        switch focalPoint {
        case .keep: break
        case .clear: self.focalPoint = .clear
        case .set(let point):
            guard let position = MediaPosition(x: point.x, y: point.y) else { return nil }
            self.focalPoint = .set(position)
        }
    }

    init() {}
}

extension Properties<Image> {
    mutating func show(in look: PhotoLook) {
        if look.filter != .keep { self[.filter] = look.filter.value }
        if look.focalPoint != .keep { self[.focalPoint] = look.focalPoint.value }
    }

    /// Whether it is shown in another look than its owner wants.
    var isOutdated: Bool { self[.status] == .ready && self[.filter] != self[.shownFilter] }

    /// Takes back a wish that cannot be fulfilled.
    mutating func keepLook() { self[.filter] = self[.shownFilter] }
}

extension GraphWrite {
    /// Lets a worker make the variants of a photo anew, if it is to be shown in another look.
    mutating func remake(
        _ id: ObjectID, from before: Properties<Image>, to after: Properties<Image>
    )
        throws
    {
        // Whoever makes the first variants reads the wish when it begins, and may have begun.
        let isMade = before[.status] == .ready || before[.status] == .processing
        guard isMade, before[.filter] != after[.filter] else { return }
        also(try PhotoRemaking.job(id).query)
    }
}

/// Makes the variants of a photo anew in the look that its owner wants. Nothing is left to do when another job
/// has done it.
enum PhotoRemaking: JobKind {
    static let name = "media.remake"
    static let queue = Queue.media

    static func run(_ media: ObjectID, in context: JobContext<SocialServices>) async throws {
        try await context.services.media.process(
            media, hasFailedBefore: { context.hasFailedBefore(with: $0) })
    }

    /// It goes on being shown as it is.
    static func giveUp(_ media: ObjectID, in context: JobContext<SocialServices>) async throws {
        try await context.services.media.giveUp(media)
    }
}

// As bytes: x and y, of 8 bytes each, big-endian.

extension MediaPosition: RecordValue {
    static func read(_ field: UInt8, of record: Record) -> MediaPosition? {
        guard let bytes = record.bytes(field), bytes.count == 16 else { return nil }
        func word(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        return MediaPosition(
            x: Double(bitPattern: word(bytes.prefix(8))),
            y: Double(bitPattern: word(bytes.suffix(8))))
    }

    static func write(_ value: MediaPosition?, _ field: UInt8, to record: inout Record) {
        guard let value else { return record.set(field, [UInt8]?.none) }
        var bytes: [UInt8] = []
        bytes.append(bigEndian: value.x.bitPattern)
        bytes.append(bigEndian: value.y.bitPattern)
        record.set(field, bytes)
    }
}

// Looks of the schema, those in which pictures are made and those in records: three lists, so that a new
// one of either kind is decided about here.

extension ImageFilter: StoredEnum {
    var number: Int64 {
        switch self {
        case .mono: 0
        case .noir: 1
        case .sepia: 2
        case .vintage: 3
        case .fade: 4
        case .warm: 5
        case .cool: 6
        case .vivid: 7
        case .crisp: 8
        case .dusk: 9
        }
    }
}

extension PictureFilter {
    init(_ filter: ImageFilter) {
        self =
            switch filter {
            case .mono: .mono
            case .noir: .noir
            case .sepia: .sepia
            case .vintage: .vintage
            case .fade: .fade
            case .warm: .warm
            case .cool: .cool
            case .vivid: .vivid
            case .crisp: .crisp
            case .dusk: .dusk
            }
    }
}
