import Foundation
import Postgres
import Testing

@testable import TAO

/// Every statement of the store runs unchanged on one PostgreSQL and on a Citus cluster: what such
/// a cluster refuses, sends to all its nodes, or takes to mean something else, is refused here.
@Suite struct CitusTests {
    @Test func `no statement of the store has a form that a cluster refuses`() throws {
        let rules = try CitusRules(migrations: Self.migrations())
        for statement in Statements.all {
            #expect(rules.faults(statement) == [], "\(statement.name)")
        }
    }

    /// A statement that is written somewhere and not listed below would never be looked at.
    @Test func `every statement of the store is looked at`() throws {
        let folder = migrationsFolder + "/../Sources/TAO"
        var places: [String: Int] = [:]
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".swift") }
        for file in files {
            let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
            let count = text.matches(
                of: #/(?:"""\s*\n\s*|")(?:SELECT|INSERT|UPDATE|DELETE|WITH|LOCK|CREATE|MERGE) /#
            ).count
            if count > 0 { places[file] = count }
        }
        #expect(places.keys.allSatisfy { $0.hasPrefix("Store/") }, "SQL lives in Store/")
        let texts = Set(Statements.all.map(\.sql))
        #expect(texts.count == places.values.reduce(0, +), "\(places)")
    }

    /// The other targets have statements too, on tables that the cluster knows.
    @Test func `no statement of the project has the time in a condition of a change`() throws {
        let folder = migrationsFolder + "/../Sources"
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".swift") }
        var changes = 0
        for file in files.sorted() {
            let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
            for match in text.matches(of: #/"""(.*?)"""/#.dotMatchesNewlines()) {
                let sql = String(match.1)
                guard sql.contains(#/\b(?:UPDATE|INSERT INTO|DELETE FROM) /#) else { continue }
                changes += 1
                #expect(CitusRules.conditionalTimes(sql) == [], "\(file): \(sql)")
            }
        }
        #expect(changes > 20)
    }

    @Test func `migrations keep each unique key on one node and distribute every table`() throws {
        let files = try Self.migrations()
        let rules = try CitusRules(migrations: files)
        #expect(rules.columns["objects"] == "id" && rules.columns["associations"] == "id1")
        for (name, text) in files { #expect(rules.faults(inMigration: text) == [], "\(name)") }
        for statement in Statements.all {
            for table in rules.tables(in: statement.sql) {
                #expect(rules.columns[table] != nil, "\(table) is not distributed")
            }
        }
    }

    @Test func `each rule refuses what it is for`() throws {
        let rules = try CitusRules(migrations: Self.migrations())
        let refused = [
            "SELECT id FROM objects WHERE type = $1",
            "UPDATE objects SET version = 1 WHERE version = 2",
            "DELETE FROM associations WHERE id2 = $1",
            "SELECT a.id2 FROM unnest($1) n CROSS JOIN LATERAL (SELECT id2 FROM associations x "
                + "WHERE x.id1 = n LIMIT 1) a",
            "SELECT id2 FROM association_counts o CROSS JOIN LATERAL (SELECT id2 FROM associations "
                + "x WHERE x.id1 = o.id1 LIMIT 1) a WHERE o.id1 = ANY($1)",
            "SELECT id FROM objects WHERE id = ANY($1) FOR UPDATE",
            "SELECT id FROM objects WHERE id = $1 FOR UPDATE SKIP LOCKED",
            "UPDATE objects SET version = random() WHERE id = $1",
            "INSERT INTO objects (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET "
                + "data = clock_timestamp()",
            "UPDATE objects SET version = CASE WHEN $2 THEN now() ELSE version END WHERE id = $1",
            "UPDATE objects SET version = coalesce(version, now()) WHERE id = $1",
            "INSERT INTO objects AS o (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET data = '' "
                + "WHERE o.time < now()",
            "UPDATE associations SET id1 = $2 WHERE id1 = $1",
            "WITH new AS (INSERT INTO associations (id1) VALUES ($1)) INSERT INTO "
                + "association_counts (id1, count) SELECT $1, count(*) FROM associations "
                + "WHERE id1 = $1",
            "SELECT id FROM objects JOIN unnest($1) AS n (id) USING (id)",
            "MERGE INTO objects USING x ON id = y", "PREPARE TRANSACTION 'x'",
            "SELECT pg_advisory_xact_lock($1)", "SELECT pg_notify($1, $2)",
            "SELECT id FROM strangers WHERE id = $1",
            "SELECT id2, row_number() OVER () FROM associations WHERE id1 = $1",
        ]
        for sql in refused {
            #expect(rules.faults(Statement(name: "", sql: sql)) != [], "\(sql)")
        }
        let migrations = [
            "CREATE UNIQUE INDEX x ON associations (id2)",
            "CREATE TABLE objects (id bigint, n bigint PRIMARY KEY)",
            "CREATE TABLE objects (id bigint, n bigint UNIQUE)",
            "CREATE TABLE objects (id bigint, n bigint, UNIQUE (n))",
            "CREATE TABLE objects (id bigint PRIMARY KEY, n bigint REFERENCES names (id))",
            "CREATE TRIGGER t AFTER INSERT ON objects EXECUTE FUNCTION f()",
            "DROP INDEX a, b", "SELECT create_distributed_table('objects', 'id')",
        ]
        for text in migrations { #expect(rules.faults(inMigration: text) != [], "\(text)") }
    }

    private static func migrations() throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: migrationsFolder).sorted().map {
            ($0, try String(contentsOfFile: migrationsFolder + "/" + $0, encoding: .utf8))
        }
    }
}

