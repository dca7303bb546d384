import Foundation
import TAO

/// What an account has done with the posts of an author, or about a topic: sums that lose half their weight in
/// a half-life, so what was done long ago counts little.
struct TasteCount: Sendable, Equatable {
    /// What was done, each by its weight, and how often it was seen: half-life of 14 days.
    var lately: EngagementCount
    /// How many times something was done, and seen: half-life of 90 days.
    var inAll: EngagementCount

    static let none = TasteCount(lately: .none, inAll: .none)

    static let latelyHalfLifeMilliseconds = 14.0 * 24 * 3_600_000
    static let inAllHalfLifeMilliseconds = 90.0 * 24 * 3_600_000

    /// As it is so many milliseconds later.
    func decayed(by milliseconds: Int64) -> TasteCount {
        func aged(_ count: EngagementCount, _ halfLife: Double) -> EngagementCount {
            let factor = exp2(-Double(milliseconds) / halfLife)
            return EngagementCount(
                engagements: count.engagements * factor, impressions: count.impressions * factor)
        }
        return TasteCount(
            lately: aged(lately, Self.latelyHalfLifeMilliseconds),
            inAll: aged(inAll, Self.inAllHalfLifeMilliseconds))
    }

    mutating func add(_ other: TasteCount) {
        lately.engagements += other.lately.engagements
        lately.impressions += other.lately.impressions
        inAll.engagements += other.inAll.engagements
        inAll.impressions += other.inAll.impressions
    }

    /// How much is known: of what is known least of nothing is kept where there is no room.
    var weight: Double { inAll.impressions + abs(inAll.engagements) }
}

/// Counts by author or topic, each as it was at a time of its own: they are aged when they are looked at.
///
///     entry = key: i64, milliseconds since 1970: i64, then lately and in all: f32 engagements, f32 impressions
struct TasteTable: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        var count: TasteCount
        var time: Int64
    }

    private(set) var entries: [Int64: Entry] = [:]

    static let entryBytes = 32

    init() {}

    /// What is no table is an empty one.
    init(_ bytes: [UInt8]) {
        entries.reserveCapacity(bytes.count / Self.entryBytes)
        for start in stride(from: 0, through: bytes.count - Self.entryBytes, by: Self.entryBytes) {
            func number(_ index: Int) -> Double {
                Double(
                    Float(
                        bitPattern: UInt32(
                            truncatingIfNeeded: bytes.bits(at: start + 16 + 4 * index, 4))))
            }
            let count = TasteCount(
                lately: EngagementCount(engagements: number(0), impressions: number(1)),
                inAll: EngagementCount(engagements: number(2), impressions: number(3)))
            entries[Int64(bitPattern: bytes.bits(at: start, 8))] = Entry(
                count: count, time: Int64(bitPattern: bytes.bits(at: start + 8, 8)))
        }
    }

    /// By key, so that the same table is always the same bytes.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * Self.entryBytes)
        for (key, entry) in entries.sorted(by: { $0.key < $1.key }) {
            bytes.append(bits: UInt64(bitPattern: key), 8)
            bytes.append(bits: UInt64(bitPattern: entry.time), 8)
            for number in [
                entry.count.lately.engagements, entry.count.lately.impressions,
                entry.count.inAll.engagements, entry.count.inAll.impressions,
            ] {
                bytes.append(bits: UInt64(Float(number).bitPattern), 4)
            }
        }
        return bytes
    }

    /// As it is now; nothing for what is not known.
    func count(of key: Int64, at now: Int64) -> TasteCount {
        guard let entry = entries[key] else { return .none }
        // Events are dated by the clock of PostgreSQL, which may be ahead.
        return entry.count.decayed(by: max(0, now - entry.time))
    }

    /// Adds what happened at a time, which may be before what is there.
    mutating func add(_ count: TasteCount, to key: Int64, at time: Int64) {
        guard let entry = entries[key] else {
            entries[key] = Entry(count: count, time: time)
            return
        }
        let end = max(entry.time, time)
        var sum = entry.count.decayed(by: end - entry.time)
        sum.add(count.decayed(by: end - time))
        entries[key] = Entry(count: sum, time: end)
    }

    /// Forgets what is known least about.
    mutating func shrink(to countMax: Int, at now: Int64) {
        if entries.count <= countMax { return }
        let kept = entries.map { (key: $0, weight: $1.count.decayed(by: now - $1.time).weight) }
            .sorted { ($0.weight, $0.key) > ($1.weight, $1.key) }.prefix(countMax)
        let keys = Set(kept.map(\.key))
        entries = entries.filter { keys.contains($0.key) }
    }
}

extension [UInt8] {
    /// The number that so many bytes are, the highest first.
    func bits(at start: Int, _ count: Int) -> UInt64 {
        self[start..<start + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func append(bits: UInt64, _ count: Int) {
        for index in (0..<count).reversed() {
            append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * index)))
        }
    }
}
