/// Which statements one connection has prepared, and under which names.
///
/// A statement is prepared in the pipeline that first needs it, which costs no extra round trip.
/// Until the server has confirmed it, an error earlier in that pipeline may still prevent it; so
/// others do not rely on it and send theirs unprepared meanwhile. Preparing is not undone by a
/// rollback. Over the limit, the statement unused for longest makes room.
struct StatementCache {
    /// The same text with values of other types is another statement.
    struct Key: Hashable {
        let sql: String
        let types: [UInt32]

        init(_ query: Query) {
            sql = query.sql
            types = query.binds.types
        }
    }

    /// How to run a statement now.
    enum Use: Equatable {
        case prepared(name: String)
        case prepareFirst(name: String)
        case once
    }

    private enum State: Equatable {
        case ready
        /// Sent in the segment of this number.
        case pending(Int)
    }

    private struct Entry {
        let name: String
        var state: State
        var lastUse: UInt64
    }

    private let countMax: Int
    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0
    private var namesGiven: UInt64 = 0
    /// Names the server still knows and that are used no more. Taken by the code that sends DEALLOCATE.
    private(set) var discarded: [String] = []

    /// - Parameter countMax: 0 prepares nothing.
    init(countMax: Int) {
        self.countMax = max(0, countMax)
    }

    var count: Int { entries.count }

    /// Decides how to run `key` in the segment of that number, and expects that it is done so.
    mutating func use(_ key: Key, segment: Int) -> Use {
        if countMax == 0 { return .once }
        clock += 1
        if let entry = entries[key] {
            guard entry.state == .ready || entry.state == .pending(segment) else { return .once }
            entries[key]?.lastUse = clock
            return .prepared(name: entry.name)
        }
        if entries.count >= countMax && !evict() { return .once }
        namesGiven += 1
        let name = "s\(namesGiven)"
        entries[key] = Entry(name: name, state: .pending(segment), lastUse: clock)
        return .prepareFirst(name: name)
    }

    /// The server has prepared it.
    mutating func confirm(_ key: Key) {
        entries[key]?.state = .ready
    }

    /// The server has not prepared it.
    mutating func forget(_ key: Key) {
        entries[key] = nil
    }

    /// The server has it, but it is of no more use: the tables have changed under it.
    mutating func discard(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        discarded.append(entry.name)
    }

    mutating func takeDiscarded() -> [String] {
        defer { discarded = [] }
        return discarded
    }

    private mutating func evict() -> Bool {
        let ready = entries.filter { $0.value.state == .ready }
        guard let oldest = ready.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return false
        }
        discard(oldest.key)
        return true
    }
}
