import Foundation

/// How memcached uses its memory (`stats slabs` and `stats items` of its protocol).
struct MemoryStatistics {
    /// Items that are there.
    let itemCount: Int
    /// Bytes of the items with their keys, values and headers.
    let itemBytes: Int
    /// Bytes of the chunks they lie in: memory comes in fixed sizes.
    let chunkBytes: Int

    /// Asks the memcached that listens on a unix socket.
    init(socketPath: String) throws(BenchFailure) {
        let slabs = Self.numbers(try Self.ask("stats slabs\r\n", socketPath))
        let items = Self.numbers(try Self.ask("stats items\r\n", socketPath))
        var itemCount = 0
        var itemBytes = 0
        var chunkBytes = 0
        for (name, value) in items {
            if name.hasSuffix(":number") { itemCount += value }
            if name.hasSuffix(":mem_requested") { itemBytes += value }
        }
        for (name, value) in slabs where name.hasSuffix(":used_chunks") {
            let slab = name.dropLast("used_chunks".count)
            chunkBytes += value * (slabs[slab + "chunk_size"] ?? 0)
        }
        self.itemCount = itemCount
        self.itemBytes = itemBytes
        self.chunkBytes = chunkBytes
    }

    /// Bytes that a memcached has sent to its clients since it began.
    static func bytesSent(socketPath: String) throws(BenchFailure) -> Int {
        numbers(try ask("stats\r\n", socketPath))["bytes_written"] ?? 0
    }

    /// Empties the memcached that listens on a unix socket.
    static func empty(socketPath: String) throws(BenchFailure) {
        _ = try ask("flush_all\r\n", socketPath, until: "OK\r\n")
    }

    /// Lines such as "STAT 5:chunk_size 240".
    private static func numbers(_ text: String) -> [String: Int] {
        var numbers: [String: Int] = [:]
        for line in text.split(separator: "\r\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, let number = Int(words[2]) else { continue }
            numbers[String(words[1])] = number
        }
        return numbers
    }

    private static func ask(
        _ command: String, _ path: String, until end: String = "END\r\n"
    ) throws(BenchFailure) -> String {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8) + [0]
        guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else {
            throw BenchFailure("The path of the socket is too long: \(path)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected, send(descriptor, command, command.utf8.count, 0) == command.utf8.count
        else { throw BenchFailure("memcached cannot be asked.") }
        var answer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 * 1024)
        while !answer.suffix(end.utf8.count).elementsEqual(end.utf8) {
            let count = recv(descriptor, &part, part.count, 0)
            guard count > 0 else { throw BenchFailure("memcached closed the connection.") }
            answer += part[..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }
}
