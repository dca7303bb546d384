/// Where mails go.
package enum MailSink: Sendable {
    /// One file for each: for a demo, tests, and a program that takes them from there.
    case folder(MailFolder)
    /// A server that carries them on.
    case server(SMTPClient)

    /// Returns when the mail is in safe hands.
    ///
    /// - Throws: `MailError`; `CancellationError`.
    package func send(_ message: MailMessage) async throws {
        switch self {
        case .folder(let folder): try await folder.keep(message)
        case .server(let client): try await client.send(message)
        }
    }
}
