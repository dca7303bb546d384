import Foundation

/// A connection to a server of this machine that sends a request and waits for its answer. Its calls
/// block; it belongs to one thread.
final class BenchConnection {
    private let descriptor: CInt
    private var buffer = [UInt8](repeating: 0, count: 256 * 1024)

    init(port: Int) throws(BenchFailure) {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, size) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            throw BenchFailure("The server cannot be reached at port \(port).")
        }
        var isOn: CInt = 1
        setsockopt(
            descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &isOn,
            socklen_t(MemoryLayout<CInt>.size))
    }

    deinit {
        close(descriptor)
    }

    /// The body of the answer.
    ///
    /// - Parameter status: the only one that is a success; 204 has no body.
    /// - Throws: `BenchFailure` if it is another one, or cannot be understood.
    @discardableResult
    func exchange(
        _ request: [UInt8], answeredBy status: Int = 200
    ) throws(BenchFailure) -> ArraySlice<UInt8> {
        let body = try answer(to: request)
        guard buffer.starts(with: status == 200 ? Self.expected : Self.line(of: status)) else {
            let head = String(decoding: buffer[..<body.startIndex], as: UTF8.self)
            throw BenchFailure("The server answered \(head.prefix { $0 != "\r\n" }).")
        }
        return body
    }

    /// Whether the last answer is a success.
    var isSuccess: Bool { buffer.starts(with: Self.success) }

    /// The body of any answer; 204 has none.
    ///
    /// - Throws: `BenchFailure` if it cannot be understood.
    func answer(to request: [UInt8]) throws(BenchFailure) -> ArraySlice<UInt8> {
        try send(request)
        var count = 0
        while true {
            count += try receive(at: count)
            guard let bodyStart = endOfHead(in: buffer[..<count]) else { continue }
            if buffer.starts(with: Self.empty) { return buffer[bodyStart..<bodyStart] }
            guard let length = contentLength(of: buffer[..<bodyStart]) else {
                throw BenchFailure("The server did not tell the length of its answer.")
            }
            while count < bodyStart + length { count += try receive(at: count) }
            return buffer[bodyStart..<bodyStart + length]
        }
    }

    private static func line(of status: Int) -> [UInt8] { Array("HTTP/1.1 \(status)".utf8) }

    private func send(_ bytes: [UInt8]) throws(BenchFailure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, 0)
            }
            guard count > 0 else { throw BenchFailure("The server closed the connection.") }
            sent += count
        }
    }

    private func receive(at position: Int) throws(BenchFailure) -> Int {
        if position == buffer.count {
            buffer.append(contentsOf: repeatElement(0, count: buffer.count))
        }
        // Of the whole buffer: a slice would be a copy of it.
        let count = buffer.withUnsafeMutableBytes { buffer in
            recv(
                descriptor, buffer.baseAddress?.advanced(by: position), buffer.count - position, 0)
        }
        guard count > 0 else { throw BenchFailure("The server closed the connection.") }
        return count
    }

    private func endOfHead(in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (bytes.startIndex...bytes.endIndex - 4)
            .first { bytes[$0] == 13 && bytes[$0..<$0 + 4].elementsEqual(Self.emptyLine) }
            .map { $0 + 4 }
    }

    private func contentLength(of head: ArraySlice<UInt8>) -> Int? {
        let name = Self.contentLength
        for start in head.indices.dropLast(name.count)
        where head[start] == 10 && head[(start + 1)...].starts(with: name, by: { $0 | 0x20 == $1 })
        {
            let value = head[(start + 1 + name.count)...].drop { $0 == UInt8(ascii: " ") }
            let digits = value.prefix { (0x30...0x39).contains($0) }
            return digits.isEmpty ? nil : digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        return nil
    }

    // Heads are read as bytes: strings would cost the client more than the server's answer does.
    private static let success = Array("HTTP/1.1 2".utf8)
    private static let expected = line(of: 200)
    private static let empty = line(of: 204)
    private static let emptyLine: [UInt8] = [13, 10, 13, 10]
    /// In lower case; the server may write it in any.
    private static let contentLength = Array("content-length:".utf8)
}

/// A request as bytes.
func benchRequest(
    _ method: String, _ path: String, headers: [(String, String)] = [], body: String = ""
) -> [UInt8] {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if !body.isEmpty {
        head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
    }
    return Array((head + "\r\n" + body).utf8)
}
