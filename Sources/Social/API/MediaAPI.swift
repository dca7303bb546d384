// Made from Schema/media.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A photo or a video.
enum AnyMedia: FieldResult {
    case image(Image)
    case video(Video)

    func slot(in outcome: inout OutcomeBuilder) -> Slot {
        switch self {
        case .image(let it): it.slot(in: &outcome)
        case .video(let it): it.slot(in: &outcome)
        }
    }
}

/// Fields that every `Media` has.
protocol MediaFields: Sendable {
    associatedtype Parent: SchemaObject

    /// Opaque global id.
    var id: Field<Parent, ID, NoArguments> { get }
    /// What it shows, for people who cannot see it.
    var altText: Field<Parent, String?, NoArguments> { get }
    /// Width as shown, turned upright, in pixels; null until the file has been read.
    var width: Field<Parent, Int?, NoArguments> { get }
    /// Height as shown, turned upright, in pixels; null until the file has been read.
    var height: Field<Parent, Int?, NoArguments> { get }
    /// A BlurHash to draw while it loads; null until the file has been read.
    var blurHash: Field<Parent, String?, NoArguments> { get }
    /// Whether it can be shown yet.
    var status: Field<Parent, MediaStatus, NoArguments> { get }
    /// Why it is FAILED or REJECTED; null otherwise, and for all but its owner.
    var failure: Field<Parent, Failure?, NoArguments> { get }
    /// Accounts marked in it.
    var tags: Field<Parent, [MediaTag], NoArguments> { get }
}

/// How far a photo or video has come.
enum MediaStatus: String, SchemaEnum {
    /// An upload address has been given; nothing has arrived.
    case awaitingUpload = "AWAITING_UPLOAD"
    /// Variants are being made and the content is being checked.
    case processing = "PROCESSING"
    /// It can be shown.
    case ready = "READY"
    /// It could not be read: wrong type, too large, damaged.
    case failed = "FAILED"
    /// It broke the rules.
    case rejected = "REJECTED"
}

/// Why a photo, video, post, story or archive is FAILED or REJECTED. Only its owner is told.
extension Failure: SchemaObject {
    static let typeName = "Failure"
    static let fields = FailureFields()
}

/// Fields of `Failure`.
struct FailureFields: Sendable {
    typealias Parent = Failure

    /// Why, for programs.
    let code = Field<Parent, FailureCode, NoArguments>("code")
    /// Why, in the language of the request.
    let message = Field<Parent, String, NoArguments>("message")
    /// The photo or video at fault; null where none is.
    let media = Field<Parent, AnyMedia?, NoArguments>("media")
    /// Whether the same bytes may do better next time; if not, replace them or delete the whole.
    let canRetry = Field<Parent, Bool, NoArguments>("canRetry")
}

/// Why something failed after its mutation had been accepted.
enum FailureCode: String, SchemaEnum {
    /// Nothing arrived at the upload address in time.
    case notUploaded = "NOT_UPLOADED"
    /// What arrived does not match the size or checksum that was given.
    case mismatch = "MISMATCH"
    /// This type of file is not taken.
    case unsupportedType = "UNSUPPORTED_TYPE"
    /// The file, the picture or the frame rate is too large.
    case tooLarge = "TOO_LARGE"
    /// The video is too long for what it was meant for.
    case tooLong = "TOO_LONG"
    /// The file is damaged.
    case damaged = "DAMAGED"
    /// It broke the rules.
    case rejected = "REJECTED"
    /// A fault of the server.
    case `internal` = "INTERNAL"
}

/// A photo. The URL of a variant never changes what it shows, so it may be cached for ever: another
/// filter makes new
/// URLs. The old ones work as long as the photo exists; its deletion ends all of them.
extension Image: SchemaObject {
    static let typeName = "Image"
    static let fields = ImageFields()
}

