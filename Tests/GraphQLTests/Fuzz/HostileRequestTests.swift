import Testing

@testable import GraphQL

/// Requests of a megabyte made to be slow, deep or large, through the whole engine: refused or
/// answered at once, and briefly.
@Suite struct `Hostile requests` {
    #if DEBUG
    private static let bytesMax = 100_000
    #else
    private static let bytesMax = 1_000_000
    #endif

    private static func filled(_ open: String, _ part: String, _ close: String) -> String {
        let count = (bytesMax - open.utf8.count - close.utf8.count) / part.utf8.count
        return open + String(repeating: part, count: count) + close
    }

    private static func each(_ bytes: Int, _ part: (Int) -> String) -> String {
        (0..<bytesMax / bytes).map(part).joined(separator: " ")
    }

    private static func nested(_ open: String, _ inner: String, _ close: String) -> String {
        let count = bytesMax / (open.utf8.count + close.utf8.count)
        return String(repeating: open, count: count) + inner
            + String(repeating: close, count: count)
    }

    static let requests: [(name: String, text: String)] = [
        ("deep fields", "{ viewer { user " + nested("{storyTray{author", "{id}", "}}") + " } }"),
        ("deep lists", "{ nodes(ids: " + nested("[", "", "]") + ") { id } }"),
        ("deep objects", "{ find(by: " + nested("{and:", "null", "}") + ") { id } }"),
        ("deep types", "query ($a: " + nested("[", "Int", "]") + ") { __typename }"),
        ("deep inline fragments", "{ viewer " + nested("{...", "{__typename}", "}") + " }"),
        ("one field again and again", filled("{ ", "viewer{user{id}} ", "}")),
        ("aliases", "{ \(each(24) { "a\($0):viewer{user{id}}" }) }"),
        ("aliases of a leaf", "{ viewer { user { \(each(12) { "a\($0):id" }) } } }"),
        (
            "fragments that double",
            "{ viewer { user { ...F0 } } } "
                + (0..<60).map {
                    "fragment F\($0) on User { a: storyTray { author { ...F\($0 + 1) } } "
                        + "b: storyTray { author { ...F\($0 + 1) } } }"
                }.joined()
                + filled(" fragment F60 on User { ", "id ", "}")
        ),
        (
            "fragments in fragments",
            "{ viewer { user { ...F0 } } } "
                + each(48) { "fragment F\($0) on User { ...F\($0 + 1) ...F\($0 + 1) }" }
        ),
        (
            "one fragment everywhere",
            "{ \(each(100) { "a\($0): viewer { user { ...F } }" }) } "
                + "fragment F on User { \(each(20) { "f\($0): id" }) }"
        ),
        ("a spread again and again", filled("{ ", "...F ", "} fragment F on Query{__typename}")),
        ("directives", filled("{ viewer ", "@skip(if:false) ", "{ user { id } } }")),
        ("unknown directives", filled("{ viewer ", "@a ", "{ user { id } } }")),
        ("a long string", filled("{ user(username: \"", "\\u0041", "\") { id } }")),
        ("a long block string", filled("{ user(username: \"\"\"", "\n   a", "\"\"\") { id } }")),
        (
            "a long integer",
            filled(
                "{ viewer { feed(kind: FOLLOWING) { items(first: ", "9", ") { __typename } } } }")
        ),
        (
            "a long float",
            filled(
                "{ viewer { feed(kind: FOLLOWING) { items(first: 0.", "9", ") { __typename } } } }")
        ),
        ("a long name", filled("{ ", "a", " }")),
        ("a comment", filled("#", "a", "\n{ __typename }")),
        ("commas", filled("", ",", "{ __typename }")),
        ("operations", each(24) { "query Q\($0){__typename}" }),
        ("anonymous operations", filled("", "{__typename} ", "")),
        (
            "conflicting fields",
            "{ viewer { user { \(each(40) { "x: posts(first: \($0)) { nodes { id } }" }) } } }"
        ),
        (
            "deep overlapping fields",
            "{ viewer { user { "
                + each(60) { _ in "storyTray { author { storyTray { author { id } } } }" }
                + " } } }"
        ),
        (
            "variables",
            "query (\(each(24) { "$v\($0): Int" })) "
                + "{ viewer { user { \(each(60) { "a\($0): posts(first: $v\($0)) { nodes { id } }" }) } } }"
        ),
        ("one variable", filled("query (", "$a: Int ", ") { __typename }")),
        ("a large list", filled("{ nodes(ids: [", "1 ", "]) { id } }")),
        (
            "conditions",
            "query (\(each(40) { "$v\($0): Boolean!" })) { \(each(60) { "a\($0): limits @skip(if: $v\($0)) { tokens }" }) }"
        ),
        ("introspection", filled("{ ", "__schema{types{fields{type{ofType{name}}}}} ", "}")),
        (
            "aliased introspection",
            "{ \(each(60) { "a\($0): __schema { types { fields { type { name } } } }" }) }"
        ),
        ("no UTF-8", String(repeating: "{ \u{0}\u{FFFD} ", count: bytesMax / 6)),
    ]

    private static let standard = Limits.standard

    /// Only the sizes that the reader of a text checks first are lifted.
    private static let lifted = {
        var limits = Limits.standard
        limits.sourceBytesMax = .max
        limits.tokensMax = .max
        return limits
    }()

    @Test func `are answered briefly, and at once`() async throws {
        let schema = try buildSchema([Source(photoSchemaText)])
        var slowest = (name: "", duration: Duration.zero)
        for limits in [Self.standard, Self.lifted] {
            let engine = try InventedWorld.engine(schema, limits: limits)
            for (number, request) in Self.requests.enumerated() {
                // The second time, a valid document and its plan are known.
                for _ in 0..<2 {
                    let duration = await ContinuousClock().measure {
                        await Self.expectAnswer(to: request, number: number, from: engine)
                    }
                    if duration > slowest.duration { slowest = (request.name, duration) }
                }
            }
        }
        print("The slowest hostile request was \"\(slowest.name)\": \(slowest.duration).")
    }

    private static func expectAnswer(
        to request: (name: String, text: String), number: Int, from engine: Engine
    ) async {
        let digest = [UInt8](repeating: UInt8(number), count: 32)
        let response = await engine.execute(
            Request(source: Source(request.text), hash: DocumentHash(digest: digest)),
            context: InventedWorld.Context(),
            report: maskErrors(as: "Internal error."))
        #expect(JSONRecognizer.accepts(response.body), "\(request.name)")
        // A valid one may be answered at length; an error must not echo what was sent.
        #expect(response.hasData || response.body.count < 200_000, "\(request.name)")
    }
}
