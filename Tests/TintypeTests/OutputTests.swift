import Foundation
import LocalServices
import Postgres
import TAO
import TestSupport
import Testing

@testable import tintype

/// Outputs that take nothing, for every command.
@Suite(.timeLimit(.minutes(10))) struct `A command whose output is` {
    /// Command lines that print something and end by themselves.
    private static let printing = [
        "", "--help", "--version", "help serve", "demo --help", "serve --help", "worker --help",
        "migrate --help", "seed --help", "verify --help", "bench --help", "graphql --help",
        "graphql check --help", "--generate-completion-script bash",
        "graphql print --schema $P/Schema", "graphql introspect --schema $P/Schema",
        "graphql format $P/Schema/query.graphql", "graphql <<<'{}'", "role --help",
        "role give --help", "jobs --help", "help jobs retry", "events --help",
        "events consumers --help", "graphql swift --help",
    ]

    /// A pipe at number 3 whose reader has ended.
    private static let broken = "exec 3> >(:); wait $!; "

    private func status(_ script: String) async throws -> (Int32, String) {
        try await BuiltProgram.withFolder { folder in
            let ended = try await BuiltProgram.bash(script, in: folder)
            return (ended.status, ended.output)
        }
    }

    @Test(arguments: printing)
    func `a broken pipe ends quietly`(_ words: String) async throws {
        let (status, output) = try await status(Self.broken + "$T \(words) >&3")
        #expect(status == 141)
        #expect(output == "")
    }

    @Test(arguments: printing)
    func `closed ends quietly`(_ words: String) async throws {
        let (status, output) = try await status("$T \(words) >&-")
        #expect(status == 141)
        #expect(output == "")
    }

    @Test(arguments: printing)
    func `full ends with the reason`(_ words: String) async throws {
        let (status, output) = try await status("$T \(words) >/dev/full")
        #expect(status == 141)
        #expect(output == "tintype: The output cannot be written: No space left on device.\n")
    }

    @Test(arguments: printing)
    func `whole is not in need of standard error`(_ words: String) async throws {
        let (status, output) = try await status("$T \(words) 2>&-")
        #expect(status == 0)
        #expect(output != "")
    }

    @Test(arguments: [
        "nosuch", "help nosuch", "serve --nosuch", "serve", "worker", "migrate", "seed", "verify",
        "bench", "graphql nosuch", "graphql check", "graphql print", "graphql format",
        "graphql introspect", "demo --port x", "role", "role give x", "role give x king", "jobs",
        "jobs nosuch", "jobs retry", "help jobs nosuch", "events", "events consumers",
        "help role nosuch",
    ])
    func `misused ends with 64, whatever becomes of the reason`(_ words: String) async throws {
        let (status, output) = try await status("$T \(words)")
        #expect(status == 64)
        #expect(output.hasPrefix("tintype: "), "\(output)")
        for silence in [Self.broken + "$T \(words) 2>&3", "$T \(words) 2>&-"] {
            let (status, output) = try await self.status(silence)
            #expect(status == 64)
            #expect(output == "")
        }
        #expect(try await self.status("$T \(words) 2>/dev/full").0 == 64)
    }

    /// What is done is done, though nobody hears of it.
    @Test(arguments: [">&3", ">&-", ">/dev/full"])
    func `gone does not keep the work from being done`(_ sink: String) async throws {
        let url = try await TestServices.freshDatabase()
        let (status, _) = try await status(
            Self.broken + "export DATABASE_URL='\(url)'; $T migrate \(sink)")
        #expect(status == 141)
        let (again, output) = try await self.status("DATABASE_URL='\(url)' $T migrate")
        #expect(again == 0)
        #expect(output == "The tables were up to date.\n")
        let (verified, _) = try await self.status(
            Self.broken + "DATABASE_URL='\(url)' $T verify counts \(sink)")
        #expect(verified == 141)
    }

    /// What commands print of a database, and commands that change it.
    @Test(arguments: [
        "role", "role give ann moderator", "role take ann", "jobs", "jobs retry --all",
        "jobs discard 17", "events", "events --consumer c", "events --follow", "events consumers",
        "verify counts",
    ])
    func `gone ends what works on a database`(_ words: String) async throws {
        let url = try await TestServices.freshDatabase()
        let database = try Database(url: url)
        let (migrated, _) = try await status("DATABASE_URL='\(url)' $T migrate")
        #expect(migrated == 0)
        var record = Record()
        record.set(1, "ann")
        _ = try await database.pipeline([
            "INSERT INTO events (account, kind, version, payload) VALUES (7, 'test', 1, '{}')",
            "INSERT INTO event_consumers (name) VALUES ('d')",
            """
            INSERT INTO objects (id, type, version, data)
            VALUES (8192, 1, 1, \(record.bytes))
            """,
            "INSERT INTO names (name, namespace, id) VALUES ('ann', 1, 8192)",
            """
            INSERT INTO accounts (id, email, password_hash, created_at)
            VALUES (8192, 'ann', '', 0)
            """,
        ])
        for (sink, reason) in [
            (">&3", ""), (">&-", ""), (">&3 2>&-", ""),
            (">/dev/full", "tintype: The output cannot be written: No space left on device.\n"),
        ] {
            _ = try await database.pipeline([
                """
                INSERT INTO jobs (id, queue, kind, payload, state, attempt, attempts_max, finished_at)
                OVERRIDING SYSTEM VALUE
                VALUES (17, 'low', 'x', '', 3, 1, 1, now()) ON CONFLICT DO NOTHING
                """
            ])
            let (status, output) = try await status(
                Self.broken + "export DATABASE_URL='\(url)'; timeout 30 $T \(words) \(sink)")
            #expect(status == 141, "\(sink) \(output)")
            #expect(output == reason, "\(sink)")
        }
        await database.shutdown()
    }

    /// Nothing comes that could be printed, so nothing that is printed fails.
    @Test(arguments: ["events --follow", "events --follow --consumer c"])
    func `left ends what waits for more`(_ words: String) async throws {
        let url = try await TestServices.freshDatabase()
        let (status, output) = try await status(
            """
            export DATABASE_URL='\(url)'; $T migrate >/dev/null
            timeout 60 $T \(words) | sleep 1; echo ${PIPESTATUS[0]}
            timeout 60 $T \(words) >&-; echo $?
            """)
        #expect(status == 0)
        #expect(output == "141\n141\n")
    }

    /// A benchmark that nobody reads ends with its first row.
    @Test func `a broken pipe ends a benchmark`() async throws {
        let (status, output) = try await status(
            Self.broken + "$T bench tao --associations 1000 --seconds 1 --data bench >&3")
        #expect(status == 141)
        #expect(output.contains("Storing "))
    }
}

