import Memcached

/// A claimed name within its namespace.
struct NameKey: Hashable, Sendable {
    let namespace: Int16
    let name: String
}

/// One cached item: what a cache key and a row of the outbox stand for.
enum ItemKey: Hashable, Sendable {
    case object(ObjectID)
    case list(AssociationListKey)
    case name(NameKey)
}

/// Every cache key of the graph is made here.
///
///     key  = namespace ":" item
///     item = "o:" id | "a:" id1 ":" type | "n:" namespace ":" name
///
/// The namespace separates worlds that share memcached. It is no version of the value format: values
/// say their format themselves, so that an old and a new gateway delete each other's keys while both
/// run. Outbox rows hold the item without the namespace.
struct CacheKeys: Sendable {
    private let prefix: [UInt8]

    init(namespace: String) {
        prefix = Array(namespace.utf8) + [UInt8(ascii: ":")]
    }

    /// Bytes before the item.
    var prefixCount: Int { prefix.count }

    func batch(_ items: [ItemKey]) -> KeyBatch {
        var batch = KeyBatch()
        batch.reserve(keys: items.count, bytes: items.count * (prefix.count + 24))
        for item in items { append(item, to: &batch) }
        return batch
    }

    @inline(__always)
    func append(_ item: ItemKey, to batch: inout KeyBatch) {
        batch.append { bytes in
            bytes += prefix
            Self.append(item, to: &bytes)
        }
    }

    /// The key of an item as the outbox holds it.
    func append(stored item: [UInt8], to batch: inout KeyBatch) {
        batch.append { bytes in
            bytes += prefix
            bytes += item
        }
    }

    /// The item as the outbox holds it.
    static func stored(_ item: ItemKey) -> [UInt8] {
        var bytes: [UInt8] = []
        append(item, to: &bytes)
        return bytes
    }

    private static func append(_ item: ItemKey, to bytes: inout [UInt8]) {
        let colon = UInt8(ascii: ":")
        switch item {
        case .object(let id):
            bytes.append(UInt8(ascii: "o"))
            bytes.append(colon)
            appendDecimal(id.rawValue, to: &bytes)
        case .list(let list):
            bytes.append(UInt8(ascii: "a"))
            bytes.append(colon)
            appendDecimal(list.id1.rawValue, to: &bytes)
            bytes.append(colon)
            appendDecimal(Int64(list.type), to: &bytes)
        case .name(let key):
            bytes.append(UInt8(ascii: "n"))
            bytes.append(colon)
            appendDecimal(Int64(key.namespace), to: &bytes)
            bytes.append(colon)
            appendName(key.name, to: &bytes)
        }
    }

    /// Plain printable names as they are; all others as "%" and the hexadecimal bytes or, where that
    /// would be too long for memcached, "#" and a hash: the value holds the name itself, so two names
    /// with one hash share a key and never an answer.
    private static func appendName(_ name: String, to bytes: inout [UInt8]) {
        let utf8 = Array(name.utf8)
        let isPlain = utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        if isPlain && utf8.count <= 128 && utf8.first != UInt8(ascii: "%")
            && utf8.first != UInt8(ascii: "#")
        {
            bytes += utf8
        } else if utf8.count <= 64 {
            bytes.append(UInt8(ascii: "%"))
            for byte in utf8 { appendHexadecimal(UInt64(byte), digits: 2, to: &bytes) }
        } else {
            bytes.append(UInt8(ascii: "#"))
            // FNV-1a, 64 bits, from both ends.
            for bytesInOrder in [utf8, utf8.reversed()] {
                let hash = bytesInOrder.reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
                    (hash ^ UInt64(byte)) &* 0x100_0000_01b3
                }
                appendHexadecimal(hash, digits: 16, to: &bytes)
            }
        }
    }

    private static func appendHexadecimal(
        _ value: UInt64, digits: Int, to bytes: inout [UInt8]
    ) {
        for digit in (0..<digits).reversed() {
            let nibble = UInt8(truncatingIfNeeded: value >> UInt64(4 * digit)) & 15
            bytes.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
        }
    }

    /// Digits are made from the right, into the free end of the buffer.
    private static func appendDecimal(_ value: Int64, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value.magnitude
            var at = 20
            repeat {
                at -= 1
                digits[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[at...]))
        }
    }
}
