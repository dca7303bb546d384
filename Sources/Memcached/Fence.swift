/// What tells whether a server has processed deletes between two moments.
///
/// Each server has an item that every client counts up before it sends deletes. A reader who finds
/// the same number twice knows that the server processed no delete in between: what was read from
/// PostgreSQL after the first time, and leased before the second, is still true. It begins with a
/// random number, so a server that has lost it is not taken for one that has counted nothing.
package struct Fence: Sendable, Equatable {
    /// Of the connection on which it was read.
    let generation: UInt64
    let number: UInt64

    /// The item's key. It is shared by all who use the server: the deletes of others cost a fill.
    static let key = Array("tintype/fence".utf8)

    /// A value for the item, in decimal digits as `incr` wants it. It leaves 2^63 deletes until it
    /// would have 0 again.
    static func beginning() -> [UInt8] { Array(String(UInt64.random(in: 1...(.max / 2))).utf8) }

    /// nil for bytes that are no number.
    static func number(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        UInt64(String(decoding: bytes, as: UTF8.self))
    }
}
