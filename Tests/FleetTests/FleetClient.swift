import Foundation
import Glibc

/// A client of a gateway that waits for each answer before it asks again, over one connection that
/// it makes anew when it has been lost.
///
/// Its calls block, so it belongs to one thread: `onThreads` starts many.
final class FleetClient {
    struct Answer {
        var status: Int
        /// Names in lower case.
        var headers: [String: String]
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
        }
        var data: [String: Any] { json["data"] as? [String: Any] ?? [:] }
        var errors: [[String: Any]] { json["errors"] as? [[String: Any]] ?? [] }
        /// `extensions.code` of each error.
        var codes: [String] {
            errors.map { error in
                (error["extensions"] as? [String: Any])?["code"] as? String ?? "none"
            }
        }

        /// What stands at a place in `data`, such as `post.likeCount`; nil for null.
        func value(_ path: String) -> Any? {
            var value: Any? = data
            for name in path.split(separator: ".") {
                value = (value as? [String: Any])?[String(name)]
            }
            return value is NSNull ? nil : value
        }
    }

    /// The gateway was not reached, or left before it had answered: whether it did what was asked is
    /// unknown.
    struct NoAnswer: Error {}

    let port: Int
    var token: String?
    /// What the gateway has told the session to take along.
    var ticket: String?
    private var descriptor: Int32?
    private let secondsMax: Int

    init(port: Int, token: String? = nil, ticket: String? = nil, secondsMax: Int = 60) {
        self.port = port
        self.token = token
        self.ticket = ticket
        self.secondsMax = secondsMax
    }

    deinit { hangUp() }

    func hangUp() {
        if let descriptor { close(descriptor) }
        descriptor = nil
    }

    /// Sends an operation as a session does, with its ticket.
    func ask(_ query: String, _ variables: [String: Any] = [:]) throws -> Answer {
        var fields = [("Content-Type", "application/json")]
        if let token { fields.append(("Authorization", "Bearer \(token)")) }
        if let ticket { fields.append(("Tintype-Ticket", ticket)) }
        let body = try JSONSerialization.data(
            withJSONObject: ["query": query, "variables": variables])
        let answer = try send("POST", "/graphql", fields, Array(body))
        if let new = answer.headers["tintype-ticket"] { ticket = new }
        return answer
    }

    func send(
        _ method: String, _ path: String, _ fields: [(String, String)] = [], _ body: [UInt8] = []
    ) throws -> Answer {
        do {
            try sendOnly(method, path, fields, body)
            return try receive()
        } catch {
            hangUp()
            throw NoAnswer()
        }
    }

    /// Sends a request and does not wait for its answer.
    func sendOnly(
        _ method: String, _ path: String, _ fields: [(String, String)] = [], _ body: [UInt8] = []
    ) throws {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        if !body.isEmpty || method != "GET" { head += "Content-Length: \(body.count)\r\n" }
        try sendAll(Array((head + "\r\n").utf8) + body)
    }

    // MARK: Bytes

    private func connected() throws -> Int32 {
        if let descriptor { return descriptor }
        let new = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var timeout = timeval(tv_sec: secondsMax, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(new, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(new, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(new, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(new)
            throw NoAnswer()
        }
        descriptor = new
        return new
    }

    private func sendAll(_ bytes: [UInt8]) throws {
        let descriptor = try connected()
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw NoAnswer() }
            sent += count
        }
    }

    func receive() throws -> Answer {
        let descriptor = try connected()
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        func more() throws {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw NoAnswer() }
            received += buffer[..<count]
        }
        while received.headEnd == nil { try more() }
        guard let end = received.headEnd else { throw NoAnswer() }
        let lines = String(decoding: received[..<end], as: UTF8.self).split(separator: "\r\n")
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let hasBody = status != 204 && status != 304
        let length = hasBody ? headers["content-length"].flatMap { Int($0) } ?? 0 : 0
        while received.count < end + 4 + length { try more() }
        if headers["connection"]?.lowercased() == "close" { hangUp() }
        return Answer(
            status: status, headers: headers, body: Array(received[(end + 4)..<end + 4 + length]))
    }
}

extension [UInt8] {
    /// Where the empty line behind a message's head begins.
    fileprivate var headEnd: Int? {
        guard count >= 4 else { return nil }
        return (0...count - 4).first { index in
            self[index] == 13 && self[index + 1] == 10 && self[index + 2] == 13
                && self[index + 3] == 10
        }
    }
}

/// Runs a body that blocks on so many threads, and waits for all.
/// - Throws: what one of them has thrown.
func onThreads<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (_ index: Int) throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for index in 0..<count {
            group.addTask {
                try await withCheckedThrowingContinuation { continuation in
                    Thread.detachNewThread {
                        continuation.resume(with: Result { (index, try body(index)) })
                    }
                }
            }
        }
        var values: [Value?] = Array(repeating: nil, count: count)
        for try await (index, value) in group { values[index] = value }
        return values.compactMap { $0 }
    }
}
