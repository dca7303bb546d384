import Foundation
import TestSupport
import Testing

@testable import LocalServices

/// The program that was built with these tests, run by a shell as people run it.
enum BuiltProgram {
    /// It lies beside the tests.
    static let path: String = {
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().path + "/tintype"
    }()

    static let project = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// How a script ended.
    struct Ended {
        let status: Int32
        /// All that the script printed.
        let output: String
    }

    /// A folder of a test's own, which is gone afterwards.
    static func withFolder<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: (String) async throws -> Value
    ) async throws -> Value {
        let folder = try TestServices.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }

    /// Runs a script of bash, in which `$T` is the program and `$P` the project's folder. What the
    /// program would take from the environment of the tests is not there.
    ///
    /// - Parameters:
    ///   - script: its status is that of its last command.
    ///   - folder: where it runs.
    static func bash(_ script: String, in folder: String) async throws -> Ended {
        let output = "\(folder)/bash-\(UInt32.random(in: .min ... .max)).out"
        let child = try await ChildProcess.spawn(
            Command(
                arguments: [
                    "/usr/bin/env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin", "T=\(path)",
                    "P=\(project)", "/bin/bash", "-c", script,
                ],
                workingDirectory: folder, outputPath: output))
        let ended = await child.end(withinMilliseconds: 240_000)
        if ended == nil { child.signal(SIGKILL) }
        let text = String(
            decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
        try? FileManager.default.removeItem(atPath: output)
        guard case .code(let status)? = ended else {
            struct DidNotEnd: Error, CustomStringConvertible { let description: String }
            throw DidNotEnd(description: "\(ended.map { "\($0)" } ?? "no end"): \(script)\n\(text)")
        }
        return Ended(status: status, output: text)
    }
}
