import Crypto
import Foundation

/// Why the files of a folder cannot be applied.
package enum MigrationError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String)
    case badName(file: String)
    /// The numbers are not 1, 2, 3, …
    case outOfOrder(file: String, expected: Int)
    /// The database has this migration, and the folder another one or none of that number.
    case changed(version: Int, applied: String, found: String?)
    /// The file has another text than when it was applied.
    case edited(file: String)

    /// One sentence for the person who migrates.
    package var description: String {
        switch self {
        case .unreadable(let path):
            "The migrations in \(path) cannot be read."
        case .badName(let file):
            "The migration \(file) is not named like 0001_create_tables.sql."
        case .outOfOrder(let file, let expected):
            "The migration \(file) should have the number \(expected): numbers have no gaps and "
                + "no duplicates."
        case .changed(let version, let applied, let found):
            "The database was migrated with \(applied) as number \(version), but the folder has "
                + "\(found ?? "no such number"); migrations that were applied cannot change."
        case .edited(let file):
            "The migration \(file) was edited after the database had run it; what it should do "
                + "otherwise belongs into a new migration."
        }
    }
}

/// A file of SQL and its number.
struct Migration: Sendable {
    /// What a database knows of one that it has run.
    struct Applied: Sendable {
        let version: Int
        let name: String
        /// nil if it was run by a program that kept none.
        let checksum: String?
    }

    let version: Int
    /// Of the file, without the folder.
    let name: String
    let sql: String

    /// SHA-256 of the text, in hexadecimal digits.
    var checksum: String {
        SHA256.hash(data: Array(sql.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }.joined()
    }

    /// The migrations of a folder, in order; other files than `*.sql` are left alone.
    static func all(in directory: String) throws(MigrationError) -> [Migration] {
        guard let files = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .unreadable(path: directory)
        }
        var migrations: [Migration] = []
        for file in files.sorted() where file.hasSuffix(".sql") {
            let expected = migrations.count + 1
            guard let separator = file.firstIndex(of: "_"), file[..<separator].count == 4,
                let version = Int(file[..<separator])
            else { throw .badName(file: file) }
            guard version == expected else { throw .outOfOrder(file: file, expected: expected) }
            guard let bytes = FileManager.default.contents(atPath: directory + "/" + file) else {
                throw .unreadable(path: directory + "/" + file)
            }
            let sql = String(decoding: bytes, as: UTF8.self)
            migrations.append(Migration(version: version, name: file, sql: sql))
        }
        return migrations
    }

    /// Compares what a database has with what a folder has.
    ///
    /// - Returns: What is to be applied.
    static func pending(
        _ migrations: [Migration], applied: [Applied]
    ) throws(MigrationError) -> [Migration] {
        try compare(migrations, applied)
        if applied.count > migrations.count {
            let row = applied[migrations.count]
            throw .changed(version: row.version, applied: row.name, found: nil)
        }
        return Array(migrations.dropFirst(applied.count))
    }

    /// Throws if those that both have are not the same.
    static func compare(
        _ migrations: [Migration], _ applied: [Applied]
    ) throws(MigrationError) {
        for (row, found) in zip(applied, migrations) {
            guard found.version == row.version, found.name == row.name else {
                throw .changed(version: row.version, applied: row.name, found: found.name)
            }
            guard row.checksum == nil || row.checksum == found.checksum else {
                throw .edited(file: found.name)
            }
        }
    }
}