/// A statement as PostgreSQL gets it.
struct Statement {
    let name: String
    let sql: String
    /// Whether it walks through a whole table, a page at a time, and so asks every node.
    var walks = false
    /// Whether it changes all rows of a table of a few, on all nodes: a cluster does so in one
    /// transaction.
    var changesAll = false
}

/// One of each text that the store can send.
private enum Statements {
    private static let id = ObjectID(1)
    private static let list = AssociationListKey(id, 10)
    private static let edge = AssociationKey(id, 10, ObjectID(2))
    private static let name = NameKey(namespace: 1, name: "n")
    private static let pair = EdgePair(edge, Kinds.likes, Kinds.all)
    private static let row = OutboxRow(items: [.object(id)])

    static var all: [Statement] {
        reads + writes + edges + outbox + verifier + servers + lanes + loads
    }

    private static func statements(_ part: String, _ queries: [Query]) -> [Statement] {
        queries.enumerated().map { Statement(name: "\(part) \($0)", sql: $1.sql) }
    }

    private static func walks(_ part: String, _ queries: [Query]) -> [Statement] {
        queries.enumerated().map { Statement(name: "\(part) \($0)", sql: $1.sql, walks: true) }
    }

    private static var reads: [Statement] {
        var read = StoreRead()
        read.items = [
            .object(id), .name(name), .list(list), .list(AssociationListKey(id, Kinds.adoredBy)),
            .list(AssociationListKey(id, Kinds.blocks)),
        ]
        read.pages = [(0, RangeQuery(id, 10, limit: 1, ascending: true))]
        read.edges = [(0, edge)]
        return statements("reads", StoreReads(read, types: Kinds.all).queries)
    }

    private static var writes: [Statement] {
        statements(
            "writes",
            [
                StoreWrites.addObject(id, 1, Record()),
                StoreWrites.updateObject(id, Record(), ifVersion: nil),
                StoreWrites.updateObject(id, Record(), ifVersion: 1),
                StoreWrites.deleteObject(id, ifVersion: nil),
                StoreWrites.deleteObject(id, ifVersion: 1), StoreWrites.existing([id]),
                StoreWrites.holdObject(id), StoreWrites.removeCounts(of: id),
                StoreWrites.edges(of: id, after: RemovalPlace(), rows: 1), StoreWrites.edge(edge),
                StoreWrites.edge(of: edge.list, since: 1), StoreTime.now,
                StoreWrites.claimName(name, id), StoreWrites.releaseName(name, id),
            ])
    }

