import TAO

/// The latest changes of an account's username, as packed bytes in its record: which names it gave up,
/// and when. There are as many as may happen in the time that a name is kept.
///
///     renames = rename...
///     rename  = time: i64 big-endian, length: u8, the name given up
struct Renames: Sendable, Equatable {
    struct Rename: Sendable, Equatable {
        /// The name that was given up.
        let from: String
        /// Milliseconds since 1970.
        let time: Int64
    }

    /// The oldest first.
    private(set) var all: [Rename]

    init(_ all: [Rename] = []) {
        self.all = all
    }

    mutating func add(_ name: String, at time: Int64) {
        all.append(Rename(from: name, time: time))
    }

    /// Forgets what was done before a time.
    mutating func forget(before time: Int64) {
        all.removeAll { $0.time <= time }
    }

    /// When a name was last given up; nil if it was not, of late.
    func end(of name: String) -> Int64? {
        all.last { $0.from == name }?.time
    }
}

extension Renames: RecordValue {
    static func read(_ field: UInt8, of record: Record) -> Renames? {
        guard var rest = record.bytes(field) else { return nil }
        var all: [Rename] = []
        while rest.count > 8 {
            let time = rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            let length = Int(rest[rest.startIndex + 8])
            let name = rest.dropFirst(9).prefix(length)
            guard name.count == length else { break }
            all.append(
                Rename(
                    from: String(decoding: name, as: UTF8.self), time: Int64(bitPattern: time)))
            rest = rest.dropFirst(9 + length)
        }
        return Renames(all)
    }

    static func write(_ value: Renames?, _ field: UInt8, to record: inout Record) {
        guard let value, !value.all.isEmpty else {
            record.set(field, [UInt8]?.none)
            return
        }
        var bytes: [UInt8] = []
        for rename in value.all {
            bytes.append(bigEndian: UInt64(bitPattern: rename.time))
            bytes.append(UInt8(rename.from.utf8.count))
            bytes += rename.from.utf8
        }
        record.set(field, bytes)
    }
}

extension User {
    /// Whether a name that leads to this account is its own, or one that it gave up not long ago: what
    /// is longer ago may not have been released yet.
    func holds(_ name: String, now: Int64, _ limits: SocialLimits) -> Bool {
        if name == username { return true }
        guard let end = self[.renames]?.end(of: name) else { return false }
        return now - end < limits.formerNameMilliseconds
    }
}
