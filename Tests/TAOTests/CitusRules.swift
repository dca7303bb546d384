/// What a Citus cluster refuses or does otherwise than one PostgreSQL (tried on one of version 13),
/// told from the text of a statement.
struct CitusRules {
    /// The distribution column of each table, as the migrations say.
    let columns: [String: String]

    init(migrations: [(name: String, text: String)]) throws {
        var columns: [String: String] = [:]
        for (_, text) in migrations {
            for match in text.matches(of: ##/create_distributed_table\('(\w+)', '(\w+)'/##) {
                columns[String(match.1)] = String(match.2)
            }
        }
        self.columns = columns
    }

    // MARK: Statements

    func faults(_ statement: Statement) -> [String] {
        let sql = Self.plain(statement.sql)
        return Self.forbidden.filter { sql.contains($0.text) }.map(\.reason)
            + unknownTables(sql)
            + (statement.changesAll ? [] : unroutedParts(sql, walks: statement.walks))
            + readsOfWhatIsChanged(sql) + locks(sql) + functions(sql) + laterals(sql)
    }

    private static let forbidden: [(text: String, reason: String)] = [
        ("MERGE INTO", "MERGE"), ("PREPARE TRANSACTION", "the cluster's own two-phase commit"),
        ("advisory", "advisory locks are per node"), ("notify", "notifications are per node"),
        ("LISTEN", "notifications are per node"), ("LOCK TABLE", "locks are per node"),
        ("SKIP LOCKED", "SKIP LOCKED over shards"), ("OVER (", "windows read whole lists"),
        ("SERIALIZABLE", "isolation is per node"), ("REPEATABLE READ", "isolation is per node"),
        ("pg_logical_emit_message", "it is called on the node that is connected to"),
    ]

