import Foundation
import Media

/// Pictures with a horizon.
extension DemoCanvas {
    /// A line across the canvas: hills, or a coast, at a height between 0 (top) and 1.
    private func ridge(
        _ random: inout SeededRandom, at level: Float, rise: Float, waves: Float, octaves: Int
    ) -> [Float] {
        let noise = SmoothNoise(&random)
        let start = random.number(in: 0..<200)
        return (0..<size.width).map { column in
            let x = start + Float(column) / width * waves
            return (level - rise * noise.value(x, octaves: octaves)) * height
        }
    }

    private func sun(x: Float, y: Float, radius: Float, _ ink: Ink) throws(MediaError) {
        try disc(x: x, y: y, radius: radius * 4.5, ink, opacity: 0.75, isSoft: true)
        try disc(x: x, y: y, radius: radius, ink)
    }

    private func clouds(
        _ random: inout SeededRandom, _ ink: Ink, to bottom: Float, strength: Float
    ) throws(MediaError) {
        let noise = SmoothNoise(&random)
        let shift = random.number(in: 0..<100)
        try paint(ink, columns: 40, rows: 40, from: 0, to: bottom) { x, y in
            let value = noise.value(shift + x * 3, y * 9, octaves: 3)
            return max(0, value * 1.6 - 0.1) * strength * min(1, 3 * (1 - y))
        }
    }

    func paintSea(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        let horizon = random.number(in: 0.5..<0.66) * height
        let sunX = random.number(in: 0.25..<0.75) * width
        let radius = random.number(in: 0.05..<0.09) * width
        try clouds(&random, palette.accents[0], to: horizon, strength: 0.7)
        try sun(
            x: sunX, y: horizon - radius * random.number(in: -0.3..<2.5), radius: radius,
            palette.light)
        if random.chance(0.6) {
            let coast = ridge(
                &random, at: horizon / height - 0.01, rise: 0.05, waves: 2.5, octaves: 4)
            try paint(below: coast, Gradient(palette.far, palette.far), bottom: horizon)
        }
        let water = [Float](repeating: horizon, count: size.width)
        let deep = palette.near
        try paint(
            below: water, Gradient(palette.sky.ink(at: 1).mixed(with: deep, 0.35), deep))
        try glitter(&random, palette.light, x: sunX / width, from: horizon)
        if random.chance(0.5) {
            let rocks = ridge(&random, at: 0.97, rise: 0.1, waves: 3, octaves: 5)
            try paint(below: rocks, Gradient(deep.mixed(with: Ink(0), 0.5), Ink(0x080A10)))
        }
    }

    /// The sun's road on the water: short strokes that widen towards the shore.
    private func glitter(
        _ random: inout SeededRandom, _ ink: Ink, x: Float, from horizon: Float
    ) throws(MediaError) {
        let noise = SmoothNoise(&random)
        try paint(ink, columns: 36, rows: 150, from: horizon) { across, down in
            let distance = abs(across - x) / (0.04 + 0.25 * down)
            let stroke = noise.value(across * 9, down * (90 - 40 * down), octaves: 2)
            return max(0, stroke + 0.25) * max(0, 1 - distance) * (0.95 - 0.5 * down)
        }
    }

    func paintMountains(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        try clouds(&random, palette.accents[0], to: height * 0.5, strength: 0.6)
        if random.chance(0.6) {
            try sun(
                x: random.number(in: 0.2..<0.8) * width, y: random.number(in: 0.15..<0.35) * height,
                radius: 0.045 * width, palette.light)
        }
        let layers = random.integer(in: 4...6)
        let mist = palette.sky.ink(at: 1)
        for layer in 0..<layers {
            let share = Float(layer) / Float(layers - 1)
            let line = ridge(
                &random, at: 0.42 + 0.46 * share, rise: 0.2 - 0.1 * share,
                waves: 2.2 + share * 1.5, octaves: 6)
            let ink = palette.far.mixed(with: palette.near, share)
            let bottom = height * (0.66 + 0.46 * share)
            try paint(
                below: line, Gradient(ink, ink.mixed(with: mist, 0.65 * (1 - share))),
                bottom: bottom)
        }
    }

    func paintDesert(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        try sun(
            x: random.number(in: 0.2..<0.8) * width, y: random.number(in: 0.2..<0.42) * height,
            radius: random.number(in: 0.05..<0.1) * width, palette.light)
        let dunes = random.integer(in: 4...6)
        for dune in 0..<dunes {
            let share = Float(dune) / Float(dunes - 1)
            let line = ridge(
                &random, at: 0.52 + 0.4 * share, rise: 0.05 + 0.12 * share,
                waves: 1.1 + share, octaves: 1)
            let ink = palette.far.mixed(with: palette.near, share * share)
            try paint(
                below: line, Gradient(ink.mixed(with: palette.light, 0.35), ink, ink),
                bottom: height * (0.7 + 0.4 * share))
        }
        try ripples(&random, palette.near)
    }

    /// Wind in the sand of the foreground.
    private func ripples(
        _ random: inout SeededRandom, _ ink: Ink
    ) throws(MediaError) {
        let noise = SmoothNoise(&random)
        try paint(ink, columns: 60, rows: 90, from: height * 0.72) { x, y in
            let bend = noise.value(x * 2, y * 2, octaves: 2)
            return max(0, sin((y * 26 + bend * 5 + x * 3) * 2)) * 0.22 * y
        }
    }

