import ArgumentParser
import Foundation
import Logging
import TAO
import TestSupport
import Testing

@testable import tintype

extension Settings {
    /// Those of a command line, as if there were no environment but this.
    init(
        parsing arguments: [String], environment: [String: String] = [:],
        environmentFile: String = ""
    ) throws {
        let command = try Tintype.parseAsRoot(arguments)
        self = try #require(command as? any SettingsCommand)
            .settings(environment: environment, environmentFile: environmentFile)
    }
}

extension Setting {
    fileprivate func isDescribed(in help: String) -> Bool {
        help.contains(" \(flag) <") || help.contains(" \(flag)/")
    }
}

@Suite struct `Settings of a command` {
    private func settings(
        _ arguments: [String] = ["serve"], environment: [String: String] = [:], file: String = ""
    ) throws -> Settings {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "tintype-env-\(UUID().uuidString)").path
        try file.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try Settings(
            parsing: arguments, environment: environment, environmentFile: path)
    }

    private func failure(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Failure)?.description ?? Tintype.message(for: error)
        }
    }

    @Test func `have defaults`() throws {
        let settings = try settings()
        #expect(try settings.number(.port) == 8080)
        #expect(settings.text(.address) == "127.0.0.1")
        #expect(settings.list(.memcachedServers) == [])
        #expect(settings.text(.databaseURL) == nil)
    }

    @Test func `come from the flag, then the environment, then the file`() throws {
        let environment = ["PORT": "2"]
        let file = "PORT=3\nTINTYPE_LISTEN_ADDRESS='::1'\n"
        let all = try settings(["serve", "--port", "1"], environment: environment, file: file)
        #expect(try all.number(.port) == 1)
        #expect(all.text(.address) == "::1")
        let two = try settings(environment: environment, file: file)
        #expect(try two.number(.port) == 2)
        #expect(try settings(file: file).number(.port) == 3)
        #expect(try settings(["serve", "-p", "4"]).number(.port) == 4)
    }

    /// What other programs set must not be taken for ours.
    @Test func `have variables with a prefix, save for those that hosts set`() throws {
        let hosts = ["PORT", "DATABASE_URL", "DATABASE_REPLICA_URLS", "MEMCACHED_SERVERS"]
        for setting in Setting.all {
            let isHosts = hosts.contains(setting.variable) || setting.variable == "SECRET_KEY"
            #expect(setting.variable.hasPrefix("TINTYPE_") != isHosts)
        }
        let other = try settings(
            environment: [
                "DATA": "/x", "WORKERS": "x", "LOG_LEVEL": "x", "TINTYPE_PORT": "tcp://10.0.0.1",
                "TINTYPE_SERVICE_HOST": "10.0.0.1",
            ])
        #expect(other.text(.data) == ".tintype")
        #expect(try other.number(.workers) == 2)
        #expect(try other.number(.port) == 8080)
    }

    /// What repairs is asked for each time.
    @Test func `of one run are given on the command line only`() throws {
        let names = Setting.all.map(\.variable)
        for word in ["REPAIR", "SAMPLE", "SECONDS", "CLIENTS", "ASSOCIATIONS", "JSON", "SCHEMA"] {
            #expect(!names.contains("TINTYPE_" + word) && !names.contains(word))
        }
        #expect(
            failure { _ = try settings(["verify"], file: "\nTINTYPE_REPAIR=1\n") }?
                .contains(":2: TINTYPE_REPAIR is no setting that is read from a file.") == true)
    }

    @Test func `keep commas in addresses and part lists`() throws {
        let settings = try settings(
            ["serve", "--database-url", "postgres://a,b/c", "--memcached-servers=h:1, /s.sock,"])
        #expect(settings.text(.databaseURL) == "postgres://a,b/c")
        #expect(settings.list(.memcachedServers) == ["h:1", "/s.sock"])
    }

    @Test(.crosses(\TAOLimits.Type.namespaceBytesMax))
    func `name a cache namespace of so many bytes`() {
        let longest = String(repeating: "n", count: TAOLimits.namespaceBytesMax)
        #expect(cacheNamespaceMistake(in: longest) == nil)
        #expect(cacheNamespaceMistake(in: longest + "n") != nil)
    }

    @Test(
        arguments: [
            (["serve", "--prt", "1"], "Unknown option '--prt'. Did you mean '--port'?"),
            (["migrate", "--port", "1"], "Unknown option '--port'"),
            (["serve", "--port"], "Missing value for '--port <n>'"),
            (["serve", "--port", "--data", "x"], "Missing value for '--port <n>'"),
            (["demo", "now"], "Unexpected argument 'now'"),
            (
                ["demo", "--port", "65536"],
                "--port is \"65536\", but must be a number from 0 to 65535."
            ),
            (["demo", "--port=http"], "--port is \"http\", but must be a number from 0 to 65535."),
            (
                ["serve", "--secret-key", "short"],
                "--secret-key must have 32 bytes or more; try: openssl rand -hex 32."
            ),
            (
                ["serve", "--cache-namespace", "a b"],
                "--cache-namespace is \"a b\", but must be 1 to 32 printable letters."
            ),
            (
                ["serve", "--log-level", "loud"],
                "--log-level is \"loud\", but must be one of trace, debug, info, notice, warning, "
                    + "error, critical."
            ),
            (
                ["bench", "http", "--clients", "0"],
                "--clients is 0, but must be a number from 1 to 1000."
            ),
        ] as [([String], String)])
    func `that are mistaken are told`(_ arguments: [String], _ message: String) {
        #expect(failure { _ = try settings(arguments) } == message)
    }

    @Test(
        arguments: [
            ("nosuch", "There is no command \"nosuch\". See tintype --help."),
            (
                "help srve",
                "There is no command \"srve\". Did you mean \"serve\"? "
                    + "See tintype --help."
            ),
            (
                "graphql chek a.graphql",
                "There is no command \"chek\". Did you mean \"check\"? "
                    + "See tintype graphql --help."
            ),
        ])
    func `of no command are told`(_ line: String, _ message: String) {
        let words = line.split(separator: " ").map(String.init)
        #expect(failure { try Main.checkNames(in: words) } == message)
    }

    @Test(arguments: [
        "", "--help", "help", "help serve", "help graphql check", "serve --port nosuch",
        "graphql", "graphql check nosuch", "bench nosuch",
    ])
    func `may follow a name`(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        #expect(failure { try Main.checkNames(in: words) } == nil)
    }

    @Test func `that are wrong are told with their place`() {
        #expect(
            failure { _ = try settings(environment: ["PORT": "x"]) }
                == "PORT in the environment is \"x\", but must be a number from 0 to 65535.")
        #expect(
            failure { _ = try settings(file: "# ports\nPORT=x") }?
                .hasSuffix(":2: PORT is \"x\", but must be a number from 0 to 65535.") == true)
        #expect(
            failure { _ = try settings(["serve", "-p", "1"], file: "PORT=x") } == nil,
            "what is not used is not looked at")
    }

    @Test func `that are needed are asked for`() throws {
        let settings = try settings()
        let message = failure { _ = try settings.required(.databaseURL) }
        #expect(message == "serve needs --database-url, or DATABASE_URL in the environment.")
    }

    @Test func `may be on or off`() throws {
        #expect(try !settings().isSet(.draftStatusCodes))
        #expect(try settings(["serve", "--draft-status-codes"]).isSet(.draftStatusCodes))
        for on in ["true", "YES", "1"] {
            let environment = ["TINTYPE_DRAFT_STATUS_CODES": on]
            #expect(try settings(environment: environment).isSet(.draftStatusCodes))
            let off = ["serve", "--no-draft-status-codes"]
            #expect(try !settings(off, environment: environment).isSet(.draftStatusCodes))
        }
        #expect(
            failure { _ = try settings(environment: ["TINTYPE_DRAFT_STATUS_CODES": "on"]) }
                == "TINTYPE_DRAFT_STATUS_CODES in the environment is \"on\", but must be true or "
                + "false.")
    }

    @Test func `name a level of the log`() throws {
        #expect(try settings(["serve", "--log-level", "DEBUG"]).logger().logLevel == .debug)
        #expect(try settings().logger().logLevel == .notice)
    }

    /// A setting that a command has but its group forgets would be read from nowhere.
    @Test func `are those of its options`() throws {
        for command in Tintype.configuration.subcommands {
            guard let configured = command as? any SettingsCommand.Type else { continue }
            let words = command == Bench.self ? ["feed"] : []
            let given = try configured.parse(words).given.map(\.setting.flag)
            let help = configured.helpMessage(columns: 1_000)
            for setting in Setting.all {
                let isOption = setting.isDescribed(in: help)
                #expect(given.contains(setting.flag) == isOption, "\(command) \(setting.flag)")
            }
            #expect(Set(given).count == given.count)
        }
    }
}

