import Foundation
import TestSupport
import Testing

@testable import Mail

/// Mails to a real server, which is not always kind.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `A mail server` {
    private static let login = "user%40example:pass%20word%C3%A9"

    private func mail(to address: String) throws -> MailMessage {
        MailMessage(
            from: try #require(MailAddress("Tintype <no-reply@tintype.example>")),
            to: try #require(MailAddress(address)), subject: "Gr\u{fc}\u{df}e",
            body: "One.\n.\n..two\nThree: \u{20ac}", date: 1_775_671_200_000, key: address)
    }

    private func client(
        _ server: TestMailServer, _ start: String, host: String = "localhost",
        trusts: Bool = true, rest: Int64 = 0,
        _ change: (inout SMTPClient.Patience) -> Void = { _ in }
    ) throws -> SMTPClient {
        let address = try #require(SMTPServer("\(start)\(host):\(server.port)"))
        var patience = SMTPClient.Patience(connect: 2_000, reply: 2_000, accept: 2_000, rest: rest)
        change(&patience)
        return try SMTPClient(
            address, certificates: trusts ? server.certificate : nil, patience)
    }

    /// What sending says: nothing, or an error and whether it is for ever.
    private func send(
        _ client: SMTPClient, to address: String = "eva@example.org"
    ) async throws
        -> String
    {
        do {
            try await client.send(try mail(to: address))
            return ""
        } catch let error as MailError {
            return (error.isPermanent ? "never: " : "") + error.description
        }
    }

    @Test(arguments: [("tls", "smtps"), ("starttls", "smtp")])
    func `gets mails within TLS, after a password`(mode: String, scheme: String) async throws {
        let server = try await TestMailServer(mode)
        let client = try client(server, "\(scheme)://\(Self.login)@")
        #expect(try await send(client) == "")
        #expect(try await send(client, to: "zo\u{eb}@example.org") == "")
        let taken = server.taken
        #expect(taken.count == 2)
        #expect(taken[0].hasPrefix("no-reply@tintype.example eva@example.org True\nFrom: "))
        #expect(taken[0].hasSuffix("\r\nOne.\r\n.\r\n..two\r\nThree: =E2=82=AC\r\n"))
        #expect(taken[1].contains("\r\nTo: zo\u{eb}@example.org\r\n"))
    }

    @Test(arguments: [("tls", "smtps"), ("starttls", "smtp")])
    func `hears neither mail nor password without its certificate`(
        mode: String, scheme: String
    ) async throws {
        let server = try await TestMailServer(mode)
        let start = "\(scheme)://\(Self.login)@"
        for (host, trusts) in [("localhost", false), ("127.0.0.1", true)] {
            let client = try client(server, start, host: host, trusts: trusts)
            #expect(try await send(client).hasPrefix("TLS with the mail server failed"))
        }
        #expect(server.taken.isEmpty)
    }

    @Test func `hears no mail without the STARTTLS that it should have`() async throws {
        let server = try await TestMailServer("plain")
        let client = try client(server, "smtp://", trusts: false)
        #expect(try await send(client) == "The mail server offers no STARTTLS.")
        let plain = try self.client(server, "smtp+plain://")
        #expect(try await send(plain) == "")
        #expect(
            server.taken.map { $0.prefix { $0 != "\n" } }
                == ["no-reply@tintype.example eva@example.org False"])
        #expect(
            try await send(plain, to: "zo\u{eb}@example.org")
                == "never: The mail server takes no address beyond ASCII.")
    }

    @Test func `that talks before its TLS is left`() async throws {
        let server = try await TestMailServer("injecting")
        let client = try client(server, "smtp://\(Self.login)@", trusts: false)
        #expect(try await send(client) == "The mail server talks before its TLS.")
    }

    @Test func `that takes no password may take the next`() async throws {
        let server = try await TestMailServer("starttls")
        for login in ["user%40example:wrong", "nobody:pass"] {
            let client = try client(server, "smtp://\(login)@")
            #expect(
                try await send(client) == "The mail server refuses the password: 535 5.7.8.")
        }
        #expect(try await send(client(server, "smtp://")).contains("530"))
    }

    @Test func `says later or never, and no address is quoted`() async throws {
        let server = try await TestMailServer("plain")
        let client = try client(server, "smtp+plain://")
        for (name, said) in [
            ("later", "The mail server refuses the recipient: 451 4.3.2."),
            ("never", "never: The mail server refuses the recipient: 550 5.1.1."),
            ("unwanted", "never: The mail server refuses the mail: 554 5.7.1."),
        ] {
            #expect(try await send(client, to: "\(name)@example.org") == said)
        }
        #expect(try await send(client) == "")
    }

    @Test(.crosses(\MailLimits.Type.replyMilliseconds, \MailLimits.Type.acceptMilliseconds))
    func `that does not answer is waited for no longer than may be`() async throws {
        let server = try await TestMailServer("plain")
        let client = try client(server, "smtp+plain://")
        let late = "The mail server did not answer in time."
        let start = ContinuousClock.now
        #expect(try await send(client, to: "slow@example.org") == late)
        server.freeze()
        #expect(try await send(client) == late)
        #expect(ContinuousClock.now - start < .seconds(20))
        let waiting = Task { try await client.send(try mail(to: "eva@example.org")) }
        try await Task.sleep(for: .milliseconds(100))
        waiting.cancel()
        await #expect(throws: MailError.self) { try await waiting.value }
    }

    @Test(.crosses(\MailLimits.Type.conversationMilliseconds))
    func `that is slow each time is left when it was so for long enough`() async throws {
        let server = try await TestMailServer("plain")
        let client = try client(server, "smtp+plain://") {
            $0.conversation = 500
            $0.reply = 60_000
        }
        let start = ContinuousClock.now
        #expect(
            try await send(client, to: "slow@example.org")
                == "The mail server did not answer in time.")
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(try await send(client) == "")
    }

    @Test(.crosses(\MailLimits.Type.goodbyeMilliseconds))
    func `that has the mail is not waited for to say goodbye`() async throws {
        let server = try await TestMailServer("plain")
        let client = try client(server, "smtp+plain://") {
            $0.goodbye = 200
            $0.reply = 60_000
        }
        let start = ContinuousClock.now
        #expect(try await send(client, to: "staying@example.org") == "")
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(server.taken.count == 1)
    }

    /// It accepts, as the system does that for it, and says nothing.
    @Test func `that is silent holds up those who are on their way, and then one at a time`()
        async throws
    {
        let server = try await TestMailServer("plain")
        let client = try client(server, "smtp+plain://", rest: 1_000) { $0.reply = 500 }
        #expect(try await send(client) == "")
        let late = "The mail server did not answer in time."
        let resting = "The mail server could not be reached a moment ago."
        func sendTogether(_ count: Int) async throws -> [String] {
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<count { group.addTask { try await send(client) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        server.freeze()
        #expect(try await sendTogether(3) == [late, late, late])
        // Three that were silent together are one finding: the rest is the first one.
        #expect(try await sendTogether(50) == Array(repeating: resting, count: 50))
        try await Task.sleep(for: .milliseconds(1_050))
        #expect(
            try await sendTogether(9).sorted()
                == ([late] + Array(repeating: resting, count: 8)).sorted())
        server.thaw()
        // Twice as long now.
        try await Task.sleep(for: .milliseconds(1_050))
        #expect(try await send(client) == resting)
        try await Task.sleep(for: .milliseconds(1_000))
        #expect(try await send(client) == "")
        #expect(try await sendTogether(9) == Array(repeating: "", count: 9))
    }

    @Test(.crosses(\MailLimits.Type.restMilliseconds)) func `that is dead rests for a while`()
        async throws
    {
        let server = try await TestMailServer("plain")
        let client = try client(server, "smtp+plain://", rest: 1_000)
        await server.kill()
        #expect(try await send(client) == "The mail server cannot be reached.")
        #expect(try await send(client) == "The mail server could not be reached a moment ago.")
        try await Task.sleep(for: .milliseconds(1_100))
        #expect(try await send(client) == "The mail server cannot be reached.")
    }
}

@Suite struct `The answers of a mail server` {
    private func replies(_ text: String) throws -> [SMTPReply] {
        var parser = SMTPReplyParser()
        return try text.utf8.compactMap { try parser.take($0) }
    }

    @Test func `are read in lines`() throws {
        let text =
            "250-here\r\n250-AUTH plain LOGIN\n250 STARTTLS\r\n354\r\n550 5.1.1 <a@b.c> no\r\n"
        let found = try replies(text)
        #expect(found.map(\.code) == [250, 354, 550])
        #expect(found[0].extensions == [["AUTH", "PLAIN", "LOGIN"], ["STARTTLS"]])
        #expect(found[2].status == "550 5.1.1")
        #expect(SMTPReply(code: 451, lines: ["a@b.c is away"]).status == "451")
    }

    @Test(arguments: [
        "HTTP/1.1 400\r\n", "25\r\n", "250-a\r\n251 b\r\n", "250_a\r\n", "\r\n", "999 \n",
    ])
    func `are none`(text: String) {
        #expect(throws: SMTPReplyParser.NoReply.self) { try replies(text) }
    }

    @Test(
        .crosses(\MailLimits.Type.replyLineBytesMax), .crosses(\MailLimits.Type.replyLinesMax))
    func `are no longer than may be`() throws {
        let letters = MailLimits.replyLineBytesMax - 6
        #expect(try replies("250 \(String(repeating: "x", count: letters))\r\n").count == 1)
        #expect(throws: SMTPReplyParser.NoReply.self) {
            try replies("250 \(String(repeating: "x", count: letters + 2))\r\n")
        }
        func lines(_ count: Int) -> String {
            String(repeating: "250-x\r\n", count: count - 1) + "250 x\r\n"
        }
        #expect(try replies(lines(MailLimits.replyLinesMax)).count == 1)
        #expect(throws: SMTPReplyParser.NoReply.self) {
            try replies(lines(MailLimits.replyLinesMax + 1))
        }
    }
}

