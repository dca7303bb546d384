import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite struct `The server` {
    @Test(arguments: [TestingSetup.router, .live])
    func `is healthy`(_ setup: TestingSetup) async throws {
        try await World().test(setup) { client in
            let response = try await client.get("/health")
            #expect(response.status == .ok)
            #expect(response.text == "ok")
            let head = try await client.execute(uri: "/health", method: .head)
            #expect(head.status == .ok)
            #expect(head.text == "")
            #expect(
                try await client.execute(uri: "/health", method: .post).status == .methodNotAllowed)
        }
    }

    @Test func `tells what it is waiting for`() async throws {
        try await World().test { client in
            let response = try await client.get("/ready")
            #expect(response.status == .serviceUnavailable)
            let told =
                #"{"ready":false,"schema":true,"postgres":false,"#
                + #""memcached":{"cache1:11211":"up","/run/\"2\"":"down"},"#
                + #""cacheLagP99Milliseconds":2,"requests":0,"#
                + #""requestsFailed":0,"requestsLate":0,"requestMicroseconds":0}"#
            #expect(response.text == told)
        }
    }

    @Test func `counts what it answers`() async throws {
        let world = try World()
        try await world.test { client in
            _ = try await client.query("{hello}")
            _ = try await client.get("/nothing")
            _ = try await client.get("/health")
            // It is not ready, by 503.
            _ = try await client.get("/ready")
            let told = try await client.get("/ready").text
            #expect(told.contains(#""requests":3,"requestsFailed":1,"requestsLate":0,"#), "\(told)")
            let time = told.split(separator: #""requestMicroseconds":"#).last?.dropLast()
            #expect(time.flatMap { Int($0) } ?? 0 > 0)
        }
        let meter = RequestMeter()
        meter.note(status: 200, .milliseconds(GatewayLimits.lateAnswerMilliseconds - 1))
        meter.note(status: 200, .milliseconds(GatewayLimits.lateAnswerMilliseconds))
        #expect(meter.metrics.map(\.value) == [2, 0, 1, 1_999_000])
    }

    @Test func `is not ready while it drains`() async throws {
        let readiness = Readiness(dependencies: { [("postgres", true)] })
        #expect(await readiness.response().status == .ok)
        readiness.drain()
        #expect(await readiness.response().status == .serviceUnavailable)
    }

    @Test(.crosses(\GatewayLimits.readinessAgeMillisecondsMax))
    func `asks its databases once a second, whoever wants to know`() async throws {
        let asked = Atomic(0)
        let clock = Mutex(ContinuousClock.now)
        let readiness = Readiness(
            dependencies: {
                asked.add(1, ordering: .relaxed)
                try? await Task.sleep(for: .milliseconds(50))
                return [("postgres", asked.load(ordering: .relaxed) == 1)]
            }, now: { clock.withLock { $0 } })
        func statuses() async -> Set<Int> {
            await withTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask { await readiness.response().status.code }
                }
                return await group.reduce(into: []) { $0.insert($1) }
            }
        }
        #expect(await statuses() == [200])
        #expect(await statuses() == [200])
        #expect(asked.load(ordering: .relaxed) == 1)
        clock.withLock { $0 += .milliseconds(1_000) }
        #expect(await statuses() == [503])
        #expect(asked.load(ordering: .relaxed) == 2)
    }

    @Test(.crosses(\GatewayLimits.readinessMillisecondsMax), .timeLimit(.minutes(1)))
    func `is not ready while its databases are silent`() async {
        var limits = GatewayLimits.standard
        limits.readinessMillisecondsMax = 50
        let readiness = Readiness(
            limits: limits,
            dependencies: {
                try? await Task.sleep(for: .seconds(3_600))
                return [("postgres", true)]
            })
        #expect(await readiness.response().status == .serviceUnavailable)
    }

    @Test(arguments: [
        "/nothing", "/graphql/", "/GraphQL", "//", "/health/x", "/media", "/upload", "/.env",
        "/../Package.swift", "/%2e%2e/Package.swift", "/index.html%00", "/page/index.html",
    ])
    func `knows no other addresses`(_ path: String) async throws {
        try await World().test(.live) { client in
            let response = try await client.get(path)
            #expect(response.status == .notFound)
            #expect(response.code == "NOT_FOUND")
            #expect(response.headers[.contentType] == "application/json; charset=utf-8")
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
        }
    }

    @Test func `gives each request a number`() async throws {
        try await World().test { client in
            let first = try await client.query("{hello}").headers[.xRequestID]
            let second = try await client.query("{hello}").headers[.xRequestID]
            #expect(first != nil)
            #expect(first != second)
        }
    }

    @Test func `lets no other origin in by default`() async throws {
        try await World().test { client in
            let origin: HTTPFields = [.origin: "https://evil.example"]
            let response = try await client.query("{hello}", headers: origin)
            #expect(response.headers[.accessControlAllowOrigin] == nil)
            let preflight = try await client.execute(
                uri: "/graphql", method: .options,
                headers: [.origin: "https://evil.example", .accessControlRequestMethod: "POST"])
            #expect(preflight.status == .noContent)
            #expect(preflight.headers[.allow] == "GET, HEAD, POST, OPTIONS")
            #expect(preflight.headers[.accessControlAllowOrigin] == nil)
            #expect(preflight.headers[.accessControlAllowMethods] == nil)
        }
    }

    @Test(
        .crosses(
            \GatewayLimits.Type.announcedHeadersMax, \GatewayLimits.Type.announcedHeaderBytesMax))
    func `lets chosen origins in`() async throws {
        let world = try World { $0.allowedOrigins = ["https://app.example"] }
        try await world.test { client in
            let headers: HTTPFields = [
                .origin: "https://app.example", .accessControlRequestMethod: "POST",
            ]
            let preflight = try await client.execute(
                uri: "/graphql", method: .options, headers: headers)
            #expect(preflight.headers[.accessControlAllowOrigin] == "https://app.example")
            #expect(preflight.headers[.accessControlAllowMethods] == "GET, HEAD, POST, OPTIONS")
            #expect(
                preflight.headers[.accessControlAllowHeaders]
                    == "Authorization, Content-Type, Tintype-Ticket")
            #expect(preflight.headers[.vary] == "Origin")
            let long = String(repeating: "x", count: GatewayLimits.announcedHeaderBytesMax)
            let announced =
                "content-type,apollographql-client-name,apollographql-client-version,"
                + "apollo-require-preflight, graphql-preflight, traceparent, tracestate, baggage,"
                + "x-apollo-operation-name, bad name, \(long), \(long)x"
            let clients = try await client.execute(
                uri: "/graphql", method: .options,
                headers: headers + [.accessControlRequestHeaders: announced])
            #expect(
                clients.headers[.accessControlAllowHeaders]
                    == "Authorization, Content-Type, Tintype-Ticket, apollographql-client-name, "
                    + "apollographql-client-version, apollo-require-preflight, graphql-preflight, "
                    + "traceparent, tracestate, baggage, x-apollo-operation-name, \(long)")
            let many = (0..<1_000).map { "x-\($0)" }.joined(separator: ",")
            let bounded = try await client.execute(
                uri: "/graphql", method: .options,
                headers: headers + [.accessControlRequestHeaders: many])
            let allowed = bounded.headers[.accessControlAllowHeaders] ?? ""
            #expect(allowed.split(separator: ",").count == 3 + GatewayLimits.announcedHeadersMax)
            let response = try await client.query(
                "{hello}", headers: [.origin: "https://app.example"])
            #expect(response.headers[.accessControlAllowOrigin] == "https://app.example")
            let other = try await client.query(
                "{hello}", headers: [.origin: "https://evil.example"])
            #expect(other.headers[.accessControlAllowOrigin] == nil)
            #expect(other.headers[.vary] == "Origin")
        }
    }

    @Test func `says that its port is taken`() async throws {
        let world = try World()
        try await world.test(.live) { client in
            let port = try #require(client.port)
            let second = try World { $0.port = port }
            let gateway = try second.gateway()
            await #expect(throws: GatewayError.self) { try await gateway.run { _ in } }
            do {
                try await gateway.run { _ in }
            } catch let error as GatewayError {
                #expect(
                    error.description == "Another program listens on 127.0.0.1:\(port). "
                        + "Stop it, or choose another port.")
            }
        }
    }
}

