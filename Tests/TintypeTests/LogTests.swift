import Foundation
import Gateway
import LocalServices
import Logging
import Social
import TestSupport
import Testing

@testable import tintype

@Suite struct `An entry of the log` {
    private func line(_ message: String, _ fields: [String] = []) -> String {
        String(decoding: LineLog.line("head:", fields, message), as: UTF8.self)
    }

    @Test func `is one line, whatever is in it`() {
        #expect(
            line("a\nb\r\nc\u{2028}d\u{1B}[31m\te", ["f=1\n2"])
                == "head: f=1\\n2 a\\nb\\r\\nc\\u{2028}d\\u{1b}[31m e\n")
        #expect(line("plain ünïcode 😀") == "head: plain ünïcode 😀\n")
    }

    @Test(
        .crosses(\CommandLimits.Type.lineBytesMax), arguments: ["x", "é", "😀", "\n"])
    func `is no longer than a pipe takes at once`(_ character: String) {
        for count in [3_000, 4_080, 4_090, 4_096, 10_000] {
            let line = LineLog.line("head:", [], String(repeating: character, count: count))
            #expect(line.count <= 4_096)
            #expect(line.count(where: { $0 == UInt8(ascii: "\n") }) == 1)
            #expect(String(validating: line, as: UTF8.self) != nil, "cut within a character")
        }
    }

    /// All that is in a pipe now.
    fileprivate func drained(_ pipe: Pipe) -> [UInt8] {
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        var all: [UInt8] = []
        var room = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while poll(&room, 1, 0) == 1 {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            all += buffer.prefix(count)
        }
        return all
    }

    @Test func `is left out where nothing takes it, and counted`() throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        var logger = LineLog(label: "test", descriptor: descriptor)
        logger.logLevel = .trace
        let long = String(repeating: "x", count: 5_000)
        for _ in 0..<100 {
            logger.log(
                event: .init(
                    level: .info, message: "\(long)", metadata: nil, source: "s", file: "f",
                    function: "g", line: 1))
        }
        let held = drained(pipe)
        logger.log(
            event: .init(
                level: .info, message: "now", metadata: nil, source: "s", file: "f", function: "g",
                line: 1))
        let lines = String(decoding: held + drained(pipe), as: UTF8.self).split(separator: "\n")
        let written = lines.count(where: { $0.contains("xxx") })
        #expect((1..<100).contains(written))
        #expect(
            lines.dropLast().last?.contains("\(100 - written) lines of the log were left out")
                == true)
        #expect(lines.last?.hasSuffix("[s] now") == true)
    }
}

extension `An entry of the log` {
    /// Each line has room, but not all of them.
    @Test(.timeLimit(.minutes(1))) func `is not waited for when many threads log at once`() async {
        let pipe = Pipe()
        var logger = LineLog(
            label: "test", descriptor: pipe.fileHandleForWriting.fileDescriptor)
        logger.logLevel = .trace
        let long = String(repeating: "x", count: 5_000)
        for _ in 0..<50 {
            _ = drained(pipe)
            await withTaskGroup { [logger] group in
                for _ in 0..<32 {
                    group.addTask {
                        await withCheckedContinuation { continuation in
                            Thread.detachNewThread {
                                logger.log(
                                    event: .init(
                                        level: .info, message: "\(long)", metadata: nil,
                                        source: "s", file: "f", function: "g", line: 1))
                                continuation.resume()
                            }
                        }
                    }
                }
            }
        }
        #expect(drained(pipe).count > 0)
    }
}

