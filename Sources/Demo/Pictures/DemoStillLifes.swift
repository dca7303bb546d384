import Foundation
import Media

/// Pictures without a horizon.
extension DemoCanvas {
    /// Large discs and waves of colour, like a print.
    func paintAbstract(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        let side = min(width, height)
        let accents = palette.accents
        for number in 0..<random.integer(in: 3...5) {
            let ink = accents[number % accents.count]
            let (x, y) = (random.number(in: 0..<1) * width, random.number(in: 0..<1) * height)
            let radius = side * random.number(in: 0.12..<0.38)
            try disc(
                x: x + side * 0.015, y: y + side * 0.02, radius: radius * 1.15, palette.near,
                opacity: 0.3, isSoft: true)
            try disc(x: x, y: y, radius: radius, ink, opacity: random.number(in: 0.75..<1))
            if random.chance(0.5) {
                try disc(x: x, y: y, radius: radius * 0.55, palette.sky.ink(at: 0))
            }
        }
        let noise = SmoothNoise(&random)
        for wave in 0..<random.integer(in: 2...3) {
            let level = height * (0.7 + 0.12 * Float(wave))
            let shift = random.number(in: 0..<100)
            let line = (0..<size.width).map { column in
                level + side * 0.12 * noise.value(shift + Float(column) / width * 2, octaves: 1)
            }
            let ink = random.pick(accents)
            try paint(below: line, Gradient(ink, ink.mixed(with: palette.near, 0.25)))
        }
    }

    /// Walls in sun and shade.
    func paintArchitecture(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        try disc(
            x: random.number(in: 0.1..<0.9) * width, y: random.number(in: 0.08..<0.3) * height,
            radius: width * 0.09, palette.light, opacity: 0.9)
        let walls = random.integer(in: 3...5)
        for wall in 0..<walls {
            let share = Float(wall) / Float(walls)
            let ink = palette.accents[wall % palette.accents.count]
            let left = random.number(in: -0.2..<0.7) * width
            let right = left + random.number(in: 0.35..<0.9) * width
            let roof = height * random.number(in: 0.25 + 0.3 * share..<0.45 + 0.4 * share)
            let slope = random.number(in: -0.35..<0.35)
            let below = height * 2
            let line = (0..<size.width).map { column -> Float in
                let x = Float(column)
                return x < left || x > right ? below : roof + (x - left) * slope
            }
            try paint(below: line, Gradient(ink, ink.mixed(with: palette.near, 0.3)))
            let corner = left + (right - left) * random.number(in: 0.4..<0.8)
            let shade = (0..<size.width).map { column -> Float in
                let x = Float(column)
                return x < corner || x > right
                    ? below : roof + (corner - left) * slope + (x - corner) * -slope
            }
            let dark = ink.mixed(with: palette.near, 0.45)
            try paint(below: shade, Gradient(dark, dark.mixed(with: palette.near, 0.2)))
        }
    }

    /// A plate, or a cup, from above.
    func paintFood(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        try grainOfWood(&random, palette.near)
        let side = min(width, height)
        let x = width * random.number(in: 0.42..<0.58)
        let y = height * random.number(in: 0.44..<0.56)
        let radius = side * random.number(in: 0.36..<0.44)
        try plate(x: x, y: y, radius: radius, palette)
        if random.chance(0.35) {
            try coffee(x: x, y: y, radius: radius * 0.78, palette)
        } else {
            try bowl(x: x, y: y, radius: radius * 0.68, palette, &random)
        }
        let cornerX = x < width / 2 ? width * 0.9 : width * 0.1
        try plate(x: cornerX, y: height * 0.08, radius: radius * 0.4, palette)
        try disc(
            x: cornerX, y: height * 0.08, radius: radius * 0.27, random.pick(palette.accents))
    }

    private func grainOfWood(
        _ random: inout SeededRandom, _ ink: Ink
    ) throws(MediaError) {
        let noise = SmoothNoise(&random)
        try paint(ink, columns: 90, rows: 24) { x, y in
            let plank = abs((x * 4).truncatingRemainder(dividingBy: 1) - 0.5) > 0.485 ? 0.4 : 0
            return max(0, noise.value(x * 40, y * 1.5, octaves: 2)) * 0.3 + Float(plank)
        }
    }

    private func plate(
        x: Float, y: Float, radius: Float, _ palette: DemoPalette
    ) throws(MediaError) {
        try disc(
            x: x + radius * 0.08, y: y + radius * 0.12, radius: radius * 1.3, palette.near,
            opacity: 0.75, isSoft: true)
        try disc(x: x, y: y, radius: radius, palette.light)
        try disc(x: x, y: y, radius: radius * 0.96, palette.far)
        try disc(x: x, y: y, radius: radius * 0.74, palette.light)
    }

    private func coffee(
        x: Float, y: Float, radius: Float, _ palette: DemoPalette
    ) throws(MediaError) {
        try disc(x: x, y: y, radius: radius, palette.near, opacity: 0.35, isSoft: true)
        try disc(x: x + radius * 0.7, y: y, radius: radius * 0.2, palette.light)
        try disc(x: x, y: y, radius: radius * 0.76, palette.light)
        try disc(x: x, y: y, radius: radius * 0.68, Ink(0x4B2E1E))
        try disc(x: x, y: y, radius: radius * 0.64, Ink(0x9A6A43))
        for leaf in 0..<5 {
            let share = Float(leaf) / 4
            let place = y + radius * (0.34 - 0.72 * share)
            try disc(
                x: x, y: place, radius: radius * (0.3 - 0.18 * share), Ink(0xF3E2C7), opacity: 0.9)
            try disc(
                x: x, y: place - radius * 0.1, radius: radius * (0.27 - 0.17 * share),
                Ink(0x9A6A43))
        }
    }

