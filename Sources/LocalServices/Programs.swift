import Foundation
import Glibc

/// Where the programs are.
enum Programs {
    /// The programs of one installed PostgreSQL.
    struct Postgres: Sendable {
        /// Such as "15".
        let majorVersion: String
        /// The folder with `postgres`, `initdb` and `createdb`.
        let folder: String

        func path(_ program: String) -> String { folder + "/" + program }
    }

    /// The first folder of `PATH` that has it, or one of the usual folders.
    static func find(_ program: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders =
            path.split(separator: ":").map(String.init)
            + ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"]
        return folders.map { $0 + "/" + program }.first { access($0, X_OK) == 0 }
    }

    /// Every PostgreSQL server that is installed, newest first.
    static func installedPostgres(root: String = "/usr/lib/postgresql") -> [Postgres] {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        var found =
            versions
            .map { Postgres(majorVersion: $0, folder: "\(root)/\($0)/bin") }
            .filter { programs in
                ["postgres", "initdb"].allSatisfy { access(programs.path($0), X_OK) == 0 }
            }
            .sorted { (Int($0.majorVersion) ?? 0) > (Int($1.majorVersion) ?? 0) }
        if let initdb = find("initdb"), let folder = realFolder(of: initdb),
            !found.contains(where: { $0.folder == folder }),
            access(folder + "/postgres", X_OK) == 0,
            let version = sharedVersion(ofProgramsIn: folder)
        {
            found.append(Postgres(majorVersion: version, folder: folder))
        }
        return found
    }

    /// The folder a program lies in once links are followed. `realpath(3)`
    private static func realFolder(of program: String) -> String? {
        guard let real = realpath(program, nil) else { return nil }
        defer { free(real) }
        return String(cString: real).split(separator: "/").dropLast()
            .reduce("") { $0 + "/" + $1 }
    }

    /// Major version of a PostgreSQL outside of Debian's layout: every installation writes it into
    /// the catalogue file initdb reads, as "# PostgreSQL 15".
    private static func sharedVersion(ofProgramsIn folder: String) -> String? {
        for share in ["/../share/postgresql", "/../share"] {
            let catalogue = folder + share + "/postgres.bki"
            guard let handle = FileHandle(forReadingAtPath: catalogue),
                let start = try? handle.read(upToCount: 64)
            else { continue }
            let line = String(decoding: start, as: UTF8.self).prefix { $0 != "\n" }
            return line.split(separator: " ").last.map(String.init)
        }
        return nil
    }
}