@Suite struct `A file of settings` {
    private func lines(_ text: String) throws -> [String: String] {
        let lines = try EnvironmentFile("file", text).lines
        return Dictionary(uniqueKeysWithValues: lines.map { ($0.name, $0.value) })
    }

    @Test func `is read with quotes and comments`() throws {
        let values = try lines(
            """
            # comment
            A=1
            export B = two words
            C="#3"
            D='='
              E=  x=y

            H=
            """)
        #expect(
            values == ["A": "1", "B": "two words", "C": "#3", "D": "=", "E": "x=y", "H": ""])
        #expect(try EnvironmentFile("/nowhere/at/all").lines == [])
    }

    @Test(
        arguments: [
            ("A=1\nF\n", "file:2: there is no = in this line."),
            ("=G", "file:1: a name of letters, digits and _ is needed before the =."),
            ("two names=1", "file:1: a name of letters, digits and _ is needed before the =."),
            ("A-B=1", "file:1: a name of letters, digits and _ is needed before the =."),
            ("A=1\n\nA=2", "file:3: A is in line 1 already."),
            ("\r\nA=\"1", "file:2: the quote is not closed."),
        ])
    func `has its mistakes told`(_ text: String, _ message: String) {
        #expect(throws: Failure.self) { try EnvironmentFile("file", text) }
        do {
            _ = try EnvironmentFile("file", text)
        } catch {
            #expect(error.description == message)
        }
    }

    @Test func `may hold names of others, but none that looks like ours`() throws {
        try EnvironmentFile("file", "PROT=1\nRAILS_ENV=x").checkNames(Setting.all)
        let file = try EnvironmentFile("file", "A=1\nTINTYPE_LOG_LEVLE=x")
        do {
            try file.checkNames(Setting.all)
            Issue.record("it was taken")
        } catch {
            #expect(
                error.description == "file:2: TINTYPE_LOG_LEVLE is no setting that is read from a "
                    + "file. Did you mean \"TINTYPE_LOG_LEVEL\"?")
        }
    }
}

@Suite struct `The help` {
    @Test(arguments: Tintype.configuration.subcommands.map { $0._commandName })
    func `of a command names its settings with variable and default`(_ name: String) throws {
        let command = try #require(
            Tintype.configuration.subcommands.first { $0._commandName == name })
        #expect(Tintype.helpMessage().contains("  \(name) "))
        let help = Tintype.helpMessage(for: command, columns: 1_000)
        for setting in Setting.all where setting.isDescribed(in: help) {
            #expect(help.contains("[\(setting.variable)"))
            if let standard = setting.standard, !standard.isEmpty {
                #expect(help.contains("[\(setting.variable); default: \(standard)]"))
            }
        }
    }
}
