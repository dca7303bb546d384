/// What a key of the cache holds.
///
///     value = header payload                                   all numbers little-endian
///     header = format: u8, kind: u8, flags: u8, 0: u8,
///              small: i16, count: u16, payloadBytes: u32, checksum: u32, id: i64, wide: i64
///     object: small = type, id, wide = version, payload = record
///     list:   small = type, count = edges, id = id1, wide = count or -1, payload: `EdgeList`
///     name:   small = namespace, id, payload = name in UTF-8
///     lease:  no header but 4 bytes, then the token of its holder
///
/// A value is never empty. One of another format is garbage and treated as a miss: memcached is
/// shared, and releases with other formats run side by side. So is one of this format that is
/// damaged: it has not this form, belongs to another key, or not the right checksum
/// (`ValueChecksum`).
enum CacheValue {
    static let format: UInt8 = 2

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
    /// Fewer edges are here than the type caches, because many lists were read at once.
    static let flagCut: UInt8 = 16
    /// Flags of this format; a value with another one is not understood.
    private static let flags =
        flagMissing | flagComplete | flagPayload | flagOldestFirst | flagCut

    static let headerBytes = 32

    /// Where the parts of a header lie, behind format and kind.
    enum Offset {
        static let flags = 2
        static let small = 4
        static let count = 6
        static let payloadBytes = 8
        static let id = 16
        static let wide = 24
    }

    static let leaseBytes = 4 + 16

    /// What was found under a key.
    enum Found: Sendable {
        case item(Item)
        /// A pass is reading PostgreSQL for this key.
        case lease(LeaseToken)
        case garbage
    }

    /// A cached answer; nil inside is a cached "no".
    enum Item: Sendable {
        case object(Object?)
        case list(EdgeList)
        case name(ObjectID?)

        func bytes(for key: ItemKey) -> [UInt8] {
            var bytes: [UInt8] = []
            append(to: &bytes, for: key)
            return bytes
        }

        /// Appends what is to be cached under a key of the same kind.
        func append(to bytes: inout [UInt8], for key: ItemKey) {
            switch (self, key) {
            case (.object(let object), .object(let id)): bytes.append(object, id: id)
            case (.name(let id), .name(let name)): bytes.append(id, name: name)
            case (.list(let list), _): bytes += list.value
            // No value at all to any backends.
            default: bytes.append(0)
            }
        }
    }

    /// Says whose lease it is: unique among all passes of all processes.
    struct LeaseToken: Hashable, Sendable {
        let process: UInt64
        let pass: UInt64

        var bytes: [UInt8] {
            var bytes: [UInt8] = [CacheValue.format, Kind.lease.rawValue, 0, 0]
            bytes.append(number: process)
            bytes.append(number: pass)
            return bytes
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
        switch judge(value, of: key) {
        case .good: .item(item(key, verified: value))
        case .lease(let token): .lease(token)
        case .garbage, .damaged: .garbage
        }
    }

    /// What a value is, before anything is made of it.
    enum Judgement {
        case good
        case lease(LeaseToken)
        /// Of another format.
        case garbage
        /// Not what was put there.
        case damaged
    }

    static func judge(_ value: ArraySlice<UInt8>, of key: ItemKey) -> Judgement {
        value.withUnsafeBytes { bytes in
            guard bytes.count >= 4, bytes[0] == format else { return .garbage }
            if bytes[1] == Kind.lease.rawValue {
                guard bytes.count == leaseBytes else { return .damaged }
                return .lease(LeaseToken(process: load(bytes, 4), pass: load(bytes, 12)))
            }
            guard let header = header(bytes), isOf(key, header, bytes),
                load(bytes, ValueChecksum.offset) == ValueChecksum.of(bytes)
            else { return .damaged }
            return .good
        }
    }

    private static func header(_ bytes: UnsafeRawBufferPointer) -> Header? {
        guard bytes.count >= headerBytes, let kind = Kind(rawValue: bytes[1]), bytes[3] == 0,
            bytes[Offset.flags] & ~flags == 0
        else { return nil }
        let header = Header(
            kind: kind, flags: bytes[Offset.flags], small: load(bytes, Offset.small),
            count: load(bytes, Offset.count),
            payloadBytes: load(bytes, Offset.payloadBytes), id: load(bytes, Offset.id),
            wide: load(bytes, Offset.wide)
        )
        return bytes.count == headerBytes + Int(header.payloadBytes) ? header : nil
    }

