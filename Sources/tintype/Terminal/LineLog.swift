import Foundation
import Logging
import Synchronization

/// The log: an entry is a line on standard error, whatever is in it, and never a longer one than a
/// pipe takes at once. Where nothing takes it, it is left out, and their number told later.
struct LineLog: LogHandler {
    var logLevel: Logger.Level = .notice
    var metadata: Logger.Metadata = [:]
    private let label: String
    private let descriptor: Int32
    private let lost: LostLines

    /// - Parameter descriptor: where the lines go.
    init(label: String, descriptor: Int32 = STDERR_FILENO) {
        self.label = label
        self.descriptor = descriptor
        lost = LostLines()
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        var fields = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if let error = event.error { fields.append("error=\(error)") }
        let head = "\(Self.time()) \(event.level) \(label):"
        write(Self.line(head, fields, "[\(event.source)] \(event.message)"))
    }

    /// Text in one line, its control characters escaped, cut where it is too long.
    static func line(_ head: String, _ fields: [String], _ message: String) -> [UInt8] {
        var line = Array(head.utf8)
        for part in fields + [message] {
            line.append(UInt8(ascii: " "))
            append(part, to: &line)
            guard line.count < bytesMax else { break }
        }
        if line.count > bytesMax {
            // Not within a character.
            var end = bytesMax
            while line[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
            line.removeSubrange(end...)
            line += Array(ellipsis.utf8)
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private static let ellipsis = "…"
    /// Of a line without its end.
    static let bytesMax = CommandLimits.lineBytesMax - ellipsis.utf8.count - 1

    private static func append(_ text: String, to line: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            guard line.count <= bytesMax else { return }
            switch scalar {
            case "\n": line += Array("\\n".utf8)
            case "\r": line += Array("\\r".utf8)
            case "\t": line.append(UInt8(ascii: " "))
            // Controls, and the separators that some readers take for the end of a line.
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                line += Array("\\u{\(String(scalar.value, radix: 16))}".utf8)
            default: line += Array(String(scalar).utf8)
            }
        }
    }

    private static func time() -> String {
        Date.now.formatted(.iso8601.time(includingFractionalSeconds: true))
    }

    private func write(_ line: [UInt8]) {
        let missing = lost.take()
        if missing > 0 {
            let text = "\(missing) lines of the log were left out: they were not taken in time"
            let note = Self.line("\(Self.time()) warning \(label):", [], text)
            guard Terminal.offer(note, to: descriptor) else { return lost.add(missing + 1) }
        }
        if !Terminal.offer(line, to: descriptor) { lost.add(1) }
    }
}

/// How many lines nothing has taken.
private final class LostLines: Sendable {
    private let count = Atomic(0)

    func add(_ number: Int) {
        count.wrappingAdd(number, ordering: .relaxed)
    }

    /// All of them; from now on they count as told.
    func take() -> Int {
        count.exchange(0, ordering: .relaxed)
    }
}
