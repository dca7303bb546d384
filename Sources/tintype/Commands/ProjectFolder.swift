import Foundation

/// Where the schema, the migrations and the playground are.
struct ProjectFolder: Sendable {
    let path: String

    var schema: String { path + "/Schema" }
    var reservedNames: String { schema + "/reserved-names.txt" }
    var rankingWeights: RankingFolder { RankingFolder(path: schema + "/ranking-weights.json") }
    var migrations: String { path + "/migrations" }
    var playground: String { path + "/playground" }

    /// The folder that was chosen; else the nearest one above the program or above the current
    /// folder that has all of them, so that a build in the project just works.
    static func find(_ settings: Settings) throws -> ProjectFolder {
        if let chosen = settings.text(.resources) {
            guard let folder = ProjectFolder(complete: chosen) else {
                throw Failure(
                    "\(chosen) does not hold Schema, migrations and playground.",
                    status: Failure.misused)
            }
            return folder
        }
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let starts = [program, FileManager.default.currentDirectoryPath].compactMap { $0 }
        for start in starts {
            var url = URL(filePath: start)
            while url.path != "/" {
                if let folder = ProjectFolder(complete: url.path) { return folder }
                url.deleteLastPathComponent()
            }
        }
        throw Failure(
            "The folders Schema, migrations and playground were not found; tell where they are "
                + "with \(Setting.resources.flag).")
    }

    private init?(complete path: String) {
        self.path = path
        let names = ["Schema", "migrations", "playground"]
        let isComplete = names.allSatisfy {
            FileManager.default.fileExists(atPath: "\(path)/\($0)")
        }
        guard isComplete else { return nil }
    }
}
