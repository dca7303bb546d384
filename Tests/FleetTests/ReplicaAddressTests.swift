import LocalServices
import TestSupport
import Testing

/// What the program says of addresses of replicas that lead to none.
@Suite(.serialized, .timeLimit(.minutes(4))) struct `Addresses of replicas` {
    @Test func `that lead nowhere, or to what is no replica, are told at the start`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let nowhere = "postgresql://tintype:secret@127.0.0.1:1/tintype"
        let gateway = try await fleet.gateway([
            "--database-replica-urls", "\(nowhere),\(fleet.databaseURL)",
        ])
        for sentence in ["The replica cannot be asked", "The replica is none"] {
            #expect(try await eventually { gateway.process.printed.contains(sentence) })
        }
        #expect(!gateway.process.printed.contains("secret@"))
        #expect(try gateway.client().send("GET", "/ready").status == 200)
        await gateway.process.terminate()
        await fleet.stop()
    }
}
