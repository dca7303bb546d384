/// How much of a JPEG that ends before its end can be shown.
///
/// A decoder fills what is missing with grey and a warning. So the file is decoded small, down to a
/// row, with warnings as errors.
struct JPEGCompleteness {
    private let source: HeapBytes
    private let header: ImageHeader
    private let shrink: Int
    private let deadline: Deadline

    /// - Throws: `breaksOff` if less than `MediaLimits.jpegRowsPercentMin` of the rows are there.
    static func check(
        _ source: HeapBytes, header: ImageHeader, limits: MediaLimits, deadline: Deadline
    ) throws(MediaError) {
        guard header.breaksOff else { return }
        let completeness = JPEGCompleteness(source, header, deadline)
        guard try !completeness.has(percent: limits.jpegRowsPercentMin) else { return }
        // Halving: the greatest share that is there.
        var (there, missing) = (0, limits.jpegRowsPercentMin)
        while missing - there > 1 {
            let middle = (there + missing) / 2
            if try completeness.has(percent: middle) { there = middle } else { missing = middle }
        }
        throw .breaksOff(percent: there)
    }

    private init(_ source: HeapBytes, _ header: ImageHeader, _ deadline: Deadline) {
        self.source = source
        self.header = header
        self.deadline = deadline
        // Small pictures have too few rows to be shrunk, and cost nothing.
        shrink = min(header.size.width, header.size.height) >= 512 ? 8 : 1
    }

    private func has(percent: Int) throws(MediaError) -> Bool {
        try deadline.check()
        do throws(MediaError) {
            let picture = try Picture.opening(
                source, header: header, shrink: shrink, isStrict: true, deadline: deadline)
            let rows = max(1, picture.size.height * percent / 100)
            _ = try picture.top(rows: rows).pixels()
            return true
        } catch {
            if let reason = deadline.reason { throw reason }
            return false
        }
    }
}
