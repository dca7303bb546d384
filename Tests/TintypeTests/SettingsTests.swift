import Foundation
import Logging
import Testing

@testable import tintype

@Suite struct `Settings of a command` {
    private func settings(
        _ command: Command = .serve, _ arguments: [String] = [],
        environment: [String: String] = [:], file: String = ""
    ) throws -> Settings {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "tintype-env-\(UUID().uuidString)").path
        try file.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try Settings(
            command, arguments: arguments, environment: environment, environmentFile: path)
    }

    private func failure(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Failure)?.description
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
        let file = "PORT=3\nLISTEN_ADDRESS='::1'\n"
        let all = try settings(.serve, ["--port", "1"], environment: environment, file: file)
        #expect(try all.number(.port) == 1)
        #expect(all.text(.address) == "::1")
        let two = try settings(environment: environment, file: file)
        #expect(try two.number(.port) == 2)
        #expect(try settings(file: file).number(.port) == 3)
    }

    @Test func `keep commas in addresses and part lists`() throws {
        let settings = try settings(
            .serve,
            ["--database-url", "postgres://a,b/c", "--memcached-servers=h:1, /s.sock,"])
        #expect(settings.text(.databaseURL) == "postgres://a,b/c")
        #expect(settings.list(.memcachedServers) == ["h:1", "/s.sock"])
    }

    @Test func `can be switches`() throws {
        #expect(try settings(.bench, ["feed", "--json"]).isSet(.json))
        #expect(try settings(.bench, ["--json", "feed"]).words == ["feed"])
        #expect(try !settings(.bench, ["feed"]).isSet(.json))
        #expect(try settings(.bench, ["feed"], environment: ["JSON": "true"]).isSet(.json))
    }

    @Test(
        arguments: [
            (.serve, ["--prt", "1"], "serve has no option --prt. See tintype serve --help."),
            (
                .migrate, ["--port", "1"],
                "migrate has no option --port. See tintype migrate --help."
            ),
            (.serve, ["-p", "1"], "serve has no option -p. See tintype serve --help."),
            (.serve, ["--port"], "--port needs a value, such as --port 8080."),
            (.serve, ["--port", "--data", "x"], "--port needs a value, such as --port 8080."),
            (.serve, ["--port", "1", "--port", "2"], "--port is given twice."),
            (.demo, ["now"], "demo does not take \"now\". See tintype demo --help."),
            (
                .demo, ["--port", "65536"],
                "--port (PORT) is \"65536\", but must be a number from 0 to 65535."
            ),
            (
                .demo, ["--port=http"],
                "--port (PORT) is \"http\", but must be a number from 0 to 65535."
            ),
        ] as [(Command, [String], String)])
    func `that are mistaken are told`(_ command: Command, _ arguments: [String], _ message: String)
    {
        #expect(failure { _ = try settings(command, arguments) } == message)
    }

    @Test func `that are needed are asked for`() throws {
        let settings = try settings()
        let message = failure { _ = try settings.required(.databaseURL) }
        #expect(message == "serve needs --database-url, or DATABASE_URL in the environment.")
    }

    @Test func `name a level of the log`() throws {
        #expect(try settings(.serve, ["--log-level", "DEBUG"]).logger().logLevel == .debug)
        let message = failure { _ = try settings(.serve, ["--log-level", "loud"]).logger() }
        #expect(message == "--log-level is \"loud\", which is no level.")
    }

    @Test func `of a file are read with quotes and comments`() {
        let values = EnvironmentFile.parse(
            """
            # comment
            A=1
            export B = two words
            C="#3"
            D='='
              E=  x=y
            F
            =G
            two names=1
            H=
            """)
        #expect(
            values == [
                "A": "1", "B": "two words", "C": "#3", "D": "=", "E": "x=y", "H": "",
            ])
        #expect(EnvironmentFile.read("/nowhere/at/all") == [:])
    }
}

@Suite struct `The help` {
    @Test func `names every command and option with its variable and default`() {
        let text = Help.overview
        for command in Command.allCases { #expect(text.contains("  \(command.rawValue) ")) }
        for option in Option.all {
            #expect(text.contains("  \(option.flag) "))
            #expect(text.contains(" \(option.variable)"))
            if let standard = option.standard, !standard.isEmpty {
                #expect(text.contains("default: \(standard)"))
            }
        }
    }

    @Test(arguments: Command.allCases)
    func `of a command has its options and no others`(_ command: Command) {
        let text = Help.text(for: command)
        #expect(text.hasPrefix("Usage: tintype \(command.rawValue)"))
        for option in Option.all {
            #expect(text.contains("  \(option.flag) ") == option.commands.contains(command))
        }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func `is not ambiguous`() {
        #expect(Set(Option.all.map(\.flag)).count == Option.all.count)
        #expect(Option.all.allSatisfy { !$0.commands.isEmpty })
    }
}
