import GraphQL
import Media
import TAO

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
            upload.batch(\.media) { uploads, context in
                try await context.images(each: uploads.map(\.address.media))
                    .map { image in image.map { $0.map(AnyMedia.init) } }.promised()
            }
            upload.field(\.url) { upload, context in
                context.address { $0.upload(upload.address) }
            }
            upload.field(\.protocol) { $0.address.isResumable ? .tus : .httpPut }
            upload.field(\.headers) { upload in
                upload.address.isResumable
                    ? [HttpHeader(name: "Tus-Resumable", value: UploadStaging.tusVersion)]
                    : [HttpHeader(name: "Content-Type", value: upload.address.contentType)]
            }
            upload.field(\.expiresAt) { DateTime(milliseconds: $0.address.expiresAt) }
        }
        type(HttpHeader.self) { header in
            header.field(\.name) { $0.name }
            header.field(\.value) { $0.value }
        }
    }
}
