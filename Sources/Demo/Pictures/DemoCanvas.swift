import Media

/// A colour in sRGB, each part 0 to 255.
struct Ink: Sendable, Hashable {
    var parts: SIMD3<Float>

    init(_ hex: UInt32) {
        parts = SIMD3(Float(hex >> 16 & 255), Float(hex >> 8 & 255), Float(hex & 255))
    }

    init(parts: SIMD3<Float>) { self.parts = parts }

    func mixed(with other: Ink, _ share: Float) -> Ink {
        Ink(parts: parts + (other.parts - parts) * share)
    }

    var bytes: [UInt8] { (0..<3).map { UInt8(max(0, min(255, parts[$0] + 0.5))) } }
}

/// Inks along a line, evenly spaced.
struct Gradient: Sendable {
    let inks: [Ink]

    init(_ inks: Ink...) { self.inks = inks }
    init(_ inks: [Ink]) { self.inks = inks }

    /// The ink at 0 to 1.
    func ink(at share: Float) -> Ink {
        let place = max(0, min(1, share)) * Float(inks.count - 1)
        let index = min(Int(place), max(0, inks.count - 2))
        guard inks.count > 1 else { return inks[0] }
        return inks[index].mixed(with: inks[index + 1], place - Float(index))
    }
}

/// A picture painted back to front, each coat of paint through a mask, into memory.
///
/// Swift computes only lines and coarse grids; libvips spreads them over the pixels. So it is fast
/// without optimisation, too.
struct DemoCanvas {
    let size: PixelSize
    let picture: Picture

    var width: Float { Float(size.width) }
    var height: Float { Float(size.height) }

    /// A canvas with a gradient from top to bottom.
    init(size: PixelSize, sky: Gradient) throws(MediaError) {
        self.size = size
        picture = try Self.columns(sky, length: Float(size.height), size: size).computed()
    }

    /// Paints everything below a line.
    ///
    /// - Parameters:
    ///   - line: for every column, how far from the top the line is, in pixels.
    ///   - gradient: from the line's highest point to `bottom` (else the lower edge).
    ///   - softness: over how many pixels the edge fades.
    func paint(
        below line: [Float], _ gradient: Gradient, bottom: Float? = nil, softness: Float = 1.5
    ) throws(MediaError) {
        // Columns where the line is below the canvas have nothing to paint.
        guard let first = line.firstIndex(where: { $0 < height }),
            let last = line.lastIndex(where: { $0 < height })
        else { return }
        let line = Array(line[first...last])
        let top = max(0, Int((line.min() ?? 0) - softness))
        let solid = max(top + 1, min(size.height, Int((line.max() ?? 0) + softness) + 1))
        let all = PixelSize(width: line.count, height: size.height - top)
        let paint = try Self.columns(gradient, length: (bottom ?? height) - Float(top), size: all)
        let edge = PixelSize(width: line.count, height: solid - top)
        let mask = try Self.mask(below: line, from: top, size: edge, softness: softness)
        try blend(
            paint.cut(left: 0, top: 0, edge), through: mask, left: first, top: top)
        guard solid < size.height else { return }
        try picture.draw(
            paint.cut(
                left: 0, top: edge.height,
                PixelSize(width: all.width, height: size.height - solid)), left: first, top: solid)
    }

    /// Paints through a coarse grid of opacities, spread smoothly over a part of the canvas.
    ///
    /// - Parameter opacity: of a place, each coordinate 0 to 1 inside that part.
    func paint(
        _ ink: Ink, columns: Int, rows: Int, from top: Float = 0, to bottom: Float? = nil,
        opacity: (Float, Float) -> Float
    ) throws(MediaError) {
        let first = max(0, Int(top))
        let last = min(size.height, Int(bottom ?? height))
        guard last > first else { return }
        var grid = [UInt8](repeating: 0, count: columns * rows)
        for row in 0..<rows {
            for column in 0..<columns {
                let value = opacity(
                    (Float(column) + 0.5) / Float(columns), (Float(row) + 0.5) / Float(rows))
                grid[row * columns + column] = UInt8(max(0, min(255, value * 255)))
            }
        }
        let mask = try Self.mask(
            grid, size: PixelSize(width: columns, height: rows),
            spread: PixelSize(width: size.width, height: last - first), step: 2)
        try paint(ink, through: mask, left: 0, top: first)
    }

    /// Paints a disc.
    ///
    /// - Parameters:
    ///   - x, y, radius: in pixels.
    ///   - opacity: 0 to 1.
    ///   - isSoft: whether it fades from the middle to the edge, like a glow or a shadow.
    func disc(
        x: Float, y: Float, radius: Float, _ ink: Ink, opacity: Float = 1, isSoft: Bool = false
    ) throws(MediaError) {
        let mask =
            try isSoft
            ? Self.softDisc(radius: radius, opacity: opacity)
            : Self.hardDisc(radius: radius, opacity: opacity)
        try paint(ink, through: mask, left: Int(x - radius), top: Int(y - radius))
    }

    /// Paints one ink through a mask; what lies outside is cut off.
    func paint(_ ink: Ink, through mask: Picture, left: Int, top: Int) throws(MediaError) {
        try picture.draw(ink.bytes, through: mask, left: left, top: top)
    }

