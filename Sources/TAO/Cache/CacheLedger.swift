import Postgres

/// What PostgreSQL says of the list in force.
struct CacheReading: Sendable {
    let list: CacheList?
    /// Which PostgreSQL says so; nil when it does not tell.
    let origin: String?
}

/// The row of `cache_servers` of one namespace, and which process may empty which server. Throws
/// `PostgresError`.
struct CacheLedger: Sendable {
    let database: Database
    let namespace: String
    let origin: CacheOrigin
    /// The number of this process where processes take turns.
    private let holder = Int64.random(in: 0 ... .max)

    init(database: Database, namespace: String, origin: CacheOrigin) {
        self.database = database
        self.namespace = namespace
        self.origin = origin
    }

    func read() async throws -> CacheReading {
        while let question = origin.question {
            do {
                return try await read(asking: question)
            } catch let error as PostgresError
                where error.kind == .server && error.query == question.sql
            {
                origin.narrow(question)
            }
        }
        let rows = try await database.query(StoreServers.read(namespace))
        return CacheReading(list: rows.first.map { CacheList($0) }, origin: nil)
    }

    /// Both answers come by one connection, and so from one server.
    private func read(asking question: Query) async throws -> CacheReading {
        let rows = try await database.read([question, StoreServers.read(namespace)])
        let answer = rows[0].first
        if answer == nil { origin.noteCluster() }
        return CacheReading(
            list: rows[1].first.map { CacheList($0) },
            origin: answer.flatMap { $0.isNull(0) ? nil : $0.string(0) })
    }

    /// The first list of all.
    func create(_ servers: [String], origin: String?) async throws {
        _ = try await database.query(StoreServers.create(namespace, servers, origin: origin))
    }

    /// In place of this one, unless another process was faster.
    func change(_ list: CacheList, to servers: [String]) async throws {
        _ = try await database.query(
            StoreServers.change(
                namespace, from: list.epoch, to: servers, unclean: list.unclean(in: servers),
                hasGrown: !servers.allSatisfy(list.servers.contains)))
    }

    func noteUse(of list: CacheList) async throws {
        _ = try await database.query(StoreServers.noteUse(namespace, list.epoch))
    }

    /// The values come from this PostgreSQL from now on; whether those before came from another one,
    /// and this process was the first to note it.
    func adopt(_ origin: String, _ list: CacheList) async throws -> Bool {
        let wasKnown = list.origin != nil
        let note =
            wasKnown
            ? StoreServers.distrust(namespace, from: list.epoch, origin: origin)
            : StoreServers.date(namespace, from: list.epoch, origin: origin)
        return try await !database.query(note).isEmpty && wasKnown
    }

    /// A server has missed deletes; false if the list has changed.
    func mark(_ server: String, of list: CacheList) async throws -> Bool {
        try await !database.query(StoreServers.mark(namespace, list.epoch, server)).isEmpty
    }

    // MARK: Emptying

    /// Whether it is the turn of this process to empty a server: two at once would do no harm, but
    /// the second would empty what has been filled since.
    func takeTurn(at server: String) async throws -> Bool {
        let take = StoreOutbox.takeLease(
            lease(server), holder: holder, milliseconds: TAOLimits.tailerLeaseMilliseconds)
        return try await !database.query(take).isEmpty
    }

    func endTurn(at server: String) async {
        _ = try? await database.query(StoreOutbox.returnLease(lease(server), holder: holder))
    }

    /// The server was emptied after this list was read; false if that was too early.
    func noteClean(_ server: String, of list: CacheList) async throws -> Bool {
        let note = StoreServers.noteClean(namespace, list.epoch, marks: list.marks, server)
        return try await !database.query(note).isEmpty
    }

    private func lease(_ server: String) -> String { "empty \(namespace) \(server)" }
}
