/// The types of picture that are taken, and in which files are kept.
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

    /// The end of a file name, without the dot.
    package var fileExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .png: "png"
        case .webp: "webp"
        case .gif: "gif"
        }
    }

    /// The type whose file names end in `fileExtension`.
    package init?(fileExtension: some StringProtocol) {
        guard let type = Self.allCases.first(where: { $0.fileExtension == fileExtension }) else {
            return nil
        }
        self = type
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
    /// EXIF orientation, 1 to 8.
    var orientation = 1
    /// How it was taken; nil where the file does not say.
    var capture: CaptureFacts?
    /// Whether it is decoded as a whole, not row by row: a progressive JPEG or one of several scans,
    /// an interlaced PNG, every WebP and GIF.
    var isHeldWhole = false
    /// Bytes that a decoded pixel takes: fewer than three where a JPEG stores less of its colour.
    var samplesPerPixel = 3.0
    /// Where a GIF's first frame lies on its screen.
    var frame: Frame?
    /// Whether its pixels are as they were drawn: what is shown then keeps all of its colour.
    var isLossless = false
    /// Whether a JPEG ends before its end.
    var breaksOff = false

    /// A part of the screen.
    struct Frame: Equatable {
        var left: Int
        var top: Int
        var size: PixelSize
    }

    /// Whether there is nothing around the first frame.
    var isFrameWhole: Bool { frame == nil || frame?.size == size }

    /// What a decoder sees.
    var decodedSize: PixelSize { frame?.size ?? size }

    /// Width and height as shown.
    var uprightSize: PixelSize { orientation >= 5 ? size.turned : size }
}

/// An uploaded picture, written anew from what showing it needs: decoders see nothing else. It is also
/// the original as its owner gets it back: bit for bit the same pixels, no metadata but the
/// orientation, one frame.
struct CleanPicture {
    let header: ImageHeader
    let bytes: [UInt8]
    /// The first frame of a GIF without the screen around it, where it does not fill that.
    var frameAlone: [UInt8]?

    /// Checks everything that can be checked without decoding.
    ///
    /// - Parameter declaredType: MIME type the client gave.
    static func admit(
        _ bytes: [UInt8], declaredType: String, limits: MediaLimits
    ) throws(MediaError) -> CleanPicture {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= limits.sourceBytesMax else {
            throw .tooLarge(bytesMax: limits.sourceBytesMax)
        }
        guard let type = SourceType(sniffing: bytes) else { throw .unsupportedType }
        guard SourceType(contentType: declaredType) == type else {
            throw .typeMismatch(declared: declaredType, found: type.contentType)
        }
        let picture =
            switch type {
            case .jpeg: try JPEGContainer.clean(bytes, limits: limits)
            case .png: try PNGContainer.clean(bytes, limits: limits)
            case .webp: try WebPContainer.clean(bytes, limits: limits)
            case .gif: try GIFContainer.clean(bytes, limits: limits)
            }
        try picture.header.check(limits)
        return picture
    }
}

extension ImageHeader {
    /// The limits on pixels and memory.
    func check(_ limits: MediaLimits) throws(MediaError) {
        let (width, height) = (size.width, size.height)
        guard width > 0, height > 0 else { throw .damaged(detail: "no pixels") }
        guard max(width, height) <= limits.sidePixelsMax else {
            throw .sideTooLong(width: width, height: height, pixelsMax: limits.sidePixelsMax)
        }
        guard width * height <= limits.pixelsMax else {
            throw .tooManyPixels(width: width, height: height, pixelsMax: limits.pixelsMax)
        }
        guard decodingBytes <= limits.pictureBytesMax else {
            let pixelsMax = width * height * limits.pictureBytesMax / decodingBytes
            throw .tooManyPixels(width: width, height: height, pixelsMax: pixelsMax)
        }
    }
}
