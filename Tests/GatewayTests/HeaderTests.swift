import Testing

@testable import Gateway

@Suite struct `Headers` {
    private static let current = ResponseFormat.graphQL
    private static let wishes: [(String?, ResponseFormat?)] = [
        (nil, .legacy), ("", .legacy), ("*/*", .legacy), ("application/*", .legacy),
        ("application/json", .legacy), ("application/json; charset=utf-8", .legacy),
        ("application/graphql-response+json", current),
        ("APPLICATION/GraphQL-Response+JSON", current),
        ("application/graphql-response+json;charset=UTF-8", current),
        ("application/graphql-response+json, application/json;q=0.9", current),
        ("application/json, application/graphql-response+json", current),
        ("application/json, application/graphql-response+json;q=0.5", .legacy),
        ("application/graphql-response+json;q=0, */*", .legacy),
        ("text/html, application/xhtml+xml, */*;q=0.8", .legacy),
        ("text/event-stream, application/graphql-response+json", current),
        ("text/html", nil), ("application/json;q=0", nil), ("image/*", nil), ("nonsense", nil),
        ("application/json;charset=latin1", nil), ("application/json;q=x", nil),
    ]

    @Test(arguments: wishes)
    func `Accept chooses the format`(_ accept: String?, _ format: ResponseFormat?) {
        #expect(ResponseFormat(accept: accept) == format)
    }

    private static let ranges: [(String?, ByteRange)] = [
        (nil, .whole), ("bytes=0-0", .part(0..<1)), ("bytes=0-9", .part(0..<10)),
        ("bytes=0-99", .part(0..<10)), ("bytes=3-", .part(3..<10)), ("bytes=-4", .part(6..<10)),
        ("bytes=-99", .part(0..<10)), ("bytes=10-", .unsatisfiable),
        ("bytes=10-12", .unsatisfiable), ("bytes=-0", .unsatisfiable),
        ("bytes=5-4", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole), ("bytes=+1-2", .whole),
        ("bytes=0-1,3-4", .whole), ("lines=0-1", .whole), ("bytes=1", .whole),
        ("bytes=99999999999999999999-", .whole),
        ("bytes=0-99999999999999999999", .whole),
    ]

    @Test(arguments: ranges)
    func `Range asks for a part`(_ header: String?, _ range: ByteRange) {
        #expect(ByteRange(header: header, size: 10) == range)
    }

    @Test func `Range of an empty file cannot be satisfied`() {
        #expect(ByteRange(header: "bytes=0-", size: 0) == .unsatisfiable)
        #expect(ByteRange(header: "bytes=-1", size: 0) == .unsatisfiable)
    }

    @Test(
        arguments: [
            (nil, false), ("\"a\"", true), ("\"b\"", false), ("W/\"a\"", true), ("*", true),
            ("\"b\" , \"a\"", true), ("a", false), ("", false),
        ] as [(String?, Bool)])
    func `If-None-Match names what the client has`(_ header: String?, _ isMatch: Bool) {
        #expect(ifNoneMatch(header, matches: "\"a\"") == isMatch)
    }

    @Test(
        arguments: [
            ("a=1&b=2", "b", "2"), ("a=1", "b", nil), ("a=", "a", nil), ("a", "a", nil),
            ("q=%7Bhello%7D+x", "q", "{hello} x"), ("q=%zz%4", "q", "%zz%4"), ("q=a=b", "q", "a=b"),
            ("q=%C3%A9", "q", "é"), ("q=%FF", "q", "\u{FFFD}"), ("%71=1", "q", "1"),
            ("q=1&q=2", "q", "1"), ("&&q=1", "q", "1"),
        ] as [(String, String, String?)])
    func `A query string is decoded as browsers encode it`(
        _ query: String, _ name: String, _ value: String?
    ) {
        #expect(FormQuery(query)[name] == value)
    }
}
