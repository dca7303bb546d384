import Postgres

/// The list of memcached servers in force, as PostgreSQL has it.
struct CacheList: Sendable {
    /// One more with every change of the list.
    let epoch: Int64
    /// Ascending.
    let servers: [String]
    /// Servers that must be emptied before they serve.
    let unclean: [String]
    /// How often servers were marked unclean in place of outbox rows.
    let marks: Int64
    /// Negative: no server was ever added.
    let secondsSinceGrowth: Int64
    /// Since a process that uses the list last said so.
    let secondsUnused: Int64
    /// Which PostgreSQL the values come from; nil when it was never told.
    let origin: String?

    init(_ row: Row) {
        epoch = row.int64(0)
        servers = row.stringArray(1)
        unclean = row.stringArray(2)
        secondsSinceGrowth = row.int64(3)
        marks = row.int64(4)
        secondsUnused = row.int64(5)
        origin = row.isNull(6) ? nil : row.string(6)
    }

    /// Whether the processes that used it seem to be gone.
    var isUnused: Bool { secondsUnused > TAOLimits.unusedListSeconds }

    /// Which servers of the next list must be emptied before they serve.
    func unclean(in next: [String]) -> [String] {
        let hasShrunk = !servers.allSatisfy(next.contains)
        let mayHoldLost = (0...TAOLimits.lostValueSeconds).contains(secondsSinceGrowth)
        if hasShrunk && mayHoldLost { return next }
        return next.filter { !servers.contains($0) || unclean.contains($0) }
    }
}

/// What the list of a process is to the others.
package enum CacheListStanding: Sendable, Equatable {
    /// Not known yet; no server has been let in.
    case unknown
    /// The cache is used.
    case inForce
    /// Was in force here; what the servers hold is being looked into.
    case inQuestion
    /// Did not come into force, because these servers of it do not answer.
    case refused(silent: [String])
    /// Another one is in force.
    case outdated

    /// Whether the cache may be asked, as far as the list is concerned.
    var allowsCache: Bool {
        switch self {
        case .unknown, .inForce: true
        case .inQuestion, .refused, .outdated: false
        }
    }

    /// For the log; nil for what is not worth telling.
    package var sentence: String? {
        switch self {
        case .unknown, .inQuestion: nil
        case .inForce: "The list of memcached servers of this process is in force"
        case .refused(let silent):
            "The list of memcached servers of this process is refused, because "
                + "\(silent.joined(separator: ", ")) \(silent.count == 1 ? "does" : "do") not "
                + "answer; the list in force stays, and this process works without the cache"
        case .outdated:
            "Another list of memcached servers is in force; this process works without the cache"
        }
    }
}