    /// Paints a picture through a mask of its size.
    private func blend(
        _ paint: Picture, through mask: Picture, left: Int, top: Int
    ) throws(MediaError) {
        let below = try picture.cut(left: left, top: top, paint.size)
        let blended = try paint.blended(over: below, through: mask).computed()
        try picture.draw(blended, left: left, top: top)
    }

    /// Grain like a camera's, which also hides the steps of slow gradients.
    func grain(_ random: inout SeededRandom, opacity: Float) throws(MediaError) {
        let side = 96
        let grains = (0..<side * side).map { _ in UInt8(random.number(in: 0..<opacity * 255)) }
        let tile = try Picture.over(
            HeapBytes(grains), size: PixelSize(width: side, height: side), bands: 1)
        let sheet = try tile.tiled(over: size)
        try paint(Ink(0), through: sheet, left: 0, top: 0)
    }
}

extension DemoCanvas {
    /// A gradient from the first row to row `length`.
    static func columns(
        _ gradient: Gradient, length: Float, size: PixelSize
    ) throws(MediaError) -> Picture {
        let column = (0..<size.height).flatMap { row in
            gradient.ink(at: Float(row) / max(1, length)).bytes
        }
        let line = try Picture.over(
            HeapBytes(column), size: PixelSize(width: 1, height: size.height), bands: 3)
        return try line.tiled(over: size)
    }

    /// Opaque below a line, transparent above it.
    private static func mask(
        below line: [Float], from top: Int, size: PixelSize, softness: Float
    ) throws(MediaError) -> Picture {
        let ramp = try floats((0..<size.height).map { Float(top + $0) + 0.5 }, width: 1)
            .tiled(over: size)
        let edge = try floats(line, width: line.count).tiled(over: size)
        return try ramp.difference(to: edge, times: 255 / Double(softness), plus: 127.5)
    }

    /// A grid of opacities spread over more pixels.
    ///
    /// - Parameter step: side of the blocks that get one value. Interpolating is the most costly
    ///   thing here, and where values change slowly the blocks are not seen.
    private static func mask(
        _ grid: [UInt8], size: PixelSize, spread: PixelSize, step: Int
    ) throws(MediaError) -> Picture {
        let blocks = PixelSize(
            width: (spread.width + step - 1) / step, height: (spread.height + step - 1) / step)
        return try opacities(grid, size: size).stretched(to: blocks).enlarged(by: step)
    }

    /// A grid of opacities, each for a block of pixels.
    func blocks(_ grid: [UInt8], columns: Int, side: Int) throws(MediaError) -> Picture {
        let size = PixelSize(width: columns, height: grid.count / columns)
        return try Self.opacities(grid, size: size).enlarged(by: side)
    }

    private static func opacities(
        _ grid: [UInt8], size: PixelSize
    ) throws(MediaError) -> Picture {
        try Picture.over(
            HeapBytes(grid), size: size, bands: 1)
    }

    /// A disc whose edge is one pixel soft. Only pixels at the edge are computed; the row between
    /// them is filled.
    private static func hardDisc(radius: Float, opacity: Float) throws(MediaError) -> Picture {
        let side = max(2, Int(radius * 2) + 1)
        let mask = HeapBytes(zeros: side * side)
        for row in 0..<side {
            let y = Float(row) + 0.5 - radius
            let inner = max(0, (radius - 0.5) * (radius - 0.5) - y * y).squareRoot()
            let outer = max(0, (radius + 0.5) * (radius + 0.5) - y * y).squareRoot()
            let span = max(0, Int(radius - outer))..<min(side, Int(radius + outer) + 1)
            let solid =
                Int(
                    (radius - inner).rounded(.up))..<max(
                    Int((radius - inner).rounded(.up)), Int(radius + inner))
            let start = row * side
            for column in span where !solid.contains(column) {
                let x = Float(column) + 0.5 - radius
                let coverage = max(0, min(1, radius + 0.5 - (x * x + y * y).squareRoot()))
                mask.fill(start + column..<start + column + 1, UInt8(coverage * opacity * 255))
            }
            mask.fill(start + solid.lowerBound..<start + solid.upperBound, UInt8(opacity * 255))
        }
        return try Picture.over(mask, size: PixelSize(width: side, height: side), bands: 1)
    }

    /// A glow, or a shadow: opaque in the middle, gone at the edge.
    private static func softDisc(radius: Float, opacity: Float) throws(MediaError) -> Picture {
        let grid = glow.map { UInt8(Float($0) * opacity) }
        let side = max(2, Int(radius * 2))
        return try mask(
            grid, size: PixelSize(width: glowSide, height: glowSide),
            spread: PixelSize(width: side, height: side), step: radius > 60 ? 4 : 2)
    }

    private static let glowSide = 48

    /// The opacities of a glow, made once: (1 - d²)² at the distance d from the middle.
    private static let glow: [UInt8] = (0..<glowSide * glowSide).map { index in
        let half = Float(glowSide) / 2
        let x = (Float(index % glowSide) + 0.5 - half) / half
        let y = (Float(index / glowSide) + 0.5 - half) / half
        let rest = max(0, 1 - x * x - y * y)
        return UInt8(rest * rest * 255)
    }

    /// A picture of floating-point numbers, row by row.
    private static func floats(_ values: [Float], width: Int) throws(MediaError) -> Picture {
        let bytes = HeapBytes(values.withUnsafeBytes { [UInt8]($0) })
        return try Picture.overFloats(
            bytes, size: PixelSize(width: width, height: values.count / width))
    }
}
