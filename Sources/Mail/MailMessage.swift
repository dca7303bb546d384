import Crypto
import Foundation

/// A mail that a program writes to one person: plain text.
///
/// The same values make the same bytes, identifier and date included, so that a mail which is sent twice
/// because nobody knew whether it had been is one mail for those who look.
package struct MailMessage: Sendable {
    package let from: MailAddress
    package let to: MailAddress
    package let subject: String
    package let body: String
    /// Milliseconds since 1970.
    package let date: Int64
    private let key: String

    /// - Parameter key: what no other mail has; it is not seen from outside.
    package init(
        from: MailAddress, to: MailAddress, subject: String, body: String, date: Int64, key: String
    ) {
        self.from = from
        self.to = to
        self.subject = subject
        self.body = body
        self.date = date
        self.key = key
    }

    /// What names it everywhere, without brackets. RFC 5322, 3.6.4
    package var identifier: String { "\(digest)@\(from.domain)" }

    /// 32 letters that name it here.
    var digest: String {
        let digits = SHA256.hash(data: Array(key.utf8)).prefix(16)
        return digits.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// As it is sent and kept, with CRLF. RFC 5322; RFC 3834 for `Auto-Submitted`
    package var text: String {
        let body = BodyText(body)
        return """
            From: \(from.header)\r
            To: \(to.header)\r
            Subject: \(HeaderText.unstructured(subject))\r
            Date: \(Self.dateText(date))\r
            Message-ID: <\(identifier)>\r
            Auto-Submitted: auto-generated\r
            MIME-Version: 1.0\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Transfer-Encoding: \(body.encoding)\r
            \r
            \(body.text)
            """
    }

    /// `Mon, 30 Nov 2026 09:00:00 +0000`, whatever the language of the machine. RFC 5322, 3.3
    static func dateText(_ milliseconds: Int64) -> String {
        var seconds = time_t(milliseconds / 1_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(two).joined(separator: ":")
        return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
            + "\(1_900 + Int(parts.tm_year)) \(clock) +0000"
    }
}
