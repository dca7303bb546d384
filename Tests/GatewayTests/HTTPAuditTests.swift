import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Gateway

/// What the GraphQL over HTTP project asks of servers, by the ids of its audits. Whether it says
/// MUST, SHOULD or MAY, all of it holds here. https://github.com/graphql/graphql-http
private struct Audit: Sendable, CustomTestStringConvertible {
    enum Demand: Sendable {
        case status(ClosedRange<Int>)
        case contentType(String)
        case noErrors
        case noData
        case utf8
    }

    let id: String
    var method = HTTPRequest.Method.post
    /// Of a GET, without the question mark.
    var query = ""
    var body: String?
    var accept: String?
    var contentType: String? = "application/json"
    let demands: [Demand]

    var testDescription: String { id }

    static func post(
        _ id: String, _ body: String?, accept: String? = nil, contentType: String? = json,
        _ demands: Demand...
    ) -> Audit {
        Audit(id: id, body: body, accept: accept, contentType: contentType, demands: demands)
    }

    static func get(
        _ id: String, _ query: String, accept: String? = nil, _ demands: Demand...
    ) -> Audit {
        Audit(
            id: id, method: .get, query: query, accept: accept, contentType: nil, demands: demands)
    }

    func response(from client: any TestClientProtocol) async throws -> TestResponse {
        var headers: HTTPFields = [:]
        headers[.accept] = accept
        headers[.contentType] = contentType
        return try await client.execute(
            uri: method == .get ? "/graphql?\(query)" : "/graphql", method: method,
            headers: headers, body: body.map { ByteBuffer(string: $0) })
    }
}

private let json = "application/json"
private let current = "application/graphql-response+json"
private let hello = #"{"query":"{ __typename }"}"#
private let ok = Audit.Demand.status(200...200)
private let bad = Audit.Demand.status(400...400)

