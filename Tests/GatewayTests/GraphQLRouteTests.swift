import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

import struct GraphQL.Limits

@testable import Gateway

private let current = "application/graphql-response+json; charset=utf-8"
private let legacy = "application/json; charset=utf-8"
private let accept: HTTPFields = [.accept: "application/graphql-response+json"]

@Suite struct `GraphQL over HTTP` {
    /// A body, the status and what the response contains.
    private static let bodies: [(body: String, status: Int, contains: String)] = [
        (#"{"query":"{hello}"}"#, 200, #"{"data":{"hello":"world"}}"#),
        (
            #"{"query":"{hello}","variables":null,"operationName":null,"extensions":null}"#, 200,
            "world"
        ),
        (#"{"query":"{hello}","operationName":""}"#, 200, "world"),
        (#"{"query":"{hello}","unknown":[1]}"#, 200, "world"),
        (
            #"{"query":"query($t:String!){echo(text:$t)}","variables":{"t":"\ud83d\ude00"}}"#, 200,
            #"{"data":{"echo":"😀"}}"#
        ),
        (
            #"{"query":"query A{hello} query B{me}","operationName":"B"}"#, 200,
            #"{"data":{"me":null}}"#
        ),
        (#"{"query":"mutation{add(amount:2)}"}"#, 200, #"{"data":{"add":2}}"#),
        (#"{"query":"{hello fails}"}"#, 294, #""data":{"hello":"world","fails":null}"#),
        (#"{"query":"{failsHard}"}"#, 294, #""data":null"#),
        ("NONSENSE", 400, "not valid JSON: Expected a value at byte 0."),
        (#"{"query":"#, 400, "not valid JSON"),
        ("", 400, "The body is empty."),
        (#"{"query":"{"}"#, 400, "Syntax Error"),
        (#"{"query":""}"#, 400, "Syntax Error"),
        (#"{"query":"{nothing}"}"#, 422, "Cannot query field"),
        (#"{"qeury":"{hello}"}"#, 422, #"\"query\" is missing."#),
        (#"{"query":null}"#, 422, #"\"query\" is missing."#),
        (#"{"query":7}"#, 422, #"\"query\" must be a string."#),
        (#"{"query":"{hello}","variables":[7]}"#, 422, #"\"variables\" must be an object."#),
        (#"{"query":"{hello}","extensions":"x"}"#, 422, #"\"extensions\" must be an object."#),
        (#"{"query":"{hello}","operationName":7}"#, 422, #"\"operationName\" must be a string."#),
        (#"{"query":"{hello}","operationName":"Nope"}"#, 422, "Unknown operation"),
        (#"{"query":"query A{hello} query B{me}"}"#, 422, "operation name"),
        (#"{"query":"query($t:String!){echo(text:$t)}"}"#, 422, "$t"),
        (#"{"query":"query($t:String!){echo(text:$t)}","variables":{"t":1}}"#, 422, "$t"),
        ("[]", 422, "must be a JSON object"), ("7", 422, "must be a JSON object"),
        (#"[{"query":"{hello}"}]"#, 422, "must be a JSON object"),
        (#"{"query":"{hello}","query":"{me}"}"#, 400, "comes twice"),
        (#"{"query":"subscription{ticks}"}"#, 422, "subscription"),
    ]

    @Test(arguments: [TestingSetup.router, .live])
    func `has a status for every outcome`(_ setup: TestingSetup) async throws {
        try await World().test(setup) { client in
            for example in Self.bodies {
                for (format, label) in [(accept, current), (HTTPFields(), legacy)] {
                    let response = try await client.post(example.body, headers: format)
                    #expect(response.status.code == example.status, "\(example.body)")
                    #expect(response.text.contains(example.contains), "\(response.text)")
                    let isSuccess = response.status.kind == .successful
                    #expect(response.headers[.contentType] == (isSuccess ? label : current))
                    #expect(response.headers[.cacheControl] == "no-store")
                }
            }
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
        ("", 422, "missing"), ("query=", 422, "missing"), ("query=%7B", 400, "Syntax Error"),
        ("query=%7Bhello%7D&variables=%7B", 400, #"\"variables\" is not valid JSON"#),
        ("query=%7Bhello%7D&variables=%5B1%5D", 422, "must be an object"),
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

    @Test(arguments: [HTTPRequest.Method.put, .delete, .patch])
    func `refuses other methods`(_ method: HTTPRequest.Method) async throws {
        try await World().test { client in
            let response = try await client.execute(uri: "/graphql", method: method)
            #expect(response.status == .methodNotAllowed)
            #expect(response.headers[.allow] == "GET, HEAD, POST, OPTIONS")
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
            #expect(response.headers[.contentType] == current)
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

    @Test(arguments: [TestingSetup.router, .live])
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

    @Test func `refuses an address that is too long`() async throws {
        try await World { $0.limits.uriBytesMax = 200 }.test(.live) { client in
            let path = "/graphql?query=%7Bhello%7D"
            let longest = path + String(repeating: "+", count: 200 - path.utf8.count)
            #expect(try await client.get(longest).status == .ok)
            let response = try await client.get(longest + "+")
            #expect(response.status == .uriTooLong)
            #expect(response.code == "URI_TOO_LONG")
        }
    }

    @Test func `ends an operation that takes too long`() async throws {
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

    @Test func `refuses what is too much at once, and recovers`() async throws {
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
