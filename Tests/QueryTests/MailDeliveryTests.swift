import Jobs
import Mail
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Mails of jobs, to a real server.
@Suite(.serialized, .timeLimit(.minutes(3))) struct `A mail's delivery` {
    private let stage: Stage
    private let server: TestMailServer
    private let services: SocialServices

    init() async throws {
        stage = try await Stage(.standard)
        server = try await TestMailServer("plain")
        let address = try #require(SMTPServer("smtp+plain://localhost:\(server.port)"))
        services = try await stage.makeServices(.off, through: .server(SMTPClient(address)))
    }

    private func register(_ email: String) async throws {
        let name = email.prefix { $0 != "@" }
        let answer = try await stage.ask(
            """
            mutation { accountRegister(input: { username: "\(name)", email: "\(email)",
              password: "\(Stage.password)" }) { userErrors { code } } }
            """, as: nil, of: services)
        #expect(answer.failures == [] && answer.json.contains("[]"))
    }

    private func jobs(_ condition: Query) async throws -> [Row] {
        Array(try await stage.database.query(condition))
    }

    @Test func `happens once, whatever becomes of the job`() async throws {
        try await register("eva@example.org")
        #expect(try await stage.work(services) { server.taken.count == 1 })
        let isDone = try await stage.work(services) {
            try await jobs("SELECT 1 FROM jobs").isEmpty
        }
        #expect(isDone)
        let row = try await stage.database.query("SELECT account_id, id FROM mails")[0]
        let mail = try #require(
            try await services.mails.mail(row.int64(1), of: ObjectID(rawValue: row.int64(0))))
        #expect(mail.sentAt != nil)
        // As if its worker had died before it said that the job was done.
        _ = try await stage.database.query(MailDelivery.job(mail).query)
        #expect(try await stage.work(services) { try await jobs("SELECT 1 FROM jobs").isEmpty })
        #expect(server.taken.count == 1)
    }

    @Test func `is tried again where the server says later, and not where it says never`()
        async throws
    {
        try await register("later@example.org")
        try await register("never@example.org")
        func isTried(_ attempts: Int16) async throws -> Bool {
            try await stage.work(services) {
                let waiting = try await jobs("SELECT attempt FROM jobs WHERE state = 0")
                return waiting.map { $0.int16(0) } == [attempts]
            }
        }
        #expect(try await isTried(1))
        _ = try await stage.database.query("UPDATE jobs SET run_at = now() WHERE state = 0")
        #expect(try await isTried(2))
        let errors = try await jobs("SELECT last_error, state FROM jobs ORDER BY state")
        #expect(
            errors.map { $0.string(0) } == [
                "The mail server refuses the recipient: 451 4.3.2.",
                "The mail server refuses the recipient: 550 5.1.1.",
            ])
        #expect(errors.map { $0.int16(1) } == [0, 3])
        #expect(server.taken.isEmpty)
    }

    @Test func `is not tried by a process that sends no mail, nor when it is too late`()
        async throws
    {
        try await register("eva@example.org")
        let mute = try await stage.makeServices(.off, sendsMail: false)
        _ = try await stage.database.query(
            PasswordResetMail.job(PasswordResetMail.Payload(#require(LoginName("eva", .standard))))
                .query)
        // It works beside, and leaves both jobs to those who can do them.
        _ = try await stage.database.query(EdgeRemoval.job(ObjectID(rawValue: 4_711)).query)
        let isLeft = try await stage.work(mute) {
            let left = try await jobs("SELECT state, attempt FROM jobs")
            return left.count == 2 && left.allSatisfy { $0.int16(0) == 0 && $0.int16(1) == 0 }
        }
        #expect(isLeft)
        _ = try await stage.database.query("DELETE FROM jobs WHERE kind = 'password.mail'")
        let late = try await stage.makeServices(
            .off, clock: .fixed(SmallWorld.now + 24 * SmallWorld.hour))
        #expect(try await stage.work(late) { try await jobs("SELECT 1 FROM jobs").isEmpty })
        #expect(try await stage.mailFolder.newest(1).isEmpty && server.taken.isEmpty)
    }
}