/// Fields of `Image`.
struct ImageFields: NodeFields, MediaFields {
    typealias Parent = Image

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// What it shows, for people who cannot see it.
    let altText = Field<Parent, String?, NoArguments>("altText")
    /// Width as shown, turned upright, in pixels; null until the file has been read.
    let width = Field<Parent, Int?, NoArguments>("width")
    /// Height as shown, turned upright, in pixels; null until the file has been read.
    let height = Field<Parent, Int?, NoArguments>("height")
    /// A BlurHash to draw while it loads; null until the file has been read.
    let blurHash = Field<Parent, String?, NoArguments>("blurHash")
    /// Whether it can be shown yet.
    let status = Field<Parent, MediaStatus, NoArguments>("status")
    /// Why it is FAILED or REJECTED; null otherwise, and for all but its owner.
    let failure = Field<Parent, Failure?, NoArguments>("failure")
    /// Accounts marked in it.
    let tags = Field<Parent, [MediaTag], NoArguments>("tags")
    /// Address of one variant. Null until it is made, and for ORIGINAL where the photo is not the
    /// viewer's.
    let url = Field<Parent, URLScalar?, ImageUrlArguments>("url")
    /// All variants, smallest first; empty until the photo is READY.
    let variants = Field<Parent, [ImageVariant], NoArguments>("variants")
    /// The point that matters most, for whoever crops it; null for the middle.
    let focalPoint = Field<Parent, MediaPosition?, NoArguments>("focalPoint")
    /// The filter that all variants but the original show; null for none.
    let filter = Field<Parent, ImageFilter?, NoArguments>("filter")
    /// How it was taken. Null where the file does not say, and for all but the owner unless the
    /// post that shows it shares
    /// it (`Post.sharesCaptureInfo`).
    let capture = Field<Parent, CaptureInfo?, NoArguments>("capture")
}

/// Arguments of `Image.url`.
struct ImageUrlArguments {
    /// Which size.
    var size: ImageSize = .large
    /// Which format; an original keeps its own.
    var format: ImageFormat = .webp
}

extension ImageUrlArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        size = try fields.read("size")
        format = try fields.read("format")
    }
}

/// A video. As soon as it is READY it has a poster and a file that plays everywhere; the bit rates
/// follow, one by one.
/// Addresses work and end as those of photos do.
extension Video: SchemaObject {
    static let typeName = "Video"
    static let fields = VideoFields()
}

/// Fields of `Video`.
struct VideoFields: NodeFields, MediaFields {
    typealias Parent = Video

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// What it shows, for people who cannot see it.
    let altText = Field<Parent, String?, NoArguments>("altText")
    /// Width as shown, turned upright, in pixels; null until the file has been read.
    let width = Field<Parent, Int?, NoArguments>("width")
    /// Height as shown, turned upright, in pixels; null until the file has been read.
    let height = Field<Parent, Int?, NoArguments>("height")
    /// A BlurHash to draw while it loads; null until the file has been read.
    let blurHash = Field<Parent, String?, NoArguments>("blurHash")
    /// Whether it can be shown yet.
    let status = Field<Parent, MediaStatus, NoArguments>("status")
    /// Why it is FAILED or REJECTED; null otherwise, and for all but its owner.
    let failure = Field<Parent, Failure?, NoArguments>("failure")
    /// Accounts marked in it.
    let tags = Field<Parent, [MediaTag], NoArguments>("tags")
    /// Length in seconds; null until the file has been read.
    let duration = Field<Parent, Double?, NoArguments>("duration")
    /// Whether it has sound; null until the file has been read.
    let hasAudio = Field<Parent, Bool?, NoArguments>("hasAudio")
    /// A still to show before it plays; null until it is made.
    let poster = Field<Parent, Image?, NoArguments>("poster")
    /// Address of one file that plays everywhere (MP4); null until it is made.
    let url = Field<Parent, URLScalar?, NoArguments>("url")
    /// Address of the HLS playlist of all bit rates; null until it is made, and if there is one bit
    /// rate only.
    let playlistUrl = Field<Parent, URLScalar?, NoArguments>("playlistUrl")
    /// Bit rates, smallest first; empty until they are made.
    let variants = Field<Parent, [VideoVariant], NoArguments>("variants")
}

/// One stored bit rate of a video.
extension VideoVariant: SchemaObject {
    static let typeName = "VideoVariant"
    static let fields = VideoVariantFields()
}

/// Fields of `VideoVariant`.
struct VideoVariantFields: Sendable {
    typealias Parent = VideoVariant

    /// Width in pixels.
    let width = Field<Parent, Int, NoArguments>("width")
    /// Height in pixels.
    let height = Field<Parent, Int, NoArguments>("height")
    /// Bits per second, sound included.
    let bitrate = Field<Parent, Int, NoArguments>("bitrate")
    /// Address of its HLS playlist.
    let url = Field<Parent, URLScalar, NoArguments>("url")
}

/// How a photo was taken, as the camera says in the file (EXIF). Where it was taken is not kept.
extension CaptureInfo: SchemaObject {
    static let typeName = "CaptureInfo"
    static let fields = CaptureInfoFields()
}

