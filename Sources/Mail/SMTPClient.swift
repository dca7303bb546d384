import Foundation
import NIOSSL

/// Gives mails to a server, each on a connection of its own: there are few, and a connection that is kept
/// is one that a server has left. RFC 5321
package final class SMTPClient: Sendable {
    /// How long is waited, in milliseconds.
    struct Patience: Sendable {
        var connect = MailLimits.connectMilliseconds
        var reply = MailLimits.replyMilliseconds
        var accept = MailLimits.acceptMilliseconds
        var conversation = MailLimits.conversationMilliseconds
        var goodbye = MailLimits.goodbyeMilliseconds
        var rest = MailLimits.restMilliseconds
        var restMax = MailLimits.restMillisecondsMax
    }

    private let server: SMTPServer
    private let tls: NIOSSLContext?
    private let patience: Patience
    private let circuit: SMTPCircuit

    /// - Parameter certificates: a PEM file of those that are trusted; nil for those of the system.
    /// - Throws: `MailError` if the file holds none.
    package convenience init(_ server: SMTPServer, certificates: String? = nil) throws {
        try self.init(server, certificates: certificates, Patience())
    }

    init(_ server: SMTPServer, certificates: String?, _ patience: Patience) throws {
        self.server = server
        self.patience = patience
        circuit = SMTPCircuit(rest: patience.rest, restMax: patience.restMax)
        guard server.security != .none else {
            tls = nil
            return
        }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        do {
            if let certificates {
                configuration.trustRoots = .certificates(
                    try NIOSSLCertificate.fromPEMFile(certificates))
            }
            tls = try NIOSSLContext(configuration: configuration)
        } catch {
            throw MailError("The file of certificates cannot be read.")
        }
    }

    /// Returns when the server has taken the mail.
    ///
    /// - Throws: `MailError`; `CancellationError`.
    package func send(_ message: MailMessage) async throws {
        guard let attempt = circuit.begin() else {
            throw MailError("The mail server could not be reached a moment ago.")
        }
        do {
            try await converse(about: message)
            circuit.end(attempt, isServerAway: false)
        } catch {
            let isAway = (error as? MailError)?.isServerAway ?? false
            circuit.end(attempt, isServerAway: Task.isCancelled ? nil : isAway)
            throw error
        }
    }

    private func converse(about message: MailMessage) async throws {
        let connection = try await SMTPConnection.open(
            to: server, tls: server.security == .tls ? tls : nil,
            milliseconds: patience.connect, conversation: patience.conversation)
        defer { connection.close() }
        try await withTaskCancellationHandler {
            let extensions = try await begin(on: connection)
            try await hand(message, extensions, to: connection)
        } onCancel: {
            connection.close()
        }
    }

    /// Greetings, TLS and sign-in.
    /// - Returns: what the server can do.
    private func begin(on connection: SMTPConnection) async throws -> [[String]] {
        let greeting = try await connection.greeting(milliseconds: patience.reply)
        try expect(greeting, 2, "the greeting")
        var extensions = try await hello(connection)
        if server.security == .startTLS {
            guard let tls, extensions.contains(["STARTTLS"]) else {
                throw MailError("The mail server offers no STARTTLS.")
            }
            let reply = try await connection.say(
                "STARTTLS", milliseconds: patience.reply,
                tls: (context: tls, serverName: server.nameForTLS))
            try expect(reply, 2, "STARTTLS")
            // What was said before may have been changed on the way.
            extensions = try await hello(connection)
        }
        if let user = server.user, let password = server.password {
            try await signIn(user, password, extensions, connection)
        }
        return extensions
    }

    private func hello(_ connection: SMTPConnection) async throws -> [[String]] {
        // The name is for logs; servers that want to know who this is look at the address.
        let reply = try await connection.say(
            "EHLO [127.0.0.1]", milliseconds: patience.reply)
        try expect(reply, 2, "EHLO")
        return reply.extensions
    }

    /// RFC 4954; RFC 4616
    private func signIn(
        _ user: String, _ password: String, _ extensions: [[String]], _ connection: SMTPConnection
    ) async throws {
        func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
        let mechanisms = extensions.first { $0.first == "AUTH" } ?? []
        if mechanisms.contains("PLAIN") {
            let words = base64("\u{0}\(user)\u{0}\(password)")
            let reply = try await connection.say(
                "AUTH PLAIN \(words)", milliseconds: patience.reply)
            try expect(reply, 2, "the password")
        } else if mechanisms.contains("LOGIN") {
            for (line, kind) in [("AUTH LOGIN", 3), (base64(user), 3), (base64(password), 2)] {
                let reply = try await connection.say(line, milliseconds: patience.reply)
                try expect(reply, kind, "the password")
            }
        } else {
            throw MailError("The mail server takes no password.")
        }
    }

    private func hand(
        _ message: MailMessage, _ extensions: [[String]], to connection: SMTPConnection
    ) async throws {
        var option = ""
        if message.to.needsUTF8 || message.from.needsUTF8 {
            guard extensions.contains(where: { $0.first == "SMTPUTF8" }) else {
                throw MailError(
                    "The mail server takes no address beyond ASCII.", isPermanent: true)
            }
            option = " SMTPUTF8"
        }
        for (line, kind, what) in [
            ("MAIL FROM:<\(message.from.address)>\(option)", 2, "the sender"),
            ("RCPT TO:<\(message.to.address)>", 2, "the recipient"),
            ("DATA", 3, "DATA"),
        ] {
            let reply = try await connection.say(line, milliseconds: patience.reply)
            try expect(reply, kind, what, isAboutMail: true)
        }
        let reply = try await connection.say(
            Self.data(message.text) + ".", milliseconds: patience.accept)
        try expect(reply, 2, "the mail", isAboutMail: true)
        // It has the mail, whatever it says to this.
        _ = try? await connection.say("QUIT", milliseconds: patience.goodbye)
    }

    /// A line that begins with a dot gets another, as a dot alone is the end. RFC 5321, 4.5.2
    static func data(_ text: String) -> String {
        let lines = text.replacing("\r\n.", with: "\r\n..")
        return lines.hasPrefix(".") ? "." + lines : lines
    }

    /// - Parameter isAboutMail: whether "never" is said about the mail; else it is about how we are set
    ///   up, which its operator may mend.
    private func expect(
        _ reply: SMTPReply, _ kind: Int, _ what: String, isAboutMail: Bool = false
    ) throws(MailError) {
        guard reply.kind != kind else { return }
        throw MailError(
            "The mail server refuses \(what): \(reply.status).",
            isPermanent: isAboutMail && reply.kind == 5)
    }
}
