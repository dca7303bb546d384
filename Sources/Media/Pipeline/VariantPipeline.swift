/// From uploaded bytes to pixels ready to be encoded, as a list of steps.
enum VariantPipeline {
    private typealias Step = @Sendable (inout Photo) throws(MediaError) -> Void

    /// In this order. Those before `decodeAndKeepOnlyPixels` say what shall be done; it then runs
    /// the file through all of them at once, a few rows at a time.
    private static let steps: [Step] = [
        shrinkWhileDecoding,
        narrowToEightBits,
        fitLargestBox,
        convertToSRGB,
        decodeAndKeepOnlyPixels,
        turnUpright,
    ]

    /// The photo at the largest preset: upright, in sRGB, in memory, free of metadata.
    ///
    /// - Returns: the picture, and the size of the original when it stands upright.
    static func largest(
        _ source: HeapBytes, header: ImageHeader, deadline: Deadline
    ) throws(MediaError) -> (picture: Picture, upright: PixelSize) {
        var photo = try Photo(source, header: header, deadline: deadline)
        for step in steps {
            try deadline.check()
            try step(&photo)
        }
        return (photo.picture, photo.uprightSize)
    }
}

/// One photo on its way. Lives on one worker thread.
private struct Photo {
    let source: HeapBytes
    let header: ImageHeader
    let deadline: Deadline
    let orientation: Int
    var picture: Picture

    init(_ source: HeapBytes, header: ImageHeader, deadline: Deadline) throws(MediaError) {
        self.source = source
        self.header = header
        self.deadline = deadline
        picture = try Picture.opening(source, header: header, shrink: 1, deadline: deadline)
        orientation = picture.orientation
    }

    var uprightSize: PixelSize { orientation >= 5 ? header.size.turned : header.size }

    /// The largest preset, in the orientation of the file.
    var target: PixelSize {
        let upright = uprightSize.fitted(into: ImagePreset.all[0].boxPixels)
        return orientation >= 5 ? upright.turned : upright
    }
}

@Sendable
private func shrinkWhileDecoding(_ photo: inout Photo) throws(MediaError) {
    let shrink = photo.header.decodingShrink(for: photo.target)
    guard shrink > 1 else { return }
    photo.picture = try Picture.opening(
        photo.source, header: photo.header, shrink: shrink, deadline: photo.deadline)
}

@Sendable
private func narrowToEightBits(_ photo: inout Photo) throws(MediaError) {
    photo.picture = try photo.picture.inEightBits()
}

@Sendable
private func fitLargestBox(_ photo: inout Photo) throws(MediaError) {
    photo.picture = try photo.picture.resized(to: photo.target)
}

@Sendable
private func convertToSRGB(_ photo: inout Photo) throws(MediaError) {
    photo.picture = try photo.picture.inSRGB()
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
    guard photo.orientation > 1 else { return }
    photo.picture = try photo.picture.upright(from: photo.orientation).computed()
}