/// Fields of `CaptureInfo`.
struct CaptureInfoFields: Sendable {
    typealias Parent = CaptureInfo

    /// Maker and model of the camera or phone.
    let camera = Field<Parent, String?, NoArguments>("camera")
    /// Name of the lens.
    let lens = Field<Parent, String?, NoArguments>("lens")
    /// Time of exposure, in seconds, e.g. 0.004.
    let exposure = Field<Parent, Double?, NoArguments>("exposure")
    /// Aperture as an f-number, e.g. 1.8.
    let aperture = Field<Parent, Double?, NoArguments>("aperture")
    /// Sensitivity by ISO 12232.
    let iso = Field<Parent, Int?, NoArguments>("iso")
    /// Focal length, in millimetres, as the lens has it.
    let focalLength = Field<Parent, Double?, NoArguments>("focalLength")
    /// When, by the clock of the camera; taken as UTC where the file names no offset.
    let takenAt = Field<Parent, DateTimeScalar?, NoArguments>("takenAt")
}

/// Sizes that every photo has, each named by a width. A variant keeps the aspect ratio and is never
/// enlarged; it is at most as wide as its size and at most 16/9 as high as that, so that what is
/// narrower than 9:16 is bound by its height.
enum ImageSize: String, SchemaEnum {
    /// 150 px wide: avatars and dense grids.
    case thumbnail = "THUMBNAIL"
    /// 320 px wide: profile grids.
    case small = "SMALL"
    /// 640 px wide: feeds on small screens.
    case medium = "MEDIUM"
    /// 1080 px wide: feeds and detail.
    case large = "LARGE"
    /// 2048 px wide: large screens.
    case xlarge = "XLARGE"
    /// As uploaded, without metadata; only the owner gets it.
    case original = "ORIGINAL"
}

/// File formats of photo variants.
enum ImageFormat: String, SchemaEnum {
    /// Understood everywhere.
    case jpeg = "JPEG"
    /// Smaller at the same quality.
    case webp = "WEBP"
}

/// Looks that a photo can be given. The original is kept without.
enum ImageFilter: String, SchemaEnum {
    /// Black and white.
    case mono = "MONO"
    /// Black and white with deep shadows.
    case noir = "NOIR"
    /// Brown, as early prints are.
    case sepia = "SEPIA"
    /// Faded colours with a yellow cast and dark corners.
    case vintage = "VINTAGE"
    /// Little contrast and lifted shadows.
    case fade = "FADE"
    /// Towards orange.
    case warm = "WARM"
    /// Towards blue.
    case cool = "COOL"
    /// Stronger colours.
    case vivid = "VIVID"
    /// More contrast and sharper edges.
    case crisp = "CRISP"
    /// Violet shadows and pink lights.
    case dusk = "DUSK"
}

/// One stored size of a photo.
extension ImageVariant: SchemaObject {
    static let typeName = "ImageVariant"
    static let fields = ImageVariantFields()
}

/// Fields of `ImageVariant`.
struct ImageVariantFields: Sendable {
    typealias Parent = ImageVariant

    /// Which size.
    let size = Field<Parent, ImageSize, NoArguments>("size")
    /// Which format.
    let format = Field<Parent, ImageFormat, NoArguments>("format")
    /// Address.
    let url = Field<Parent, URLScalar, NoArguments>("url")
    /// Width in pixels.
    let width = Field<Parent, Int, NoArguments>("width")
    /// Height in pixels.
    let height = Field<Parent, Int, NoArguments>("height")
    /// Size of the file, in bytes.
    let byteCount = Field<Parent, Int, NoArguments>("byteCount")
}

/// Where to send the bytes of a photo or video.
extension MediaUpload: SchemaObject {
    static let typeName = "MediaUpload"
    static let fields = MediaUploadFields()
}

/// Fields of `MediaUpload`.
struct MediaUploadFields: Sendable {
    typealias Parent = MediaUpload

    /// The photo or video that will come of it.
    let media = Field<Parent, AnyMedia, NoArguments>("media")
    /// Address to send to, good for one upload.
    let url = Field<Parent, URLScalar, NoArguments>("url")
    /// Which protocol the address speaks.
    let `protocol` = Field<Parent, UploadProtocol, NoArguments>("protocol")
    /// Headers that must be sent along.
    let headers = Field<Parent, [HttpHeader], NoArguments>("headers")
    /// When the address stops working.
    let expiresAt = Field<Parent, DateTimeScalar, NoArguments>("expiresAt")
}

