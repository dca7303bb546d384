import Foundation
import LocalServices
import Postgres
import TestSupport
import Testing

@testable import tintype

/// Runs of the built program in which every flag that its help lists is given, and does something.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `Every flag` {
    /// The runs below, by the test that makes them.
    private static let serveFlags = [
        "serve", "--listen-address", "::", "--public-url", "http://example.org:81/base/",
        "--allowed-origins", "https://a.example,https://b.example:8443", "--draft-status-codes",
        "--trusted-proxies", "10.0.0.0/8,::1",
        "--no-introspection", "--playground", "off", "--cache-namespace", "flags",
        "--database-connections", "3", "--workers", "0", "--log-level", "debug", "--port", "0",
        "--database-pooled", "--shutdown-grace-seconds", "1", "--rate-factor", "2",
        "--common-passwords", "/etc/passwd", "--id-key", "a key that ids are encrypted with",
        "--smtp-url", "smtps://user:a-password@mail.invalid", "--mail-from",
        "Tin <no-reply@x.example>",
        "--smtp-certificates", "/etc/ssl/certs/ca-certificates.crt",
        "--client-url", "https://client.example",
        "--secret-key", "a secret that is only good for tests",
    ]
    private static let serveShort = [
        "serve", "--mail-folder", "mails", "-p", "0", "-w", "0", "-l", "info", "-d", "short",
        "--no-draft-status-codes",
        "--introspection", "--no-database-pooled",
    ]
    private static let places = [
        "--database-url", "--database-replica-urls", "--memcached-servers", "--data", "--resources",
    ]
    private static let workerWithFolder = [
        "worker", "--mail-folder", "mails", "--public-url", "https://client.example",
        "--secret-key", "a secret that is only good for tests",
    ]
    private static let worker = [
        "worker", "--smtp-url", "smtp://user:a-password@mail.invalid", "--mail-from", "a@x.example",
        "--smtp-certificates", "/etc/ssl/certs/ca-certificates.crt",
        "--client-url", "https://client.example",
        "--queues", "low,media", "-w", "1", "--workers", "2", "-l", "info", "--log-level",
        "debug", "-d", "short", "--database-pooled", "--no-database-pooled",
        "--cache-namespace", "flags", "--database-connections", "2",
        "--id-key", "a key that ids are encrypted with",
        "--secret-key", "a secret that is only good for tests",
    ]
    private static let commands = [
        "migrate --database-url $U --resources $P --database-pooled --no-database-pooled",
        "verify --database-url $U --memcached-servers $M --cache-namespace flags --repair "
            + "--sample 1 counts cache --resources $P --database-pooled --no-database-pooled",
        "seed --database-url $U --memcached-servers $M --cache-namespace flags --secret-key $S --id-key $S "
            + "-d short --data data --database-connections 4 --resources $P -l info "
            + "--log-level error --database-pooled --no-database-pooled",
        "seed --size S --seed 3 --database-url $U --memcached-servers $M --secret-key $S --data data --resources $P",
        "bench http -j --json -c 2 --clients 1 -t 2 --seconds 1 -d short --data data "
            + "--database-connections 4 --resources $P -l info --log-level error",
        "bench tao --associations 1000 --seconds 1 --data data >&3",
        "jobs list --dead --queue low --limit 3 --json --database-url $U --resources $P "
            + "--database-pooled --no-database-pooled -j",
        "jobs retry --all --database-url $U --resources $P --database-pooled "
            + "--no-database-pooled",
        "role list --limit 3 --database-url $U --resources $P --database-pooled --no-database-pooled",
        "role give x admin --note y --database-url $U --resources $P --database-pooled "
            + "--no-database-pooled",
        "role take x --note y --database-url $U --resources $P --database-pooled "
            + "--no-database-pooled",
        "jobs discard 17 --database-url $U --resources $P --database-pooled "
            + "--no-database-pooled",
        "events print --after 3 --database-url $U --resources $P --database-pooled "
            + "--no-database-pooled",
        "events consumers --database-url $U --resources $P --database-pooled "
            + "--no-database-pooled",
        "rank train --days 3 --name x --version 2 --share 0.5 --penalty 2 --generated 5000 --out x.json "
            + "--database-url $U --resources $P --database-pooled --no-database-pooled",
        "rank train --generated 5000 -o y.json --resources $P",
        "bench product --size S --accounts 20 --html curves.html --seconds 1 --data data >&3",
        "bench events --seconds 1 --data data",
        "graphql check -s $P/Schema $P/playground/queries/viewer.graphql",
        "graphql check --assume-valid --schema $P/Schema $P/playground/queries/viewer.graphql",
        "graphql print -s $P/Schema", "graphql print --assume-valid --schema $P/Schema",
        "graphql introspect -s $P/Schema", "graphql introspect --assume-valid --schema $P/Schema",
        "graphql swift -s $P/Schema --out .",
        "graphql swift --assume-valid --schema $P/Schema --out .",
    ]
    private static let follower = ["events", "print", "-f", "--follow", "--consumer", "flags"]
    private static let demo = [
        "demo", "-p", "1", "--port", "0", "--listen-address", "127.0.0.1", "--public-url",
        "https://demo.example", "--allowed-origins", "*", "--trusted-proxies", "::1",
        "--draft-status-codes",
        "--no-draft-status-codes", "--no-introspection", "--introspection", "--playground",
        "-w", "1", "--workers", "2", "-d", "short", "--data", "data", "--database-connections", "4",
        "--common-passwords", "/etc/passwd", "--resources", "-l", "info", "--log-level", "warning",
    ]

    /// All runs as words.
    private static let runs: [[String]] =
        [
            serveFlags + places, serveShort + ["--playground"], worker + places,
            workerWithFolder + places, demo, follower,
        ]
        + commands.map { $0.split(separator: " ").map(String.init) }

    /// Flags of each command, as the program itself lists them.
    private func documented() async throws -> [String: Set<String>] {
        struct Dump: Decodable {
            struct Command: Decodable {
                struct Argument: Decodable {
                    struct Name: Decodable {
                        let kind: String
                        let name: String
                    }
                    let names: [Name]?
                }
                let commandName: String
                let subcommands: [Command]?
                let arguments: [Argument]?
            }
            let command: Command
        }
        let ended = try await BuiltProgram.withFolder {
            try await BuiltProgram.bash("$T --experimental-dump-help", in: $0)
        }
        let dump = try JSONDecoder().decode(Dump.self, from: Data(ended.output.utf8))
        var flags: [String: Set<String>] = [:]
        func add(_ command: Dump.Command, _ path: String) {
            for name in (command.arguments ?? []).flatMap({ $0.names ?? [] }) {
                let flag = (name.kind == "short" ? "-" : "--") + name.name
                if !["-h", "--help", "--version"].contains(flag) {
                    flags[path, default: []].insert(flag)
                }
            }
            for next in command.subcommands ?? [] where next.commandName != "help" {
                add(next, path.isEmpty ? next.commandName : "\(path) \(next.commandName)")
            }
        }
        add(dump.command, "")
        return flags
    }

    @Test func `is given in a run`() async throws {
        var given: [String: Set<String>] = [:]
        for words in Self.runs {
            let isGroup = ["graphql", "jobs", "events", "role", "rank"].contains(words[0])
            let command = isGroup ? words[0...1].joined(separator: " ") : words[0]
            given[command, default: []].formUnion(words.filter { $0.hasPrefix("-") })
        }
        let documented = try await documented()
        #expect(documented.keys.count == 20, "\(documented.keys.sorted())")
        for (command, flags) in documented {
            #expect(flags.subtracting(given[command] ?? []) == [], "tintype \(command)")
        }
    }

    @Test func `of serve and worker is heeded`() async throws {
        let url = try await TestServices.freshDatabase()
        let shortURL = try await TestServices.freshDatabase()
        let memcached = try await TestServices.shared.memcachedServers[0]
        try await BuiltProgram.withFolder { folder in
            func places(_ url: String, _ data: String) -> [String] {
                let values = [url, url, memcached, folder + data, BuiltProgram.project]
                return zip(Self.places, values).flatMap { [$0, $1] }
            }
            for url in [url, shortURL] {
                let migrated = try await BuiltProgram.bash(
                    "U='\(url)'; $T \(Self.commands[0])", in: folder)
                #expect(migrated.status == 0)
            }
            let (shortPlaces, places) = (places(shortURL, "/short"), places(url, "/data"))
            let worker = try await RunningProgram(Self.worker + places, in: folder)
            #expect(try await worker.line("working on ") == "2 jobs at a time")
            let server = try await RunningProgram(Self.serveFlags + places, in: folder)
            let address = try await server.line("listening on ")
            #expect(address.hasPrefix("http://[::]:"))
            let port = try #require(address.split(separator: ":").last)
            try await checkFlags(HTTPAsker(address: "http://127.0.0.1:\(port)"))
            #expect(server.printed.contains(" debug "))
            #expect(await server.stop() == "exit status 0")
            #expect(await worker.stop() == "exit status 0")
            #expect(!FileManager.default.fileExists(atPath: folder + "/short"))

            let page = folder + "/page"
            try FileManager.default.createDirectory(
                atPath: page, withIntermediateDirectories: true)
            try Data("<p>a page".utf8).write(to: URL(filePath: page + "/index.html"))
            let short = try await RunningProgram(
                Self.serveShort + ["--playground", page],
                environment: ["DATABASE_URL": shortURL, "SECRET_KEY": Self.serveFlags.last ?? ""],
                in: folder)
            let other = HTTPAsker(address: try await short.line("listening on "))
            #expect(other.address.hasPrefix("http://127.0.0.1:"))
            #expect(try await other.get("/").text == "<p>a page")
            #expect(
                try await other.get("/mode.json").text == #"{"demo":null,"introspection":true}"#)
            let schema = try await other.graphQL("{ __schema { queryType { name } } }")
            #expect(schema.text.contains("Query"))
            #expect(!short.printed.contains(" debug "))
            for program in [server, short, worker] {
                #expect(!program.printed.contains("sends no mail"))
                #expect(!program.printed.contains("a-password"))
            }
            try await checkMail(other, places: shortPlaces, in: folder)
            #expect(FileManager.default.fileExists(atPath: folder + "/short/pictures"))
            await short.stop()
        }
    }

    /// What a server with a mail folder asks for is put there by a worker that has the same.
    private func checkMail(_ asker: HTTPAsker, places: [String], in folder: String) async throws {
        _ = try await asker.graphQL(
            """
            mutation { accountRegister(input: {
              username: "ben", email: "ben@example.com", password: "not-so-common-7"
            }) { tokens { accessToken } } }
            """)
        let worker = try await RunningProgram(Self.workerWithFolder + places, in: folder)
        _ = try await worker.line("working on ")
        let mails = URL(filePath: folder + "/mails")
        let isSent = try await eventually {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: mails.path)) ?? []
            return try names.contains { name in
                let text = try String(contentsOf: mails.appending(path: name), encoding: .utf8)
                return text.contains("\r\nTo: ben@example.com\r\n")
                    && text.contains("\r\nhttps://client.example/#confirm-email=")
            }
        }
        #expect(isSent)
        await worker.stop()
    }

    /// What the flags of the first server change.
    private func checkFlags(_ asker: HTTPAsker) async throws {
        #expect(try await asker.get("/").status == 404)
        let origin = try await asker.get("/ready", headers: ["Origin": "https://b.example:8443"])
        #expect(origin.headers["access-control-allow-origin"] == "https://b.example:8443")
        let foreign = try await asker.get("/ready", headers: ["Origin": "https://c.example"])
        #expect(foreign.headers["access-control-allow-origin"] == nil)
        let schema = try await asker.graphQL(
            "{ __schema { queryType { name } } }",
            headers: ["Accept": "application/graphql-response+json"])
        #expect(schema.status == 422)
        #expect(schema.text.contains("introspection has been disabled"))
        let registered = try await asker.graphQL(
            """
            mutation { accountRegister(input: {
              username: "ann", email: "ann@example.com", password: "not-so-common-7"
            }) { tokens { accessToken } } }
            """)
        let token = try #require(
            registered.text.firstMatch(of: #/"accessToken":"([^"]+)"/#)?.output.1)
        let upload = try await asker.graphQL(
            """
            mutation { mediaUploadCreate(input: { contentType: "image/jpeg", byteCount: 4 }) {
              upload { url } } }
            """, headers: ["Authorization": "Bearer \(token)"])
        #expect(upload.text.contains("http://example.org:81/base/upload/"), "\(upload.text)")
    }

    @Test(arguments: commands.dropFirst())
    func `of a command that ends is taken`(_ words: String) async throws {
        let url = try await TestServices.freshDatabase()
        let memcached = try await TestServices.shared.memcachedServers[0]
        try await BuiltProgram.withFolder { folder in
            let ended = try await BuiltProgram.bash(
                """
                exec 3> >(:); wait $!
                U='\(url)' M='\(memcached)' S=0123456789abcdef0123456789abcdef
                $T migrate --database-url "$U" >/dev/null && $T \(words)
                """, in: folder)
            // What was printed to a closed output, and what finds nothing in an empty database.
            let statuses = ["verify": 3, "jobs discard": 1, "role give": 1, "role take": 1]
            let empty = statuses.first { words.hasPrefix($0.key) }
            let status = words.contains(">&3") ? 141 : empty?.value ?? 0
            #expect(ended.status == Int32(status), "\(ended.output)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/short"), "the last counts")
        }
    }

    @Test func `of a follower of events is heeded`() async throws {
        let url = try await TestServices.freshDatabase()
        let database = try Database(url: url)
        func tell(_ number: Int) async throws {
            _ = try await database.query(
                """
                INSERT INTO events (account, kind, version, payload)
                VALUES (7, 'test', 1, \(Array("{\"n\":\(number)}".utf8)))
                """)
        }
        try await BuiltProgram.withFolder { folder in
            func events(_ words: String) async throws -> [Substring] {
                let ended = try await BuiltProgram.bash(
                    "$T events \(words) --database-url '\(url)' --resources $P", in: folder)
                #expect(ended.status == 0, "\(ended.output)")
                return ended.output.split(separator: "\n")
            }
            let migrated = try await BuiltProgram.bash(
                "$T migrate --database-url '\(url)'", in: folder)
            #expect(migrated.status == 0)
            try await tell(1)
            let follower = try await RunningProgram(
                Self.follower + ["--database-url", url, "--resources", BuiltProgram.project],
                in: folder)
            let first = try await follower.line(#"{"id":1,"#)
            #expect(first.hasSuffix(#","account":7,"kind":"test","version":1,"payload":{"n":1}}"#))
            // Events are kept for days.
            let day = Date.now.formatted(.iso8601.year().month().day())
            #expect(first.hasPrefix("\"at\":\"\(day)T"), "\(first)")
            #expect(first.contains("Z\",\"account\""), "\(first)")
            try await tell(2)
            _ = try await follower.line(#"{"id":2,"#)
            #expect(await follower.stop() == "exit status 0")
            // It has kept its place, and given it back.
            try await tell(3)
            let consumers = try await events("consumers")
            #expect(consumers.count == 1)
            #expect(consumers[0].hasPrefix(#"{"name":"flags","after":2,"isRunning":false,"lag"#))
            #expect(
                try await events("--after 1").map { $0.prefix(7) } == [#"{"id":2"#, #"{"id":3"#])
            #expect(try await events("--consumer flags").map { $0.prefix(7) } == [#"{"id":3"#])
            #expect(try await events("--consumer flags") == [])
        }
        await database.shutdown()
    }

    @Test func `of the demo is heeded`() async throws {
        try await BuiltProgram.withFolder { folder in
            var words = Self.demo
            for (flag, value) in [
                ("--resources", BuiltProgram.project),
                ("--playground", BuiltProgram.project + "/playground"),
            ] {
                words.insert(value, at: try #require(words.firstIndex(of: flag)) + 1)
            }
            let demo = try await RunningProgram(words, in: folder)
            let asker = HTTPAsker(address: try await demo.line("listening on "))
            #expect(demo.printed.contains("The page          https://demo.example\n"))
            let mode = try await asker.get("/mode.json", headers: ["Origin": "https://a.example"])
            #expect(mode.headers["access-control-allow-origin"] == "*")
            #expect(
                mode.text == #"{"demo":{"accounts":["alice","bob","carol","dan"],"#
                    + #""password":"tintype-demo"},"introspection":true}"#)
            #expect(await demo.stop() == "exit status 0")
            #expect(FileManager.default.fileExists(atPath: folder + "/data/postgres"))
            #expect(!FileManager.default.fileExists(atPath: folder + "/short"))
        }
    }

    /// Completions as a shell asks for them.
    @Test func `is completed by the shell`() async throws {
        let ended = try await BuiltProgram.withFolder {
            try await BuiltProgram.bash(
                """
                source <($T --generate-completion-script bash)
                complete -p tintype
                ask() {
                  COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                  COMPREPLY=(); _tintype "$1" "${@: -1}" "${@: -2:1}"; echo "${COMPREPLY[@]}"
                }
                ask tintype ser
                ask tintype serve --publ
                ask tintype serve --log-level err
                ask tintype graphql che
                for shell in zsh fish; do $T --generate-completion-script $shell | grep -c database-url; done
                """, in: $0)
        }
        let lines = ended.output.split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        #expect(lines.first?.contains("_tintype") == true, "\(ended.output)")
        #expect(lines.dropFirst().prefix(4) == ["serve", "--public-url", "error", "check"])
        #expect(lines.suffix(2).allSatisfy { (Int($0) ?? 0) > 0 })
    }
}