@Suite struct `The page` {
    private func world(_ files: [String: String]) throws -> World {
        var folder = ""
        let world = try World()
        folder = world.folder.appending(path: "page").path
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        return world
    }

    @Test func `is served with its files and a strict policy`() async throws {
        let source = try world([
            "index.html": "<p>", "main.js": "let x", "parts/a.css": "a{}", ".env": "secret",
            "notes.md": "secret",
        ])
        let world = try World { $0.pageFolder = source.folder.appending(path: "page").path }
        try await world.test(.live) { client in
            for (path, text, type) in [
                ("/", "<p>", "text/html; charset=utf-8"),
                ("/index.html", "<p>", "text/html; charset=utf-8"),
                ("/main.js", "let x", "text/javascript; charset=utf-8"),
                ("/main.js?v=1", "let x", "text/javascript; charset=utf-8"),
                ("/parts/a.css", "a{}", "text/css; charset=utf-8"),
            ] {
                let response = try await client.get(path)
                #expect(response.text == text)
                #expect(response.headers[.contentType] == type)
                #expect(response.headers[.cacheControl] == "no-cache")
                let policy = try #require(response.headers[.contentSecurityPolicy])
                #expect(policy.hasPrefix("default-src 'self'; "))
                #expect(!policy.contains("unsafe"))
                let tag = try #require(response.headers[.eTag])
                let again = try await client.get(path, headers: [.ifNoneMatch: tag])
                #expect(again.status == .notModified)
            }
            for path in ["/.env", "/notes.md", "/parts", "/parts/", "/parts/../main.js"] {
                #expect(try await client.get(path).status == .notFound, "\(path)")
            }
            #expect(try await client.execute(uri: "/", method: .post).status == .methodNotAllowed)
            let head = try await client.execute(uri: "/", method: .head)
            #expect(head.headers[.contentLength] == "3")
            #expect(head.text == "")
        }
    }

