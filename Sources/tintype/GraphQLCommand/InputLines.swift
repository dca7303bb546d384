import Foundation

/// The lines of a file that is read as it comes, as bytes: what they are is for the reader to say.
struct InputLines {
    private let file: FileHandle
    private let bytesMax: Int
    private var buffer: [UInt8] = []
    /// How much of the buffer holds no end of a line.
    private var searched = 0
    private var hasEnded = false

    /// A line, or what there is instead of one that is too long.
    enum Line: Equatable {
        case whole([UInt8])
        case tooLong
    }

    /// - Parameter bytesMax: longest line.
    init(_ file: FileHandle, bytesMax: Int = 256 << 20) {
        self.file = file
        self.bytesMax = bytesMax
    }

    /// Waits for the next line, without its line feed; nil behind the last.
    mutating func next() throws -> Line? {
        var isTooLong = false
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(buffer[..<end])
                buffer.removeSubrange(...end)
                searched = 0
                return isTooLong || line.count > bytesMax ? .tooLong : .whole(line)
            }
            searched = buffer.count
            if searched > bytesMax {
                isTooLong = true
                buffer.removeAll(keepingCapacity: true)
                searched = 0
            }
            guard !hasEnded else { return last(isTooLong: isTooLong) }
            let data = try file.read(upToCount: 1 << 16) ?? Data()
            hasEnded = data.isEmpty
            buffer.append(contentsOf: data)
        }
    }

    private mutating func last(isTooLong: Bool) -> Line? {
        defer {
            buffer = []
            searched = 0
        }
        if isTooLong { return .tooLong }
        return buffer.isEmpty ? nil : .whole(buffer)
    }
}
