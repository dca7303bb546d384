import Jobs
import Logging
import Mail

/// The settings. Those of a command are the groups it has: `SettingGroups.swift`.
extension Setting {
    // MARK: Server

    static let port = Setting(
        key: "port", letter: "p", value: .number(0...65_535), standard: "8080",
        isNamedByHosts: true, summary: "Port to listen on; 0 picks a free one.")
    static let address = Setting(
        key: "listen.address", value: .text(placeholder: "ip", check: ListenAddress.mistake),
        standard: "127.0.0.1",
        summary: "Address to listen on; 0.0.0.0 or :: is all of the machine's, with --public-url.")
    static let publicURL = Setting(
        key: "public.url", value: .text(placeholder: "url", check: PublicURL.mistake),
        summary: "Where clients reach the server; without it, this machine's name as they have it.")
    static let allowedOrigins = Setting(
        key: "allowed.origins",
        value: .text(placeholder: "list", check: WebOrigin.mistake(inList:)),
        standard: "",
        summary: "Origins of web pages that may use the API, with commas between; * is all.")
    static let trustedProxies = Setting(
        key: "trusted.proxies",
        value: .text(placeholder: "list", check: trustedProxiesMistake), standard: "",
        summary:
            "Proxies whose X-Forwarded-For is believed, such as 192.0.2.0/24, with commas between.")
    static let draftStatusCodes = Setting(
        key: "draft.status.codes", value: .flag, standard: "false",
        summary: "Answers application/graphql-response+json with the draft's 294 and 422.")
    static let introspection = Setting(
        key: "introspection", value: .flag, standard: "true",
        summary: "Lets clients ask for the schema; without it, the page shows no documentation.")
    static let playground = Setting(
        key: "playground",
        value: .text(placeholder: "dir|off") { $0.isEmpty ? "must be a folder or off" : nil },
        summary: "Folder of the page at /; without it, the project's own.")

    // MARK: Databases

    static let databaseURL = Setting(
        key: "database.url", value: .text(placeholder: "url"), isNamedByHosts: true, isSecret: true,
        summary: "PostgreSQL, such as postgres://user:password@host/name.")
    static let databaseReplicaURLs = Setting(
        key: "database.replica.urls", value: .text(placeholder: "list"), standard: "",
        isNamedByHosts: true, isSecret: true,
        summary:
            "Streaming replicas of it, with commas between, for reads that may be seconds old.")
    static let databaseConnections = Setting(
        key: "database.connections", value: .number(1...1_000), standard: "8",
        summary: "Connections to PostgreSQL at most, beside one that hears of new jobs.")
    static let databasePooled = Setting(
        key: "database.pooled", value: .flag, standard: "false",
        summary: "The address is that of a pooler in transaction mode, such as pgbouncer.")
    static let memcachedServers = Setting(
        key: "memcached.servers",
        value: .text(placeholder: "list", check: memcachedServersMistake), standard: "",
        isNamedByHosts: true,
        summary: "memcached servers, host:port or /socket, with commas between; none: no cache.")
    static let cacheNamespace = Setting(
        key: "cache.namespace", value: .text(placeholder: "text", check: cacheNamespaceMistake),
        standard: "t1",
        summary:
            "Leads every key in memcached; deployments that share servers need different ones.")
    static let secretKey = Setting(
        key: "secret.key", value: .text(placeholder: "text", check: secretKeyMistake),
        isNamedByHosts: true, isSecret: true,
        summary: "Secret of 32 bytes or more that tokens are signed with.")

    static let idKey = Setting(
        key: "id.key", value: .text(placeholder: "text", check: secretKeyMistake),
        isSecret: true,
        summary: "Secret that ids are encrypted with, and that must stay; without it, --secret-key."
    )

    // MARK: Mail

    static let smtpURL = Setting(
        key: "smtp.url", value: .text(placeholder: "url", check: SMTPServer.mistake),
        isSecret: true,
        summary: "Mail server: smtps://user:password@host, or smtp://… for STARTTLS.")
    static let smtpCertificates = Setting(
        key: "smtp.certificates", value: .text(placeholder: "file"),
        summary: "Certificates (PEM) that it may be signed by; without it, the system's.")
    static let mailFolder = Setting(
        key: "mail.folder", value: .folder,
        summary: "Folder to put mails into, a file each, instead of sending them.")
    static let mailFrom = Setting(
        key: "mail.from", value: .text(placeholder: "address", check: mailFromMistake),
        summary: "Whom mails come from, such as \"Tintype <no-reply@tintype.example>\".")
    static let clientURL = Setting(
        key: "client.url", value: .text(placeholder: "url", check: PublicURL.mistake),
        summary: "Where links in mails lead, behind a #; without it, --public-url.")

    // MARK: The process

    static let data = Setting(
        key: "data", letter: "d", value: .folder, standard: ".tintype",
        summary: "Folder for everything that is kept: pictures, uploads and, for demo, databases.")
    static let resources = Setting(
        key: "resources", value: .folder,
        summary: "Folder with Schema, migrations and playground; without it, it is looked for.")
    static let workers = Setting(
        key: "workers", letter: "w", value: .number(0...256), standard: "2",
        summary: "Jobs at the same time, and as many on pictures; 0: none in this process.")
    static let queues = Setting(
        key: "queues", value: .text(placeholder: "list", check: queuesMistake),
        standard: Queue.allCases.map(\.rawValue).joined(separator: ","),
        summary: "Queues of jobs to work on, with commas between.")
    static let shutdownGrace = Setting(
        key: "shutdown.grace.seconds", value: .number(0...600), standard: "3",
        summary: "After SIGTERM, how long /ready says no before the port closes.")
    static let rateFactor = Setting(
        key: "rate.factor", value: .number(1...1_000), standard: "1",
        summary:
            "How many times the usual number of acts is allowed, tries of passwords too: for load tests."
    )
    static let commonPasswords = Setting(
        key: "common.passwords", value: .text(placeholder: "file"),
        standard:
            "/usr/lib/python3/dist-packages/django/contrib/auth/common-passwords.txt.gz",
        summary: "Passwords that no account may have, one to a line, in lower case, gzip or not.")
    static let logLevel = Setting(
        key: "log.level", letter: "l", value: .choice(Logger.Level.allCases.map(\.rawValue)),
        standard: "notice",
        summary:
            "trace, debug, info, notice, warning, error or critical; debug logs requests.")

    /// All, so that a name in `.env` that is none of them is noticed.
    static let all = [
        port, address, publicURL, allowedOrigins, trustedProxies, draftStatusCodes,
        introspection, playground, databaseURL,
        databaseReplicaURLs,
        databaseConnections, databasePooled, memcachedServers, cacheNamespace, secretKey, idKey,
        smtpURL, smtpCertificates, mailFolder, mailFrom, clientURL,
        data,
        resources, workers, queues, shutdownGrace, rateFactor, commonPasswords, logLevel,
    ]
}
