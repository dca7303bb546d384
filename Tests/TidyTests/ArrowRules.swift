/// Which modules a target may import. What a target needs beyond the standard library stands here
/// and in `Package.swift`; the package manager does not enforce either.
private let arrows: [String: Set<String>] = [
    "GraphQL": ["Synchronization"],
    "Postgres": ["CPostgres", "Crypto"],
    "Memcached": ["CMemcached"],
    "TAO": ["Postgres", "Memcached"],
    "Jobs": ["Postgres"],
    "Events": ["Postgres"],
    "Training": [],
    "Media": ["CVips", "Crypto"],
    "Mail": ["Crypto", "NIOCore", "NIOPosix", "NIOSSL"],
    "Social": [
        "GraphQL", "TAO", "Media", "Jobs", "Mail", "Events", "Postgres", "Crypto", "CryptoExtras",
    ],
    "Gateway": [
        "CZlib", "Social", "GraphQL", "TAO", "Media", "Postgres", "Hummingbird",
        "HummingbirdCore",
        "NIOCore", "NIOHTTP1", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "HTTPTypes", "JWTKit", "Crypto",
        "CryptoExtras", "Logging",
    ],
    "LocalServices": [],
    "Demo": ["Media", "Social", "TAO"],
    "Bench": [
        "Demo", "Events", "Gateway", "GraphQL", "Jobs", "LocalServices", "Media", "Memcached",
        "Postgres", "Social", "TAO",
    ],
    "tintype": [
        "Bench", "Demo", "Gateway", "Social", "TAO", "Media", "GraphQL", "Jobs", "Mail", "Events",
        "Postgres", "Training",
        "Memcached",
        "LocalServices", "ArgumentParser", "Configuration", "Logging", "ServiceLifecycle",
    ],
]

/// What comes with the toolchain and the operating system. GraphQL does without, save for the
/// standard library's locks.
private let systemModules: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Synchronization", "Dispatch",
]

/// The one Swift target that may import a C module.
let importerOfC = [
    "CPostgres": "Postgres", "CMemcached": "Memcached", "CVips": "Media", "CZlib": "Gateway",
]

let arrowRules = [
    Rule(sentence: "A target imports only what its arrows allow.") { tree in
        tree.sources.flatMap { file -> [String] in
            guard let target = file.target else { return [] }
            guard let allowed = arrows[target] else {
                return [file.at(1, "target \(target) is not in the list of arrows")]
            }
            let modules = target == "GraphQL" ? allowed : allowed.union(systemModules)
            return file.imports.filter { !modules.contains($0.module) }
                .map { file.at($0.line, "\(target) must not import \($0.module)") }
        }
    },
    Rule(sentence: "A C module has one importer.") { tree in
        tree.files.flatMap { file in
            file.imports.compactMap { module, line in
                guard let owner = importerOfC[module], file.target != owner else { return nil }
                return file.at(line, "only \(owner) may import \(module)")
            }
        }
    },
]

extension SourceTree.File {
    /// `import M`, `@testable import M`, `import struct M.T`.
    var imports: [(module: String, line: Int)] {
        tokens.indices.compactMap { index in
            guard tokens[index].text == "import", tokens[index].kind == .word else { return nil }
            let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let"]
            let next = tokens[(index + 1)...].first { !kinds.contains($0.text) }
            return next.map { ($0.text, tokens[index].line) }
        }
    }
}
