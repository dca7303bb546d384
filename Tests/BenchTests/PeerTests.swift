import Foundation
import Gateway
import LocalServices
import Testing

@testable import Bench

@Suite struct `Peers of a benchmark` {
    /// Gateways that give these answers to everything, until the body is over.
    private func withGateways(
        answering answers: [String], _ body: ([OtherGateways.Running]) throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "tintype-test-peers-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        var running: [OtherGateways.Running] = []
        do {
            for (index, answer) in answers.enumerated() {
                let program = try await LocalProgram(
                    ["/usr/bin/env", "python3", "-u", "-c", Self.server, answer], in: folder,
                    outputPath: "\(folder)/\(index).log")
                let line = try await program.line("listening on ", withinSeconds: 60)
                let port = try #require(line.flatMap { Int($0) }, "\(program.printed)")
                running.append(
                    OtherGateways.Running(name: "number \(index)", program: program, port: port))
            }
            try body(running)
        } catch {
            for gateway in running { await gateway.program.kill() }
            throw error
        }
        for gateway in running { await gateway.program.kill() }
        try FileManager.default.removeItem(atPath: folder)
    }

    private static let server = """
        import http.server, sys

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body = sys.argv[1].encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print("listening on", server.server_port)
        server.serve_forever()
        """

    private func feed(_ nodes: String, _ more: String = "") -> String {
        #"{"data": {"viewer": {"feed": {"items": {"nodes": [\#(nodes)]}}}}\#(more)}"#
    }

    private let request = benchRequest("GET", "/")

    @Test func `may write one answer in several ways`() async throws {
        let answers = [
            feed(#"{"id": "a", "caption": "Salt & rain"}"#),
            feed(#"{"id":"a","caption":"Salt \u0026 rain"}"#, #", "extensions": {"cost": 1}"#),
        ]
        try await withGateways(answering: answers) { try PeerAnswers.compare($0, request) }
    }

    @Test(arguments: [
        #"{"id": "b", "caption": "Salt"}"#, #"{"caption": "Salt", "id": "a"}"#,
        #"{"id": "a", "caption": "Salt"}, {"id": "b", "caption": "Salt"}"#,
        #"{"id": "a", "caption": null}"#,
    ])
    func `are not measured when they answer something else`(_ other: String) async throws {
        let answers = [feed(#"{"id": "a", "caption": "Salt"}"#), feed(other)]
        try await withGateways(answering: answers) { gateways in
            let failure = #expect(throws: BenchFailure.self) {
                try PeerAnswers.compare(gateways, request)
            }
            #expect(failure?.description == "number 1 does not answer as number 0 does.")
        }
    }

    @Test(arguments: [
        #"{"data": {"viewer": null}}"#,
        #"{"data": {"viewer": {"feed": {"items": {"nodes": []}}}}}"#,
        #"{"errors": [{"message": "No."}]}"#,
    ])
    func `are not measured when all of them fail`(_ answer: String) async throws {
        try await withGateways(answering: [answer, answer]) { gateways in
            #expect(throws: BenchFailure.self) { try PeerAnswers.compare(gateways, request) }
        }
    }

    @Test func `are left out with their last words when they do not start`() async throws {
        let folder = NSTemporaryDirectory()
        let program = folder + "/tintype-test-mute-\(UUID().uuidString)"
        let script = Data("#!/bin/sh\necho No port is left.\nexit 1\n".utf8)
        let isMade = FileManager.default.createFile(
            atPath: program, contents: script, attributes: [.posixPermissions: 0o700])
        try #require(isMade)
        defer { try? FileManager.default.removeItem(atPath: program) }
        let others = OtherGateways(
            project: folder, folder: folder, databaseURL: "postgresql:///none",
            memcachedServers: [],
            keys: OtherGateways.Keys(
                namespace: "t1", try #require(SecretKey(String(repeating: "s", count: 32)))),
            own: OtherGateways.Own(program: program, settings: [], serving: [], underLoad: []))
        let failure = await #expect(throws: BenchFailure.self) { _ = try await others.startOwn() }
        #expect(failure?.description == "tintype does not start: No port is left.")
    }
}

@Suite struct `What a program has used` {
    @Test func `is that of all processes that it has started`() async throws {
        let output = NSTemporaryDirectory() + "tintype-test-use-\(UUID().uuidString).log"
        // Each works for a while and holds 40 MB; the shell that has started them does neither.
        let work = """
            import time
            held = bytearray(40_000_000)
            end = time.process_time() + 0.5
            while time.process_time() < end: pass
            print("done", flush=True)
            time.sleep(60)
            """
        let program = try await LocalProgram(
            ["/bin/sh", "-c", #"python3 -c "$0" & python3 -c "$0" & wait"#, work], in: "/",
            outputPath: output)
        _ = try #require(try await program.line("done", withinSeconds: 60))
        let deadline = ContinuousClock.now + .seconds(60)
        while program.use.processorSeconds < 1, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(program.use.processorSeconds >= 1)
        #expect(program.use.residentBytesPeak > 80_000_000)
        await program.kill()
        try FileManager.default.removeItem(atPath: output)
    }
}
