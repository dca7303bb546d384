/// What a key of the cache holds.
///
///     value = header payload                                   all numbers little-endian
///     header = format: u8, kind: u8, flags: u8, 0: u8,
///              small: i16, count: u16, payloadBytes: u32, 0: u32, id: i64, wide: i64
///     object: small = type, id, wide = version, payload = record
///     list:   small = type, count = edges, id = id1, wide = count or -1, payload: `EdgeList`
///     name:   small = namespace, id, payload = name in UTF-8
///     lease:  no header but 4 bytes, then the token of its holder
///
/// A value is never empty. Whatever does not have this form, or belongs to another key, is garbage
/// and treated as a miss: memcached is shared, and releases with other formats run side by side.
enum CacheValue {
    static let format: UInt8 = 1

    enum Kind: UInt8 {
        case object = 1
        case list = 2
        case name = 3
        case lease = 4
    }

    /// There is no such object or name; the entry says so to save the next reader the question.
    static let flagMissing: UInt8 = 1
    /// All edges of the list are here.
    static let flagComplete: UInt8 = 2
    /// Some edges have data.
    static let flagPayload: UInt8 = 4
    /// The edges stand oldest first.
    static let flagOldestFirst: UInt8 = 8
    /// Flags of this format; a value with another one is not understood.
    private static let flags = flagMissing | flagComplete | flagPayload | flagOldestFirst

    static let headerBytes = 32
    static let leaseBytes = 4 + 16

    /// What was found under a key.
    enum Found: Sendable {
        case item(Item)
        /// Somebody is reading PostgreSQL for this key.
        case lease(LeaseToken)
        case garbage
    }

    /// A cached answer; nil inside is a cached "no".
    enum Item: Sendable {
        case object(Object?)
        case list(EdgeList)
        case name(ObjectID?)

        /// The bytes to be cached under a key of the same kind.
        func encoded(for key: ItemKey) -> [UInt8] {
            switch (self, key) {
            case (.object(let object), .object(let id)): encode(object, id: id)
            case (.name(let id), .name(let name)): encode(id, name: name)
            case (.list(let list), _): Array(list.value)
            default: CacheValue.garbage
            }
        }
    }

    /// No value at all to any reader.
    private static let garbage: [UInt8] = [0]

    /// Says whose lease it is: unique among all passes of all processes.
    struct LeaseToken: Hashable, Sendable {
        let process: UInt64
        let pass: UInt64

        var bytes: [UInt8] {
            var writer = CacheWriter(capacity: leaseBytes)
            writer.append([CacheValue.format, Kind.lease.rawValue, 0, 0])
            writer.append(process)
            writer.append(pass)
            return writer.bytes
        }
    }

    /// The fixed part of all kinds but the lease.
    struct Header {
        var kind: Kind
        var flags: UInt8 = 0
        var small: Int16 = 0
        var count: UInt16 = 0
        var payloadBytes: UInt32 = 0
        var id: Int64 = 0
        var wide: Int64 = 0
    }

    static func find(_ key: ItemKey, in value: ArraySlice<UInt8>) -> Found {
        value.withUnsafeBytes { bytes in
            guard bytes.count >= 4, bytes[0] == format else { return .garbage }
            if bytes[1] == Kind.lease.rawValue {
                guard bytes.count == leaseBytes else { return .garbage }
                return .lease(
                    LeaseToken(process: load(bytes, 4), pass: load(bytes, 12)))
            }
            guard let header = header(bytes),
                let item = item(key, header, value, bytes)
            else { return .garbage }
            return .item(item)
        }
    }

    static func encode(_ object: Object?, id: ObjectID) -> [UInt8] {
        var header = Header(kind: .object)
        header.id = id.rawValue
        guard let object else {
            header.flags = flagMissing
            return CacheWriter(header).bytes
        }
        header.small = object.type
        header.wide = object.version
        header.payloadBytes = UInt32(object.data.byteCount)
        var writer = CacheWriter(header)
        writer.append(object.data.bytes)
        return writer.bytes
    }

    static func encode(_ id: ObjectID?, name key: NameKey) -> [UInt8] {
        let name = Array(key.name.utf8)
        var header = Header(kind: .name)
        header.flags = id == nil ? flagMissing : 0
        header.small = key.namespace
        header.id = id?.rawValue ?? 0
        header.payloadBytes = UInt32(name.count)
        var writer = CacheWriter(header)
        writer.append(name)
        return writer.bytes
    }

    private static func header(_ bytes: UnsafeRawBufferPointer) -> Header? {
        guard bytes.count >= headerBytes, let kind = Kind(rawValue: bytes[1]), bytes[3] == 0,
            bytes[2] & ~flags == 0
        else { return nil }
        let header = Header(
            kind: kind, flags: bytes[2], small: load(bytes, 4), count: load(bytes, 6),
            payloadBytes: load(bytes, 8), id: load(bytes, 16), wide: load(bytes, 24))
        return bytes.count == headerBytes + Int(header.payloadBytes) ? header : nil
    }

    private static func item(
        _ key: ItemKey, _ header: Header, _ value: ArraySlice<UInt8>,
        _ bytes: UnsafeRawBufferPointer
    ) -> Item? {
        let isMissing = header.flags & flagMissing != 0
        switch (key, header.kind) {
        case (.object(let id), .object) where header.id == id.rawValue:
            if isMissing { return .object(nil) }
            let data = Record(sharing: value.dropFirst(headerBytes))
            return .object(
                Object(id: id, type: header.small, version: header.wide, data: data))
        case (.list(let list), .list)
        where header.id == list.id1.rawValue && header.small == list.type:
            return EdgeList(value, header, key: list).map { .list($0) }
        case (.name(let name), .name) where header.small == name.namespace:
            let isSame = bytes[headerBytes...].elementsEqual(name.name.utf8)
            return isSame ? .name(isMissing ? nil : ObjectID(header.id)) : nil
        default:
            return nil
        }
    }

    @inline(__always)
    static func load<Number: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, _ offset: Int
    ) -> Number {
        Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}

/// Builds a cached value.
struct CacheWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    init(_ header: CacheValue.Header) {
        bytes.reserveCapacity(CacheValue.headerBytes + Int(header.payloadBytes))
        append([CacheValue.format, header.kind.rawValue, header.flags, 0])
        append(header.small)
        append(header.count)
        append(header.payloadBytes)
        append(UInt32(0))
        append(header.id)
        append(header.wide)
    }

    mutating func append(_ more: [UInt8]) {
        bytes += more
    }

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
