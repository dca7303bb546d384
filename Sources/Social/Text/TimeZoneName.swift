import Foundation
import GraphQL

/// A time zone by its IANA name, as clients give it.
struct TimeZoneName: InputDecodable {
    private let zone: TimeZone

    /// What is said of a text that names none.
    static let form = "A TimeZone is a name of the IANA database, such as \"Europe/Berlin\"."
    private static let bytesMax = 64

    /// nil for what names none: other forms that the system knows, such as "GMT+2" and "CET-1", are none.
    init?(_ name: String) {
        let isName = name == "UTC" || name.contains("/")
        guard isName, name.utf8.count <= Self.bytesMax, let zone = TimeZone(identifier: name)
        else { return nil }
        self.zone = zone
    }

    /// - Throws: `GraphQLError` with code BAD_USER_INPUT for a text that names none.
    init(input value: InputValue?) throws {
        guard let zone = TimeZoneName(try String(input: value)) else {
            throw GraphQLError.badUserInput(Self.form)
        }
        self = zone
    }

    /// Of the clock there, 0 to 23.
    ///
    /// - Parameter now: milliseconds since 1970.
    func hour(at now: Int64) -> Int {
        let date = Date(timeIntervalSince1970: Double(now) / 1_000)
        let seconds = now / 1_000 + Int64(zone.secondsFromGMT(for: date))
        return Int((seconds % 86_400 + 86_400) % 86_400 / 3_600)
    }
}