    private static func isOf(
        _ key: ItemKey, _ header: Header, _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        switch (key, header.kind) {
        case (.object(let id), .object):
            header.id == id.rawValue
        case (.list(let list), .list):
            header.id == list.id1.rawValue && header.small == list.type
                && EdgeList.isWhole(bytes, header)
        case (.name(let name), .name):
            header.small == name.namespace
                && bytes[headerBytes...].elementsEqual(name.name.utf8)
        default: false
        }
    }

    /// The item in a value that was judged good.
    static func item(_ key: ItemKey, verified value: ArraySlice<UInt8>) -> Item {
        value.withUnsafeBytes { bytes in
            let isMissing = bytes[Offset.flags] & flagMissing != 0
            switch key {
            case .list: return .list(EdgeList(verified: value))
            case .object where isMissing: return .object(nil)
            case .object(let id):
                return .object(
                    Object(
                        id: id, type: load(bytes, Offset.small), version: load(bytes, Offset.wide),
                        data: Record(sharing: value.dropFirst(headerBytes))))
            case .name: return .name(isMissing ? nil : ObjectID(load(bytes, Offset.id)))
            }
        }
    }

    @inline(__always)
    static func load<Number: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, _ offset: Int
    ) -> Number {
        Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}

extension [UInt8] {
    // Cached values, appended.

    mutating func append(_ object: Object?, id: ObjectID) {
        let start = count
        defer { seal(from: start) }
        var header = CacheValue.Header(kind: .object)
        header.id = id.rawValue
        guard let object else {
            header.flags = CacheValue.flagMissing
            return append(header)
        }
        header.small = object.type
        header.wide = object.version
        header.payloadBytes = UInt32(object.data.byteCount)
        append(header)
        object.data.append(to: &self)
    }

    mutating func append(_ id: ObjectID?, name key: NameKey) {
        let start = count
        defer { seal(from: start) }
        var header = CacheValue.Header(kind: .name)
        header.flags = id == nil ? CacheValue.flagMissing : 0
        header.small = key.namespace
        header.id = id?.rawValue ?? 0
        header.payloadBytes = UInt32(key.name.utf8.count)
        append(header)
        append(contentsOf: key.name.utf8)
    }

    /// The value is sealed when its payload is there, too.
    mutating func append(_ header: CacheValue.Header) {
        withUnsafeTemporaryAllocation(byteCount: CacheValue.headerBytes, alignment: 8) { bytes in
            bytes.storeBytes(of: CacheValue.format, as: UInt8.self)
            bytes.storeBytes(of: header.kind.rawValue, toByteOffset: 1, as: UInt8.self)
            bytes.storeBytes(
                of: header.flags, toByteOffset: CacheValue.Offset.flags, as: UInt8.self)
            bytes.storeBytes(of: 0, toByteOffset: 3, as: UInt8.self)
            bytes.storeBytes(
                of: header.small.littleEndian, toByteOffset: CacheValue.Offset.small, as: Int16.self
            )
            bytes.storeBytes(
                of: header.count.littleEndian, toByteOffset: CacheValue.Offset.count,
                as: UInt16.self)
            bytes.storeBytes(
                of: header.payloadBytes.littleEndian, toByteOffset: CacheValue.Offset.payloadBytes,
                as: UInt32.self)
            bytes.storeBytes(of: 0, toByteOffset: ValueChecksum.offset, as: UInt32.self)
            bytes.storeBytes(
                of: header.id.littleEndian, toByteOffset: CacheValue.Offset.id, as: Int64.self)
            bytes.storeBytes(
                of: header.wide.littleEndian, toByteOffset: CacheValue.Offset.wide, as: Int64.self)
            append(contentsOf: bytes)
        }
    }

    mutating func append<Number: FixedWidthInteger>(number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
