import Crypto
import Foundation
import GraphQL
import Jobs
import Media
import TAO

/// `mediaUploadCreate`: asks for an address to send a photo or video to.
enum MediaUploadCreate: ViewerMutation {
    typealias Output = MediaUpload

    static let access = Access.anyViewer(because: "Everyone may post.")
    static let texts = [
        TextRule<MediaUploadCreate>(
            \.altText, at: Input.Path.altText, "An alternative text",
            codePointsMax: \.altTextCodePointsMax)
    ]
    static let rate = RateLimit.counted(.upload)

    static func run(
        _ input: MediaUploadCreateInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> MediaUpload {
        let photo = try photo(input, owner: viewer, context)
        let id = try await context.create(MediaUploadCreate.self, input, onShard: viewer.shard) {
            id, claim in
            var write = GraphWrite(also: claim)
            write.addUpload(id, photo, by: viewer)
            write.open(id, byteCount: input.byteCount, of: viewer)
            let unused = try UnusedMediaRemoval.later(
                id, since: id.milliseconds, context.limits)
            write.also(unused.query)
            try await context.commit(write, opening: input.byteCount, for: viewer)
        }
        return MediaUpload(
            address: PendingUpload(
                media: id, owner: viewer,
                contentType: photo[.contentType] ?? "",
                byteCount: photo[.byteCount] ?? 0,
                digest: photo.digest,
                expiresAt: context.services.clock.milliseconds
                    + context.limits.uploadLifetimeMilliseconds,
                isResumable: input.protocol == .tus))
    }

    private static func photo(
        _ input: MediaUploadCreateInput, owner: ObjectID, _ context: RequestContext
    ) throws -> Properties<Image> {
        let type = try type(input, context)
        let bytesMax = type.isVideo ? context.limits.videoBytesMax : context.limits.photoBytesMax
        guard input.byteCount > 0 else {
            throw UserError<Code>(.invalid, "The file is empty.", at: Input.Path.byteCount)
        }
        guard input.byteCount <= bytesMax else {
            throw UserError<Code>(
                .tooLarge, "A \(type.isVideo ? "video" : "photo") has at most \(bytesMax) bytes.",
                at: Input.Path.byteCount, limit: bytesMax)
        }
        var photo = Properties<Image>()
        photo[.owner] = owner
        photo[.status] = .awaitingUpload
        photo[.contentType] = type.contentType
        photo[.byteCount] = input.byteCount
        photo[.digest] = try digest(input).map(RecordBytes.init)
        photo[.altText] = input.altText
        return photo
    }

    private static func type(
        _ input: MediaUploadCreateInput, _ context: RequestContext
    ) throws(UserError<Code>) -> UploadType {
        guard let type = UploadType(contentType: input.contentType) else {
            let photos = SourceType.allCases.map(\.contentType).joined(separator: ", ")
            let videos = VideoType.allCases.map(\.contentType).joined(separator: ", ")
            throw UserError(
                .unsupportedType, "Photos are \(photos); videos are \(videos).",
                at: Input.Path.contentType)
        }
        if type.isVideo, context.services.media.videos == nil {
            throw UserError(
                .unsupportedType, "This server takes no videos.", at: Input.Path.contentType)
        }
        return type
    }

    private static func digest(_ input: MediaUploadCreateInput) throws(UserError<Code>) -> [UInt8]?
    {
        guard let text = input.sha256 else { return nil }
        guard let digest = Data(base64Encoded: text), digest.count == SHA256.byteCount else {
            throw UserError(
                .invalid, "The checksum is not a SHA-256 in base64.", at: Input.Path.sha256)
        }
        return Array(digest)
    }

    static func register(_ payload: inout PayloadResolvers<MediaUploadCreate>) {
        // One that was asked for with the same key and given up since is gone.
        payload.read(\.upload) { upload, context in
            try await context.images([upload.address.media])[0] == nil ? nil : upload
        }
    }
}

extension Properties<Image> {
    /// The SHA-256 of the upload that was announced; nil if none was.
    fileprivate var digest: ContentHash? {
        self[.digest].flatMap { ContentHash(bytes: Array($0.bytes)) }
    }
}

extension GraphWrite {
    /// A photo, with its place among all that its owner has handed in.
    mutating func addUpload(_ id: ObjectID, _ photo: Properties<Image>, by owner: ObjectID) {
        add(id, photo)
        addAssociation(owner, AssociationTypes.uploaded, id, time: id.milliseconds)
    }
}