    func paintForest(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        try sun(
            x: random.number(in: 0.3..<0.7) * width, y: 0.22 * height, radius: 0.05 * width,
            palette.light)
        let rows = random.integer(in: 4...5)
        let mist = palette.sky.ink(at: 1)
        for row in 0..<rows {
            let share = Float(row) / Float(rows - 1)
            let line = firs(&random, at: 0.4 + 0.42 * share, tall: 0.07 + 0.17 * share)
            let ink = palette.far.mixed(with: palette.near, share)
            try paint(
                below: line, Gradient(ink, ink.mixed(with: mist, 0.8 * (1 - share))),
                bottom: height * (0.62 + 0.45 * share), softness: 2.5 - share)
        }
    }

    /// The tops of a row of firs: triangles with ragged sides.
    private func firs(
        _ random: inout SeededRandom, at level: Float, tall: Float
    ) -> [Float] {
        var line = ridge(&random, at: level, rise: 0.05, waves: 2, octaves: 3)
        let ground = line
        var x: Float = -0.05 * width
        while x < width * 1.05 {
            let top = tall * height * random.number(in: 0.55..<1)
            let reach = top * random.number(in: 0.16..<0.24)
            let root = ground[max(0, min(size.width - 1, Int(x)))] + top * 0.1
            let columns = (Int(x - reach)..<Int(x + reach) + 1).clamped(to: 0..<size.width)
            for column in columns {
                let distance = abs(Float(column) - x) / reach
                let branch = abs((distance * 7).truncatingRemainder(dividingBy: 1) - 0.5) * 0.12
                line[column] = min(line[column], root - top * (1 - distance - branch + 0.06))
            }
            x += reach * random.number(in: 0.7..<1.7)
        }
        return line
    }

    func paintNight(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        try stars(&random, palette.light)
        let noise = SmoothNoise(&random)
        let shift = random.number(in: 0..<100)
        for (number, ink) in palette.accents.prefix(2).enumerated() {
            try paint(ink, columns: 60, rows: 40, from: 0, to: height * 0.75) { x, y in
                let curtain = noise.value(shift + x * 2.5 + Float(number) * 40, octaves: 2)
                let distance = abs(y - 0.55 - curtain * 0.35) * (y < 0.55 + curtain * 0.35 ? 2 : 9)
                let folds = 0.6 + 0.4 * noise.value(x * 26 + shift, octaves: 2)
                return max(0, 1 - distance) * folds * 0.6
            }
        }
        if random.chance(0.5) {
            try sun(
                x: random.number(in: 0.2..<0.8) * width, y: 0.2 * height, radius: 0.035 * width,
                palette.light)
        }
        let hills = ridge(&random, at: 0.8, rise: 0.12, waves: 3, octaves: 6)
        try paint(below: hills, Gradient(palette.far, palette.near), bottom: height)
        try paint(
            below: firs(&random, at: 0.93, tall: 0.14), Gradient(palette.near, palette.near))
    }

    private func stars(
        _ random: inout SeededRandom, _ ink: Ink
    ) throws(MediaError) {
        let columns = size.width / 2
        var grid = [UInt8](repeating: 0, count: columns * (size.height / 2))
        for _ in 0..<grid.count / 500 {
            let bright = random.number(in: 0..<1)
            grid[random.integer(in: 0...grid.count - 1)] = UInt8(60 + 195 * bright * bright)
        }
        try paint(ink, through: blocks(grid, columns: columns, side: 2), left: 0, top: 0)
    }

    func paintCity(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        try clouds(&random, palette.accents[1], to: height * 0.5, strength: 0.4)
        try sun(
            x: random.number(in: 0.2..<0.8) * width, y: random.number(in: 0.15..<0.4) * height,
            radius: 0.05 * width, palette.light)
        for layer in 0..<3 {
            let share = Float(layer) / 2
            let line = roofs(
                &random, at: 0.5 + 0.2 * share, rise: 0.16, narrow: 0.05 + 0.05 * share)
            let ink = palette.far.mixed(with: palette.near, share)
            try paint(
                below: line, Gradient(ink, ink.mixed(with: palette.sky.ink(at: 1), 0.3)))
            guard layer > 0 else { continue }
            try windows(&random, palette.accents, below: line, cell: layer == 1 ? 10 : 16)
        }
    }

    /// The roofs of a row of houses.
    private func roofs(
        _ random: inout SeededRandom, at level: Float, rise: Float, narrow: Float
    ) -> [Float] {
        var line: [Float] = []
        while line.count < size.width {
            let roof = (level - random.number(in: -rise..<rise)) * height
            let wide = Int(random.number(in: narrow..<narrow * 2.4) * width)
            line += [Float](repeating: roof, count: max(4, wide))
            if random.chance(0.25) {  // A gap, or a mast.
                let mast = roof - (random.chance(0.5) ? 0.06 : -0.05) * height
                line += [Float](repeating: mast, count: 3)
            }
        }
        return Array(line.prefix(size.width))
    }

    /// Lit windows in the houses below a line of roofs.
    private func windows(
        _ random: inout SeededRandom, _ inks: [Ink], below roofs: [Float], cell: Int
    ) throws(MediaError) {
        let columns = size.width / cell
        let rows = size.height / cell
        guard columns > 0, rows > 0 else { return }
        // A cell of four squares, of which a window is one: the rest is wall.
        var lit = [UInt8](repeating: 0, count: 4 * columns * rows)
        for column in 0..<columns {
            let inside = roofs[column * cell..<(column + 1) * cell]
            guard let low = inside.max(), inside.min() == low else { continue }
            for row in 0..<rows where Float(row * cell) > low + Float(cell) / 2 {
                guard random.chance(0.3) else { continue }
                lit[(2 * row + 1) * 2 * columns + 2 * column] = UInt8(random.integer(in: 90...255))
            }
        }
        try paint(
            random.pick(inks), through: blocks(lit, columns: 2 * columns, side: cell / 2),
            left: cell / 4, top: 0)
    }
}
