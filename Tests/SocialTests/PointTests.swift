import TestSupport
import Testing

@testable import Social

@Suite struct `Points on earth` {
    @Test(arguments: [
        (0.0, 0.0, true), (90, 180, true), (-90, -180, true), (90.000_001, 0, false),
        (0, 180.000_001, false), (-91, 0, false), (0, -200, false), (.nan, 0, false),
        (0, .nan, false), (.infinity, 0, false), (0, -.infinity, false),
    ])
    func `are between the poles and once around`(north: Double, east: Double, isPoint: Bool) {
        #expect((ExactPoint(latitude: north, longitude: east) != nil) == isPoint)
    }

    @Test(arguments: [
        (37.421_99, -122.084_01, "37.422, -122.084"), (-0.000_4, 0.000_4, "0.000, 0.000"),
        (-0.001, 0.05, "-0.001, 0.050"), (90, 180, "90.000, -180.000"),
        (1.5, 179.999_9, "1.500, -180.000"), (-33.856_8, 151.215_3, "-33.857, 151.215"),
    ])
    func `are kept to thousandths of a degree`(north: Double, east: Double, text: String) throws {
        let point = try #require(ExactPoint(latitude: north, longitude: east))
        #expect(point.kept.text == text)
        #expect(point.meters(to: point.kept) < 79, "so a place is found again by the same point")
    }

    @Test func `are as far from each other as they are`() throws {
        for (from, north, east, meters) in [
            ((0.0, 0.0), 1_000, 0, 111_195.0), ((0, 0), 0, 1_000, 111_195),
            ((60, 0), 60_000, 1, 55.6),
            ((0, 179.999_5), 0, -180_000, 55.6), ((52.520, 13.405), 48_857, 2_351, 877_600),
        ] {
            let point = try #require(ExactPoint(latitude: from.0, longitude: from.1))
            let found = point.meters(to: GeoPoint(north: north, east: east))
            #expect(abs(found - meters) < meters * 0.006 + 0.1, "\(found) for \(meters)")
        }
    }

    /// Whatever lies near enough lies in what is looked through.
    @Test(arguments: [
        (0.0, 0.0), (48.857, 2.351), (-33.857, 151.215), (0, 179.999_9), (0, -180),
        (71, -179.999_9),
        (89.9, 12), (89.999_5, -120), (-90, 0), (90, 180), (-89.95, 179.999_9),
    ])
    func `have surroundings that leave nothing out`(north: Double, east: Double) throws {
        let point = try #require(ExactPoint(latitude: north, longitude: east))
        let around = point.surroundings(meters: 100)
        var near = 0
        let step = abs(north) > 89.8 ? 997 : 1
        let reach = abs(north) > 89.8 ? 180_000 : 400
        for northward in -3...3 {
            for eastward in stride(from: -reach, through: reach, by: step) {
                let kept = GeoPoint(
                    north: Int((north * 1_000).rounded()) + northward,
                    east: (Int((east * 1_000).rounded()) + eastward + 540_000) % 360_000 - 180_000)
                guard abs(kept.north) <= 90_000, point.meters(to: kept) <= 100 else { continue }
                near += 1
                #expect(around.north.contains(kept.north), "\(kept)")
                #expect(around.east.contains { $0.contains(kept.east) }, "\(kept)")
            }
        }
        #expect(near > 0)
        // And not much more than that is looked through.
        #expect(around.north.count <= 5)
        #expect(abs(north) > 89.8 || around.east.reduce(0) { $0 + $1.count } <= 9)
    }
}
