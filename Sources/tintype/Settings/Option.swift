/// A setting: how it is called, what it takes and which commands have it.
///
/// Every setting can be given as a flag, as an environment variable or in the file `.env` of the
/// current folder, in this order of precedence; all names follow from the key.
struct Option: Sendable {
    enum Value: Sendable {
        /// Any text; `placeholder` is what the help shows.
        case text(placeholder: String)
        /// A whole number in a range.
        case number(ClosedRange<Int>)
        /// Given or not.
        case flag
    }

    /// Words in lower case with dots between them.
    let key: String
    let value: Value
    /// As it would be given; nil if there is none.
    let standard: String?
    let summary: String
    let commands: Set<Command>

    /// `database.url` -> `--database-url`
    var flag: String { "--" + key.replacing(".", with: "-") }

    /// `database.url` -> `DATABASE_URL`
    var variable: String { key.replacing(".", with: "_").uppercased() }
}

extension Option {
    static let port = Option(
        key: "port", value: .number(0...65_535), standard: "8080",
        summary: "Port to listen on; 0 picks a free one.", commands: [.demo, .serve])
    static let address = Option(
        key: "listen.address", value: .text(placeholder: "IP"), standard: "127.0.0.1",
        summary: "Address to listen on; 0.0.0.0 is all of the machine's.",
        commands: [.demo, .serve])
    static let data = Option(
        key: "data", value: .text(placeholder: "DIR"), standard: ".tintype",
        summary: "Folder for everything that is kept: pictures, uploads and, for demo, databases.",
        commands: [.demo, .serve, .worker, .seed, .bench])
    static let databaseURL = Option(
        key: "database.url", value: .text(placeholder: "URL"), standard: nil,
        summary: "PostgreSQL, such as postgres://user:password@host/name.",
        commands: [.serve, .worker, .migrate, .seed, .verify])
    static let databaseReplicaURLs = Option(
        key: "database.replica.urls", value: .text(placeholder: "LIST"), standard: "",
        summary:
            "Streaming replicas of it, with commas between, for reads that may be seconds old.",
        commands: [.serve, .worker])
    static let databaseConnections = Option(
        key: "database.connections", value: .number(1...1_000), standard: "8",
        summary: "Connections to PostgreSQL at most.",
        commands: [.demo, .serve, .worker, .seed, .bench])
    static let memcachedServers = Option(
        key: "memcached.servers", value: .text(placeholder: "LIST"), standard: "",
        summary: "memcached servers, host:port or /socket, with commas between; none: no cache.",
        commands: [.serve, .worker, .seed, .verify])
    static let cacheNamespace = Option(
        key: "cache.namespace", value: .text(placeholder: "TEXT"), standard: "t1",
        summary:
            "Leads every key in memcached; deployments that share servers need different ones.",
        commands: [.serve, .worker, .seed, .verify])
    static let secretKey = Option(
        key: "secret.key", value: .text(placeholder: "TEXT"), standard: nil,
        summary: "Secret of 32 bytes or more that tokens are signed with. demo makes its own.",
        commands: [.serve, .worker, .seed])
    static let publicURL = Option(
        key: "public.url", value: .text(placeholder: "URL"), standard: nil,
        summary: "Where clients reach the server; without it, the address it listens on.",
        commands: [.demo, .serve])
    static let allowedOrigins = Option(
        key: "allowed.origins", value: .text(placeholder: "LIST"), standard: "",
        summary: "Origins of web pages that may use the API, with commas between; * is all.",
        commands: [.demo, .serve])
    static let draftStatusCodes = Option(
        key: "draft.status.codes", value: .flag, standard: nil,
        summary: "Answers application/graphql-response+json with the draft's 294 and 422.",
        commands: [.demo, .serve])
    static let playground = Option(
        key: "playground", value: .text(placeholder: "DIR|off"), standard: nil,
        summary: "Folder of the page at /; without it, the project's own.",
        commands: [.demo, .serve])
    static let resources = Option(
        key: "resources", value: .text(placeholder: "DIR"), standard: nil,
        summary: "Folder with Schema, migrations and playground; without it, it is looked for.",
        commands: [.demo, .serve, .worker, .migrate, .seed, .bench])
    static let workers = Option(
        key: "workers", value: .number(0...256), standard: "2",
        summary: "Background jobs that run at the same time; 0: none in this process.",
        commands: [.demo, .serve, .worker])
    static let logLevel = Option(
        key: "log.level", value: .text(placeholder: "LEVEL"), standard: "notice",
        summary: "trace, debug, info, notice, warning, error or critical; debug logs requests.",
        commands: [.demo, .serve, .worker, .migrate, .seed, .bench])
    static let schema = Option(
        key: "schema", value: .text(placeholder: "LIST"), standard: "",
        summary: "Files of the schema, with commas between.", commands: [.graphql])
    static let repair = Option(
        key: "repair", value: .flag, standard: nil,
        summary: "Puts right what is wrong.", commands: [.verify])
    static let sample = Option(
        key: "sample", value: .number(1...1_000_000), standard: "1",
        summary: "Looks at one list, edge or value in so many.", commands: [.verify])
    static let json = Option(
        key: "json", value: .flag, standard: nil,
        summary: "One JSON object a line instead of a table.", commands: [.bench])
    static let clients = Option(
        key: "clients", value: .number(1...1_000), standard: "16",
        summary: "Clients that ask at the same time.", commands: [.bench])
    static let seconds = Option(
        key: "seconds", value: .number(1...600), standard: "5",
        summary: "How long each measurement takes.", commands: [.bench])
    static let associations = Option(
        key: "associations", value: .number(1_000...100_000_000), standard: "1000000",
        summary: "For bench tao: links of the graph at least.", commands: [.bench])

    /// All, in the order of the help.
    static let all = [
        port, address, data, databaseURL, databaseReplicaURLs, databaseConnections,
        memcachedServers, cacheNamespace,
        secretKey,
        publicURL, allowedOrigins, draftStatusCodes, playground, resources, workers, logLevel,
        schema, repair, sample,
        json,
        clients, seconds, associations,
    ]

    static func all(of command: Command) -> [Option] {
        all.filter { $0.commands.contains(command) }
    }
}
