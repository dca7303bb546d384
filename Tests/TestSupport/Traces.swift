import Foundation
import Glibc
import Postgres
import TAO

@testable import LocalServices

/// Finds what is left of something anywhere: in every row of every table, and in every item of memcached.
package struct Traces {
    /// Words, and numbers and texts as bytes in hexadecimal.
    private let needles: [String]

    /// - Parameters:
    ///   - ids: looked for as numbers and as bytes, in both orders.
    ///   - texts: looked for as they are and as bytes.
    package init(ids: [ObjectID], texts: [String] = []) {
        func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
            bytes.map { byte in
                let digits = String(byte, radix: 16)
                return digits.utf8.count < 2 ? "0" + digits : digits
            }.joined()
        }
        let numbers = ids.flatMap { id -> [String] in
            let bytes = withUnsafeBytes(of: id.rawValue.bigEndian) { Array($0) }
            return [
                "\(id.rawValue)", hexadecimal("\(id.rawValue)".utf8), hexadecimal(bytes),
                hexadecimal(bytes.reversed()),
            ]
        }
        needles = numbers + texts + texts.map { hexadecimal($0.utf8) }
    }

    /// All tables, in the order of their names; partitions are parts of theirs.
    package static func tables(_ database: Database) async throws -> [String] {
        try await database.query(
            """
            SELECT relname::text FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                AND NOT relispartition
            ORDER BY relname
            """
        ).map { $0.string(0) }
    }

    /// Rows that tell of it, each behind the name of its table; but not those of the log of events, which goes
    /// on its own after seven days.
    package func rows(in database: Database) async throws -> [String] {
        var found: [String] = []
        for table in try await Self.tables(database) where table != "events" {
            let rows = try await database.query(
                Query(unescaped: "SELECT r::text FROM \(table) AS r"))
            found += rows.map { $0.string(0) }.filter(tells).map { "\(table): \($0)" }
        }
        return found
    }

    /// Keys of items that tell of it, by key or value; counts of what somebody does are left out, which lapse
    /// within a day.
    package func items(inMemcached socket: String) throws -> [String] {
        let listed = try Self.ask("lru_crawler metadump all\r\n", socket)
        var found: [String] = []
        for line in String(decoding: listed, as: UTF8.self).split(separator: "\n") {
            guard line.hasPrefix("key="), let word = line.split(separator: " ").first,
                let key = String(word.dropFirst(4)).removingPercentEncoding,
                key.firstRange(of: "r:") == nil
            else { continue }
            let value = try Self.ask("get \(key)\r\n", socket)
            let digits = value.map { byte in
                let digits = String(byte, radix: 16)
                return digits.utf8.count < 2 ? "0" + digits : digits
            }.joined()
            // The answer begins with the key.
            if tells(digits) { found.append(key) }
        }
        return found
    }

    private func tells(_ text: String) -> Bool {
        needles.contains { text.contains($0) }
    }

    private struct NoAnswer: Error {}

    /// One command and its answer, up to the line that ends it.
    private static func ask(_ command: String, _ path: String) throws -> [UInt8] {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        guard withSocketAddress(path, { connect(descriptor, $0, $1) == 0 }) == true,
            send(descriptor, command, command.utf8.count, Int32(MSG_NOSIGNAL))
                == command.utf8.count
        else { throw NoAnswer() }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !answer.suffix(5).elementsEqual("END\r\n".utf8) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw NoAnswer() }
            answer += buffer[..<count]
        }
        return answer
    }
}