    private static var edges: [Statement] {
        statements(
            "edges",
            [
                StoreEdges.add(pair, time: 1, data: nil), StoreEdges.remove(pair),
                StoreEdges.replace(pair, time: 1, data: nil),
                StoreEdges.changeType(pair, to: [Kinds.adores, Kinds.adoredBy]),
            ])
    }

    private static var outbox: [Statement] {
        statements(
            "outbox",
            [
                StoreOutbox.insert(row), StoreOutbox.delete([row]),
                StoreOutbox.postpone([row], until: "s"),
                StoreOutbox.takeLease("l", holder: 1, milliseconds: 1),
                StoreOutbox.returnLease("l", holder: 1),
                StoreOutbox.leaseOfOthers("l", holder: 1),
            ])
            + walks(
                "outbox walk",
                [
                    StoreOutbox.rows(after: OutboxPlace(), limit: 1),
                    StoreOutbox.oldest(beyond: 1, limit: 1),
                    StoreOutbox.newest(beyond: 1, limit: 1),
                    StoreOutbox.waiting(for: "s", limit: 1), StoreOutbox.queues(atMost: 1),
                    StoreOutbox.age(beyond: 1), StoreOutbox.overdue(beyond: 1, countedMax: 1),
                    StoreOutbox.waiting(countedMax: 1),
                ])
    }

    private static var verifier: [Statement] {
        statements(
            "verifier",
            [
                StoreVerify.count(list), StoreVerify.listRow(list), StoreVerify.lockList(list),
                StoreVerify.correct(list, by: 1), StoreVerify.lockEdge(edge),
                StoreVerify.correct(edge, time: 1, data: Record()),
            ])
            + walks(
                "verifier walk",
                [
                    StoreVerify.endOfAssociations(after: 1, rows: 1),
                    StoreVerify.endOfCounts(after: 1, rows: 1),
                    StoreVerify.listCount(1...2, of: ListSample(oneIn: 2)),
                    StoreVerify.wrongCounts(
                        1...2, of: ListSample(oneIn: 2), counted: [10], uncounted: [15]),
                    StoreVerify.edges(after: edge, rows: 1), StoreVerify.objects(after: 1, rows: 1),
                    StoreVerify.lists(after: list, rows: 1),
                    StoreVerify.names(after: name, rows: 1),
                ])
    }

    private static var servers: [Statement] {
        statements(
            "servers",
            [
                StoreServers.read("n"), StoreServers.create("n", ["a"], origin: nil),
                StoreServers.noteUse("n", 1), StoreServers.mark("n", 1, "a"),
                StoreServers.origin, StoreServers.timeline,
                StoreServers.date("n", from: 1, origin: "o"),
                StoreServers.distrust("n", from: 1, origin: "o"),
                StoreServers.change("n", from: 1, to: ["a"], unclean: [], hasGrown: true),
                StoreServers.change("n", from: 1, to: ["a"], unclean: [], hasGrown: false),
                StoreServers.noteClean("n", 1, marks: 1, "a"), StoreServers.logEnd,
                StoreServers.replayed,
            ]) + [
                Statement(
                    name: "servers of all", sql: StoreServers.markAll.sql, changesAll: true)
            ]
    }

    private static var lanes: [Statement] {
        statements(
            "lanes",
            [
                StoreLanes.take(
                    FreeLane(number: 1, holder: 2, mark: 3), holder: 1, mark: 1, milliseconds: 1),
                StoreLanes.extend(1, holder: 1, mark: 1, milliseconds: 1),
                StoreLanes.release(1, holder: 1, mark: 1),
            ]) + walks("lanes walk", [StoreLanes.free(limit: 1)])
    }

    private static var loads: [Statement] {
        statements("loads", [StoreLoads.adding([AssociationListKey(id, 10): 1])])
    }
}
