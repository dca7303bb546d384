/// What `tintype` can do.
enum Command: String, CaseIterable, Sendable {
    case demo, serve, worker, migrate, seed, verify, bench, graphql

    /// For the list of commands.
    var summary: String {
        switch self {
        case .demo: "Starts everything on this machine: databases, sample data, server, page."
        case .serve: "Starts the server on databases that run elsewhere."
        case .worker: "Runs background jobs, such as making the sizes of pictures."
        case .migrate: "Brings the tables of the database up to date."
        case .seed: "Fills an empty database with the sample world of demo."
        case .verify: "Looks for counts, edges and cached values that are wrong, and repairs them."
        case .bench: "Measures: tintype bench feed."
        case .graphql: "Checks, formats and introspects schemas and documents."
        }
    }

    /// What stands behind the command, for its help.
    var words: String {
        switch self {
        case .bench: "feed|http|graphql|tao"
        case .graphql: GraphQLCommand.usage
        case .verify: Verify.usage
        default: ""
        }
    }

    /// More than these words are a mistake.
    var wordsMax: Int {
        switch self {
        case .bench: 1
        case .verify: 3
        case .graphql: .max
        default: 0
        }
    }

    /// For the help of the command.
    var details: String {
        switch self {
        case .demo:
            """
            Everything is kept in one folder, .tintype, and stops with Ctrl-C. PostgreSQL and
            memcached are private: they listen on sockets in that folder and on no port. The
            second start is quick, as the sample data is there already.
            """
        case .serve:
            """
            The tables must be up to date (tintype migrate). Ctrl-C or SIGTERM finishes the
            requests that are running; a second signal ends at once. GET /health tells that the
            process lives, GET /ready that its databases do.
            """
        case .worker:
            """
            serve runs jobs too, unless it is started with --workers 0. All workers need the same
            --data folder, as that is where uploads and pictures are.
            """
        case .migrate: "Runs what is in migrations/ and was not run yet. Running it again is safe."
        case .seed: "Does nothing if there are accounts already."
        case .bench:
            """
            feed: the home feed over HTTP, beside GET /health of the same server and beside bare
            multi-gets of the same keys. http: the server alone. graphql: the engine beside others.
            tao: the graph cache beside libmemcached and libpq by themselves, what it takes of memory,
            and under the published workloads of TAO, LinkBench and TAOBench.
            Starts private databases in the data folder; each row is name, value, unit, and what it
            is compared with.
            """
        case .graphql: GraphQLCommand.details
        case .verify: Verify.details
        }
    }
}