    /// Names behind FROM, JOIN, INTO and UPDATE that are no part of the statement itself.
    func tables(in sql: String) -> [String] {
        let sql = Self.plain(sql)
        let own = Set(sql.matches(of: #/(\w+) AS \(/#).map { String($0.1) })
        let named = sql.matches(of: #/\b(?:FROM|JOIN|INTO|UPDATE) ([a-z_]+)\b(?!\s*\()/#)
        return named.map { String($0.1) }.filter {
            !own.contains($0) && !["unnest", "set", "now"].contains($0)
        }
    }

    private func unknownTables(_ sql: String) -> [String] {
        tables(in: sql).filter { columns[$0] == nil }.map { "\($0) is not distributed" }
    }

    /// Each part that names a table must say on which nodes, or how far, to look.
    private func unroutedParts(_ sql: String, walks: Bool) -> [String] {
        var faults: [String] = []
        let starts = sql.matches(of: #/\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b/#)
            .map(\.range.lowerBound)
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] : sql.endIndex
            var part = String(sql[start..<end])
            let table =
                part.firstMatch(of: #/^(?:INSERT INTO|UPDATE|DELETE FROM) ([a-z_]+)/#)?.1
                ?? part.firstMatch(of: #/\bFROM ([a-z_]+)\b(?!\s*\()/#)?.1
            guard let table, let column = columns[String(table)] else { continue }
            if part.contains("JOIN unnest") { faults.append("\(table) JOIN unnest asks all nodes") }
            if part.contains("SET \(column) =") { faults.append("changes \(table).\(column)") }
            // What follows a subquery belongs to the part around it.
            if part.hasSuffix("( ") { part = String(sql[start...]) }
            let isRouted =
                part.hasPrefix("INSERT")
                ? Self.has(part, "\\([^)]*\\b\(column)\\b[^)]*\\)")
                : Self.has(part, "\\b\(column) (= (ANY\\()?\\$|= o\\.\(column)|= '|IN \\()")
            let isBounded =
                walks && (part.contains("\(column) >") || part.contains("LIMIT"))
            if !isRouted && !isBounded { faults.append("\(table) without \(column): \(part)") }
        }
        return faults
    }

    /// PostgreSQL runs the parts of a statement on one snapshot, Citus one after the other.
    private func readsOfWhatIsChanged(_ sql: String) -> [String] {
        let changed = Set(
            sql.matches(of: #/\b(?:INTO|UPDATE|DELETE FROM) ([a-z_]+)/#).map { String($0.1) })
        let read = sql.replacing("DELETE FROM", with: "DELETE")
            .matches(of: #/\b(?:FROM|JOIN) ([a-z_]+)\b(?!\s*\()/#).map { String($0.1) }
        return read.filter { changed.contains($0) && columns[$0] != nil }
            .map { "reads \($0), which it changes" }
    }

    private func locks(_ sql: String) -> [String] {
        guard sql.contains("FOR_UPDATE") || sql.contains("FOR SHARE") else { return [] }
        let isOnOneNode = columns.values.contains { sql.contains("\($0) = $") }
        return isOnOneNode ? [] : ["locks rows of several shards"]
    }

    private func functions(_ sql: String) -> [String] {
        guard sql.contains("UPDATE") || sql.contains("DO_CHANGE") else { return [] }
        let volatile = [
            "random(", "clock_timestamp(", "timeofday(", "gen_random_uuid(", "nextval(",
            "statement_timestamp(", "pg_current_xact_id(",
        ]
        return volatile.filter(sql.contains).map { "\($0)) in an UPDATE" }
            + Self.conditionalTimes(sql)
    }

    /// Also on tables that are not distributed, if the cluster knows them.
    static func conditionalTimes(_ sql: String) -> [String] {
        let inCase = #/\bCASE\b(?:(?!\bEND\b).)*\bnow\(\)/#.dotMatchesNewlines()
        let inCoalesce = #/\bcoalesce\((?:[^()]|\([^()]*\))*\bnow\(\)/#.dotMatchesNewlines()
        let inConflict = #/\bON CONFLICT\b.*\bWHERE\b.*\bnow\(\)/#.dotMatchesNewlines()
        return sql.contains(inCase) || sql.contains(inCoalesce) || sql.contains(inConflict)
            ? ["now() in a condition of what changes a table"] : []
    }

    private func laterals(_ sql: String) -> [String] {
        guard sql.contains("LATERAL") else { return [] }
        if sql.contains("unnest") { return ["unnest with LATERAL"] }
        let ends = sql.matches(of: #/\w\.id1 = ANY\(/#).count
        return ends == 2 ? [] : ["LATERAL without ANY on both sides"]
    }

    private static func has(_ text: String, _ pattern: String) -> Bool {
        // A point ends a word.
        (try? Regex(pattern).wordBoundaryKind(.simple)).map { text.contains($0) } ?? false
    }

    // MARK: Migrations

    func faults(inMigration text: String) -> [String] {
        let sql = Self.plain(text.replacing(#/--[^\n]*/#, with: ""))
        var faults: [String] = []
        for word in ["REFERENCES", "TRIGGER", "GENERATED ALWAYS AS ("] where sql.contains(word) {
            faults.append("\(word) on a distributed table")
        }
        if sql.contains(#/DROP INDEX [^;]*,/#) {
            faults.append("indexes are dropped one at a time")
        }
        if sql.contains("create_distributed_table"), !sql.contains("extname = 'citus'") {
            faults.append("create_distributed_table without asking for the extension")
        }
        for match in sql.matches(of: #/CREATE UNIQUE INDEX (?:\w+ )?ON (\w+) \(([^)]*)\)/#) {
            faults += fault(String(match.1), unique: String(match.2))
        }
        for match in sql.matches(of: #/CREATE TABLE (\w+) \((.*)/#) {
            let body = String(match.2.prefix { $0 != ";" })
            for key in body.matches(of: #/(?:PRIMARY KEY|UNIQUE) \(([^)]*)\)/#) {
                faults += fault(String(match.1), unique: String(key.1))
            }
            let alone =
                #/(\w+) \w+(?: COLLATE "C")?(?: NOT NULL)? (?:PRIMARY KEY|UNIQUE)\b(?! \()/#
            for key in body.matches(of: alone) {
                faults += fault(String(match.1), unique: String(key.1))
            }
        }
        return faults
    }

    private func fault(_ table: String, unique columnList: String) -> [String] {
        guard let column = columns[table] else { return [] }
        let parts = columnList.split(separator: ",").map {
            $0.trimmingPrefix(#/\s+/#).split(separator: " ").first.map(String.init) ?? ""
        }
        return parts.contains(column) ? [] : ["\(table) is unique by \(columnList)"]
    }

    /// On one line, with what is no UPDATE of its own named otherwise.
    private static func plain(_ sql: String) -> String {
        sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .replacing("DO UPDATE", with: "DO_CHANGE").replacing("FOR UPDATE", with: "FOR_UPDATE")
            .replacing("epoch FROM", with: "epoch OF")
    }
}
