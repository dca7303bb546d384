import GraphQL
import Media
import TAO

/// A photo.
struct Image: ObjectResult {
    static let typeName = "Image"

    let object: Object
    /// Whether everybody may see it, signed in or not.
    let isPublic: Bool

    var id: ObjectID { object.id }
    var status: MediaStatus {
        object.data.int(MediaField.status).flatMap(MediaStatus.init) ?? .failed
    }
    var owner: ObjectID? { object.data.id(MediaField.owner) }
    /// Empty until the photo is READY.
    var variants: VariantTable {
        VariantTable(bytes: object.data.bytes(MediaField.variants) ?? [])
    }
}

/// A stored size of a photo.
struct StoredVariant: ObjectResult {
    static let typeName = "ImageVariant"

    let entry: VariantTable.Entry
    let isPublic: Bool
}

extension RequestContext {
    /// The photos that the viewer may see, in the order of their ids.
    func images(_ ids: [ObjectID]) async throws -> [Image?] {
        let objects = try await visible(ids)
        // Deciding about the photos has loaded what shows them, and its makers.
        let containers = try await visible(objects.compactMap { $0?.container }.unique())
            .compactMap { $0 }
        let makers = try await loader.objects(containers.compactMap(\.maker))
        let isPublic = Dictionary(
            uniqueKeysWithValues: zip(containers, makers).map { container, maker in
                (container.id, Visibility.isPublic(container, by: maker))
            })
        return objects.map { object in
            guard let object = object?.ofType(ObjectTypes.media) else { return nil }
            return Image(
                object: object, isPublic: object.container.flatMap { isPublic[$0] } ?? false)
        }
    }
}

extension Resolvers<RequestContext> {
    mutating func media() {
        type(Image.self) { image in
            image.field("id") { image, _, context in context.globalID(.media, image.id) }
            image.field("altText") { $0.object.data.string(MediaField.altText) }
            image.field("width") { $0.object.data.int(MediaField.width) ?? 0 }
            image.field("height") { $0.object.data.int(MediaField.height) ?? 0 }
            image.field("blurHash") { $0.object.data.string(MediaField.blurHash) }
            image.field("status") { $0.status.name }
            image.field("url") { image, arguments, context in
                context.url(of: image, arguments)
            }
            image.field("variants") { image in
                image.variants.entries.map {
                    StoredVariant(entry: $0, isPublic: image.isPublic)
                }
            }
        }
        type(StoredVariant.self) { variant in
            variant.field("size") { $0.entry.size.name }
            variant.field("format") { $0.entry.format.name }
            variant.field("url") { variant, _, context in
                context.services.links.variant(
                    variant.entry.size, variant.entry.blob, variant.isPublic)
            }
            variant.field("width") { $0.entry.width }
            variant.field("height") { $0.entry.height }
            variant.field("bytes") { $0.entry.bytes }
        }
    }
}

extension RequestContext {
    /// What `Image.url` gives for photos that cannot be shown yet: one transparent pixel.
    private static let blankPicture =
        "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

    fileprivate func url(of image: Image, _ arguments: Arguments) -> String {
        var size = arguments.string("size").flatMap(ImageSize.init(name:)) ?? .large
        let format = arguments.string("format").flatMap(ImageFormat.init(name:)) ?? .webp
        if size == .original {
            if image.owner == viewerID, let blob = image.object.data.string(MediaField.original) {
                return services.links.original(blob, now + limits.originalLinkMilliseconds)
            }
            size = .large
        }
        guard let entry = image.variants.entry(size, format) else { return Self.blankPicture }
        return services.links.variant(size, entry.blob, image.isPublic)
    }
}

extension ImageSize {
    /// The enum value of the schema.
    var name: String {
        switch self {
        case .thumbnail: "THUMBNAIL"
        case .small: "SMALL"
        case .medium: "MEDIUM"
        case .large: "LARGE"
        case .original: "ORIGINAL"
        }
    }

    init?(name: String) {
        guard let size = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = size
    }
}

extension ImageFormat {
    /// The enum value of the schema.
    var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .webp: "WEBP"
        }
    }

    init?(name: String) {
        guard let format = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = format
    }
}
