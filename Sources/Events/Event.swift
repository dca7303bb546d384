import Foundation
import Postgres

/// Something that has happened in the product, as the log holds it.
package struct Event: Sendable, Equatable {
    /// Its place in the log. Of two events that an account has caused, or whose writes held the same
    /// object, the one that was committed first has the lower number.
    package let id: Int64
    /// Who did it.
    package let account: Int64
    /// What it is, such as `post.published`.
    package let kind: String
    /// Of the form of its payload.
    package let version: Int16
    /// JSON.
    package let payload: [UInt8]
    /// When the transaction began that wrote it, by PostgreSQL's clock, in milliseconds since 1970.
    package let milliseconds: Int64

    /// What the payload says.
    ///
    /// - Throws: `DecodingError` if it is of another form.
    package func decoded<Payload: Decodable>(as type: Payload.Type) throws -> Payload {
        try JSONDecoder().decode(type, from: Data(payload))
    }
}

/// An event that a write is to cause.
package struct NewEvent: Sendable {
    let account: Int64
    let kind: String
    let version: Int16
    let payload: [UInt8]

    /// - Parameters:
    ///   - account: who does it. The write must hold the object of the account, so that its events are in
    ///     the order of its writes.
    ///   - kind: the name by which consumers know it. It outlives programs.
    ///   - version: of the form of the payload.
    ///   - payload: is kept as JSON, of at most `EventsLimits.payloadBytesMax` bytes.
    /// - Throws: `EncodingError`.
    package init(
        account: Int64, kind: String, version: Int16, payload: some Encodable & Sendable
    ) throws {
        self.account = account
        self.kind = kind
        self.version = version
        self.payload = Array(try Self.encoder.encode(payload))
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return encoder
    }()

    /// The statement that writes it down, to be run in the transaction of what it tells of. It may get a
    /// FROM of its own, and so depend on what another part of a statement has changed.
    package var query: Query { EventTable.insertion(self) }
}