/// Everything that a server and a worker do, logged at the lowest level.
@Suite(.timeLimit(.minutes(5))) struct `A log at trace` {
    private static let secret = "a secret of this deployment, and long"
    private static let passwords = ["correct-horse-battery-9", "wrong-horse-battery-9"]

    private static let mailPassword = "mail-password-11"
    private static let forgotten =
        "mutation { passwordResetRequest(input: { login: \"ann\" }) { accepted } }"

    /// Forgets a password, and sets a new one with what was mailed.
    ///
    /// - Returns: the tokens of all mails.
    private func useMails(_ asker: HTTPAsker, in folder: String) async throws -> [String] {
        func tokens() throws -> [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return try names.filter { $0.hasSuffix(".eml") }.flatMap { name in
                try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
                    .matches(of: /#(?:reset-password|confirm-email)=([^\s]+)/)
                    .map { String($0.output.1) }
            }
        }
        // One to confirm the address, which came with the registration.
        #expect(try await eventually { try tokens().count == 1 })
        _ = try await asker.graphQL(Self.forgotten)
        #expect(try await eventually { try tokens().count == 2 })
        let all = try tokens()
        for token in all {
            _ = try await asker.graphQL(
                """
                mutation { passwordReset(input: { token: "\(token)",
                  newPassword: "\(Self.passwords[0])" }) { userErrors { code message } } }
                """)
            _ = try await asker.graphQL(
                "mutation { emailVerify(input: { token: \"\(token)\" }) { verified } }")
        }
        return all
    }

    @Test func `holds no key, no password and no token`() async throws {
        let url = try await TestServices.freshDatabase() + "&password=database-password-7"
        let log = try await BuiltProgram.withFolder { folder in
            let environment = [
                "DATABASE_URL": url, "SECRET_KEY": Self.secret, "TINTYPE_DATA": folder + "/data",
                "TINTYPE_RESOURCES": BuiltProgram.project, "TINTYPE_LOG_LEVEL": "trace",
                "MEMCACHED_SERVERS": try await TestServices.shared.memcachedServers[0],
                "DATABASE_REPLICA_URLS": url,
            ]
            let migrate = try await BuiltProgram.bash(
                "DATABASE_URL='\(url)' $T migrate --resources $P", in: folder)
            #expect(migrate.status == 0, "\(migrate.output)")
            let worker = try await RunningProgram(
                ["worker", "--mail-folder", "mails", "--client-url", "https://client.example"],
                environment: environment, in: folder)
            _ = try await worker.line("working on ")
            let server = try await RunningProgram(
                [
                    "serve", "--port", "0", "--smtp-url",
                    "smtp://mailer:\(Self.mailPassword)@127.0.0.1:1", "--mail-from", "a@b.example",
                    "--workers", "0",
                ], environment: environment, in: folder)
            let asker = HTTPAsker(address: try await server.line("listening on "))
            var tokens = try await useEverything(asker)
            tokens += try await useMails(asker, in: folder + "/mails")
            // One that cannot reach its mail server says so.
            let other = try await RunningProgram(
                [
                    "worker", "--smtp-url", "smtp://mailer:\(Self.mailPassword)@127.0.0.1:1",
                    "--mail-from", "a@b.example",
                ], environment: environment, in: folder)
            #expect(await worker.stop() == "exit status 0")
            _ = try await asker.graphQL(Self.forgotten)
            #expect(
                try await eventually { other.printed.contains("The mail server cannot be reached") }
            )
            #expect(await other.stop() == "exit status 0")
            #expect(await server.stop() == "exit status 0")
            let text = server.printed + worker.printed + other.printed + migrate.output
            return (text: text, tokens: tokens)
        }
        #expect(log.text.contains(" trace ") && log.text.contains(" debug "))
        let spellings = try Self.spellings() + Self.passwords + log.tokens
        for spelling in spellings + [Self.secret, "database-password-7", Self.mailPassword] {
            #expect(!log.text.contains(spelling), "\(spelling)")
        }
        let entries = log.text.split(separator: "\n")
        #expect(entries.allSatisfy { $0.utf8.count < 4_096 })
        for line in entries where !line.contains("[") {
            // What is no entry of the log was said to the person at the terminal.
            #expect(
                line.hasSuffix(".sql") || line.contains("listening") || line.contains("working")
                    || line.contains("Stopping") || line.contains("tables"), "\(line)")
        }
    }

    /// Keys as numbers, hexadecimal and Base64, as a description would print them.
    private static func spellings() throws -> [String] {
        let key = try #require(SecretKey(secret))
        let social = SocialSecrets(
            ids: key.derived(for: "ids"), tokens: key.derived(for: "social", byteCount: 48))
        let words = [
            social.globalIDKey.high, social.globalIDKey.low, social.cursorKey.0, social.cursorKey.1,
        ]
        return words.flatMap { ["\($0)", String($0, radix: 16)] }
            + ["social", "token", "url", "ticket"].flatMap { purpose -> [String] in
                let bytes = key.derived(for: purpose)
                let hex = bytes.map { String(format: "%02x", $0) }.joined()
                return [
                    bytes.prefix(6).map(String.init).joined(separator: ", "),
                    String(hex.prefix(16)), Data(bytes).base64EncodedString(),
                    Base64URL.encode(bytes),
                ]
            }
    }

    /// Registers, signs in, fails to, refreshes, uploads, reads, and sends what is no request.
    ///
    /// - Returns: all that only its holder may know.
    private func useEverything(_ asker: HTTPAsker) async throws -> [String] {
        let registered = try await asker.graphQL(
            """
            mutation ($password: String!) {
              accountRegister(input: { username: "ann", email: "ann@example.com", password: $password }) {
                tokens { accessToken refreshToken } userErrors { message }
              }
            }
            """, variables: ["password": Self.passwords[0]])
        for password in Self.passwords {
            _ = try await asker.graphQL(
                """
                mutation { sessionCreate(input: { login: "ann", password: "\(password)" }) {
                  tokens { accessToken refreshToken } userErrors { message } } }
                """)
        }
        let payload = registered.json["data"] as? [String: Any]
        let tokens = (payload?["accountRegister"] as? [String: Any])?["tokens"] as? [String: Any]
        let access = try #require(tokens?["accessToken"] as? String, "\(registered.text)")
        let refresh = try #require(tokens?["refreshToken"] as? String)
        let signed = ["Authorization": "Bearer \(access)"]
        let uploaded = try await asker.graphQL(
            """
            mutation { mediaUploadCreate(input: { contentType: "image/jpeg", byteCount: 4 }) {
              upload { url media { id } } userErrors { message } } }
            """, headers: signed)
        let upload = try #require(uploaded.text.firstMatch(of: /http[^"]*\/upload\/[^"]+/)?.output)
        _ = try await asker.put(String(upload), Data([1, 2, 3, 4]), "image/jpeg")
        _ = try await asker.put(String(upload), Data([1]), "image/png")
        let refreshed = try await asker.graphQL(
            """
            mutation { sessionRefresh(input: { refreshToken: "\(refresh)" }) {
              tokens { accessToken refreshToken } userErrors { message } } }
            """)
        _ = try await asker.graphQL(
            "{ viewer { user { id followers(first: 1, after: \"nosuch\") { totalCount } } } }",
            headers: signed)
        let forged = String(access.dropLast(4)) + "AAAA"
        _ = try await asker.graphQL("{ x", headers: ["Authorization": "Bearer \(forged)"])
        _ = try await asker.get("/graphql?query={__typename}", headers: signed)
        for path in [
            "/private/x?expires=1&signature=abc", "/ready", "/health", "/nosuch\(refresh)",
        ] {
            _ = try await asker.get(path)
        }
        let path = try #require(upload.split(separator: "/").last)
        let more = refreshed.text.matches(of: /Token":"([^"]+)"/).map { String($0.output.1) }
        return [access, refresh, forged, String(path)] + more
    }
}
