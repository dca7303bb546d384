import TAO

/// Sixteen clients like one popular post at once: its count spread over slots, and in one row.
struct HotCounter {
    private static let clients = 16
    private static let rounds = 5
    private static let post = ObjectID(milliseconds: .max, shard: 1, sequence: 1)

    private let tao: TAO
    private let seconds: Int

    init(_ tao: TAO, seconds: Int) {
        self.tao = tao
        self.seconds = seconds
    }

    func run(_ report: BenchReport) async throws {
        try report.begin("\nLikes of one post by \(Self.clients) clients, each a transaction.")
        var slots: [Double] = []
        var row: [Double] = []
        for round in 0..<Self.rounds {
            slots.append(try await likes(BenchGraph.hotLike, round))
            row.append(try await likes(BenchGraph.like, round))
        }
        try report.add(BenchRow(name: "count in one row", value: row.median, unit: "likes/s"))
        try report.add(
            BenchRow(
                name: "count in \(TAOLimits.hotCountSlots) slots", value: slots.median,
                unit: "likes/s", against: "count in one row",
                ratio: zip(slots, row).map { $0 / $1 }.median))
    }

    /// Likes a second.
    private func likes(_ type: AssociationType, _ round: Int) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(max(1, seconds / Self.rounds))
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<Self.clients {
                group.addTask {
                    var count = 0
                    while clock.now < end {
                        // No account likes twice.
                        let user = ObjectID(Int64((round << 8 | client) << 32 | count))
                        var write = GraphWrite()
                        write.addAssociation(Self.post, type, user)
                        _ = try await tao.commit(write)
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(count) / ((clock.now - start) / .seconds(1))
    }
}
