import Crypto
import Foundation
import GraphQL
import Jobs
import Media
import TAO

/// `mediaUploadCreate`: asks for an address to send a photo to.
enum MediaUploadCreate: ViewerMutation {
    typealias Output = MediaUpload

    static func run(
        _ input: MediaUploadCreateInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> MediaUpload {
        let photo = try photo(input, owner: viewer, context)
        let id = try await context.once(MediaUploadCreate.self, input) { claim in
            try await context.create(onShard: viewer.shard) { id in
                var write = GraphWrite()
                write.add(id, photo)
                for query in claim(id) { write.also(query) }
                try await context.commit(write)
                return id
            }
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
        let contentType = input.contentType.lowercased()
        guard contentTypes.contains(contentType) else {
            throw UserError<Code>(
                .unsupportedType, "Photos are \(contentTypes.joined(separator: ", ")).",
                at: Input.Path.contentType)
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
        photo[.contentType] = contentType
        photo[.byteCount] = input.bytes
        photo[.digest] = try digest(input).map(RecordBytes.init)
        photo[.altText] = try altText(input, context)
        return photo
    }

    /// In the order in which clients are told of them.
    private static let contentTypes = ["image/jpeg", "image/png", "image/webp", "image/gif"]

    private static func digest(_ input: MediaUploadCreateInput) throws(UserError<Code>) -> [UInt8]?
    {
        guard let text = input.sha256 else { return nil }
        guard let digest = Data(base64Encoded: text), digest.count == SHA256.byteCount else {
            throw UserError(
                .invalid, "The checksum is not a SHA-256 in base64.", at: Input.Path.sha256)
        }
        return Array(digest)
    }

    private static func altText(
        _ input: MediaUploadCreateInput, _ context: RequestContext
    ) throws(UserError<Code>) -> String? {
        guard let given = input.altText else { return nil }
        let length = context.limits.altTextCodePointsMax
        guard let text = TextRules.text(given, codePointsMax: length) else {
            throw UserError(
                .invalid, "An alternative text has at most \(length) characters.",
                at: Input.Path.altText)
        }
        return text.isEmpty ? nil : text
    }
}

/// `mediaUploadComplete`: says that all bytes were sent. Saying it again changes nothing.
enum MediaUploadComplete: ViewerMutation {
    typealias Output = Image?

    static func run(
        _ input: MediaUploadCompleteInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Image? {
        let field = Input.Path.mediaId
        guard let id = context.object(input.mediaId, .media),
            let image = try await context.images([id]).first ?? nil, image.owner == viewer
        else {
            throw UserError<Code>(.notFound, "There is no such upload of yours.", at: field)
        }
        guard image.status == .awaitingUpload else { return image }
        do {
            try await context.services.media.complete(image)
        } catch let failure as MediaFlow.Incomplete {
            switch failure {
            case .notUploaded:
                throw UserError<Code>(
                    .notUploaded, "Nothing has arrived at the upload address.", at: field)
            case .mismatch:
                throw UserError<Code>(
                    .mismatch, "What arrived is not what was announced.", at: field)
            }
        }
        context.forget()
        return try await context.images([id]).first ?? nil
    }
}

extension MediaFlow {
    /// Why processing cannot begin.
    enum Incomplete: Error {
        case notUploaded
        case mismatch
    }

    /// Checks what has arrived and begins processing, once.
    func complete(_ media: Image) async throws {
        let count = try await staging.byteCount(mediaID: media.id.rawValue)
        guard let count else { throw Incomplete.notUploaded }
        guard count == media[.byteCount] else {
            throw Incomplete.mismatch
        }
        if let digest = media[.digest]?.bytes {
            let bytes = try await staging.read(mediaID: media.id.rawValue)
            guard digest.elementsEqual(SHA256.hash(data: bytes)) else {
                throw Incomplete.mismatch
            }
        }
        let job = try ImageProcessing.job(media.id)
        _ = try await update(media.id) { photo, write in
            guard photo[.status] == .awaitingUpload else { return nil }
            var changed = photo
            changed[.status] = .processing
            write.also(job.query)
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
    mutating func mediaUploads() {
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
