import GraphQL
import Media
import TAO

/// A video: a MEDIA object, as a photo is, whose picture is its poster. So all that happens to photos, from the
/// upload to the removal, happens to videos alike.
struct Video: Sendable {
    /// The object. Presented as a photo, it is the poster.
    let media: Image

    /// nil until it is READY.
    var stored: StoredVideo? { media[.video] }
}

/// A stored bit rate of a video.
struct VideoVariant: Sendable {
    let rendition: StoredVideo.Rendition
    let isPublic: Bool
}

extension Image {
    /// Whether the object is a video, and its picture the poster of it.
    var isVideo: Bool { Properties<Image>(object.data).isVideo }

    /// Whether it is a video that lasts longer than something may.
    func isLonger(than millisecondsMax: Int?) -> Bool {
        guard let millisecondsMax, let video = self[.video] else { return false }
        return video.milliseconds > millisecondsMax
    }
}

extension Properties<Image> {
    var isVideo: Bool { self[.contentType]?.hasPrefix("video/") ?? false }
}

extension AnyMedia {
    /// What an object is to those who see it.
    init(_ media: Image) {
        self = media.isVideo ? .video(Video(media: media)) : .image(media)
    }
}

extension NodeType {
    /// The same object has an id as a photo, too, which is that of the poster.
    package static let video = NodeType(28)
}

extension RequestContext {
    /// The object that the id of a photo or a video names.
    func media(_ id: ID) -> ObjectID? { object(id, .media) ?? object(id, .video) }
}

extension Video: NodeObject {
    static let nodeType = NodeType.video

    var nodeID: NodeID { NodeID(Self.nodeType, media.id) }

    static func nodes(_ ids: [NodeID], in context: RequestContext) async throws -> [Video?] {
        try await context.images(ids.map(\.object)).map { media in
            media.flatMap { $0.isVideo ? Video(media: $0) : nil }
        }
    }

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(Video.self) { video in
            video.node()
            video.field(\.altText) { $0.media[.altText] }
            video.field(\.width) { $0.media[.width] }
            video.field(\.height) { $0.media[.height] }
            video.field(\.blurHash) { $0.media[.blurHash] }
            video.field(\.status) { $0.media.status }
            video.field(\.failure) { video, context in
                video.media.owner == context.viewerID ? video.media.failure : nil
            }
            video.batch(\.tags) { videos, context in
                try await context.tags(of: videos.map(\.media))
            }
            video.field(\.duration) { $0.stored.map { Double($0.milliseconds) / 1_000 } }
            video.field(\.hasAudio) { $0.stored?.hasAudio }
            video.field(\.poster) { $0.media.status == .ready ? $0.media : nil }
            video.field(\.url) { video, context in
                context.address(of: video.stored?.file, video.media.isPublic)
            }
            video.field(\.playlistUrl) { video, context in
                context.address(of: video.stored?.playlist, video.media.isPublic)
            }
            video.field(\.variants) { video in
                (video.stored?.renditions ?? []).map {
                    VideoVariant(rendition: $0, isPublic: video.media.isPublic)
                }
            }
        }
        resolvers.type(VideoVariant.self) { variant in
            variant.field(\.width) { $0.rendition.width }
            variant.field(\.height) { $0.rendition.height }
            variant.field(\.bitrate) { $0.rendition.bitsPerSecond }
            variant.field(\.url) { variant, context in
                context.address { $0.file(variant.rendition.playlist, variant.isPublic) }
            }
        }
    }
}

extension RequestContext {
    fileprivate func address(of file: String?, _ isPublic: Bool) -> String? {
        file.map { file in address { $0.file(file, isPublic) } }
    }
}
