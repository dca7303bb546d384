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

    /// One word is enough, and quicker than each part by itself.
    func hash(into hasher: inout Hasher) {
        switch self {
        case .object(let id): hasher.combine(id.rawValue)
        case .list(let key): hasher.combine(key.memoBits)
        case .name(let key): hasher.combine(key.name)
        }
    }
}

/// Every cache key of the graph is made here.
///
///     key  = namespace ":" item
///     item = "o:" id | "a:" id1 ":" type | "n:" namespace ":" name
///     rate = "r:" kind ":" subject, in hexadecimal
///     kept = "k:" kind ":" subject, in hexadecimal
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
        let bytesMax = prefix.count + Self.numberedBytesMax
        for case .name in items {
            var batch = KeyBatch()
            batch.reserve(keys: items.count, bytes: items.count * bytesMax)
            for item in items { append(item, to: &batch) }
            return batch
        }
        return KeyBatch(count: items.count, bytesMax: bytesMax) { index, bytes in
            var writer = KeyWriter(bytes)
            for byte in prefix { writer.append(byte) }
            writer.append(numbered: items[index])
            return writer.count
        }
    }

    private func append(_ item: ItemKey, to batch: inout KeyBatch) {
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

    /// What is counted (`SharedRates`); no item of the graph, so no write deletes it.
    func rate(_ key: RateKey) -> ArraySlice<UInt8> { other("r", key.kind, key.subject) }

    /// What is kept in memcached alone (`KeptValues`); neither is this.
    func kept(_ key: KeptValues.Key) -> ArraySlice<UInt8> { other("k", key.kind, key.subject) }

    private func other(_ letter: String, _ kind: Int16, _ subject: [UInt8]) -> ArraySlice<UInt8> {
        var bytes = prefix + Array("\(letter):\(kind):".utf8)
        for byte in subject { Self.appendHexadecimal(UInt64(byte), digits: 2, to: &bytes) }
        return bytes[...]
    }

    /// The item as the outbox holds it.
    static func stored(_ item: ItemKey) -> [UInt8] {
        var bytes: [UInt8] = []
        append(item, to: &bytes)
        return bytes
    }

    private static func append(_ item: ItemKey, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: numberedBytesMax) { buffer in
            var writer = KeyWriter(buffer)
            writer.append(numbered: item)
            bytes.append(contentsOf: buffer[..<writer.count])
        }
        if case .name(let key) = item { appendName(key.name, to: &bytes) }
    }

    /// Bytes of an item without its name: a letter, and two numbers with their signs and colons.
    private static let numberedBytesMax = 2 + 20 + 1 + 20

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
            // From both ends.
            for hash in [fnv1a(utf8), fnv1a(utf8.reversed())] {
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
}

/// Writes the letter and the numbers of an item into memory that has room for them.
private struct KeyWriter {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func append(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    /// The whole item, or for a name everything before it.
    mutating func append(numbered item: ItemKey) {
        switch item {
        case .object(let id):
            append(letter: UInt8(ascii: "o"), id.rawValue)
        case .list(let list):
            append(letter: UInt8(ascii: "a"), list.id1.rawValue)
            append(UInt8(ascii: ":"))
            append(decimal: Int64(list.type))
        case .name(let key):
            append(letter: UInt8(ascii: "n"), Int64(key.namespace))
            append(UInt8(ascii: ":"))
        }
    }

    private mutating func append(letter: UInt8, _ number: Int64) {
        append(letter)
        append(UInt8(ascii: ":"))
        append(decimal: number)
    }

    /// Digits are counted, then made from the right, two by one division.
    private mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var power: UInt64 = 10
        let start = count
        var end = count + 1
        while end < count + Self.digitsMax && rest >= power {
            end += 1
            power *= 10
        }
        count = end
        while rest >= 10 {
            let two = UInt32(truncatingIfNeeded: rest % 100)
            rest /= 100
            bytes[end - 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: two % 10)
            bytes[end - 2] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: two / 10)
            end -= 2
        }
        if end > start { bytes[end - 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest) }
    }

    /// Of the largest number.
    private static let digitsMax = 19
}
