import Foundation
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
        let peers = BenchPeer.available(
            in: peersDirectory, given: works.peerInput(), tell: report.tell)
        defer { for peer in peers { peer.stop() } }
        try report.begin("Microseconds for one repetition; a ratio above 1 means we are faster.")
        for work in works.all {
            var own: [Double] = []
            var others = [[Double]](repeating: [], count: peers.count)
            for _ in 0..<Self.rounds {
                own.append(try await measure(work))
                for (index, peer) in peers.enumerated() {
                    if let time = peer.measure(work.name, milliseconds: Self.milliseconds) {
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

/// Another engine in a process of its own. See `Bench/Peers/README.md`.
private final class BenchPeer {
    let name: String
    private let process: Process
    private let input: FileHandle
    private let output: FileHandle

    /// The peers that are installed; those that are not are left out with a sentence.
    static func available(
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

    private init?(_ program: String, _ arguments: [String], given: [UInt8]) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        self.process = process
        self.input = input.fileHandleForWriting
        self.output = output.fileHandleForReading
        do {
            try process.run()
            // A program that is not there ends before it reads.
            try self.input.write(contentsOf: Data(given + [UInt8(ascii: "\n")]))
        } catch {
            return nil
        }
        guard let name = Self.line(from: self.output), !name.isEmpty else {
            process.terminate()
            return nil
        }
        self.name = name
    }

    /// Microseconds of one repetition, or nil if this engine cannot do the work.
    func measure(_ work: String, milliseconds: Int) -> Double? {
        // A peer that has ended cannot do it.
        guard (try? input.write(contentsOf: Data("\(work) \(milliseconds)\n".utf8))) != nil else {
            return nil
        }
        return Self.line(from: output).flatMap(Double.init)
    }

    /// A peer ends with its input. It inherits the signal mask of the thread that started it, on which
    /// the termination signal is blocked.
    func stop() {
        try? input.close()
        process.waitUntilExit()
    }

    private static func line(from file: FileHandle) -> String? {
        var bytes: [UInt8] = []
        while let byte = file.readData(ofLength: 1).first {
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }
}
