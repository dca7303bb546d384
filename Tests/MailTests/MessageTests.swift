import Foundation
import TestSupport
import Testing

@testable import Mail

@Suite struct `A mail` {
    private func message(
        from: String = "Tintype <no-reply@tintype.example>", to: String = "eva@example.org",
        subject: String = "Hello", body: String = "Text."
    ) throws -> MailMessage {
        MailMessage(
            from: try #require(MailAddress(from)), to: try #require(MailAddress(to)),
            subject: subject, body: body, date: 1_775_671_200_000, key: "k")
    }

    @Test func `is the same bytes each time`() throws {
        #expect(
            try message().text
                == """
                From: "Tintype" <no-reply@tintype.example>\r
                To: eva@example.org\r
                Subject: Hello\r
                Date: Wed, 08 Apr 2026 18:00:00 +0000\r
                Message-ID: <8254c329a92850f6d539dd376f4816ee@tintype.example>\r
                Auto-Submitted: auto-generated\r
                MIME-Version: 1.0\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: 7bit\r
                \r
                Text.\r

                """)
    }

    /// Whatever stands in a name, a subject or a text, the headers are those that there are.
    @Test(arguments: [
        "Hi\r\nBcc: all@example.org", "Hi\nBcc: x", "\u{85}Bcc: x", "=?utf-8?Q?=0D=0ABcc:?=",
        String(repeating: "\u{1f4f7} long ", count: 40), "quote\" <x@y.z>, \"", " ", "",
    ])
    func `has the headers it should have, whatever its texts are`(text: String) throws {
        let from = try #require(MailAddress(name: text, address: "a@b.example"))
        let mail = MailMessage(
            from: from, to: try #require(MailAddress("eva@example.org")), subject: text, body: text,
            date: 0, key: "k")
        let head = try #require(mail.text.firstRange(of: "\r\n\r\n")).lowerBound
        let lines = mail.text[..<head].split(separator: "\r\n")
        let names = lines.filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
        #expect(
            names == [
                "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
                "Content-Type", "Content-Transfer-Encoding",
            ])
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 < 0x80 } })
    }

    @Test(.crosses(\MailLimits.Type.addressBytesMax))
    func `goes to no address that would end a line or a bracket`() {
        for text in [
            "", "a", "@", "a@", "@b", "a@b@c", "a b@c.d", "a\r\n@b.c", "a@b.c>", "<a@b.c",
            "a,b@c.d",
            "a@b.c\u{0}", "a@b\u{2028}c", "\"a\"@b.c",
        ] {
            #expect(MailAddress(name: nil, address: text) == nil, "\(text)")
        }
        func address(_ bytes: Int) -> String {
            "a@" + String(repeating: "b", count: bytes - 2)
        }
        #expect(MailAddress(address(MailLimits.addressBytesMax)) != nil)
        #expect(MailAddress(address(MailLimits.addressBytesMax + 1)) == nil)
        #expect(MailAddress(" Zo\u{eb}  B. <z@b.example>")?.name == "Zo\u{eb} B.")
    }

    @Test func `is quoted where its text is not ASCII, and no line is long`() throws {
        let body = "Gr\u{fc}\u{df}e = 1\n.\n" + String(repeating: "\u{e9}", count: 100) + " \n"
        let text = try message(body: body).text
        #expect(text.contains("Content-Transfer-Encoding: quoted-printable"))
        #expect(text.contains("Gr=C3=BC=C3=9Fe =3D 1\r\n.\r\n"))
        #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 78 })
        #expect(text.contains("=20\r\n"))
    }

    @Test func `has its dots stuffed on the way`() {
        #expect(SMTPClient.data(".a\r\n.\r\nb.\r\n..") == "..a\r\n..\r\nb.\r\n...")
    }

    @Test(arguments: [
        ("smtps://u:p@h.example", "smtps://h.example:465"),
        ("smtp://u:p%40@h.example:2525/", "smtp://h.example:2525"),
        ("smtp://h.example", "smtp://h.example:587"),
        ("smtp+plain://[::1]", "smtp+plain://::1:25"),
    ])
    func `goes to a server whose address shows no password`(url: String, shown: String) throws {
        let server = try #require(SMTPServer(url))
        #expect("\(server)" == shown)
        #expect(!String(reflecting: server).contains("p@"))
        #expect(server.user == nil || server.password?.isEmpty == false)
    }

    @Test(arguments: [
        "", "h.example", "http://h.example", "smtp://", "smtp+plain://u:p@h", "smtp://u@h",
        "smtps://h/path", "smtps://h?x", "smtp://u:p%0A@h", "smtp://h:0", "smtp://h:70000",
    ])
    func `goes to no server that is none, or would hear a password in the clear`(url: String) {
        #expect(SMTPServer(url) == nil)
    }
}