/// Servers go on where nothing takes what they say.
@Suite(.timeLimit(.minutes(10))) struct `A server whose output is` {
    /// Starts a command, and says `served` once it answers and `ended N` with its status.
    private func serve(
        _ words: String, _ sink: String, databaseURL: String = ""
    ) async throws -> String {
        try await BuiltProgram.withFolder { folder in
            let port = try freePort()
            let script = """
                exec 3> >(:); wait $!
                export DATABASE_URL='\(databaseURL)' SECRET_KEY=0123456789abcdef0123456789abcdef
                export PORT=\(port) TINTYPE_DATA=data
                $T \(words) --log-level debug \(sink) & pid=$!
                for i in {1..3000}; do
                  if (exec 4<>/dev/tcp/127.0.0.1/\(port)) 2>/dev/null; then echo served; break; fi
                  if ! kill -0 $pid 2>/dev/null; then break; fi
                  sleep 0.1
                done
                kill $pid; wait $pid; echo ended $?
                """
            return try await BuiltProgram.bash(script, in: folder).output
        }
    }

    private func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        return Int(in_port_t(bigEndian: address.sin_port))
    }

    @Test(arguments: [
        ">&3 2>&3", ">&- 2>&-", ">/dev/full 2>/dev/full", ">/dev/null 2>&-", ">&3 2>/dev/null",
    ])
    func `gone serves`(_ sink: String) async throws {
        let url = try await TestServices.freshDatabase()
        _ = try await BuiltProgram.withFolder {
            try await BuiltProgram.bash("DATABASE_URL='\(url)' $T migrate", in: $0)
        }
        let output = try await serve("serve", sink, databaseURL: url)
        #expect(output.contains("served\n"), "\(output)")
        #expect(output.contains("ended 0\n"), "\(output)")
    }

    @Test func `gone serves the demo`() async throws {
        let output = try await serve("demo", ">&3 2>&3")
        #expect(output == "served\nended 0\n")
    }

    /// A reader that does not read does not stop the server.
    @Test func `not read serves`() async throws {
        let url = try await TestServices.freshDatabase()
        let output = try await BuiltProgram.withFolder { folder in
            let port = try freePort()
            let script = """
                export DATABASE_URL='\(url)' SECRET_KEY=0123456789abcdef0123456789abcdef
                $T migrate >/dev/null
                mkfifo pipe; exec 3<>pipe
                $T serve --port \(port) --data data --log-level trace >&3 2>&3 & pid=$!
                for i in {1..300}; do
                  (exec 4<>/dev/tcp/127.0.0.1/\(port)) 2>/dev/null && break; sleep 0.1
                done
                # More than a pipe holds: 64 KiB.
                for i in {1..400}; do
                  exec 4<>/dev/tcp/127.0.0.1/\(port) || exit 1
                  printf 'GET /nosuch HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' >&4
                  read -t 20 line <&4 || { echo "no answer $i"; exit 1; }
                done
                kill $pid; wait $pid; echo ended $?
                """
            return try await BuiltProgram.bash(script, in: folder)
        }
        #expect(output.status == 0)
        #expect(output.output.hasSuffix("ended 0\n"), "\(output.output)")
    }

    /// Not even the last words, when not one more byte finds room.
    @Test(arguments: ["serve --port 0", "worker"])
    func `full to its brim ends when it is told to`(_ command: String) async throws {
        let url = try await TestServices.freshDatabase()
        let output = try await BuiltProgram.withFolder { folder in
            let script = """
                export DATABASE_URL='\(url)' SECRET_KEY=0123456789abcdef0123456789abcdef
                $T migrate >/dev/null
                mkfifo pipe; exec 3<>pipe
                $T \(command) --data data >&3 2>&3 & pid=$!
                sleep 3
                dd if=/dev/zero of=pipe oflag=nonblock bs=1 count=70000 2>/dev/null
                kill $pid
                for i in {1..300}; do kill -0 $pid 2>/dev/null || break; sleep 0.1; done
                kill -KILL $pid 2>/dev/null; wait $pid; echo ended $?
                """
            return try await BuiltProgram.bash(script, in: folder)
        }
        #expect(output.output.hasSuffix("ended 0\n"), "\(output.output)")
    }
}