/// How bytes are sent.
enum UploadProtocol: String, SchemaEnum {
    /// One HTTP `PUT`.
    case httpPut = "HTTP_PUT"
    /// Resumable uploads, tus 1.0.
    case tus = "TUS"
}

/// A header.
extension HttpHeader: SchemaObject {
    static let typeName = "HttpHeader"
    static let fields = HttpHeaderFields()
}

/// Fields of `HttpHeader`.
struct HttpHeaderFields: Sendable {
    typealias Parent = HttpHeader

    /// Name.
    let name = Field<Parent, String, NoArguments>("name")
    /// Value.
    let value = Field<Parent, String, NoArguments>("value")
}

/// Input of `mediaUploadCreate`.
struct MediaUploadCreateInput {
    /// MIME type, e.g. `image/jpeg` or `video/mp4`.
    var contentType: String
    /// Size of the file, in bytes.
    var byteCount: Int
    /// SHA-256 of the file in base64; the server checks it.
    var sha256: String?
    /// Protocol the client would like.
    var `protocol`: UploadProtocol = .httpPut
    /// What it shows.
    var altText: String?
    /// The same key within 24 hours gives the same upload.
    var idempotencyKey: String?
    /// As it came: the same key with another input is a conflict.
    var given = InputFields()
}

extension MediaUploadCreateInput: IdempotentInput {
    init(fields: InputFields) throws {
        contentType = try fields.read("contentType")
        byteCount = try fields.read("byteCount")
        sha256 = try fields.read("sha256")
        `protocol` = try fields.read("protocol")
        altText = try fields.read("altText")
        idempotencyKey = try fields.read("idempotencyKey")
        given = fields
    }
}

extension MediaUploadCreateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let contentType = InputPath("contentType")
        static let byteCount = InputPath("byteCount")
        static let sha256 = InputPath("sha256")
        static let `protocol` = InputPath("protocol")
        static let altText = InputPath("altText")
        static let idempotencyKey = InputPath("idempotencyKey")
    }

    static let idempotencyKeyPath = Path.idempotencyKey
}

/// Result of `mediaUploadCreate`.
extension MediaUploadCreate {
    typealias Input = MediaUploadCreateInput
    typealias Code = MediaErrorCode
    typealias ResultFields = MediaUploadCreatePayloadFields
    static let name = "mediaUploadCreate"
    static let payloadName = "MediaUploadCreatePayload"
    static let payloadFields = MediaUploadCreatePayloadFields()
}

/// Fields of `MediaUploadCreatePayload`.
struct MediaUploadCreatePayloadFields: PayloadFields {
    typealias Parent = Payload<MediaUploadCreate>

    /// Where to send the bytes, with the photo or video that will come of them.
    let upload = Field<Parent, MediaUpload?, NoArguments>("upload")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<MediaErrorCode>], NoArguments>("userErrors")
}

/// Input of `mediaUploadComplete`.
struct MediaUploadCompleteInput {
    /// The photo or video.
    var mediaId: ID
    /// Filter; none if not given. Photos only.
    var filter: ImageFilter?
    /// The point that matters most; the middle if not given. Photos only.
    var focalPoint: MediaPositionInput?
}

extension MediaUploadCompleteInput: InputObject {
    init(fields: InputFields) throws {
        mediaId = try fields.read("mediaId")
        filter = try fields.read("filter")
        focalPoint = try fields.read("focalPoint")
    }
}

extension MediaUploadCompleteInput {
    /// Where each field stands, for errors.
    enum Path {
        static let mediaId = InputPath("mediaId")
        static let filter = InputPath("filter")
        static let focalPoint = InputPath("focalPoint")
    }
}

/// Result of `mediaUploadComplete`.
extension MediaUploadComplete {
    typealias Input = MediaUploadCompleteInput
    typealias Code = MediaErrorCode
    typealias ResultFields = MediaUploadCompletePayloadFields
    static let name = "mediaUploadComplete"
    static let payloadName = "MediaUploadCompletePayload"
    static let payloadFields = MediaUploadCompletePayloadFields()
}

/// Fields of `MediaUploadCompletePayload`.
struct MediaUploadCompletePayloadFields: PayloadFields {
    typealias Parent = Payload<MediaUploadComplete>

    /// The photo or video, now PROCESSING.
    let media = Field<Parent, AnyMedia?, NoArguments>("media")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<MediaErrorCode>], NoArguments>("userErrors")
}
