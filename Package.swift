// swift-tools-version: 6.2

import PackageDescription

/// Every target of ours: Swift 6 mode, the stricter language of the next one, and no warnings.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func library(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "tintype",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "tintype", targets: ["tintype"])],
    dependencies: [
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CMemcached", pkgConfig: "libmemcached", providers: [.apt(["libmemcached-dev"])]),
        .systemLibrary(
            name: "CVips", pkgConfig: "vips", providers: [.apt(["libvips-dev"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        library("GraphQL", exclude: ["README.md"]),
        library(
            "Postgres", ["CPostgres", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["README.md"]),
        library("Memcached", ["CMemcached"], exclude: ["README.md"]),
        library(
            "TAO", ["Postgres", "Memcached"],
            exclude: ["README.md", "Cache/README.md", "Write/README.md"]),
        library("Jobs", ["Postgres"], exclude: ["README.md"]),
        library("Events", ["Postgres"], exclude: ["README.md"]),
        library("Training", exclude: ["README.md"]),
        library(
            "Media", ["CVips", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["README.md"]),
        library(
            "Mail",
            [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            exclude: ["README.md"]),
        library(
            "Social",
            [
                "GraphQL", "TAO", "Media", "Jobs", "Mail", "Events", "Postgres",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            exclude: ["README.md"]),
        library(
            "Gateway",
            [
                "CZlib", "Social", "GraphQL", "TAO", "Media", "Postgres",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ], exclude: ["README.md"]),
        library("LocalServices", exclude: ["README.md"]),
        library("Demo", ["Media", "Social", "TAO"], exclude: ["README.md"]),
        library(
            "Bench",
            [
                "Demo", "Events", "Gateway", "GraphQL", "Jobs", "LocalServices", "Media",
                "Memcached", "Postgres", "Social", "TAO",
            ],
            exclude: ["Peers", "README.md"]),
        .executableTarget(
            name: "tintype",
            dependencies: [
                "Bench", "Demo", "Gateway", "Social", "TAO", "Media", "GraphQL", "Jobs", "Mail",
                "Events",
                "Postgres", "Memcached", "LocalServices", "Training",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["README.md"],
            swiftSettings: settings),

        .target(
            name: "TestSupport", dependencies: ["LocalServices", "Postgres", "TAO"],
            path: "Tests/TestSupport", exclude: ["README.md", "smtp_server.py"],
            swiftSettings: settings),
        tests("GraphQLTests", ["GraphQL", "TestSupport"]),
        tests("PostgresTests", ["Postgres", "LocalServices", "TestSupport"]),
        tests("LocalServicesTests", ["LocalServices", "TestSupport"]),
        tests("JobsTests", ["Jobs", "Postgres", "LocalServices", "TestSupport"]),
        tests("TrainingTests", ["Training", "TestSupport"]),
        tests("EventsTests", ["Events", "Postgres", "LocalServices", "TestSupport"]),
        tests("MemcachedTests", ["Memcached", "LocalServices", "TestSupport"]),
        tests("TAOTests", ["TAO", "Postgres", "Memcached", "LocalServices", "TestSupport"]),
        tests("MediaTests", ["Media", "Demo", "TestSupport"]),
        tests("MailTests", ["Mail", "LocalServices", "TestSupport"]),
        tests(
            "GatewayTests",
            [
                "Gateway", "Social", "LocalServices", "TestSupport",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]),
        tests(
            "SocialTests",
            ["Social", "Demo", "Events", "GraphQL", "TAO", "Media", "TestSupport"]),
        tests("DemoTests", ["Demo", "Social", "Media", "TAO"]),
        tests("BenchTests", ["Bench", "Demo", "Gateway", "LocalServices"]),
        tests(
            "QueryTests",
            [
                "Gateway", "Social", "GraphQL", "TAO", "Media", "Jobs", "Mail", "Events",
                "Postgres",
                "Memcached", "Demo", "LocalServices", "TestSupport",
            ],
            exclude: ["Queries"]),
        tests(
            "TintypeTests",
            [
                "tintype", "Gateway", "GraphQL", "LocalServices", "Postgres", "TestSupport",
                "Media",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // They run the built program, which is why they depend on it.
        tests(
            "FleetTests",
            [
                "tintype", "Events", "Gateway", "Social", "TAO", "Media", "Postgres",
                "LocalServices", "TestSupport",
            ]),
        tests("TidyTests", []),
    ]
)
