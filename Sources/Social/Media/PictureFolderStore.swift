import Postgres

/// The row of `picture_stores`: which folder of pictures and uploads belongs to this database.
struct PictureFolderStore: Sendable {
    let database: Database

    /// The name of the folder, nil as long as there is none; and whether files are known to be in it.
    func known() async throws(PostgresError) -> (name: String?, hasFiles: Bool) {
        let answers = try await database.pipeline([
            "SELECT name FROM picture_stores", "SELECT 1 FROM blob_uses LIMIT 1",
        ])
        return (answers[0].first?.string(0), !answers[1].isEmpty)
    }

    /// Says that a folder is the one, unless another process has said so of its own.
    /// - Returns: the name of the one that is.
    func claim(_ name: String) async throws(PostgresError) -> String? {
        let answers = try await database.pipeline([
            """
            INSERT INTO picture_stores (is_ours, name) VALUES (true, \(name))
            ON CONFLICT (is_ours) DO NOTHING
            """,
            "SELECT name FROM picture_stores",
        ])
        return answers[1].first?.string(0)
    }
}
