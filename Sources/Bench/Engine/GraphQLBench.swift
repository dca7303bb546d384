import GraphQL

/// `tintype bench graphql`: the engine beside its peers, on the same documents, schema and data.
///
/// Measurements alternate between the engines, round by round, so that a machine whose speed drifts
/// drifts for all of them; the middle round counts.
package struct GraphQLBench {
    /// How often each work is measured with each engine, and for how long.
    private static let rounds = 5
    private static let milliseconds = 200

    private let works: GraphQLBenchWorks

    package init() throws {
        works = try GraphQLBenchWorks()
    }

    /// Measures everything, and prints each work as soon as it is known.
    ///
    /// - Parameter peersDirectory: where the programs of `Bench/Peers` are.
    package func run(_ report: BenchReport, peersDirectory: String) async throws {
        let peers = BenchPeer.engines(
            in: peersDirectory, given: works.peerInput(), tell: report.tell)
        defer { for peer in peers { peer.stop() } }
        try report.begin("Microseconds for one repetition; a ratio above 1 means we are faster.")
        for work in works.all {
            var own: [Double] = []
            var others = [[Double]](repeating: [], count: peers.count)
            for _ in 0..<Self.rounds {
                own.append(try await measure(work))
                for (index, peer) in peers.enumerated() {
                    if let time = peer.ask("\(work.name) \(Self.milliseconds)") {
                        others[index].append(time)
                    }
                }
            }
            let value = middle(own)
            try report.add(BenchRow(name: work.name, value: value, unit: "us"))
            for (index, peer) in peers.enumerated() where !others[index].isEmpty {
                let other = middle(others[index])
                try report.add(
                    BenchRow(
                        name: "\(work.name), \(peer.name)", value: other, unit: "us",
                        against: "tintype", ratio: other / value))
            }
        }
    }

    private func measure(_ work: GraphQLBenchWorks.Work) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .milliseconds(Self.milliseconds)
        var count = 0
        repeat {
            try await work.run()
            count += 1
        } while clock.now < end
        return (clock.now - start) / .microseconds(1) / Double(count)
    }

    private func middle(_ values: [Double]) -> Double {
        values.sorted()[values.count / 2]
    }
}

extension BenchPeer {
    /// The peers that are installed; those that are not are left out with a sentence.
    fileprivate static func engines(
        in directory: String, given: [UInt8], tell: (String) -> Void
    ) -> [BenchPeer] {
        let programs: [(String, [String])] = [
            ("node", ["\(directory)/graphql-js.cjs"]),
            (".venv/bin/python", ["\(directory)/graphql-core.py"]),
            (".build/graphql-go", []),
        ]
        return programs.compactMap { program, arguments in
            let peer = BenchPeer(program, arguments, given: given)
            if peer == nil {
                let what = arguments.first ?? program
                tell("Left out: \(what) (make bench-peers installs it).")
            }
            return peer
        }
    }
}
