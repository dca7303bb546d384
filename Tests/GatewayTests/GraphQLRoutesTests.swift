import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing

import struct GraphQL.Limits

@testable import Gateway

private let current = "application/graphql-response+json; charset=utf-8"
private let legacy = "application/json; charset=utf-8"
private let accept: HTTPFields = [.accept: "application/graphql-response+json"]

@Suite struct `GraphQL over HTTP` {
    /// The statuses of one outcome.
    private struct Codes {
        let json: Int
        let current: Int
        let draft: Int

        static let complete = Codes(json: 200, current: 200, draft: 200)
        static let partial = Codes(json: 200, current: 200, draft: 294)
        static let faulty = Codes(json: 200, current: 200, draft: 200)
        static let failed = Codes(json: 200, current: 500, draft: 500)
        static let unparsed = Codes(json: 200, current: 400, draft: 400)
        static let invalid = Codes(json: 200, current: 400, draft: 422)
        static let malformed = Codes(json: 400, current: 400, draft: 422)
        static let notJSON = Codes(json: 400, current: 400, draft: 400)
    }

    /// A body, its statuses and what the response contains.
    private static let bodies: [(body: String, codes: Codes, contains: String)] = [
        (#"{"query":"{hello}"}"#, .complete, #"{"data":{"hello":"world"}}"#),
        (
            #"{"query":"{hello}","variables":null,"operationName":null,"extensions":null}"#,
            .complete, "world"
        ),
        (#"{"query":"{hello}","operationName":""}"#, .complete, "world"),
        (#"{"query":"{hello}","unknown":[1]}"#, .complete, "world"),
        (
            #"{"query":"query($t:String!){echo(text:$t)}","variables":{"t":"\ud83d\ude00"}}"#,
            .complete, #"{"data":{"echo":"😀"}}"#
        ),
        (
            #"{"query":"query A{hello} query B{me}","operationName":"B"}"#, .complete,
            #"{"data":{"me":null}}"#
        ),
        (#"{"query":"mutation{add(amount:2)}"}"#, .complete, #"{"data":{"add":2}}"#),
        (#"{"query":"{hello refuses}"}"#, .partial, #""data":{"hello":"world","refuses":null}"#),
        (#"{"query":"{refusesHard}"}"#, .partial, #""data":null"#),
        (#"{"query":"{hello fails}"}"#, .faulty, #""data":{"hello":"world","fails":null}"#),
        (#"{"query":"{failsHard}"}"#, .failed, #""data":null"#),
        (#"{"query":"{isNull}"}"#, .failed, #""data":null"#),
        ("NONSENSE", .notJSON, "not valid JSON: Expected a value at byte 0."),
        (#"{"query":"#, .notJSON, "not valid JSON"),
        ("", .notJSON, "The body is empty."),
        (#"{"query":"{"}"#, .unparsed, "Syntax Error"),
        (#"{"query":""}"#, .unparsed, "Syntax Error"),
        (#"{"query":"{nothing}"}"#, .invalid, "Cannot query field"),
        (#"{"qeury":"{hello}"}"#, .malformed, #"\"query\" is missing."#),
        (#"{"query":null}"#, .malformed, #"\"query\" is missing."#),
        (#"{"query":7}"#, .malformed, #"\"query\" must be a string."#),
        (#"{"query":"{hello}","variables":[7]}"#, .malformed, #"\"variables\" must be an object."#),
        (
            #"{"query":"{hello}","extensions":"x"}"#, .malformed,
            #"\"extensions\" must be an object."#
        ),
        (
            #"{"query":"{hello}","operationName":7}"#, .malformed,
            #"\"operationName\" must be a string."#
        ),
        (#"{"query":"{hello}","operationName":"Nope"}"#, .invalid, "Unknown operation"),
        (#"{"query":"query A{hello} query B{me}"}"#, .invalid, "operation name"),
        (#"{"query":"query($t:String!){echo(text:$t)}"}"#, .invalid, "$t"),
        (#"{"query":"query($t:String!){echo(text:$t)}","variables":{"t":1}}"#, .invalid, "$t"),
        ("[]", .malformed, "must be a JSON object"), ("7", .malformed, "must be a JSON object"),
        (#"[{"query":"{hello}"}]"#, .malformed, "must be a JSON object"),
        (#"{"query":"{hello}","query":"{me}"}"#, .notJSON, "comes twice"),
        (#"{"query":"subscription{ticks}"}"#, .invalid, "subscription"),
    ]

    @Test(arguments: [TestingSetup.router, .live], [false, true])
    func `has a status for every outcome`(_ setup: TestingSetup, _ isDraft: Bool) async throws {
        try await World { $0.usesDraftStatusCodes = isDraft }.test(setup) { client in
            for (body, codes, contains) in Self.bodies {
                let expected = [isDraft ? codes.draft : codes.current, codes.json, codes.json]
                let formats = [accept, HTTPFields(), [.accept: "application/json"]]
                for (format, status) in zip(formats, expected) {
                    let response = try await client.post(body, headers: format)
                    #expect(response.status.code == status, "\(body) \(format)")
                    #expect(response.text.contains(contains), "\(response.text)")
                    let label = format == accept ? current : legacy
                    #expect(response.headers[.contentType] == label)
                    #expect(response.headers[.cacheControl] == "no-store")
                    if response.text.hasPrefix("{\"errors\"") {
                        #expect(response.codes.allSatisfy { $0 != nil }, "\(response.text)")
                    }
                }
            }
        }
    }

    /// A request in error, and the code it is told.
    private static let codes: [(body: String, code: String)] = [
        ("NONSENSE", "BAD_REQUEST"), (#"{"query":7}"#, "BAD_REQUEST"),
        (#"{"query":"{"}"#, "GRAPHQL_PARSE_FAILED"),
        (#"{"query":"{nothing}"}"#, "GRAPHQL_VALIDATION_FAILED"),
        (#"{"query":"{hello}","operationName":"Nope"}"#, "OPERATION_RESOLUTION_FAILURE"),
        (#"{"query":"query A{hello} query B{me}"}"#, "OPERATION_RESOLUTION_FAILURE"),
        (#"{"query":"query($t:String!){echo(text:$t)}"}"#, "BAD_USER_INPUT"),
        (
            #"{"query":"query($t:String){me r:repeat(text:$t)}","variables":{"t":null}}"#,
            "BAD_USER_INPUT"
        ),
        (#"{"query":"{fails}"}"#, "INTERNAL"), (#"{"query":"{isNull}"}"#, "INTERNAL"),
        (#"{"query":"{refuses}"}"#, "FORBIDDEN"),
        (#"{"query":"subscription{ticks}"}"#, "SUBSCRIPTION_NOT_SUPPORTED"),
    ]

    @Test(arguments: codes)
    func `gives every error a code`(_ body: String, _ code: String) async throws {
        try await World().test { client in
            for format in [accept, HTTPFields()] {
                let response = try await client.post(body, headers: format)
                #expect(response.codes.allSatisfy { $0 == code }, "\(response.text)")
                #expect(!response.codes.isEmpty)
            }
        }
    }

    private static let persisted =
        #"{"operationName":"A","variables":{},"extensions":{"persistedQuery":"#
        + #"{"version":1,"sha256Hash":"ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38"}}}"#

    /// What Apollo's link, and others after it, look for.
    @Test func `lets clients fall back from persisted queries`() async throws {
        try await World().test(.live) { client in
            let body =
                #"{"errors":[{"message":"PersistedQueryNotSupported","extensions":"#
                + #"{"code":"PERSISTED_QUERY_NOT_SUPPORTED"}}]}"#
            for (wish, status) in [
                ("application/graphql-response+json,application/json;q=0.9", 200),
                ("application/json", 200), ("*/*", 200),
                ("application/graphql-response+json", 400),
            ] {
                let response = try await client.post(Self.persisted, headers: [.accept: wish])
                #expect(response.status.code == status, "\(wish)")
                #expect(response.text == body)
                #expect(response.headers[.contentType] == (status == 200 ? legacy : current))
            }
            let extensions = "%7B%22persistedQuery%22%3A%7B%22version%22%3A1%7D%7D"
            let get = try await client.get("/graphql?extensions=\(extensions)")
            #expect(get.status == .ok)
            #expect(get.text == body)
            // With the text beside it, the digest is of no interest.
            let both = try await client.get(
                "/graphql?query=%7Bhello%7D&extensions=\(extensions)")
            #expect(both.text == #"{"data":{"hello":"world"}}"#)
        }
    }

    @Test func `says that it does not speak WebSocket`() async throws {
        try await World().test(.live) { client in
            let socket = try RawSocket(port: try #require(client.port))
            await socket.send(
                """
                GET /graphql HTTP/1.1\r
                Host: localhost\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Protocol: graphql-transport-ws\r
                \r

                """)
            let answer = await socket.receive(until: "]}")
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.contains("WEBSOCKET_NOT_SUPPORTED"))
            socket.close()
        }
    }

    /// A query string, the status and what the response contains.
    private static let queries: [(query: String, status: Int, contains: String)] = [
        ("query=%7Bhello%7D", 200, "world"),
        ("query=%7Bhello%7D&operationName=&variables=&extensions=", 200, "world"),
        (
            "query=query($t:String!)%7Becho(text:$t)%7D&variables=%7B%22t%22:%22a%2Bb%22%7D", 200,
            "a+b"
        ),
        ("query=query+null%7Bhello%7D+query+B%7Bme%7D&operationName=null", 200, "world"),
        ("", 400, "missing"), ("query=", 400, "missing"), ("query=%7B", 400, "Syntax Error"),
        ("query=%7Bhello%7D&variables=%7B", 400, #"\"variables\" is not valid JSON"#),
        ("query=%7Bhello%7D&variables=%5B1%5D", 400, "must be an object"),
        ("query=mutation%7Badd(amount:1)%7D", 405, "POST"),
    ]

    @Test func `answers queries over GET`() async throws {
        try await World().test(.live) { client in
            for example in Self.queries {
                let response = try await client.get("/graphql?\(example.query)", headers: accept)
                #expect(response.status.code == example.status, "\(example.query)")
                #expect(response.text.contains(example.contains), "\(response.text)")
            }
            let refused = try await client.get("/graphql?query=mutation%7Badd(amount:1)%7D")
            #expect(refused.headers[.allow] == "POST")
        }
    }

    @Test func `answers HEAD as GET without the body`() async throws {
        try await World().test(.live) { client in
            let response = try await client.execute(
                uri: "/graphql?query=%7Bhello%7D", method: .head, headers: accept)
            #expect(response.status == .ok)
            #expect(response.text == "")
            #expect(response.headers[.contentLength] == "26")
        }
    }

    @Test(
        arguments: [
            nil, "text/plain", "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/graphql", "application/json; charset=utf-16", "json", "",
        ] as [String?])
    func `wants JSON`(_ contentType: String?) async throws {
        try await World().test { client in
            let response = try await client.post(
                #"{"query":"{hello}"}"#, headers: accept, contentType: contentType)
            #expect(response.status == .unsupportedMediaType)
            #expect(response.code == "UNSUPPORTED_MEDIA_TYPE")
            #expect(response.headers[.accept] == "application/json")
        }
    }

    @Test(arguments: ["application/json; charset=UTF-8", "Application/JSON;charset=\"utf-8\""])
    func `takes JSON in all spellings`(_ contentType: String) async throws {
        try await World().test { client in
            let response = try await client.post(#"{"query":"{hello}"}"#, contentType: contentType)
            #expect(response.status == .ok)
        }
    }

    @Test func `refuses clients that take neither format`() async throws {
        try await World().test { client in
            let response = try await client.query("{hello}", headers: [.accept: "text/html"])
            #expect(response.status == .notAcceptable)
            #expect(response.headers[.contentType] == legacy)
        }
    }

    @Test(
        arguments: [HTTPRequest.Method.put, .delete, .patch],
        [("application/graphql-response+json", current), ("*/*", legacy), ("text/html", legacy)])
    func `refuses other methods`(
        _ method: HTTPRequest.Method, _ types: (accepted: String, given: String)
    ) async throws {
        try await World().test { client in
            let response = try await client.execute(
                uri: "/graphql", method: method, headers: [.accept: types.accepted])
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == "GET, HEAD, POST, OPTIONS")
            #expect(response.headers[.contentType] == types.given)
        }
    }

    @Test func `tells who is asking`() async throws {
        let world = try World()
        try await world.test { client in
            let token = try await world.token(of: 42)
            let known = try await client.query("{me}", headers: [.authorization: "Bearer \(token)"])
            #expect(known.text == #"{"data":{"me":"42"}}"#)
            let lowerCase = try await client.query(
                "{me}", headers: [.authorization: "bearer \(token)"])
            #expect(lowerCase.text == #"{"data":{"me":"42"}}"#)
            let stranger = try await client.query("{me}")
            #expect(stranger.text == #"{"data":{"me":null}}"#)
        }
    }

    @Test(arguments: ["", "Bearer", "Bearer ", "Bearer x.y.z", "Basic YTpi", "x"])
    func `refuses a bad token rather than treat its bearer as a stranger`(
        _ header: String
    ) async throws {
        try await World().test { client in
            let response = try await client.query("{hello}", headers: [.authorization: header])
            #expect(response.status == .unauthorized)
            #expect(response.code == "UNAUTHENTICATED")
            #expect(response.headers[.contentType] == legacy)
            #expect(response.headers[.wwwAuthenticate] == "Bearer error=\"invalid_token\"")
        }
    }

    @Test func `refuses an expired token`() async throws {
        let world = try World()
        try await world.test { client in
            let token = try await world.token()
            world.clock.advance(milliseconds: AccessTokens.lifetimeMilliseconds)
            let response = try await client.query(
                "{me}", headers: [.authorization: "Bearer \(token)"])
            #expect(response.code == "UNAUTHENTICATED")
        }
    }

    @Test(.crosses(\GatewayLimits.bodyBytesMax), arguments: [TestingSetup.router, .live])
    func `takes the largest body and no larger one`(_ setup: TestingSetup) async throws {
        let bytesMax = 100_000
        try await World { $0.limits.bodyBytesMax = bytesMax }.test(setup) { client in
            let text = #"{"query":"{hello}"}"#
            let padded = text + String(repeating: " ", count: bytesMax - text.utf8.count)
            #expect(try await client.post(padded).status == .ok)
            let response = try await client.post(padded + " ")
            #expect(response.status == .contentTooLarge)
            #expect(response.code == "BODY_TOO_LARGE")
            #expect(try await client.post(text).status == .ok)
        }
    }

    @Test(.crosses(\GatewayLimits.uriBytesMax)) func `refuses an address that is too long`()
        async throws
    {
        try await World { $0.limits.uriBytesMax = 200 }.test(.live) { client in
            let path = "/graphql?query=%7Bhello%7D"
            let longest = path + String(repeating: "+", count: 200 - path.utf8.count)
            #expect(try await client.get(longest).status == .ok)
            let response = try await client.get(longest + "+")
            #expect(response.status == .uriTooLong)
            #expect(response.code == "URI_TOO_LONG")
        }
    }

    @Test(.crosses(\Limits.executionMillisecondsMax)) func `ends an operation that takes too long`()
        async throws
    {
        var limits = Limits.standard
        limits.executionMillisecondsMax = 500
        let world = try World(engineLimits: limits)
        try await world.test { client in
            let start = ContinuousClock.now
            let response = try await client.query("{sleep(milliseconds:60000)}")
            #expect(response.status == .gatewayTimeout)
            #expect(response.code == "TIMEOUT")
            #expect(ContinuousClock.now - start < .seconds(50))
            #expect(try await client.query("{sleep(milliseconds:1)}").status == .ok)
        }
    }

    @Test(.crosses(\Limits.operationsInFlightMax))
    func `refuses what is too much at once, and recovers`() async throws {
        var limits = Limits.standard
        limits.operationsInFlightMax = 2
        let world = try World(engineLimits: limits)
        try await world.test { client in
            let codes = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await client.query("{sleep(milliseconds:300)}").code }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.filter { $0 == nil }.count == 2)
            #expect(codes.filter { $0 == "OVERLOADED" }.count == 4)
            #expect(try await client.query("{hello}").status == .ok)
        }
    }

    @Test func `says to come back when a field is crowded and nothing was done`() async throws {
        try await World().test { client in
            for format in [accept, HTTPFields()] {
                let alone = try await client.query("mutation{crowded}", headers: format)
                #expect(alone.status == .serviceUnavailable)
                #expect(alone.headers[.retryAfter] == "1")
                #expect(alone.code == "OVERLOADED")
            }
            let second = try await client.query("mutation{add(amount:1) crowded}")
            #expect(second.status == .ok, "the first has been done")
            #expect(second.code == "OVERLOADED")
        }
    }

    @Test func `answers many at the same time`() async throws {
        try await World().test(.live) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let response = try await client.query(#"{echo(text:\"\#(number)\")}"#)
                        #expect(response.text == #"{"data":{"echo":"\#(number)"}}"#)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
