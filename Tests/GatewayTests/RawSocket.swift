import Foundation

/// A connection that sends exactly the bytes it is told, which no HTTP client would.
///
/// Its calls block, so they run on a thread of their own.
struct RawSocket {
    private let descriptor: CInt
    private let thread = DispatchQueue(label: "raw socket")

    struct Failure: Error {}

    init(port: Int) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        // A `sockaddr_in` as bytes: which module its fields belong to depends on what else is imported.
        let address: [UInt8] =
            [UInt8(AF_INET), 0, UInt8(port >> 8), UInt8(port & 0xFF), 127, 0, 0, 1]
            + Array(repeating: 0, count: 8)
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(
                descriptor, SOL_SOCKET, option, &timeout, socklen_t(MemoryLayout<timeval>.size))
        }
        let isConnected = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                connect(descriptor, $0.baseAddress, socklen_t(bytes.count)) == 0
            }
        }
        guard isConnected else { throw Failure() }
    }

    /// - Returns: whether the other side still takes bytes.
    @discardableResult
    func send(_ text: String) async -> Bool {
        await send(Array(text.utf8))
    }

    @discardableResult
    func send(_ bytes: [UInt8]) async -> Bool {
        await run { [descriptor] in
            Foundation.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count
        }
    }

    /// Everything until the other side closes, and whether it did so within a minute.
    func receiveAll() async -> (text: String, isClosed: Bool) {
        await run { [descriptor] in
            var received: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else {
                    let isClosed = count == 0 || errno != EAGAIN
                    return (String(decoding: received, as: UTF8.self), isClosed)
                }
                received += buffer[..<count]
            }
        }
    }

    /// Everything until the text holds `end`, the other side closes, or a minute is over.
    func receive(until end: String? = nil) async -> String {
        await run { [descriptor] in
            var received: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                received += buffer[..<count]
                if let end, String(decoding: received, as: UTF8.self).contains(end) { break }
            }
            return String(decoding: received, as: UTF8.self)
        }
    }

    /// How many bytes came, of at most so many; 0 at the end.
    func receive(atMost count: Int) async -> Int {
        await run { [descriptor] in
            var buffer = [UInt8](repeating: 0, count: count)
            return recv(descriptor, &buffer, count, 0)
        }
    }

    /// Sends no more, but still listens.
    func finishSending() {
        shutdown(descriptor, CInt(SHUT_WR))
    }

    func close() {
        Foundation.close(descriptor)
    }

    private func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            thread.async { continuation.resume(returning: body()) }
        }
    }
}