    private func bowl(
        x: Float, y: Float, radius: Float, _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        try disc(x: x, y: y, radius: radius, random.pick(palette.accents), opacity: 0.9)
        for _ in 0..<random.integer(in: 14...24) {
            let angle = random.number(in: 0..<2 * .pi)
            let distance = radius * random.number(in: 0..<0.78).squareRoot()
            let piece = radius * random.number(in: 0.1..<0.24)
            let ink = random.pick(palette.accents)
            let (pieceX, pieceY) = (x + cos(angle) * distance, y + sin(angle) * distance)
            try disc(
                x: pieceX + piece * 0.1, y: pieceY + piece * 0.15, radius: piece * 1.2,
                palette.near, opacity: 0.5, isSoft: true)
            try disc(x: pieceX, y: pieceY, radius: piece, ink)
            try disc(
                x: pieceX - piece * 0.2, y: pieceY - piece * 0.25, radius: piece * 0.6,
                ink.mixed(with: palette.light, 0.4), opacity: 0.8, isSoft: true)
        }
    }

    /// Blossoms before a background that is out of focus.
    func paintFlowers(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        let side = min(width, height)
        for _ in 0..<random.integer(in: 12...18) {
            try disc(
                x: random.number(in: 0..<1) * width, y: random.number(in: 0..<1) * height,
                radius: side * random.number(in: 0.05..<0.2),
                random.chance(0.5) ? palette.far : random.pick(palette.accents),
                opacity: random.number(in: 0.15..<0.4), isSoft: random.chance(0.5))
        }
        let blossoms = random.integer(in: 2...4)
        for number in 0..<blossoms {
            let radius = side * random.number(in: 0.1..<0.17) * (1 + 0.15 * Float(number))
            try blossom(
                x: width
                    * (0.15 + 0.7 * (Float(number) + random.number(in: 0..<1)) / Float(blossoms)),
                y: height * random.number(in: 0.25..<0.75), radius: radius, palette, &random)
        }
    }

    private func blossom(
        x: Float, y: Float, radius: Float, _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        let petals = random.integer(in: 5...8)
        let turn = random.number(in: 0..<2)
        let ink = random.pick(Array(palette.accents.dropLast()))
        for (ring, share) in [Float(1), 0.62].enumerated() {
            for petal in 0..<petals {
                let angle = turn + (Float(petal) + Float(ring) / 2) * 2 * .pi / Float(petals)
                let (petalX, petalY) = (
                    x + cos(angle) * radius * share * 0.8, y + sin(angle) * radius * share * 0.8
                )
                let size = radius * 0.55 * share
                try disc(
                    x: petalX, y: petalY + size * 0.1, radius: size * 1.15, palette.near,
                    opacity: 0.35, isSoft: true)
                let shade = ink.mixed(with: palette.near, 0.12 * Float(petal % 3))
                try disc(x: petalX, y: petalY, radius: size, shade)
                guard ring == 0 else { continue }
                try disc(
                    x: x + (petalX - x) * 1.25, y: y + (petalY - y) * 1.25, radius: size * 0.8,
                    palette.light, opacity: 0.35, isSoft: true)
            }
        }
        let heart = palette.accents[palette.accents.count - 1]
        try disc(x: x, y: y, radius: radius * 0.34, heart.mixed(with: palette.near, 0.3))
        try disc(x: x, y: y, radius: radius * 0.28, heart)
    }

    /// Head and shoulders, without a face.
    func paintPortrait(
        _ palette: DemoPalette, _ random: inout SeededRandom
    ) throws(MediaError) {
        let skin = random.pick([0xF2D0B5, 0xE3AF8B, 0xC68863, 0x9A6243, 0x6B4330].map { Ink($0) })
        let hair = random.pick([0x2A1E1A, 0x54372A, 0x8A5A35, 0xC9994F, 0x9B9B9F].map { Ink($0) })
        let clothes = random.pick(palette.accents)
        let (x, y, radius) = (width / 2, height * 0.43, width * 0.19)
        try disc(x: x, y: y, radius: width * 0.6, palette.light, opacity: 0.5, isSoft: true)
        let isLong = random.chance(0.5)
        if isLong {
            try disc(x: x, y: y + radius * 0.35, radius: radius * 1.35, hair)
        }
        try disc(x: x, y: height * 1.13, radius: width * 0.42, clothes)
        try disc(x: x, y: y + radius * 1.25, radius: radius * 0.5, skin.mixed(with: hair, 0.2))
        try disc(x: x, y: y - radius * 0.18, radius: radius * 1.12, hair)
        try disc(x: x, y: y + radius * 0.1, radius: radius * 0.97, skin)
        if random.chance(0.6) {
            try disc(x: x - radius * 0.3, y: y - radius * 0.85, radius: radius * 0.6, hair)
            try disc(x: x + radius * 0.4, y: y - radius * 0.75, radius: radius * 0.5, hair)
        }
        if !isLong, random.chance(0.3) {
            try disc(x: x, y: y - radius * 1.35, radius: radius * 0.45, hair)
        }
    }
}
