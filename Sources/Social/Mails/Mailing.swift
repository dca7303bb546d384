import Jobs
import Mail

/// How mails leave. A process without sends none, and asks for none to be sent.
package struct Mailing: Sendable {
    let sink: MailSink
    let from: MailAddress
    /// Where people reach a client, such as `https://tintype.example`; nil to leave links out.
    let client: String?
    /// Tells those who work on a queue that a job has come.
    let ring: @Sendable (Queue) -> Void

    /// - Parameter client: without a slash at its end. Nothing of it comes from a request: who sends one
    ///   could name a place of their own.
    package init(
        through sink: MailSink, from: MailAddress, client: String?,
        ring: @escaping @Sendable (Queue) -> Void = { _ in }
    ) {
        self.sink = sink
        self.from = from
        self.client = client
        self.ring = ring
    }

    /// What a mail leads to. The token is behind a `#`, which browsers send to no server, so it is in
    /// no log of one.
    enum Page: String {
        case confirmation = "confirm-email"
        case passwordReset = "reset-password"
    }

    func link(to page: Page, _ token: String) -> String? {
        client.map { "\($0)/#\(page.rawValue)=\(token)" }
    }
}
