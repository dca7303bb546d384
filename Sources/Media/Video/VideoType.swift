/// The types of video that are taken.
package enum VideoType: Sendable, CaseIterable {
    case mp4, quicktime, webm

    /// The type as clients declare it.
    package var contentType: String {
        switch self {
        case .mp4: "video/mp4"
        case .quicktime: "video/quicktime"
        case .webm: "video/webm"
        }
    }

    /// The type a client declared; parameters and case do not matter.
    package init?(contentType: String) {
        let essence = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard let type = Self.allCases.first(where: { $0.contentType == essence }) else {
            return nil
        }
        self = type
    }

    /// How many bytes of a file are looked at.
    static let sniffedBytes = 64

    /// The type by the first bytes, nil for everything else: a playlist that says it is a video is none.
    init?(sniffing bytes: [UInt8]) {
        if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
            // EBML; Matroska has the same beginning and another name in it.
            let text = String(decoding: bytes.prefix(Self.sniffedBytes), as: UTF8.self)
            guard text.contains("webm") else { return nil }
            self = .webm
            return
        }
        switch String(decoding: bytes.dropFirst(4).prefix(4), as: UTF8.self) {
        case "ftyp":
            self = bytes.dropFirst(8).starts(with: "qt  ".utf8) ? .quicktime : .mp4
        case "moov", "mdat", "wide", "free", "skip", "pnot": self = .quicktime
        default: return nil
        }
    }

    /// The only reader of ffmpeg that gets to see the file.
    var demuxer: String {
        switch self {
        case .mp4, .quicktime: "mov"
        case .webm: "matroska"
        }
    }
}

/// The type of an upload.
package enum UploadType: Sendable {
    case picture(SourceType)
    case video(VideoType)

    /// The type a client declared; nil for one that is not taken.
    package init?(contentType: String) {
        if let type = SourceType(contentType: contentType) {
            self = .picture(type)
        } else if let type = VideoType(contentType: contentType) {
            self = .video(type)
        } else {
            return nil
        }
    }

    package var contentType: String {
        switch self {
        case .picture(let type): type.contentType
        case .video(let type): type.contentType
        }
    }

    package var isVideo: Bool {
        if case .video = self { true } else { false }
    }
}
