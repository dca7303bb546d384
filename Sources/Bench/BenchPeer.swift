import Foundation

/// Another program that does the same work, in a process of its own. See `Bench/Peers/README.md`.
final class BenchPeer {
    let name: String
    private let process: Process
    private let input: FileHandle
    private let output: FileHandle

    /// Nil if it is not installed.
    ///
    /// - Parameter given: the line that it is told first; it answers with its name.
    init?(_ program: String, _ arguments: [String], given: [UInt8]) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        self.process = process
        self.input = input.fileHandleForWriting
        self.output = output.fileHandleForReading
        do {
            try process.run()
            // A program that is not there ends before it reads.
            try self.input.write(contentsOf: Data(given + [UInt8(ascii: "\n")]))
        } catch {
            return nil
        }
        guard let name = Self.line(from: self.output), !name.isEmpty else {
            process.terminate()
            return nil
        }
        self.name = name
    }

    /// The figure that it answers a question with, or nil if it cannot.
    func ask(_ question: String) -> Double? {
        // A peer that has ended cannot.
        guard (try? input.write(contentsOf: Data("\(question)\n".utf8))) != nil else { return nil }
        return Self.line(from: output).flatMap(Double.init)
    }

    /// A peer ends with its input. It inherits the signal mask of the thread that started it, on which
    /// the termination signal is blocked.
    func stop() {
        try? input.close()
        process.waitUntilExit()
    }

    private static func line(from file: FileHandle) -> String? {
        var bytes: [UInt8] = []
        while let byte = file.readData(ofLength: 1).first {
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }
}
