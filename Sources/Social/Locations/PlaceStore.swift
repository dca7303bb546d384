import Crypto
import Postgres
import TAO

/// Rows of `places`: where LOCATION objects are, so that they are found by a point and a name.
struct PlaceStore: Sendable {
    let database: Database

    /// Part of the write that makes the LOCATION object. It fails if there is a place of the same name in
    /// the same thousandth of a degree (`isKnown`).
    static func insertion(_ id: ObjectID, at point: GeoPoint, named name: String) -> Query {
        """
        INSERT INTO places (north, east, name_key, id)
        VALUES (\(Int32(point.north)), \(Int32(point.east)), \(key(name)), \(id.rawValue))
        """
    }

    static func isKnown(_ error: PostgresError) -> Bool {
        error.isViolation(ofKey: "places_pkey")
    }

    /// Part of the write that removes the LOCATION object.
    static func removal(of id: ObjectID, at point: GeoPoint, named name: String) -> Query {
        """
        DELETE FROM places
        WHERE north = \(Int32(point.north)) AND east = \(Int32(point.east))
            AND name_key = \(key(name)) AND id = \(id.rawValue)
        """
    }

    /// The nearest place, by a point that was given exactly; of those equally near the first that was made.
    ///
    /// - Parameters:
    ///   - name: only one of this name, whatever its case; nil for any.
    ///   - meters: how far away it may be.
    func nearest(
        to point: ExactPoint, named name: String? = nil, within meters: Double
    ) async throws -> ObjectID? {
        let around = point.surroundings(meters: meters)
        let norths = around.north.map { Int32($0) }
        let queries = around.east.map { easts -> Query in
            """
            SELECT north, east, id FROM places
            WHERE north = ANY(\(norths)) AND east BETWEEN \(Int32(easts.lowerBound))
                    AND \(Int32(easts.upperBound))
                AND (name_key = \(name.map(Self.key)) OR \(name == nil))
            ORDER BY power(north / 1000.0 - \(point.latitude), 2)
                + power(least(
                        abs(east / 1000.0 - \(point.longitude)),
                        360 - abs(east / 1000.0 - \(point.longitude)))
                    * cos(radians(\(point.latitude))), 2), id
            LIMIT 1
            """
        }
        let found = try await database.read(queries).flatMap { $0 }.map { row in
            let kept = GeoPoint(north: Int(row.int32(0)), east: Int(row.int32(1)))
            return (id: ObjectID(rawValue: row.int64(2)), meters: point.meters(to: kept))
        }
        return found.filter { $0.meters <= meters }
            .min { ($0.meters, $0.id) < ($1.meters, $1.id) }?.id
    }

    /// Names are the same if they are so without regard to case and white space. Long ones are kept as
    /// digests, as a key of the table has room for less than names may have.
    private static func key(_ name: String) -> String {
        let words = CaselessText.folded(name).split { $0.isWhitespace }
        let text = words.joined(separator: " ")
        guard text.utf8.count > 128 else { return text }
        return "sha256 " + Base64URL.encode(SHA256.hash(data: Array(text.utf8)))
    }
}
