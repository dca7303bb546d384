import Foundation
import LocalServices
import TestSupport
import Testing

/// What a log holds after its database was away.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `A log of an outage` {
    @Test func `names what is not ready, once, and says when it is over`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let gateway = try await fleet.gateway()
        func ready() throws -> Int { try gateway.client().send("GET", "/ready").status }
        #expect(try ready() == 200)
        await fleet.services.stopPostgres()
        #expect(try await eventually { try ready() == 503 })
        // Load balancers go on asking.
        for _ in 0..<15 {
            #expect(try ready() == 503)
            try await Task.sleep(for: .seconds(1))
        }
        try await fleet.services.startPostgres()
        #expect(try await eventually(withinSeconds: 30) { try ready() == 200 })
        let isOver = try await eventually(withinSeconds: 30) {
            gateway.process.printed.contains("Could again keep jobs")
        }
        let lines = gateway.process.printed.split(separator: "\n")
        func count(_ text: String) -> Int { lines.count { $0.contains(text) } }
        #expect(isOver, "\(gateway.process.printed)")
        #expect(count("Not ready: postgres: ") == 1 && count("Ready again: postgres") == 1)
        #expect(count("Could not keep jobs") == 1 && count("Could again keep jobs") == 1)
        // Of what is asked every second or so there is one line when it fails and one when it does not.
        let texts = lines.compactMap { line in
            line.range(of: "] ").map { line[$0.upperBound...].prefix(40) }
        }
        for (text, lines) in Dictionary(grouping: texts, by: { $0 }) {
            #expect(lines.count <= 3, "\(text)")
        }
        await gateway.process.terminate()
        await fleet.stop()
    }
}