    @Test func `may show pictures of the public address and send uploads there`() async throws {
        let source = try world(["index.html": "<p>"])
        let folder = source.folder.appending(path: "page").path
        for (url, other) in [
            (nil, ""), ("https://cdn.example:8443/path", " https://cdn.example:8443"),
            ("http://[::1]/", " http://[::1]"),
        ] {
            let world = try World {
                $0.pageFolder = folder
                $0.publicURL = url
            }
            try await world.test { client in
                let policy = try await client.get("/").headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("; img-src 'self'\(other) data: blob:; "))
                #expect(policy.contains("; connect-src 'self'\(other); "))
            }
        }
    }

    @Test(.crosses(\GatewayLimits.pageFileBytesMax, \GatewayLimits.pageBytesMax))
    func `must have an index and be small`() throws {
        let empty = try world(["main.js": "let x"])
        let folder = empty.folder.appending(path: "page").path
        #expect(throws: GatewayError.self) { try PageFiles(folder: folder, limits: .standard) }
        try Data("<p>".utf8).write(to: URL(filePath: "\(folder)/index.html"))
        var limits = GatewayLimits()
        #expect(throws: Never.self) { try PageFiles(folder: folder, limits: limits) }
        limits.pageFileBytesMax = 4
        #expect(throws: GatewayError.self) { try PageFiles(folder: folder, limits: limits) }
        limits = GatewayLimits()
        limits.pageBytesMax = 7
        #expect(throws: GatewayError.self) { try PageFiles(folder: folder, limits: limits) }
    }
}
