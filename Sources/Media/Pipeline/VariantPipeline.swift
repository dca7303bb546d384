/// From a clean copy to pixels ready to be encoded, as a list of steps.
enum VariantPipeline {
    private typealias Step = @Sendable (inout Photo) throws(MediaError) -> Void

    /// In this order. Those before `decodeAndKeepOnlyPixels` say what shall be done; it then runs
    /// the file through all of them at once, a few rows at a time.
    private static let steps: [Step] = [
        placeOnScreen,
        narrowToEightBits,
        fitPreset,
        convertToSRGB,
        decodeAndKeepOnlyPixels,
        turnUpright,
    ]

    /// The photo at a preset: upright, in sRGB, in memory, free of metadata.
    static func photo(
        _ picture: CleanPicture, at preset: ImagePreset, limits: MediaLimits, deadline: Deadline
    ) throws(MediaError) -> Picture {
        let source = HeapBytes(picture.frameAlone ?? picture.bytes)
        try JPEGCompleteness.check(
            source, header: picture.header, limits: limits, deadline: deadline)
        var photo = try Photo(
            source, header: picture.header, preset: preset, limits: limits, deadline: deadline)
        for step in steps {
            try deadline.check()
            try step(&photo)
        }
        return photo.picture
    }
}

/// One photo on its way. Lives on one worker thread.
private struct Photo {
    let header: ImageHeader
    /// Its size at the preset, as the file is stored.
    let target: PixelSize
    let limits: MediaLimits
    let deadline: Deadline
    var picture: Picture

    init(
        _ source: HeapBytes, header: ImageHeader, preset: ImagePreset, limits: MediaLimits,
        deadline: Deadline
    ) throws(MediaError) {
        self.header = header
        target = header.target(of: preset)
        self.limits = limits
        self.deadline = deadline
        picture = try Picture.opening(
            source, header: header, shrink: header.decodingShrink(for: target),
            deadline: deadline)
    }
}

@Sendable
private func placeOnScreen(_ photo: inout Photo) throws(MediaError) {
    guard let frame = photo.header.frame, !photo.header.isFrameWhole else { return }
    photo.picture = try photo.picture.placed(frame, on: photo.header.size)
}

@Sendable
private func narrowToEightBits(_ photo: inout Photo) throws(MediaError) {
    photo.picture = try photo.picture.inEightBits()
}

@Sendable
private func fitPreset(_ photo: inout Photo) throws(MediaError) {
    photo.picture = try photo.picture.resized(to: photo.target)
}

@Sendable
private func convertToSRGB(_ photo: inout Photo) throws(MediaError) {
    photo.picture = try photo.picture.inSRGB(
        profileBytesMax: photo.limits.profileBytesMax)
}

@Sendable
private func decodeAndKeepOnlyPixels(_ photo: inout Photo) throws(MediaError) {
    do {
        photo.picture = try photo.picture.computed()
    } catch .encodingFailed(let detail) {
        throw photo.deadline.reason ?? .damaged(detail: detail)
    }
}

@Sendable
private func turnUpright(_ photo: inout Photo) throws(MediaError) {
    guard photo.header.orientation > 1 else { return }
    photo.picture = try photo.picture.upright(from: photo.header.orientation).computed()
}
