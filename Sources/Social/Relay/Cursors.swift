import GraphQL
import TAO

/// Lists that cursors point into. The numbers are part of every cursor.
enum ListKind: UInt8, Sendable {
    case posts = 1
    case pendingPosts = 2
    case followers = 3
    case following = 4
    case likers = 5
    case comments = 6
    case replies = 7
    case followingFeed = 8
    case storyTrays = 9
    case storyViewers = 10
}

/// A list: its kind, and whose it is. A cursor of one list is refused by every other.
struct ListIdentity: Hashable, Sendable {
    var kind: ListKind
    /// The account, post or comment that the list belongs to.
    var owner: ObjectID
}

/// A place in a list that is ordered by section, then time, then id.
struct ListPosition: Hashable, Sendable {
    /// 0 in lists that have no sections.
    var section: UInt8 = 0
    var time: Int64
    var id: ObjectID
}

/// Cursors: places in lists as text that clients can neither read with profit nor make up.
///
///     cursor = version: u8, kind: u8, section: u8, time: i64, id: i64, seal: u64     big-endian
///
/// The seal is a keyed hash of what stands before it and of the list's owner.
package struct Cursors: Sendable {
    private static let version: UInt8 = 1
    private static let payloadBytes = 19

    private let seal: SipHash

    package init(key: (UInt64, UInt64)) {
        seal = SipHash(key: key)
    }

    func text(_ position: ListPosition, in list: ListIdentity) -> String {
        var bytes = [Self.version, list.kind.rawValue, position.section]
        bytes.append(bigEndian: UInt64(bitPattern: position.time))
        bytes.append(bigEndian: UInt64(bitPattern: position.id.rawValue))
        bytes.append(bigEndian: seal(of: bytes, owner: list.owner))
        return Base64URL.encode(bytes)
    }

    /// - Throws: `GraphQLError` with code BAD_USER_INPUT for a cursor that is of another list or was
    ///   not made here.
    func position(_ text: String, in list: ListIdentity) throws(GraphQLError) -> ListPosition {
        guard text.utf8.count == 36, let bytes = Base64URL.decode(text),
            bytes[0] == Self.version, bytes[1] == list.kind.rawValue,
            bytes.word(at: Self.payloadBytes)
                == seal(of: Array(bytes[..<Self.payloadBytes]), owner: list.owner)
        else { throw .badUserInput("The cursor does not belong to this list.") }
        return ListPosition(
            section: bytes[2], time: Int64(bitPattern: bytes.word(at: 3)),
            id: ObjectID(rawValue: Int64(bitPattern: bytes.word(at: 11))))
    }

    private func seal(of payload: [UInt8], owner: ObjectID) -> UInt64 {
        var bytes = payload
        bytes.append(bigEndian: UInt64(bitPattern: owner.rawValue))
        return seal.hash(bytes)
    }
}

extension [UInt8] {
    fileprivate mutating func append(bigEndian word: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    fileprivate func word(at start: Int) -> UInt64 {
        self[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
