import Dispatch
import Foundation

/// A folder with one `.eml` file for each mail, which is named by its time and content: one that is sent
/// again is the same file. At most `MailLimits.folderMailsMax`; the oldest go first.
package final class MailFolder: Sendable {
    private let path: String
    /// Disks may be slow, and threads of tasks must not wait for them.
    private let thread = DispatchQueue(label: "tintype.mail.folder")

    /// - Throws: `MailError` for a folder that cannot be made, or not be written to.
    package init(_ path: String) throws(MailError) {
        self.path = path
        // Mails hold tokens: they are for the account that runs this.
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            let reason = (error as? CocoaError)?.underlying as? POSIXError
            let code = reason.map { $0.code.rawValue } ?? ENOTDIR
            throw MailError(
                "The mail folder \(path) cannot be made: \(String(cString: strerror(code))).")
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw MailError(
                "The mail folder \(path) cannot be written to: \(String(cString: strerror(errno)))."
            )
        }
    }

    func keep(_ message: MailMessage) async throws {
        let name = "\(String(format: "%013lld", message.date))-\(message.digest).eml"
        try await onThread { [path] in
            do {
                let file = path + "/" + name
                // Written under another name first, so that nobody reads half of it.
                let draft = file + ".part"
                let isWritten = FileManager.default.createFile(
                    atPath: draft, contents: Data(message.text.utf8),
                    attributes: [.posixPermissions: 0o600])
                guard isWritten, rename(draft, file) == 0 else {
                    throw MailError("The mail folder cannot be written to.")
                }
                for old in try Self.names(in: path).dropFirst(MailLimits.folderMailsMax) {
                    unlink(path + "/" + old)
                }
            } catch is CocoaError {
                throw MailError("The mail folder cannot be read.")
            }
        }
    }

    /// The text of the newest mails, the newest first.
    package func newest(_ count: Int) async throws -> [String] {
        try await onThread { [path] in
            // One that is being removed is none.
            try Self.names(in: path).prefix(count).compactMap { name in
                FileManager.default.contents(atPath: path + "/" + name)
                    .map { String(decoding: $0, as: UTF8.self) }
            }
        }
    }

    /// The newest first.
    private static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(".eml") }.sorted(by: >)
    }

    private func onThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            thread.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
