import GraphQL
import Media
import TAO

/// A photo.
struct Image: GraphObject {
    static let kind = ObjectKind.media

    static let owner = Owner<Image>.field(.owner)
    static let parent: RecordField<Image, ObjectID>? = .parent
    /// With the post, story or account that shows it.
    static let policy: [ReadRule<Image>] = [.ownerSeesAll, .onlyWithParent, .show]

    let object: Object
    /// Whether everyone may see it, signed in or not. Found out by `RequestContext.images`.
    private(set) var isPublic = false

    init(object: Object) {
        self.object = object
    }

    var status: MediaStatus { self[.status] ?? .failed }
    var owner: ObjectID? { self[.owner] }
    /// Empty until the photo is READY.
    var variants: VariantTable { self[.variants] ?? VariantTable(entries: []) }
}

/// A stored size of a photo.
struct ImageVariant: Sendable {
    let entry: VariantTable.Entry
    let isPublic: Bool
}

extension RequestContext {
    /// The photos that the viewer may see, in the order of their ids.
    func images(_ ids: [ObjectID]) async throws -> [Image?] {
        try await images(each: ids).map { try $0.get() }
    }

    func images(each ids: [ObjectID]) async throws -> [Result<Image?, any Error>] {
        var images = try await load(Image.self, each: ids)
        // Deciding about the photos has loaded what shows them, and whose it is.
        let parents = images.compactMap { try? $0.get()?[.parent] }
        let publicParents = try await publicObjects(among: parents.unique())
        for index in images.indices {
            images[index] = images[index].map { image in
                image.map { $0.shown(publiclyBy: publicParents) }
            }
        }
        return images
    }
}

extension Image {
    fileprivate func shown(publiclyBy parents: Set<ObjectID>) -> Image {
        var image = self
        image.isPublic = self[.parent].map(parents.contains) ?? false
        return image
    }
}

extension NodeType {
    package static let media = NodeType(3)
}

extension Image: NodeObject {
    static let nodeType = NodeType.media

    static func nodes(_ ids: [NodeID], in context: RequestContext) async throws -> [Image?] {
        try await context.images(ids.map(\.object))
    }

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(Image.self) { image in
            image.node()
            image.field(\.altText) { $0[.altText] }
            image.field(\.width) { $0[.width] }
            image.field(\.height) { $0[.height] }
            image.field(\.blurHash) { $0[.blurHash] }
            image.field(\.status) { $0.status }
            image.field(\.failure) { image, context in
                image.owner == context.viewerID ? image.failure : nil
            }
            image.batch(\.tags) { images, context in try await context.tags(of: images) }
            image.field(\.url) { image, arguments, context in
                context.url(of: image, arguments)
            }
            image.field(\.focalPoint) { $0[.focalPoint] }
            image.field(\.filter) { $0[.shownFilter] }
            image.batch(\.capture) { images, context in
                try await context.captures(of: images)
            }
            image.field(\.variants) { image in
                image.variants.entries.map {
                    ImageVariant(entry: $0, isPublic: image.isPublic)
                }
            }
        }
        resolvers.registerCaptureInfo()
        resolvers.type(ImageVariant.self) { variant in
            variant.field(\.size) { ImageSize($0.entry.size) }
            variant.field(\.format) { ImageFormat($0.entry.format) }
            variant.field(\.url) { variant, context in
                context.address {
                    $0.variant(variant.entry.size, variant.entry.blob, variant.isPublic)
                }
            }
            variant.field(\.width) { $0.entry.width }
            variant.field(\.height) { $0.entry.height }
            variant.field(\.byteCount) { $0.entry.bytes }
        }
    }
}

extension RequestContext {
    fileprivate func url(of image: Image, _ arguments: ImageUrlArguments) -> String? {
        let size = VariantSize(arguments.size)
        if size == .original {
            guard image.owner == viewerID, let blob = image[.original] else { return nil }
            return address { $0.original(blob, now + limits.originalLinkMilliseconds) }
        }
        return image.variants.entry(size, VariantFormat(arguments.format)).map { entry in
            address { $0.variant(size, entry.blob, image.isPublic) }
        }
    }
}

// Sizes, formats and looks of the schema and those in which pictures are kept: two lists, so that a new one
// of either kind is decided about here.

extension ImageSize {
    init(_ size: VariantSize) {
        self =
            switch size {
            case .thumbnail: .thumbnail
            case .small: .small
            case .medium: .medium
            case .large: .large
            case .xlarge: .xlarge
            case .original: .original
            }
    }
}

extension VariantSize {
    init(_ size: ImageSize) {
        self =
            switch size {
            case .thumbnail: .thumbnail
            case .small: .small
            case .medium: .medium
            case .large: .large
            case .xlarge: .xlarge
            case .original: .original
            }
    }
}

extension ImageFormat {
    init(_ format: VariantFormat) {
        self =
            switch format {
            case .jpeg: .jpeg
            case .webp: .webp
            }
    }
}

extension VariantFormat {
    init(_ format: ImageFormat) {
        self =
            switch format {
            case .jpeg: .jpeg
            case .webp: .webp
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

extension MediaStatus {
    /// Nothing will be shown of it.
    var isLost: Bool { self == .failed || self == .rejected }
}