@Suite struct `A mail folder` {
    private func mail(_ number: Int) throws -> MailMessage {
        MailMessage(
            from: try #require(MailAddress("a@b.example")),
            to: try #require(MailAddress("c@d.example")), subject: "No. \(number)", body: "",
            date: Int64(number), key: "\(number)")
    }

    @Test(.crosses(\MailLimits.Type.folderMailsMax))
    func `keeps the newest, each once and for its owner alone`() async throws {
        let path = NSTemporaryDirectory() + "tintype-mails-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = try MailFolder(path + "/a")
        let sink = MailSink.folder(folder)
        try await sink.send(try mail(1))
        try await sink.send(try mail(1))
        #expect(try await folder.newest(10) == [try mail(1).text])
        for number in 2...MailLimits.folderMailsMax { try await sink.send(try mail(number)) }
        #expect(try await folder.newest(.max).count == MailLimits.folderMailsMax)
        try await sink.send(try mail(MailLimits.folderMailsMax + 1))
        let all = try await folder.newest(.max)
        #expect(all.count == MailLimits.folderMailsMax)
        #expect(all.first?.contains("No. \(MailLimits.folderMailsMax + 1)") == true)
        #expect(all.last?.contains("No. 2\r\n") == true)
        for name in try FileManager.default.contentsOfDirectory(atPath: path + "/a").prefix(2) {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + "/a/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }
}

@Suite struct `A circuit to a mail server` {
    @Test(.crosses(\MailLimits.Type.restMillisecondsMax))
    func `rests no longer than may be`() async throws {
        let circuit = SMTPCircuit(rest: 100, restMax: 300)
        for rest in [100, 200, 300, 300] {
            let begun = ContinuousClock.now
            circuit.end(try #require(circuit.begin()), isServerAway: true)
            #expect(circuit.begin() == nil)
            try await Task.sleep(for: .milliseconds(rest - 60))
            if ContinuousClock.now - begun < .milliseconds(rest) { #expect(circuit.begin() == nil) }
            try await Task.sleep(for: .milliseconds(70))
        }
        let attempt = try #require(circuit.begin())
        #expect(circuit.begin() == nil)
        // What was called off tells nothing, and lets the next try.
        circuit.end(attempt, isServerAway: nil)
        let next = try #require(circuit.begin())
        #expect(circuit.begin() == nil)
        circuit.end(next, isServerAway: false)
        #expect(circuit.begin() != nil && circuit.begin() != nil)
    }
}
