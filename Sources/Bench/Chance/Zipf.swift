import Demo

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Ranks from 0 by Zipf's law: the rank r comes up in proportion to 1 / (r + 1) ^ exponent.
///
/// Chosen by rejection-inversion (Hörmann, Derflinger: Rejection-Inversion to Generate Variates
/// from Monotone Discrete Distributions, ACM TOMACS 6, 1996): no table, and nearly always one
/// attempt.
struct Zipf: Sendable {
    let count: Int
    private let exponent: Double
    private let areaOfFirst: Double
    private let areaOfAll: Double
    private let squeeze: Double

    /// - Parameters:
    ///   - count: how many ranks there are, at least 1.
    ///   - exponent: above 0 and not 1.
    init(count: Int, exponent: Double) {
        precondition(count > 0 && exponent > 0 && exponent != 1)
        self.count = count
        self.exponent = exponent
        areaOfFirst = Self.area(1.5, exponent) - 1
        areaOfAll = Self.area(Double(count) + 0.5, exponent)
        squeeze = 2 - Self.inverse(Self.area(2.5, exponent) - Self.height(2, exponent), exponent)
    }

    func choose(_ random: inout SeededRandom) -> Int {
        while true {
            let area = areaOfAll + random.share() * (areaOfFirst - areaOfAll)
            let place = Self.inverse(area, exponent)
            let rank = min(max(place.rounded(), 1), Double(count))
            if rank - place <= squeeze
                || area >= Self.area(rank + 0.5, exponent) - Self.height(rank, exponent)
            {
                return Int(rank) - 1
            }
        }
    }

    private static func height(_ x: Double, _ exponent: Double) -> Double {
        pow(x, -exponent)
    }

    /// The area below the curve from 1 to x.
    private static func area(_ x: Double, _ exponent: Double) -> Double {
        (pow(x, 1 - exponent) - 1) / (1 - exponent)
    }

    private static func inverse(_ area: Double, _ exponent: Double) -> Double {
        pow(1 + area * (1 - exponent), 1 / (1 - exponent))
    }
}
