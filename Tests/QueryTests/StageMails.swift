import Mail
import Postgres
import TestSupport
import Testing

@testable import Social

/// A mail that was sent, as a test looks at it.
struct SentMail: CustomStringConvertible {
    let to: String
    let subject: String
    /// The token in its link; nil if it has none.
    let token: String?
    let text: String

    init(_ text: String) {
        func header(_ name: String) -> String {
            text.split(separator: "\r\n").first { $0.hasPrefix("\(name): ") }
                .map { String($0.dropFirst(name.count + 2)) } ?? ""
        }
        (to, subject, self.text) = (header("To"), header("Subject"), text)
        let link = text.split(separator: "\r\n").first { $0.hasPrefix("https://tintype.example/#") }
        token = link.flatMap { $0.split(separator: "=").last.map(String.init) }
    }

    var description: String { "\(to): \(subject)" }
}

extension Stage {
    /// Runs all jobs there are, and gives the mails that were sent so far, the newest first.
    func sentMails(_ services: SocialServices? = nil) async throws -> [SentMail] {
        let services = if let services { services } else { try await self.services(.off) }
        let isDone = try await work(services) {
            try await database.query("SELECT 1 FROM jobs WHERE state < 2").isEmpty
        }
        #expect(isDone)
        return try await mailFolder.newest(1_000).map(SentMail.init)
    }

    /// The newest mail to an address with a token, which is expected.
    func mailedToken(to address: String, _ services: SocialServices? = nil) async throws -> String {
        let mails = try await sentMails(services)
        return try #require(mails.first { $0.to == address && $0.token != nil }?.token, "\(mails)")
    }
}
