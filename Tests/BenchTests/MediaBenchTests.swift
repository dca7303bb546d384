import Foundation
import LocalServices
import Testing

@testable import Bench

@Suite(.serialized) struct `A benchmark of media` {
    @Test func `sees the most memory that was held since it began to look`() throws {
        // Earlier tests have left a peak of their own.
        let idle = try ProcessMemory.restartPeak()
        #expect(try ProcessMemory.peakBytes() < idle + 20_000_000)
        let byteCount = 60_000_000
        let held = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 4_096)
        for place in stride(from: 0, to: byteCount, by: 4_096) { held[place] = 1 }
        held.deallocate()
        #expect(try ProcessMemory.peakBytes() >= idle + byteCount * 9 / 10)
        #expect(try ProcessMemory.restartPeak() < idle + byteCount / 2)
    }

    @Test func `takes an answer without a body only where one is expected`() async throws {
        let output = NSTemporaryDirectory() + "tintype-test-media-\(UUID().uuidString).log"
        let server = """
            import http.server

            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"

                def do_PUT(self):
                    self.rfile.read(int(self.headers["Content-Length"]))
                    self.send_response(204)
                    self.end_headers()

                def do_GET(self):
                    self.send_response(200)
                    self.send_header("Content-Length", "3")
                    self.end_headers()
                    self.wfile.write(b"yes")

                def log_message(self, *_):
                    pass

            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            print("listening on", server.server_port)
            server.serve_forever()
            """
        let program = try await LocalProgram(
            ["/usr/bin/env", "python3", "-u", "-c", server], in: "/", outputPath: output)
        let line = try await program.line("listening on ", withinSeconds: 60)
        let port = try #require(line.flatMap { Int($0) }, "\(program.printed)")
        let put = Array("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi".utf8)
        let connection = try BenchConnection(port: port)
        // The connection stays in step.
        for _ in 0..<2 {
            #expect(try connection.exchange(put, answeredBy: 204).isEmpty)
            #expect(try Array(connection.exchange(benchRequest("GET", "/"))) == Array("yes".utf8))
        }
        #expect(throws: BenchFailure.self) { try connection.exchange(put) }
        #expect(throws: BenchFailure.self) {
            try BenchConnection(port: port).exchange(benchRequest("GET", "/"), answeredBy: 204)
        }
        await program.kill()
        try FileManager.default.removeItem(atPath: output)
    }

    @Test func `answers a peer's question with a figure, or says that there is none`() throws {
        // As the program does: to write to a peer that has ended is an error.
        signal(SIGPIPE, SIG_IGN)
        let program = """
            import sys
            print("peer", sys.stdin.readline().strip(), flush=True)
            for line in sys.stdin: print("1.5" if line == "known\\n" else "-", flush=True)
            """
        let peer = try #require(BenchPeer("python3", ["-c", program], given: Array("{}".utf8)))
        #expect(peer.name == "peer {}")
        #expect(peer.ask("known") == 1.5)
        #expect(peer.ask("unknown") == nil)
        peer.stop()
        #expect(peer.ask("known") == nil)
        #expect(BenchPeer("tintype-no-such-program", [], given: []) == nil)
    }
}
