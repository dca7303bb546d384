import LocalServices
import Postgres
import TestSupport
import Testing

/// A mail server that accepts connections and says nothing.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `A silent mail server` {
    @Test func `holds up neither other jobs nor those who wait for them`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let mail = try await TestMailServer("plain")
        mail.freeze()
        let flags = [
            "--smtp-url", "smtp+plain://127.0.0.1:\(mail.port)", "--mail-from", "a@b.example",
            "--workers", "1",
        ]
        let gateway = try await fleet.gateway(flags)
        let client = gateway.client()
        for number in 0..<6 {
            let answer = try client.ask(
                """
                mutation { accountRegister(input: { username: "mailed\(number)",
                  email: "mailed\(number)@example.org", password: "correct-horse-battery-9" }) {
                  userErrors { code } } }
                """)
            #expect(answer.codes == [], "\(answer.text)")
        }
        let database = try Database(url: fleet.databaseURL)
        // For three times the time of a step, a job begins at once whatever mails are doing.
        for _ in 0..<6 {
            _ = try await database.query(
                """
                INSERT INTO jobs (queue, kind, payload, attempts_max)
                VALUES ('low', 'graph.removeEdges', \(Array("4711".utf8)), 4)
                """)
            let isDone = try await eventually(withinSeconds: 9) {
                try await database.query("SELECT 1 FROM jobs WHERE kind = 'graph.removeEdges'")
                    .isEmpty
            }
            #expect(isDone, "\(gateway.process.printed)")
            try await Task.sleep(for: .seconds(3))
        }
        let printed = gateway.process.printed
        #expect(printed.contains("The mail server did not answer in time."), "\(printed)")
        #expect(printed.contains("could not be reached a moment ago."), "\(printed)")
        mail.thaw()
        let areTaken = try await eventually(withinSeconds: 120) { Set(mail.taken).count == 6 }
        #expect(areTaken, "\(mail.taken.count) of 6: \(gateway.process.printed)")
        await gateway.process.terminate()
        await database.shutdown()
        await fleet.stop()
    }
}
