import Testing

@testable import GraphQL

/// Documents made to be slow, deep or loud. None may take long, crash, or be echoed at length.
@Suite(.serialized)
struct HostileDocumentTests {
    /// Everything that a parser would refuse already is let through.
    private static let limits = {
        var limits = Limits.standard
        limits.tokensMax = .max
        limits.directivesPerLocationMax = .max
        return limits
    }()

    #if DEBUG
    /// Without optimisation everything takes thirty times as long, and other tests run beside
    /// these; what grows with the square of the document is still caught.
    private static let bytesMax = 200_000
    private static let durationMax = Duration.seconds(20)
    #else
    private static let bytesMax = 1_000_000
    private static let durationMax = Duration.seconds(1)
    #endif

    private static func filled(_ open: String, _ part: String, _ close: String) -> String {
        let count = (bytesMax - open.utf8.count - close.utf8.count) / part.utf8.count
        return open + String(repeating: part, count: count) + close
    }

    private static func each(_ count: Int, _ part: (Int) -> String) -> String {
        (0..<count).map(part).joined(separator: " ")
    }

    static let documents: [(name: String, text: String)] = [
        ("one field", filled("{ ", "dog{name} ", "}")),
        ("aliases", "{ \(each(bytesMax / 20) { "a\($0):dog{name}" }) }"),
        ("unknown fields", "{ \(each(bytesMax / 11) { "u\($0)" }) }"),
        ("conflicts", "{ \(each(bytesMax / 25) { "x:human(id:\($0)){name}" }) }"),
        ("deep conflicts", filled("{ ", "dog{mother{x:name}} dog{mother{x:legs}} ", "}")),
        ("inline fragments", filled("{ ", "...{dog{name}} ", "}")),
        (
            "fragments side by side",
            "{ dog { \(each(900) { "...F\($0)" }) } } "
                + each(900) { "fragment F\($0) on Dog { name mother { legs } }" }
        ),
        (
            "a chain of fragments",
            "{ dog { ...F0 } } "
                + each(bytesMax / 50) { "fragment F\($0) on Dog { ...F\($0 + 1) }" }
        ),
        (
            "a ring of fragments",
            "{ dog { ...F0 } } "
                + each(bytesMax / 50) {
                    "fragment F\($0) on Dog { ...F\(($0 + 1) % (bytesMax / 50)) }"
                }
        ),
        (
            "fragments that spread each other",
            "{ dog { ...F0 } } "
                + each(100) { number in
                    "fragment F\(number) on Dog { " + each(100) { "...F\($0)" } + " }"
                }
        ),
        (
            "fragments that double",
            "{ dog { ...F0 } } "
                + each(90) {
                    "fragment F\($0) on Dog { a: mother { ...F\($0 + 1) } ...F\($0 + 1) }"
                }
                + " fragment F90 on Dog { name }"
        ),
        (
            "one fragment used everywhere",
            "{ \(each(bytesMax / 111) { "a\($0):dog{...F x\($0):name}" }) } "
                + "fragment F on Dog { \(each(bytesMax / 111) { "f\($0):name" }) }"
        ),
        (
            "operations that share a fragment",
            each(bytesMax / 66) { "query Q\($0)($a:Int){...F}" }
                + " fragment F on Query{\(each(bytesMax / 50) { _ in "echo{int(a:$a)}" })}"
        ),
        ("operations of one name", filled("", "query Q{dog{name}} ", "")),
        ("arguments of one name", filled("{ echo { int(", "a:1 ", ") } }")),
        ("unknown arguments", "{ echo { int(\(each(bytesMax / 11) { "a\($0):1" })) } }"),
        ("variables of one name", filled("query (", "$a:Int ", ") { dog { name } }")),
        ("unused variables", "query (\(each(bytesMax / 14) { "$a\($0):Int" })) { dog { name } }"),
        ("undefined variables", "{ echo { \(each(bytesMax / 25) { "int(a:$u\($0))" }) } }"),
        ("wrong items", filled("{ echo { list(a:[", "1 ", "]) } }")),
        ("empty objects", filled("{ echo { filter(a:{points:[", "{} ", "]}) } }")),
        ("fields of one name", filled("{ echo { filter(a:{", "strict:true ", "}) } }")),
        ("directives", filled("{ dog ", "@skip(if:true) ", "{ name } }")),
        ("introspection", filled("{ ", "__schema{types{fields{type{name}}}} ", "}")),
        (
            "deep introspection",
            filled("{ ", "__schema{types{fields{type{interfaces{possibleTypes{name}}}}}} ", "}")
        ),
        ("a wide subscription", "subscription { \(each(bytesMax / 16) { "a\($0):names" }) }"),
        ("deferred fragments", filled("mutation { ", "...@defer{addDog(name:\"\"){name}} ", "}")),
        ("a long integer", "{ echo { int(a: " + String(repeating: "9", count: bytesMax) + ") } }"),
        (
            "a long string",
            "{ echo { int(a: \"" + String(repeating: "\\u0041", count: bytesMax / 6) + "\") } }"
        ),
        ("a long field", "{ " + String(repeating: "a", count: bytesMax) + " }"),
        (
            "a long type",
            "query ($a: " + String(repeating: "A", count: bytesMax) + ") { dog { name } }"
        ),
        (
            "a long enum value",
            "{ echo { fur(a: " + String(repeating: "B", count: bytesMax) + ") } }"
        ),
        ("definitions of types", filled("", "type A{a:Int} ", "")),
    ]

    @Test(arguments: documents.map(\.name))
    func `a hostile document is answered at once, and briefly`(name: String) throws {
        let text = try #require(Self.documents.first { $0.name == name }).text
        let document = try parse(Source(text), limits: Self.limits)
        var errors: [GraphQLError] = []
        let duration = ContinuousClock().measure {
            do throws(GraphQLErrors) {
                _ = try validate(document, against: petSchema, limits: Self.limits)
            } catch {
                errors = error.errors
            }
        }
        #expect(duration < Self.durationMax)
        #expect(errors.count <= 101)
        for error in errors {
            #expect(error.message.utf8.count < 2_000)
            #expect(error.locations.count <= 40)
        }
    }
}
