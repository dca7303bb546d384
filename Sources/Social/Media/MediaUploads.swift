import Crypto
import Foundation
import GraphQL
import Jobs
import Media
import TAO

/// `mediaUploadCreate`: asks for an address to send a photo to.
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
            write.open(id, of: viewer)
            try await context.commit(write, openingFor: viewer)
        }
        return MediaUpload(
            address: PendingUpload(
                media: id, owner: viewer,
                contentType: photo[.contentType] ?? "",
                byteCount: photo[.byteCount] ?? 0,
                expiresAt: context.services.clock.milliseconds
                    + context.limits.uploadLifetimeMilliseconds))
    }

    private static func photo(
        _ input: MediaUploadCreateInput, owner: ObjectID, _ context: RequestContext
    ) throws -> Properties<Image> {
        guard let type = SourceType(contentType: input.contentType) else {
            let types = SourceType.allCases.map(\.contentType).joined(separator: ", ")
            throw UserError<Code>(
                .unsupportedType, "Photos are \(types).", at: Input.Path.contentType)
        }
        let bytesMax = context.limits.photoBytesMax
        guard input.bytes > 0 else {
            throw UserError<Code>(.invalid, "The file is empty.", at: Input.Path.bytes)
        }
        guard input.bytes <= bytesMax else {
            throw UserError<Code>(
                .tooLarge, "A photo has at most \(bytesMax) bytes.", at: Input.Path.bytes)
        }
        var photo = Properties<Image>()
        photo[.owner] = owner
        photo[.status] = .awaitingUpload
        photo[.contentType] = type.contentType
        photo[.byteCount] = input.bytes
        photo[.digest] = try digest(input).map(RecordBytes.init)
        photo[.altText] = input.altText
        return photo
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
        payload.field(\.upload) { $0.output }
    }
}

/// `mediaUploadComplete`: says that all bytes were sent. Saying it again changes nothing.
enum MediaUploadComplete: SubjectMutation {
    typealias Output = Ref<Image>

    static let subject = Subject<MediaUploadComplete, Image>(\.mediaId, at: Input.Path.mediaId)
    static let permission: [WriteRule<Image>] = [.owner]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: MediaUploadCompleteInput, on image: Image, as viewer: ObjectID,
        in context: RequestContext
    ) async throws -> Ref<Image> {
        if image.status == .awaitingUpload {
            do {
                try await context.services.media.complete(image)
            } catch let failure as MediaFlow.Incomplete {
                throw error(failure)
            }
            context.forget()
        }
        return Ref(id: image.id)
    }

    private static func error(_ failure: MediaFlow.Incomplete) -> UserError<Code> {
        switch failure {
        case .notUploaded:
            UserError(
                .notUploaded, "Nothing has arrived at the upload address.", at: Input.Path.mediaId)
        case .mismatch:
            UserError(
                .mismatch, "What arrived is not what was announced.", at: Input.Path.mediaId)
        }
    }

    static func register(_ payload: inout PayloadResolvers<MediaUploadComplete>) {
        payload.read(\.media) { try await $1.images([$0.id])[0].map(AnyMedia.image) }
    }
}

extension GraphWrite {
    /// A photo, with its place among all that its owner has handed in.
    mutating func addUpload(_ id: ObjectID, _ photo: Properties<Image>, by owner: ObjectID) {
        add(id, photo)
        addAssociation(owner, AssociationTypes.uploaded, id, time: id.milliseconds)
    }
}

extension Image: MutationTarget {
    static let missing = "There is no such upload of yours."
}

extension MediaFlow {
    /// Why processing cannot begin.
    enum Incomplete: Error {
        case notUploaded
        case mismatch
    }

    /// Checks what has arrived and begins processing, once. The announced SHA-256 was compared while the
    /// bytes arrived: others never get the media's name (`UploadWriter.finish`).
    func complete(_ media: Image) async throws {
        let count = try await staging.byteCount(mediaID: media.id.rawValue)
        guard let count else { throw Incomplete.notUploaded }
        guard count == media[.byteCount] else {
            throw Incomplete.mismatch
        }
        let job = try ImageProcessing.job(media.id)
        _ = try await update(media.id) { photo, write in
            guard photo[.status] == .awaitingUpload else { return nil }
            var changed = photo
            changed[.status] = .processing
            write.also(job.query)
            if let owner = photo[.owner] { write.close(media.id, of: owner) }
            return changed
        }
        ring(job.queue)
    }
}

/// Where to send the bytes of a photo.
struct MediaUpload: Sendable {
    let address: PendingUpload
}

/// A header that must be sent along.
struct HttpHeader: Sendable {
    let name: String
    let value: String
}

extension Resolvers<RequestContext> {
    mutating func registerMediaUploads() {
        type(MediaUpload.self) { upload in
            upload.field(\.mediaId) { upload, context in
                context.globalID(.media, upload.address.media)
            }
            upload.field(\.url) { upload, context in
                context.address { $0.upload(upload.address) }
            }
            upload.field(\.protocol) { _ in .httpPut }
            upload.field(\.headers) { upload in
                [HttpHeader(name: "Content-Type", value: upload.address.contentType)]
            }
            upload.field(\.expiresAt) { DateTime(milliseconds: $0.address.expiresAt) }
        }
        type(HttpHeader.self) { header in
            header.field(\.name) { $0.name }
            header.field(\.value) { $0.value }
        }
    }
}
