import Foundation
import GraphQL

/// A point on earth (WGS 84), kept to thousandths of a degree: to about 100 m, so that nobody's door can be
/// read off it.
struct GeoPoint: Hashable, Sendable {
    /// Thousandths of a degree north, -90,000 to 90,000.
    let north: Int
    /// Thousandths of a degree east, -180,000 to 179,999.
    let east: Int

    init(north: Int, east: Int) {
        self.north = north
        self.east = east
    }

    var latitude: Double { Double(north) / 1_000 }
    var longitude: Double { Double(east) / 1_000 }

    /// As a name of a place: `37.422, -122.084`.
    var text: String { "\(Self.degrees(north)), \(Self.degrees(east))" }

    private static func degrees(_ thousandths: Int) -> String {
        let (whole, rest) = abs(thousandths).quotientAndRemainder(dividingBy: 1_000)
        let digits = String(rest)
        let padded = String(repeating: "0", count: 3 - digits.count) + digits
        return "\(thousandths < 0 ? "-" : "")\(whole).\(padded)"
    }
}

/// A point as it was given. It is looked around from and not kept.
struct ExactPoint: Sendable {
    /// Degrees north, and degrees east below 180.
    let latitude: Double
    let longitude: Double

    /// nil for what is no point on earth.
    init?(latitude: Double, longitude: Double) {
        guard latitude.isFinite, longitude.isFinite, abs(latitude) <= 90, abs(longitude) <= 180
        else { return nil }
        self.latitude = latitude
        self.longitude = longitude == 180 ? -180 : longitude
    }

    var kept: GeoPoint {
        let east = Int((longitude * 1_000).rounded())
        return GeoPoint(
            north: Int((latitude * 1_000).rounded()), east: east == 180_000 ? -180_000 : east)
    }

    /// Along a great circle, by the haversine formula, on a sphere: right to 0.6 %.
    func meters(to point: GeoPoint) -> Double {
        func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }
        let north = sin(radians(point.latitude - latitude) / 2)
        let east = sin(radians(point.longitude - longitude) / 2)
        let share =
            north * north + cos(radians(latitude)) * cos(radians(point.latitude)) * east * east
        return 2 * Self.earthRadiusMeters * asin(min(1, share.squareRoot()))
    }

    /// Mean radius. https://doi.org/10.1007/s001900050278
    private static let earthRadiusMeters = 6_371_008.8

    /// Where points up to so far away lie: thousandths of degrees north, and one or two stretches of
    /// thousandths east, as the earth is round.
    func surroundings(meters: Double) -> (north: ClosedRange<Int>, east: [ClosedRange<Int>]) {
        let metersPerThousandth = Self.earthRadiusMeters * .pi / 180_000
        let reach = meters / metersPerThousandth
        let north = (latitude * 1_000 - reach)...(latitude * 1_000 + reach)
        // The parallel nearest to a pole is the shortest.
        let outermost = min(90, abs(latitude) + reach / 1_000)
        let width = cos(outermost * .pi / 180)
        let norths =
            Int(north.lowerBound.rounded(.down))...Int(north.upperBound.rounded(.up))
        guard reach < width * 180_000 else { return (norths, [-180_000...179_999]) }
        let west = Int((longitude * 1_000 - reach / width).rounded(.down))
        let east = Int((longitude * 1_000 + reach / width).rounded(.up))
        if west < -180_000 { return (norths, [-180_000...east, west + 360_000...179_999]) }
        if east > 179_999 { return (norths, [west...179_999, -180_000...east - 360_000]) }
        return (norths, [west...east])
    }
}

extension Resolvers<RequestContext> {
    mutating func registerPoints() {
        type(GeoPoint.self) { point in
            point.field(\.latitude) { $0.latitude }
            point.field(\.longitude) { $0.longitude }
        }
    }
}
