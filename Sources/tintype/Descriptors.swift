import Foundation

/// The file descriptors of this process, and how they are shared out.
///
/// Connections of clients must never use up what the rest needs: the Swift runtime itself ends a
/// process that has none left.
enum Descriptors {
    /// For the program, its libraries and threads, log and lock files, and children that start.
    private static let ofProgram = 96
    /// A connection to PostgreSQL has a socket and what wakes its thread.
    private static let perDatabaseConnection = 2
    /// Connections to one memcached, the one being made anew included.
    private static let perMemcachedServer = 4
    /// A picture is read from one file and written to another; a mail takes a socket.
    private static let perJob = 2
    /// Every client may have a file open beside its connection: a picture or an upload.
    private static let perClient = 2

    /// Raises the limit of this process to the highest that it may set itself.
    ///
    /// - Returns: how many descriptors it may have.
    @discardableResult
    static func raiseLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0 else { return 1_024 }
        let hard = limit.rlim_max
        if limit.rlim_cur < hard {
            limit.rlim_cur = hard
            // Where even the permitted is refused, the limit stays what it was.
            if setrlimit(kind, &limit) != 0 { _ = getrlimit(kind, &limit) }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// What a process needs beside its clients.
    ///
    /// - Parameter jobs: at the same time.
    static func needs(databaseConnections: Int, memcachedServers: Int, jobs: Int) -> Int {
        ofProgram + perDatabaseConnection * databaseConnections
            + perMemcachedServer * memcachedServers + perJob * jobs
    }

    /// How many files may stay open for clients that ask for them again, below `wanted`: few of what there is.
    static func openFiles(limit: Int, wanted: Int, needs: Int) -> Int {
        max(0, min(wanted, (limit - needs) / perOpenFile))
    }

    private static let perOpenFile = 8

    /// How many connections of clients may be open at the same time, below `wanted`, and the
    /// descriptor from which on none is accepted.
    ///
    /// - Throws: `Failure` if there is no room for any.
    static func shares(
        limit: Int, wanted: Int, needs: Int
    ) throws(Failure) -> (connections: Int, descriptors: Int) {
        let connections = min(wanted, (limit - needs) / perClient)
        guard connections >= 16 else {
            throw Failure(
                "This process may have \(limit) file descriptors, but needs \(needs) for itself, its "
                    + "databases and its jobs, and more for clients. Raise the limit (ulimit -n).")
        }
        return (connections, limit - needs)
    }

    /// - Throws: `Failure` if a process without clients has not enough of them.
    static func check(limit: Int, needs: Int) throws(Failure) {
        guard limit >= needs else {
            throw Failure(
                "This process may have \(limit) file descriptors, but needs \(needs) for itself, its "
                    + "databases and its jobs. Raise the limit (ulimit -n).")
        }
    }

    #if canImport(Glibc)
    private static let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let kind = RLIMIT_NOFILE
    #endif
}

extension Settings {
    /// The descriptors that a process with these settings needs beside its clients.
    func descriptorNeeds() throws(Failure) -> Int {
        let databases = 1 + list(.databaseReplicaURLs).count
        return Descriptors.needs(
            // And one that hears of new jobs.
            databaseConnections: try number(.databaseConnections) * databases + 1,
            memcachedServers: list(.memcachedServers).count,
            // As many on pictures as others.
            jobs: 2 * (try number(.workers)))
    }
}
