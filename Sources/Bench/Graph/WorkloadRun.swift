import Dispatch
import Memcached
import TAO

/// A workload with many clients at once: a while to warm up, then a while that counts.
struct WorkloadRun {
    let workload: Workload
    let graph: BenchGraph
    let tao: TAO
    let cache: MemcachedClient
    let clients: Int
    let warmSeconds: Int
    let seconds: Int

    struct Outcome {
        var tally = WorkloadClient.Tally()
        let cache: CacheStatistics
        /// Multi-gets that were sent, each perhaps for several clients.
        let commands: Int
        let seconds: Int
    }

    func run() async throws -> Outcome {
        let now = DispatchTime.now()
        let start = now + .seconds(warmSeconds)
        let end = start + .seconds(seconds)
        let ids = IDGenerator()
        return try await withThrowingTaskGroup(of: WorkloadClient.Tally.self) { group in
            for number in 0..<clients {
                var client = WorkloadClient(workload, graph, tao, ids: ids, seed: number)
                group.addTask {
                    try await client.work(
                        from: start.uptimeNanoseconds, until: end.uptimeNanoseconds)
                }
            }
            try await Task.sleep(for: .seconds(warmSeconds))
            let (reads, commands) = (tao.cacheStatistics, commandCount)
            try await Task.sleep(for: .seconds(seconds))
            var outcome = Outcome(
                cache: tao.cacheStatistics.since(reads), commands: commandCount - commands,
                seconds: seconds)
            for try await tally in group { outcome.tally.add(tally) }
            return outcome
        }
    }

    private var commandCount: Int { cache.statistics.reduce(0) { $0 + $1.commands } }
}

extension WorkloadRun.Outcome {
    /// The table of one workload.
    func rows(_ workload: Workload) -> [BenchRow] {
        let name = workload.name
        let perSecond = Double(tally.count) / Double(seconds)
        var rows = [BenchRow(name: name, value: perSecond, unit: "operations/s")]
        for (kind, times) in [("reads", tally.reads), ("writes", tally.writes)]
        where times.count > 0 {
            rows += [
                BenchRow(
                    name: "\(name), \(kind), median",
                    value: times.milliseconds(atQuantile: 0.5), unit: "ms"),
                BenchRow(
                    name: "\(name), \(kind), 99 %",
                    value: times.milliseconds(atQuantile: 0.99), unit: "ms"),
            ]
        }
        let reads = Double(max(tally.reads.count, 1))
        rows += [
            BenchRow(name: "\(name), trips", value: Double(tally.trips) / reads, unit: "per read"),
            BenchRow(
                name: "\(name), multi-gets sent", value: Double(commands) / reads,
                unit: "per read"),
        ]
        rows += hitRow("\(name), hits of objects", cache.objects)
        rows += hitRow("\(name), hits of lists", cache.lists)
        rows += hitRow("\(name), hits of names", cache.names)
        rows += hitRow(
            "\(name), hits", cache.all,
            against: workload.hitPercent.map { "\($0) % at Facebook" } ?? "")
        return rows
    }

    private func hitRow(
        _ name: String, _ reads: CacheStatistics.Reads, against: String = ""
    ) -> [BenchRow] {
        guard reads.count > 0 else { return [] }
        let percent = Double(reads.hits) / Double(reads.count) * 100
        return [BenchRow(name: name, value: percent, unit: "% of keys", against: against)]
    }
}
