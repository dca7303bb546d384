import Foundation

/// Numbers that look random and are the same for the same seed on every machine (SplitMix64:
/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// At least 0 and below 1.
    package mutating func share() -> Double {
        Double(next() >> 11) / Double(1 << 53)
    }

    /// A number that looks random, and is always the same for the same one.
    package static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension SeededRandom {
    /// From the lower bound up to, but not including, the upper.
    mutating func number(in range: Range<Float>) -> Float {
        let share = Float(next() >> 40) / Float(1 << 24)
        return range.lowerBound + share * (range.upperBound - range.lowerBound)
    }

    mutating func integer(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    mutating func chance(_ probability: Double) -> Bool { share() < probability }

    /// One of them; there must be one.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[integer(in: 0...elements.count - 1)]
    }
}

/// Smooth noise along a line or over a plane, between -1 and 1: random values at whole numbers,
/// blended in between, in several octaves.
struct SmoothNoise {
    private let values: [Float]

    init(_ random: inout SeededRandom) {
        values = (0..<256).map { _ in random.number(in: -1..<1) }
    }

    func value(_ x: Float, octaves: Int) -> Float {
        var (sum, strength, total, x) = (Float(0), Float(1), Float(0), x)
        for _ in 0..<octaves {
            sum += strength * single(x)
            total += strength
            strength /= 2
            x = x * 2 + 17.3
        }
        return sum / total
    }

    func value(_ x: Float, _ y: Float, octaves: Int) -> Float {
        var (sum, strength, total) = (Float(0), Float(1), Float(0))
        var (x, y) = (x, y)
        for _ in 0..<octaves {
            sum += strength * single(x, y)
            total += strength
            strength /= 2
            (x, y) = (x * 2 + 17.3, y * 2 + 5.1)
        }
        return sum / total
    }

    private func single(_ x: Float) -> Float {
        let cell = x.rounded(.down)
        let share = eased(x - cell)
        let index = Int(cell)
        return values[index & 255] * (1 - share) + values[(index + 1) & 255] * share
    }

    private func single(_ x: Float, _ y: Float) -> Float {
        let row = y.rounded(.down)
        let share = eased(y - row)
        let offset = row * 57
        return single(x + offset) * (1 - share) + single(x + offset + 57) * share
    }

    private func eased(_ share: Float) -> Float { share * share * (3 - 2 * share) }
}
