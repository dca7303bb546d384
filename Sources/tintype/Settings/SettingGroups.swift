import ArgumentParser

extension ArgumentParser.Option where Value == Given {
    /// A setting as an option of a command.
    init(_ setting: Setting) {
        var names: NameSpecification = [.customLong(setting.name)]
        if let letter = setting.letter {
            names = [.customShort(letter), .customLong(setting.name)]
        }
        self.init(
            wrappedValue: Given(setting: setting), name: names,
            help: ArgumentHelp(
                "\(setting.summary) [\(setting.origin)]", valueName: setting.value.placeholder),
            completion: setting.value.completion,
            transform: { Given(setting: setting, text: $0) })
    }
}

extension Flag where Value == Bool? {
    /// A setting as a flag of a command, and its opposite.
    init(_ setting: Setting) {
        self.init(
            name: .customLong(setting.name), inversion: .prefixedNo,
            help: "\(setting.summary) [\(setting.origin)]")
    }
}

extension Setting {
    /// Where its value comes from if it is not given here: variable and default.
    fileprivate var origin: String {
        guard let standard, !standard.isEmpty else { return variable }
        return "\(variable); default: \(standard)"
    }
}

extension Setting.Value {
    fileprivate var placeholder: String {
        switch self {
        case .text(let placeholder, _): placeholder
        case .folder: "dir"
        case .number: "n"
        case .choice(let words) where words.count <= 3: words.joined(separator: "|")
        case .choice: "word"
        case .flag: ""
        }
    }

    fileprivate var completion: CompletionKind {
        switch self {
        case .text, .number, .flag: .default
        case .folder: .directory
        case .choice(let words): .list(words)
        }
    }
}

/// Settings that several commands have together.
protocol SettingGroup: ParsableArguments {
    /// All settings of the group.
    var given: [Given] { get }
}

/// What the HTTP server needs.
struct ServerSettings: SettingGroup {
    @Option(.port) var port: Given
    @Option(.address) var address: Given
    @Option(.publicURL) var publicURL: Given
    @Option(.allowedOrigins) var allowedOrigins: Given
    @Option(.commonPasswords) var commonPasswords: Given
    @Option(.trustedProxies) var trustedProxies: Given
    @Flag(.draftStatusCodes) var draftStatusCodes: Bool?
    @Flag(.introspection) var introspection: Bool?
    @Option(.playground) var playground: Given

    var given: [Given] {
        [
            port, address, publicURL, allowedOrigins, commonPasswords, trustedProxies,
            Given(.draftStatusCodes, draftStatusCodes),
            Given(.introspection, introspection),
            playground,
        ]
    }
}

/// Where the databases are that run elsewhere.
struct DatabaseSettings: SettingGroup {
    @Option(.databaseURL) var databaseURL: Given
    @Flag(.databasePooled) var databasePooled: Bool?
    @Option(.memcachedServers) var memcachedServers: Given
    @Option(.cacheNamespace) var cacheNamespace: Given

    var given: [Given] {
        [
            databaseURL, Given(.databasePooled, databasePooled), memcachedServers, cacheNamespace,
        ]
    }
}

/// How mails leave: the same for those who serve and those who work.
struct MailSettings: SettingGroup {
    @Option(.smtpURL) var smtpURL: Given
    @Option(.smtpCertificates) var smtpCertificates: Given
    @Option(.mailFolder) var mailFolder: Given
    @Option(.mailFrom) var mailFrom: Given
    @Option(.clientURL) var clientURL: Given

    var given: [Given] { [smtpURL, smtpCertificates, mailFolder, mailFrom, clientURL] }
}

/// What a process needs that serves or works.
struct ProcessSettings: SettingGroup {
    @Option(.data) var data: Given
    @Option(.databaseConnections) var databaseConnections: Given
    @Option(.resources) var resources: Given
    @Option(.logLevel) var logLevel: Given

    var given: [Given] { [data, databaseConnections, resources, logLevel] }
}
