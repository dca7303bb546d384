/// The types of picture that are taken.
package enum SourceType: Sendable, CaseIterable {
    case jpeg, png, webp, gif

    /// The type as clients declare it.
    package var contentType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .webp: "image/webp"
        case .gif: "image/gif"
        }
    }

    /// The type a client declared; parameters and case do not matter, and `image/jpg` is common.
    package init?(contentType: String) {
        let essence = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        let name = essence == "image/jpg" ? "image/jpeg" : essence
        guard let type = Self.allCases.first(where: { $0.contentType == name }) else { return nil }
        self = type
    }

    /// The type by the first bytes.
    ///
    /// This is our own sniff on purpose: that of libvips runs the sniffers of all its formats, and
    /// one of those hangs.
    init?(sniffing bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: PNGContainer.signature) {
            self = .png
        } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webp
        } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
            self = .gif
        } else {
            return nil
        }
    }
}

/// What a picture says about itself, read by our own parsers before any decoder sees it.
struct ImageHeader: Equatable {
    var type: SourceType
    /// As stored, before it is turned upright.
    var size: PixelSize
    /// Progressive JPEG or interlaced PNG: decoded as a whole, not row by row.
    var isProgressive = false
    /// Frames of a GIF or WebP; 1 for a still.
    var frames = 1
    /// Whether the pixels are inside animation frames, even if there is one only.
    var isAnimated = false
    /// Scans of a JPEG.
    var scans = 1
    /// Whether a JPEG stores its colour at half the resolution.
    var isChromaSubsampled = false
}

extension ImageHeader {
    /// Checks everything that can be checked without decoding.
    ///
    /// - Parameter declaredType: MIME type the client gave.
    /// - Throws: every case of `MediaError` up to `damaged`.
    static func admit(
        _ bytes: [UInt8], declaredType: String, limits: MediaLimits
    ) throws(MediaError) -> ImageHeader {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= limits.sourceBytesMax else {
            throw .tooLarge(bytesMax: limits.sourceBytesMax)
        }
        guard let type = SourceType(sniffing: bytes) else { throw .unsupportedType }
        guard SourceType(contentType: declaredType) == type else {
            throw .typeMismatch(declared: declaredType, found: type.contentType)
        }
        let header =
            switch type {
            case .jpeg: try JPEGContainer.header(of: bytes, limits: limits)
            case .png: try PNGContainer.header(of: bytes)
            case .webp: try WebPContainer.header(of: bytes, limits: limits)
            case .gif: try GIFContainer.header(of: bytes, limits: limits)
            }
        try header.check(limits)
        return header
    }

    /// The limits on pixels.
    func check(_ limits: MediaLimits) throws(MediaError) {
        let (width, height) = (size.width, size.height)
        guard width > 0, height > 0 else { throw .damaged(detail: "no pixels") }
        guard max(width, height) <= limits.sidePixelsMax else {
            throw .sideTooLong(width: width, height: height, pixelsMax: limits.sidePixelsMax)
        }
        let pixelsMax =
            isProgressive ? min(limits.pixelsMax, limits.progressivePixelsMax) : limits.pixelsMax
        guard width * height <= pixelsMax else {
            throw .tooManyPixels(width: width, height: height, pixelsMax: pixelsMax)
        }
    }
}
