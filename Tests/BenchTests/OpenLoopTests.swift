import Demo
import Foundation
import Synchronization
import Testing

@testable import Bench

@Suite(.timeLimit(.minutes(1))) struct `A load that comes when it comes` {
    @Test func `has moments at random, as many as were asked for`() {
        var random = SeededRandom(seed: 1)
        let moments = OpenLoopLoad.moments(perSecond: 1_000, seconds: 20, &random)
        #expect((19_400...20_600).contains(moments.count))
        #expect(moments == moments.sorted() && moments.allSatisfy { $0 < 20_000_000_000 })
        // Gaps of a Poisson process: as many below their mean as 1 - 1/e.
        let gaps = zip(moments.dropFirst(), moments).map { $0.0 - $0.1 }
        let short = Double(gaps.count { $0 < 1_000_000 }) / Double(gaps.count)
        #expect(abs(short - 0.632) < 0.02, "\(short)")
    }

    /// A request every 5 ms and a server that stops for 400 ms at one of them: those that come meanwhile wait,
    /// although the client asks none of them before the server goes on.
    @Test func `charges a stall to all who come meanwhile`() async throws {
        let server = try StallingServer(stallsAt: 20, milliseconds: 400)
        let request = benchRequest("GET", "/")
        let arrivals = (0..<200).map {
            OpenLoopLoad.Arrival(
                nanoseconds: UInt64($0) * 5_000_000, operation: .home, request: request)
        }
        let outcome = try await OpenLoopLoad(ports: [server.port], connections: 1).run(arrivals)
        #expect(outcome.all.count == 200 && outcome.failed == 0 && outcome.refused == 0)
        // 80 come in 400 ms, half of them wait for more than 200.
        #expect(outcome.milliseconds(0.85) >= 150, "\(outcome.milliseconds(0.85))")
        #expect(outcome.latencies[.home]?.count == 200)
        #expect(outcome.seconds >= 0.9)
    }

    @Test func `tells what was turned away, and errors in answers`() async throws {
        let answers = [
            "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", answer(#"{"errors":[]}"#),
            answer(#"{"data":{"like":{"userErrors":[{"code":"NOT_FOUND"}]}}}"#),
            answer(#"{"data":{"like":{"userErrors":[]}}}"#),
        ]
        let server = try StallingServer(answers: answers)
        let request = benchRequest("GET", "/")
        let arrivals = (0..<40).map { _ in
            OpenLoopLoad.Arrival(nanoseconds: 0, operation: .like, request: request)
        }
        let outcome = try await OpenLoopLoad(ports: [server.port], connections: 1).run(arrivals)
        #expect(outcome.refused == 10 && outcome.all.count == 30 && outcome.failed == 20)
        #expect(outcome.example?.hasPrefix("like") == true)
    }

    @Test func `covers the mix that is published`() {
        var random = SeededRandom(seed: 1)
        var counts: [ProductOperation: Int] = [:]
        for _ in 0..<200_000 { counts[ProductOperation.mix.choose(&random), default: 0] += 1 }
        func share(_ operation: ProductOperation) -> Double {
            Double(counts[operation, default: 0]) / 2_000
        }
        for (operation, percent) in [
            (ProductOperation.home, 55.0), (.following, 10), (.profile, 10), (.stories, 8),
            (.thread, 7),
            (.hashtag, 6), (.activity, 3),
        ] {
            #expect(abs(share(operation) - percent) < 0.5, "\(operation)")
        }
        let writes = ProductOperation.allCases.filter(\.isWrite).reduce(0) { $0 + share($1) }
        #expect(abs(writes - 0.95) < 0.1 && share(.post) == 0 && share(.upload) == 0)
    }

    @Test func `finds the highest load that was carried`() {
        func step(_ offered: Double, answered: Double, p99: Double) -> ProductFindings.Step {
            var outcome = OpenLoopLoad.Outcome()
            for _ in 0..<1_000 { outcome.all.add(nanoseconds: UInt64(p99 * 1e6)) }
            outcome.seconds = 1_000 / answered
            return ProductFindings.Step(offered: offered, outcome)
        }
        var sweep = ProductFindings.Sweep(gateways: 1)
        #expect(sweep.highest == 0)
        sweep.steps = [
            step(100, answered: 100, p99: 5), step(300, answered: 299, p99: 20),
            step(400, answered: 350, p99: 20), step(350, answered: 350, p99: 900),
        ]
        #expect(sweep.highest == 300)
    }
}

private func answer(_ body: String) -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

/// Answers one connection, on a thread of its own.
private final class StallingServer: Sendable {
    let port: Int

    convenience init(stallsAt stall: Int, milliseconds: Int) throws {
        try self.init(answers: [answer(#"{"data":{}}"#)]) { number in
            if number == stall { usleep(UInt32(milliseconds) * 1_000) }
        }
    }

    /// - Parameter before: called before each answer with its number.
    init(answers: [String], before: @escaping @Sendable (Int) -> Void = { _ in }) throws {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 1) == 0
                    && getsockname(listener, $0, &size) == 0
            }
        }
        try #require(isBound)
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            let connection = accept(listener, nil, nil)
            close(listener)
            var (buffer, number) = ([UInt8](repeating: 0, count: 4_096), 0)
            while recv(connection, &buffer, buffer.count, 0) > 0 {
                before(number)
                let bytes = Array(answers[number % answers.count].utf8)
                guard send(connection, bytes, bytes.count, 0) == bytes.count else { break }
                number += 1
            }
            close(connection)
        }
    }
}
