import Foundation
import Gateway
import Jobs
import Logging
import Mail
import Social

extension Settings {
    /// Where mails go; nil if the user has not said so.
    ///
    /// - Parameter folder: where they go otherwise.
    /// - Throws: `Failure` for what cannot be.
    func mailSink(otherwise folder: String? = nil) throws -> MailSink? {
        let (url, chosen) = (text(.smtpURL), text(.mailFolder))
        if url != nil, chosen != nil {
            throw Failure(
                "Mails go to \(Setting.smtpURL.flag) or to \(Setting.mailFolder.flag), not to both.",
                status: Failure.misused)
        }
        if let url {
            guard let server = SMTPServer(url) else {
                preconditionFailure("\(Setting.smtpURL.key) is checked to be a server")
            }
            do {
                return .server(try SMTPClient(server, certificates: text(.smtpCertificates)))
            } catch let error as MailError {
                throw Failure(
                    "\(Setting.smtpCertificates.flag): \(error.description)",
                    status: Failure.misused)
            }
        }
        guard let folder = chosen ?? folder else { return nil }
        do { return .folder(try MailFolder(folder)) } catch {
            throw Failure(error.description)
        }
    }

    /// Where a server on this machine is reached; nil if its port is not known before it listens.
    func ownAddress() throws -> String? {
        let port = try number(.port)
        return port == 0 ? nil : try listenAddress().url(port: port)
    }

    /// - Parameters:
    ///   - client: where people reach a client, if the user has not said so.
    /// - Throws: `Failure` if there is no sender.
    func mailing(
        through sink: MailSink, client other: String?, ring: @escaping @Sendable (Queue) -> Void
    ) throws -> Mailing {
        let client = (text(.clientURL) ?? text(.publicURL) ?? other).map { url in
            url.hasSuffix("/") ? String(url.dropLast()) : url
        }
        var sender = text(.mailFrom)
        // Nobody answers what lies in a folder.
        if case .folder = sink, sender == nil { sender = "Tintype <no-reply@localhost>" }
        guard let from = sender.flatMap({ MailAddress($0) }) else {
            throw Failure(
                "\(Setting.smtpURL.flag) needs \(Setting.mailFrom.flag), such as "
                    + "\"Tintype <no-reply@tintype.example>\".", status: Failure.misused)
        }
        return Mailing(through: sink, from: from, client: client, ring: ring)
    }
}

/// Whether a text is an address that mails can come from.
func mailFromMistake(in text: String) -> String? {
    MailAddress(text) == nil
        ? "must be an address such as no-reply@tintype.example, or a name and <an address>" : nil
}
