import Foundation

@testable import LocalServices

/// A mail server of a test's own, `smtp_server.py`, which does what the recipient's name says.
package final class TestMailServer: Sendable {
    package let port: Int
    package let folder: String
    private let child: ChildProcess

    private struct DidNotStart: Error, CustomStringConvertible {
        let description: String
    }

    private static let place = URL(filePath: #filePath).deletingLastPathComponent()

    /// - Parameter mode: `tls`, `starttls`, `plain` or `injecting`.
    package init(_ mode: String) async throws {
        folder = NSTemporaryDirectory() + "tintype-mail-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let output = folder + "/output"
        let python = Self.place.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: ".venv/bin/python").path
        child = try await ChildProcess.spawn(
            Command(
                arguments: [
                    python, "-B", Self.place.appending(path: "smtp_server.py").path, mode, folder,
                ], workingDirectory: folder, outputPath: output))
        var port: Int?
        for _ in 0..<1_500 where port == nil {
            try await Task.sleep(for: .milliseconds(20))
            let text = try? String(contentsOfFile: output, encoding: .utf8)
            let line = text?.split(separator: "\n").first { $0.hasPrefix("port ") }
            port = line.flatMap { Int($0.dropFirst(5)) }
        }
        guard let port else {
            let text = try? String(contentsOfFile: output, encoding: .utf8)
            throw DidNotStart(description: text ?? "The mail server did not start.")
        }
        self.port = port
    }

    deinit {
        child.signal(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What a client has to trust.
    package var certificate: String { folder + "/certificate.pem" }

    /// What it has taken, the first first: a line with sender, recipient and whether there was TLS, then
    /// the mail.
    package var taken: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".eml") }.sorted().compactMap {
            try? String(contentsOfFile: folder + "/" + $0, encoding: .utf8)
        }
    }

    /// It stays connected but does nothing. `SIGSTOP`
    package func freeze() { child.signal(SIGSTOP) }

    /// Ends a freeze. `SIGCONT`
    package func thaw() { child.signal(SIGCONT) }

    /// Ends it without a warning. `SIGKILL`
    package func kill() async {
        child.signal(SIGKILL)
        _ = await child.end(withinMilliseconds: 10_000)
    }
}
