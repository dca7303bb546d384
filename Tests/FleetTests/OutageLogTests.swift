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
        // A name that no cache knows.
        func askForStranger(_ name: String) throws -> FleetClient.Answer {
            try gateway.client().ask("{ user(username: \"stranger\(name)\") { id } }")
        }
        #expect(try ready() == 200)
        await fleet.services.stopPostgres()
        #expect(try await eventually { try ready() == 503 })
        // Load balancers go on asking, and so do clients.
        for round in 0..<15 {
            #expect(try ready() == 503)
            for number in 0..<4 {
                let answer = try askForStranger("\(round)_\(number)")
                #expect(answer.codes == ["UNAVAILABLE"], "\(answer.text)")
            }
            try await Task.sleep(for: .seconds(1))
        }
        try await fleet.services.startPostgres()
        #expect(try await eventually(withinSeconds: 30) { try ready() == 200 })
        let isOver = try await eventually(withinSeconds: 30) {
            _ = try askForStranger("\(UInt32.random(in: .min ... .max))")
            let printed = gateway.process.printed
            return printed.contains("Could again keep jobs")
                && printed.contains("Could again reach the data of operations")
        }
        let lines = gateway.process.printed.split(separator: "\n")
        func count(_ text: String) -> Int { lines.count { $0.contains(text) } }
        #expect(isOver, "\(gateway.process.printed)")
        #expect(count("Not ready: postgres: ") == 1 && count("Ready again: postgres") == 1)
        #expect(count("Could not keep jobs") == 1 && count("Could again keep jobs") == 1)
        #expect(count("Could not reach the data of operations") == 1)
        #expect(count("Unexpected error") == 0)
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
