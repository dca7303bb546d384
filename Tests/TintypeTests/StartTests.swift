import Foundation
import LocalServices
import Testing

@testable import tintype

/// What is wrong is told before anything is begun, in a sentence.
@Suite(.timeLimit(.minutes(2))) struct `A start` {
    /// A port that another program listens on while `body` runs.
    private func withTakenPort<Value>(_ body: (Int) async throws -> Value) async throws -> Value {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isListening)
        return try await body(Int(in_port_t(bigEndian: address.sin_port)))
    }

    private static let environment =
        "export DATABASE_URL=postgres://u@/nosuch SECRET_KEY=0123456789abcdef0123456789abcdef; "

    private func run(_ script: String) async throws -> BuiltProgram.Ended {
        try await BuiltProgram.withFolder {
            try await BuiltProgram.bash(Self.environment + script, in: $0)
        }
    }

    @Test(arguments: ["demo", "serve"])
    func `says that a port is taken before anything is made`(_ command: String) async throws {
        try await withTakenPort { port in
            let ended = try await run(
                "$T \(command) --port \(port) --data data; echo $?; ls data")
            #expect(
                ended.output == """
                    tintype: Another program listens on 127.0.0.1:\(port). Stop it, or choose another \
                    port.
                    1

                    """)
        }
    }

    @Test(
        arguments: [
            (
                "serve --listen-address 0.0.0.0",
                "--listen-address 0.0.0.0 needs --public-url, such as"
            ),
            ("serve --listen-address ::", "--listen-address :: needs --public-url, such as"),
            ("demo --listen-address ::ffff:0.0.0.0", "needs --public-url, such as"),
            (
                "serve --listen-address nosuch",
                "\"nosuch\", but must be an IP address of this machine"
            ),
            ("serve --listen-address [::1]", "must be an IP address of this machine"),
            (
                "serve --public-url nonsense",
                "\"nonsense\", but must be http:// or https:// and a host"
            ),
            ("serve --public-url ftp://a.example", "must be http:// or https:// and a host"),
            ("demo --public-url 'http://a.example?x=1'", "must be http:// or https:// and a host"),
            ("serve --allowed-origins a.example", "must be origins such as https://app.example"),
            (
                "serve --allowed-origins https://a.example,https://b.example/",
                "\"https://b.example/\" has another form"
            ),
            (
                "demo --allowed-origins https://a.example:443",
                "\"https://a.example:443\", which browsers write as https://a.example"
            ),
            ("serve --playground nosuch", "nosuch has no index.html."),
            ("serve --playground ''", "--playground is \"\", but must be a folder or off."),
            (
                "serve --memcached-servers host:port",
                "--memcached-servers is \"host:port\", but must be host:port or the path of a socket "
                    + "for each server, and each once; \"host:port\" is not."
            ),
            ("worker --memcached-servers a:1,/s,A:1", "and each once; \"A:1\" is not."),
            ("verify --memcached-servers a,a:11211", "and each once; \"a:11211\" is not."),
            ("role --database-url ''", "role list needs --database-url, or DATABASE_URL"),
            ("events consumers --database-url ''", "events consumers needs --database-url"),
            ("worker --workers 0", "A worker without --workers has no use."),
            (
                "worker --queues critical,hihg",
                "--queues is \"critical,hihg\", but must name some of critical, high, default, low, "
                    + "media"
            ),
            ("worker --queues ,", "must name some of critical, high"),
            ("jobs list --queue hihg", "must name some of critical, high"),
            ("jobs --limit 3", "--limit is for --dead."),
            ("jobs list --dead --limit 0", "--limit is 0, but must be a number from 1 to 10000."),
            ("jobs retry", "Name a job, or all of them with --all."),
            ("jobs retry 17 --all", "Name a job, or all of them with --all."),
            ("jobs retry x", "'x' is invalid for '<id>'"),
            ("events --consumer a --after 3", "A consumer has a place: omit --after."),
            ("events --consumer ''", "The name of a consumer has 1 to 100 bytes."),
            ("jobs bury", "There is no command \"bury\"."),
            ("serve --resources /tmp", "/tmp does not hold Schema, migrations and playground."),
            ("serve --secret-key short", "--secret-key must have 32 bytes or more"),
            ("SECRET_KEY=short worker", "SECRET_KEY in the environment must have 32 bytes or more"),
        ])
    func `refuses what it cannot use`(_ words: String, _ sentence: String) async throws {
        let parts = words.split(separator: " ", maxSplits: 1)
        let line = words.hasPrefix("SECRET") ? "\(parts[0]) $T \(parts[1])" : "$T \(words)"
        let ended = try await run("\(line); s=$?; ls; exit $s")
        #expect(ended.status == 64)
        #expect(ended.output.hasPrefix("tintype: "), "\(ended.output)")
        #expect(ended.output.contains(sentence), "\(ended.output)")
        #expect(!ended.output.contains("short,"), "a secret is not shown")
    }

    @Test(
        arguments: [
            (
                "serve --port 0 --mail-folder /proc/nosuch",
                "tintype: The mail folder /proc/nosuch cannot be made: No such file or directory.\n"
            ),
            (
                "worker --mail-folder /etc/passwd",
                "tintype: The mail folder /etc/passwd cannot be made: "
            ),
            (
                "worker --mail-folder /proc/self",
                "tintype: The mail folder /proc/self cannot be written to: "
            ),
            (
                "worker --data /proc/nosuch/data",
                "tintype: The data folder /proc/nosuch/data cannot be made: No such file or "
                    + "directory.\n"
            ),
            (
                "graphql swift --schema $P/Schema --out /proc/nosuch/API",
                "tintype: The folder /proc/nosuch/API cannot be made: No such file or directory.\n"
            ),
            (
                "graphql swift --schema $P/Schema --out /proc/self",
                "tintype: The file /proc/self/AccountsAPI.swift cannot be written: "
            ),
            (
                "serve --listen-address 203.0.113.7",
                "tintype: This machine has no address 203.0.113.7.\n"
            ),
            (
                "migrate --database-url 'postgres://me:hunter2@h/d?nosuch=1'",
                "tintype: The address of the database, postgres://me:***@h/d?nosuch=1, is wrong: "
                    + "invalid URI query parameter: \"nosuch\".\n"
            ),
            (
                "verify --database-url 'postgres://me:hunter2@127.0.0.1:1/d'",
                "tintype: The database cannot be reached: connection to server at \"127.0.0.1\", "
                    + "port 1 failed: Connection refused Is the server running on that host and "
                    + "accepting TCP/IP connections?\n"
            ),
        ])
    func `fails with a sentence`(_ words: String, _ sentence: String) async throws {
        let ended = try await run("$T \(words)")
        #expect(ended.status == 1)
        #expect(ended.output.contains(sentence), "\(ended.output)")
        #expect(!ended.output.contains("hunter2") && !ended.output.contains("Error Domain"))
    }

    @Test func `looks at what is given before it starts databases`() async throws {
        let ended = try await run("$T demo --port 0 --data data --common-passwords /nosuch")
        #expect(ended.status == 1)
        #expect(ended.output == "tintype: /nosuch cannot be read.\n")
    }

    /// Only what registers people must know what they may not be called.
    @Test(arguments: [("serve", true), ("seed", false)])
    func `needs the reserved names`(_ command: String, _ needs: Bool) async throws {
        let ended = try await run(
            """
            cp -r $P/Schema $P/migrations $P/playground . && rm Schema/reserved-names.txt
            $T \(command) --resources . --database-url postgres://u@127.0.0.1:1/d --port 0
            """.replacing(command == "seed" ? " --port 0" : "", with: ""))
        #expect(ended.status == 1)
        let sentence = "tintype: ./Schema/reserved-names.txt cannot be read.\n"
        #expect((ended.output == sentence) == needs, "\(ended.output)")
        #expect(needs || ended.output.hasPrefix("tintype: The database cannot be reached"))
    }

    @Test func `tells a mistake in the file of settings with its line`() async throws {
        let ended = try await run("printf 'A=1\\nTINTYPE_PROT=1\\n' >.env; $T serve")
        #expect(ended.status == 64)
        #expect(
            ended.output
                == "tintype: .env:2: TINTYPE_PROT is no setting that is read from a file.\n")
    }
}

