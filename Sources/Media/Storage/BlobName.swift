/// What is in a stored file.
package enum BlobFormat: Sendable, CaseIterable {
    case jpeg, png, webp, gif
    case mp4
    /// A playlist of HLS. It calls what it leads to by the names of stored files (`StoredPlaylist`).
    case playlist

    package init(_ type: SourceType) {
        self =
            switch type {
            case .jpeg: .jpeg
            case .png: .png
            case .webp: .webp
            case .gif: .gif
            }
    }

    package var contentType: String {
        switch self {
        case .jpeg: SourceType.jpeg.contentType
        case .png: SourceType.png.contentType
        case .webp: SourceType.webp.contentType
        case .gif: SourceType.gif.contentType
        case .mp4: "video/mp4"
        case .playlist: "application/vnd.apple.mpegurl"
        }
    }

    /// The end of a file name, without the dot.
    var fileExtension: String {
        switch self {
        case .jpeg: SourceType.jpeg.fileExtension
        case .png: SourceType.png.fileExtension
        case .webp: SourceType.webp.fileExtension
        case .gif: SourceType.gif.fileExtension
        case .mp4: "mp4"
        case .playlist: "m3u8"
        }
    }

    /// The format whose file names end in `fileExtension`.
    init?(fileExtension: some StringProtocol) {
        guard let format = Self.allCases.first(where: { $0.fileExtension == fileExtension }) else {
            return nil
        }
        self = format
    }
}

/// What a stored file is called: the hash of its content and its format.
package struct BlobName: Sendable, Hashable, CustomStringConvertible {
    package let hash: ContentHash
    package let format: BlobFormat

    package init(hash: ContentHash, format: BlobFormat) {
        self.hash = hash
        self.format = format
    }

    /// From `<64 hexadecimal digits>.<jpg, png, webp, gif, mp4 or m3u8>`, or nil. Nothing else gets through,
    /// so a name can never lead out of the store.
    package init?(_ text: some StringProtocol) {
        guard let dot = text.firstIndex(of: "."), let hash = ContentHash(hex: text[..<dot]),
            let format = BlobFormat(fileExtension: text[text.index(after: dot)...])
        else { return nil }
        self.init(hash: hash, format: format)
    }

    /// `<64 hexadecimal digits>.<jpg, png, webp, gif, mp4 or m3u8>`
    package var description: String { "\(hash.hex).\(format.fileExtension)" }
}
