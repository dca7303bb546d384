import Crypto
import GraphQL
import TAO

/// A list: which one, and whose it is. A cursor of one list is refused by every other.
struct ListIdentity: Hashable, Sendable {
    let name: ListName
    /// The account, post or comment that the list belongs to.
    let owner: ObjectID
}

/// The connection field that shows a list, by a hash (FNV-1a) of its coordinate, `Viewer.closeFriends`:
/// eight bytes in every edge and cursor in place of a text.
struct ListName: Hashable, Sendable {
    let hash: UInt64

    init<Fields, Parent, Value, A>(_ field: KeyPath<Fields, Field<Parent, Value, A>>)
    where Parent: SchemaObject, Parent.Fields == Fields {
        self.init(coordinate: "\(Parent.typeName).\(Parent.fields[keyPath: field].name)")
    }

    init(coordinate: String) {
        hash = fnv1a(coordinate.utf8)
    }

    func of(_ owner: ObjectID) -> ListIdentity { ListIdentity(name: self, owner: owner) }
}

/// A place in a list that is ordered by section, then time, then id.
struct ListPosition: Hashable, Sendable {
    /// 0 in lists that have no sections.
    var section: UInt8 = 0
    var time: Int64
    var id: ObjectID
    /// What was shown up to here, this item too, of a list in which items change their places; nil in others.
    var trail: Trail?
}

/// The items that pages of a list have shown, one after the other. Trails of one page share their memory.
struct Trail: Hashable, Sendable {
    private let all: [ObjectID]
    private let count: Int

    init(_ ids: [ObjectID] = []) {
        (all, count) = (ids, ids.count)
    }

    private init(_ all: [ObjectID], _ count: Int) {
        (self.all, self.count) = (all, count)
    }

    var ids: ArraySlice<ObjectID> { all.prefix(count) }

    /// The trails up to each of the next items.
    func going(on items: [ObjectID]) -> [Trail] {
        let all = ids + items
        return items.indices.map { Trail(Array(all), count + $0 + 1) }
    }

    static func == (left: Trail, right: Trail) -> Bool { left.ids == right.ids }

    func hash(into hasher: inout Hasher) { hasher.combine(ids) }
}

extension ListPosition {
    /// Behind all of a trail, wherever the last of it stands now.
    init(behind trail: Trail) {
        self.init(time: 0, id: trail.ids.last ?? ObjectID(rawValue: 0), trail: trail)
    }
}

/// Cursors: places in lists as text that clients can neither read nor make up. A cursor may name an
/// object that the viewer must not know of, so neither its id nor its time can be read from it.
///
///     cursor = nonce: 12 bytes, sealed place: 17 bytes or more, tag: 16 bytes
///     place  = section: u8, time: i64, id: i64, trail: i64 each                 big-endian
///
/// The place is sealed by AES-GCM, with the version and the list as authenticated data. The nonce is
/// an HMAC of both under a key of its own: the same place has the same cursor in every answer, which
/// clients that keep edges by cursor rely on, and two places share a nonce as seldom as two HMACs
/// share their first 96 bits, so that it may be used once as GCM demands. What this tells is only
/// whether two cursors are of the same place, which their holder knows.
package struct Cursors: Sendable, SecretHolder {
    private static let version: UInt8 = 3
    private static let nonceBytes = 12
    private static let placeBytes = 17
    /// Bytes beside the place.
    private static let frameBytes = 12 + 16

    private let sealing: SymmetricKey
    private let naming: SymmetricKey

    /// With another key all cursors that clients hold are void.
    package init(key: (UInt64, UInt64)) {
        sealing = SymmetricKey(from: key, for: "places of cursors")
        naming = SymmetricKey(from: key, for: "nonces of cursors")
    }

    func text(_ position: ListPosition, in list: ListIdentity) -> String {
        let trail = position.trail?.ids ?? []
        var place = [position.section]
        place.reserveCapacity(Self.placeBytes + 8 * trail.count)
        place.append(bigEndian: UInt64(bitPattern: position.time))
        place.append(bigEndian: UInt64(bitPattern: position.id.rawValue))
        for id in trail { place.append(bigEndian: UInt64(bitPattern: id.rawValue)) }
        let context = Self.context(list)
        let digest = HMAC<SHA256>.authenticationCode(for: context + place, using: naming)
        guard let nonce = try? AES.GCM.Nonce(data: Array(digest).prefix(Self.nonceBytes)),
            let box = try? AES.GCM.seal(
                place, using: sealing, nonce: nonce, authenticating: context),
            let cursor = box.combined
        else { preconditionFailure("AES-GCM seals with any key of 256 and nonce of 96 bits.") }
        return Base64URL.encode(cursor)
    }

    /// nil, where the list begins, for no cursor.
    func position(
        _ text: String?, in list: ListIdentity
    ) throws(GraphQLError) -> ListPosition? {
        guard let text else { return nil }
        return try position(text, in: list) as ListPosition
    }

    /// - Throws: `GraphQLError` with code BAD_USER_INPUT for a cursor that is of another list or was
    ///   not made here.
    func position(_ text: String, in list: ListIdentity) throws(GraphQLError) -> ListPosition {
        guard let bytes = Base64URL.decode(text), bytes.count >= Self.frameBytes + Self.placeBytes,
            let box = try? AES.GCM.SealedBox(combined: bytes),
            let data = try? AES.GCM.open(
                box, using: sealing, authenticating: Self.context(list)),
            data.count >= Self.placeBytes
        else { throw .badUserInput("The cursor does not belong to this list.") }
        let place = Array(data)
        let trail = stride(from: Self.placeBytes, to: place.count, by: 8).map { place.id(at: $0) }
        return ListPosition(
            section: place[0], time: Int64(bitPattern: place.word(at: 1)), id: place.id(at: 9),
            trail: trail.isEmpty ? nil : Trail(trail))
    }

    /// What a cursor is only good for.
    private static func context(_ list: ListIdentity) -> [UInt8] {
        var bytes = [version]
        bytes.reserveCapacity(1 + 8 + 8)
        bytes.append(bigEndian: list.name.hash)
        bytes.append(bigEndian: UInt64(bitPattern: list.owner.rawValue))
        return bytes
    }
}

extension SymmetricKey {
    /// One of the keys that a secret gives, each for one purpose (HKDF, RFC 5869).
    init(from secret: (UInt64, UInt64), for purpose: String, bytes: Int = 32) {
        var material: [UInt8] = []
        material.append(bigEndian: secret.0)
        material.append(bigEndian: secret.1)
        self = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: material), info: Array(purpose.utf8),
            outputByteCount: bytes)
    }
}

extension [UInt8] {
    mutating func append(bigEndian word: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    fileprivate func id(at start: Int) -> ObjectID {
        ObjectID(rawValue: Int64(bitPattern: word(at: start)))
    }

    fileprivate func word(at start: Int) -> UInt64 {
        self[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