@Suite struct `An address to listen on` {
    @Test func `stands in a URL as it should`() throws {
        #expect(try #require(ListenAddress("127.0.0.1")).url(port: 80) == "http://127.0.0.1:80")
        #expect(try #require(ListenAddress("::1")).url(port: 1) == "http://[::1]:1")
        #expect(try #require(ListenAddress("localhost")).url(port: 1) == "http://127.0.0.1:1")
        #expect(ListenAddress("") == nil)
        #expect(ListenAddress("1.2.3") == nil)
    }

    @Test(arguments: [
        ("0.0.0.0", true), ("::", true), ("0:0:0:0:0:0:0:0", true), ("::ffff:0.0.0.0", true),
        ("::0", true), ("::1", false), ("127.0.0.1", false), ("::ffff:127.0.0.1", false),
    ])
    func `may be all of the machine's`(_ text: String, _ isWildcard: Bool) throws {
        #expect(try #require(ListenAddress(text)).isWildcard == isWildcard)
    }
}

@Suite struct `The address of a site` {
    @Test(arguments: [
        "http://a", "https://a.example:8443", "http://127.0.0.1:8080/", "http://[::1]:8080",
        "https://a.example/base/path", "HTTPS://A.Example", "http://a_b.example",
    ])
    func `is taken`(_ text: String) {
        #expect(PublicURL.mistake(in: text) == nil)
    }

    @Test(arguments: [
        "", "a", "http://", "http:///x", "http://a b", "http://a?x", "http://a#x", "http://u@a",
        "http://u:p@a", "http://a:0", "http://a:65536", "http://a:x", "http://a:", "http://[::1",
        "http://[127.0.0.1]", "http://a..b", "http://-a", "javascript://a", "//a", "http:a",
        "http://a/\u{e9}", "http://a\n",
    ])
    func `is refused`(_ text: String) {
        #expect(PublicURL.mistake(in: text) != nil)
    }

    @Test func `of a page has no path`() {
        #expect(WebOrigin.mistake(inList: "") == nil)
        #expect(WebOrigin.mistake(inList: "*, https://a:8443,capacitor://localhost") == nil)
        for text in ["null", "https://a/", "https://a/x", "a", "https://a,b", "http://a:80"] {
            #expect(WebOrigin.mistake(inList: text) != nil, "\(text)")
        }
        #expect(WebOrigin.all(in: ["HTTPS://A.Example", "*"]) == ["https://a.example", "*"])
    }
}
