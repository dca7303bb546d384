import Synchronization
import TestSupport
import Testing

@testable import Memcached

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A server that breaks the protocol in every way we could think of: nothing it says is taken for an
/// answer.
@Suite(.serialized, .timeLimit(.minutes(1))) struct LyingServerTests {
    /// What it says to "get a b <sentinel>", and whether that may be believed.
    static let answers: [(text: String, isTrue: Bool)] = [
        ("VALUE a 0 1\r\nx\r\nVALUE S 0 1\r\n\u{1}\r\nEND\r\n", true),
        ("VALUE S 0 1\r\n\u{1}\r\nEND\r\n", true),
        ("END\r\n", false),
        ("VALUE a 0 1\r\nx\r\nEND\r\n", false),
        ("VALUE z 0 1\r\nx\r\nVALUE S 0 1\r\n\u{1}\r\nEND\r\n", false),
        ("VALUE b 0 1\r\nx\r\nVALUE a 0 1\r\ny\r\nVALUE S 0 1\r\n\u{1}\r\nEND\r\n", false),
        ("VALUE a 0 1\r\nx\r\nVALUE a 0 1\r\ny\r\nVALUE S 0 1\r\n\u{1}\r\nEND\r\n", false),
        ("VALUE a 0 9\r\nx\r\nEND\r\n", false),
        ("VALUE a 0 1\r\nx\r\nVALUE S 0 1\r\n\u{1}\r\n", false),
        ("SERVER_ERROR out of memory\r\n", false),
        ("ERROR\r\n", false),
        ("STORED\r\n", false),
        ("", false),
        ("HTTP/1.0 400 Bad Request\r\n\r\n", false),
    ]

    @Test(arguments: answers.indices)
    func `an answer without proof is no answer`(index: Int) async throws {
        let (text, isTrue) = Self.answers[index]
        let server = try LyingServer(answer: text)
        let client = try MemcachedClient(
            MemcachedConfiguration(
                servers: [server.path], timeoutMilliseconds: isTrue ? 30_000 : 1_500))
        defer {
            client.shutdown()
            server.stop()
        }
        let reply = await client.get(KeyBatch(["a", "b"]))
        let said = reply.all.map(\.text)
        #expect(said == (isTrue ? [text.hasPrefix("VALUE a") ? "x" : nil, nil] : ["?", "?"]))
        #expect(client.statistics[0].isUp == isTrue)
    }

    @Test(.crosses(\MemcachedLimits.Type.drainMillisecondsMax))
    func `an answer that drips is cut off`() async throws {
        let server = try LyingServer(answer: nil)
        let client = try MemcachedClient(
            MemcachedConfiguration(servers: [server.path], timeoutMilliseconds: 1_500))
        defer {
            client.shutdown()
            server.stop()
        }
        let clock = ContinuousClock()
        let waited = await clock.measure {
            let reply = await client.get(KeyBatch((0..<400).map { "k\($0)" }))
            #expect(reply[0].text == "?")
        }
        #expect(waited > .milliseconds(MemcachedLimits.drainMillisecondsMax / 2))
        print("cut off after \(waited); all would have taken 8 seconds")
        #expect(server.hitsSaid < 400, "it was not listened to until the end")
    }
}

/// Speaks just enough of memcached to be connected to, then gives one prepared answer for ever. A
/// nil answer is right, but drips: one hit every 20 milliseconds.
private final class LyingServer: Sendable {
    let path: String
    private let listener: Int32
    private let answer: String?
    private let dripped = Atomic<Int>(0)

    /// Of an answer that drips.
    var hitsSaid: Int { dripped.load(ordering: .relaxed) }

    struct Failed: Error {}

    init(answer: String?) throws {
        self.answer = answer
        let path = "/tmp/tintype-lying-\(UInt32.random(in: .min ... .max)).sock"
        self.path = path
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        #if canImport(Glibc)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        listener = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(listener, 8) == 0 else { throw Failed() }
        _ = startThread { self.run() }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        unlink(path)
    }

    private func run() {
        while true {
            let peer = accept(listener, nil, nil)
            if peer < 0 { return }
            _ = startThread { self.serve(peer) }
        }
    }

    private func serve(_ peer: Int32) {
        var input = ""
        while let line = readLine(peer, &input) {
            let words = line.split(separator: " ")
            guard words.first == "get", let sentinel = words.last else { continue }
            if words.count == 2 {
                say(peer, "VALUE \(sentinel) 0 1\r\n\u{1}\r\nEND\r\n")
            } else if let answer {
                say(peer, filled(answer, sentinel))
            } else {
                for key in words.dropFirst() {
                    guard say(peer, "VALUE \(key) 0 1\r\n\u{1}\r\n") else { break }
                    dripped.add(1, ordering: .relaxed)
                    usleep(20_000)
                }
                say(peer, "END\r\n")
            }
        }
        close(peer)
    }

    /// The answer with the key that was asked for in place of S.
    private func filled(_ answer: String, _ sentinel: Substring) -> String {
        answer.split(separator: "VALUE S", omittingEmptySubsequences: false)
            .joined(separator: "VALUE \(sentinel)")
    }

    @discardableResult
    private func say(_ peer: Int32, _ text: String) -> Bool {
        let bytes = Array(text.utf8)
        #if canImport(Glibc)
        return send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        #else
        return send(peer, bytes, bytes.count, 0) == bytes.count
        #endif
    }

    private func readLine(_ peer: Int32, _ input: inout String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while !input.contains("\r\n") {
            let count = recv(peer, &buffer, buffer.count, 0)
            if count <= 0 { return nil }
            input += String(decoding: buffer[..<count], as: UTF8.self)
        }
        guard let end = input.firstIndex(of: "\r\n") else { return nil }
        defer { input = String(input[input.index(after: end)...]) }
        return String(input[..<end])
    }
}
