import Foundation
import TAO
import TestSupport
import Testing

@testable import Social

/// What is counted of what accounts do loses weight with time, whenever it is looked at.
@Suite struct `Counts that decay` {
    private struct Act {
        let key: Int64
        let time: Int64
        let count: TasteCount
    }

    private static func halved(_ value: Double, _ age: Int64, days: Double) -> Double {
        value * pow(0.5, Double(age) / (days * 86_400_000))
    }

    private func acts(_ count: Int) -> [Act] {
        (0..<count).map { _ in
            let weight: Double = [1.0, 2, 3, -4].randomElement() ?? 1
            let seen: Double = Bool.random() ? 1 : 0
            return Act(
                key: Int64.random(in: Int64(1)...20),
                time: Int64.random(in: Int64(0)...9_000_000_000),
                count: TasteCount(
                    lately: EngagementCount(engagements: weight, impressions: seen),
                    inAll: EngagementCount(engagements: weight > 0 ? 1 : 0, impressions: seen)))
        }
    }

    @Test func `are what counting all from the start gives`() {
        for _ in 0..<50 {
            let acts = acts(300)
            var table = TasteTable()
            // Out of order, and read again as it is stored now and then.
            for act in acts {
                table.add(act.count, to: act.key, at: act.time)
                if Int.random(in: 0..<10) == 0 { table = TasteTable(table.bytes) }
            }
            let now: Int64 = 9_500_000_000
            for key in Int64(1)...21 {
                let own = acts.filter { $0.key == key }
                func sum(_ days: Double, _ part: (TasteCount) -> Double) -> Double {
                    own.reduce(0) { $0 + Self.halved(part($1.count), now - $1.time, days: days) }
                }
                let count = table.count(of: key, at: now)
                #expect(abs(count.lately.engagements - sum(14) { $0.lately.engagements }) < 1e-3)
                #expect(abs(count.lately.impressions - sum(14) { $0.lately.impressions }) < 1e-3)
                #expect(abs(count.inAll.engagements - sum(90) { $0.inAll.engagements }) < 1e-3)
                #expect(abs(count.inAll.impressions - sum(90) { $0.inAll.impressions }) < 1e-3)
            }
        }
    }

    @Test(.crosses(\SocialLimits.tasteAuthorsMax, \SocialLimits.tasteTopicsMax))
    func `are kept of those that are known best`() {
        var table = TasteTable()
        let day: Int64 = 86_400_000
        for key in Int64(1)...12 {
            let times = key % 2 == 0 ? Double(key) : 1
            table.add(
                TasteCount(
                    lately: .none,
                    inAll: EngagementCount(engagements: 0, impressions: times)),
                to: key, at: 100 * day)
        }
        let all = table
        table.shrink(to: 12, at: 101 * day)
        #expect(table == all)
        table.shrink(to: 6, at: 101 * day)
        #expect(Set(table.entries.keys) == [2, 4, 6, 8, 10, 12])
        #expect(table.bytes.count == 6 * TasteTable.entryBytes)
    }
}

@Suite struct `Orders that are kept` {
    private static let viewer = ObjectID(rawValue: 77)

    private static func order(_ count: Int, horizon: AssociationCursor?) -> HomeOrder {
        var random = SystemRandomNumberGenerator()
        return HomeOrder(
            generatedAt: 1_775_671_200_000, horizon: horizon,
            scale: `Ranking by weights`.model.scale.times(`Ranking by weights`.factors(&random)),
            items: (0..<count).map { number in
                let reason = FeedReason.allCases.randomElement() ?? .own
                return HomeOrder.Item(
                    post: ObjectID(rawValue: Int64.random(in: 1...Int64.max)), reason: reason,
                    hashtag: reason == .followedHashtag ? ObjectID(rawValue: 5) : nil,
                    rank: number + 1,
                    features: `Ranking by weights`.model.features(
                        `Ranking by weights`.facts(&random)))
            })
    }

    @Test func `are read as they were written`() {
        let horizon = AssociationCursor(time: -3, id2: ObjectID(rawValue: 9))
        for count in [0, 1, 250] {
            for horizon in [nil, horizon] {
                let order = Self.order(count, horizon: horizon)
                #expect(HomeOrder(order.bytes(for: Self.viewer), of: Self.viewer) == order)
            }
        }
        #expect(Self.order(250, horizon: nil).bytes(for: Self.viewer).count < 13_000)
    }

    @Test func `are those of one viewer`() {
        let bytes = Self.order(3, horizon: nil).bytes(for: Self.viewer)
        #expect(HomeOrder(bytes, of: ObjectID(rawValue: 78)) == nil)
    }

    @Test func `are none when a byte is another`() {
        let bytes = Self.order(2, horizon: nil).bytes(for: Self.viewer)
        for index in bytes.indices {
            var other = bytes
            other[index] ^= UInt8.random(in: 1...255)
            #expect(HomeOrder(other, of: Self.viewer) == nil)
            #expect(HomeOrder(Array(bytes[..<index]), of: Self.viewer) == nil)
        }
    }

    @Test(arguments: ["Europe/Berlin", "UTC", "US/Pacific", "Asia/Kolkata"])
    func `know the hour of a time zone`(name: String) throws {
        let zone = try #require(TimeZoneName(name))
        // 2026-04-08T18:00:00Z.
        let hours = ["Europe/Berlin": 20, "UTC": 18, "US/Pacific": 11, "Asia/Kolkata": 23]
        #expect(zone.hour(at: 1_775_671_200_000) == hours[name])
    }

    @Test(arguments: [
        "", "Berlin", "europe/berlin", "GMT+2", "../etc/passwd", "CEST", "Mars/Olympus",
    ])
    func `know no other time zone`(name: String) {
        #expect(TimeZoneName(name) == nil)
    }
}