/// Values of a wrong kind, in the order of the numbers that end the ids.
private let noStrings = [#"{"obj":"ect"}"#, "0", "false", #"["array"]"#]
private let noMaps = [#""string""#, "0", "false", #"["array"]"#]

private let mediaTypes: [Audit] = [
    .post("22EB", hello, accept: current, ok, .contentType(current)),
    .post("4655", hello, accept: json, ok, .contentType(json)),
    .post("47DE", hello, accept: "*/*", ok, .contentType(json)),
    .post("80D8", hello, ok, .contentType(json)),
    .post("82A3", hello, ok, .utf8),
    .post(
        "BF61", #"{"query":"{ __type(name: \"Run🏃Swim🏊\") { name } }"}"#,
        contentType: "application/json; charset=utf-8", ok),
    .post("78D5", hello, ok),
]

private let requests: [Audit] = [
    .post("2C94", hello, ok),
    .get("5A70", "query=%7B+__typename+%7D", ok),
    .get("9C48", "query=mutation+%7B+__typename+%7D", accept: current, .status(400...499)),
    .post("9ABE", hello, contentType: "text/plain;charset=UTF-8", .status(400...499)),
    .post("03D4", hello, ok),
    .post("A5BF", nil, bad),
]

private let named = #"{"operationName":"Query","query":"query Query { __typename }"}"#
private let typed =
    #"{"query":"query Type($name: String!) { __type(name: $name) { name } }","#
    + #""variables":{"name":"sometype"}}"#
private let typedQuery =
    "query=query+Type%28%24name%3A+String%21%29+%7B+__type%28name%3A+%24name%29+%7B+name+%7D+%7D"
    + "&variables=%7B%22name%22%3A%22sometype%22%7D"
private let extended = #"{"query":"{ __typename }","extensions":{"some":"value"}}"#

private let parameters: [Audit] =
    [.post("423L", #"{"notquery":"{ __typename }"}"#, accept: current, bad)]
    + noStrings.enumerated().map { .post("LKJ\($0)", #"{"query":\#($1)}"#, bad) }
    + [
        .post("34A2", hello, accept: current, ok),
        .post("13EE", hello, accept: json, ok, .noErrors),
    ]
    + noStrings.enumerated().map {
        .post("6C0\($0)", #"{"operationName":\#($1),"query":"{ __typename }"}"#, bad)
    }
    + [
        .post("8161", named, accept: current, ok),
        .post("B8B3", named, accept: json, ok, .noErrors),
    ]
    + ["variables", "operationName", "extensions"].enumerated().flatMap { index, name in
        let body = #"{"query":"{ __typename }","\#(name)":null}"#
        return [
            Audit.post("94B\(index)", body, accept: current, ok, .noErrors),
            .post("022\(index)", body, accept: json, ok, .noErrors),
        ]
    }
    + noMaps.enumerated().map {
        .post("476\($0)", #"{"query":"{ __typename }","variables":\#($1)}"#, bad)
    }
    + [
        .post("2EA1", typed, accept: current, ok),
        .post("28B9", typed, accept: json, ok, .noErrors),
        .get("D6D5", typedQuery, accept: current, ok, .noErrors),
        .get("6A70", typedQuery, accept: json, ok, .noErrors),
    ]
    + noMaps.enumerated().map {
        .post("58B\($0)", #"{"query":"{ __typename }","extensions":\#($1)}"#, bad)
    }
    + [
        .post("428F", extended, accept: current, ok),
        .post("1B7A", extended, accept: json, ok, .noErrors),
    ]

private let broken = #"{ "not a JSON"#
private let unknownField = #"{"query":"{ f8f31403dfe404bccbb0e835f2629c6a7 }"}"#
private let uncoercible =
    #"{"query":"query CoerceFailure($id: ID!){ __typename }","variables":{"id":null}}"#

private let responses: [Audit] = [
    .post("B6DC", broken, accept: json, .status(200...599)),
    .post("BCF8", broken, accept: json, bad),
    .post("B7N8", broken, accept: current, bad),
    .post("8764", #"{"qeury":"{ __typename }"}"#, .status(400...599)),
    .post("3E3A", #"{"qeury":"{ __typename }"}"#, bad),
    .post("572B", #"{"query":"{"}"#, accept: json, ok),
    .post("FDE2", unknownField, accept: json, ok),
    .post("7B9B", uncoercible, accept: json, ok),
    .post("865D", #"{"query":"{"}"#, accept: current, .status(400...599)),
    .post("556A", #"{"query":"{"}"#, accept: current, bad),
    .post("D586", #"{"query":"{"}"#, accept: current, .noData),
    .post("51FE", unknownField, accept: current, .status(400...599)),
    .post("74FF", unknownField, accept: current, bad),
    .post("5E5B", unknownField, accept: current, .noData),
    .post("86EE", uncoercible, accept: current, bad),
]

@Suite struct `Audits of GraphQL over HTTP` {
    private static let all = mediaTypes + requests + parameters + responses

    @Test func `are all here`() {
        #expect(Self.all.count == 61)
        #expect(Set(Self.all.map(\.id)).count == 61)
    }

    @Test func `pass`() async throws {
        try await World().test(.live) { client in
            for audit in Self.all {
                let response = try await audit.response(from: client)
                for demand in audit.demands {
                    #expect(Self.holds(demand, response), "\(audit.id): \(response)")
                }
            }
        }
    }

    private static func holds(_ demand: Audit.Demand, _ response: TestResponse) -> Bool {
        switch demand {
        case .status(let statuses): statuses.contains(response.status.code)
        case .contentType(let type): response.headers[.contentType]?.contains(type) == true
        case .noErrors: members(of: response)?["errors"] == nil && members(of: response) != nil
        case .noData: members(of: response)?["data"] == nil && members(of: response) != nil
        case .utf8: String(validating: response.body.readableBytesView, as: UTF8.self) != nil
        }
    }

    private static func members(of response: TestResponse) -> [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(response.text.utf8)) as? [String: Any]
    }
}
