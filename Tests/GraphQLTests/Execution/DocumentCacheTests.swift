import Testing

@testable import GraphQL

@Suite struct `Documents kept with their plans` {
    private static let sdl = "type Query { a: Int b: Int }"

    private static func valid(_ text: String) throws -> PreparedDocument {
        PreparedDocument(
            try validate(try parse(Source(text)), against: try buildSchema(sdl), limits: .unlimited)
        )
    }

    private static func hash(_ number: Int) -> DocumentHash {
        DocumentHash(digest: (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8)) })
    }

    @Test func `are found by their digest alone`() throws {
        let cache = DocumentCache(countMax: 4, bytesMax: 100)
        cache[Self.hash(1)] = try Self.valid("{ a }")
        #expect(cache[Self.hash(1)]?.value.source.bytes.count == 5)
        #expect(cache[Self.hash(2)] == nil)
    }

    @Test func `are no more than the limit, the longest unused gone`() throws {
        let cache = DocumentCache(countMax: 8, bytesMax: 10_000)
        let document = try Self.valid("{ a }")
        for number in 0..<8 { cache[Self.hash(number)] = document }
        for number in 0..<8 { #expect(cache[Self.hash(number)] != nil) }
        // The first is used once more, so the two after it go.
        _ = cache[Self.hash(0)]
        cache[Self.hash(8)] = document
        let kept = (0..<9).filter { cache[Self.hash($0)] != nil }
        #expect(kept == [0, 3, 4, 5, 6, 7, 8])
    }

    @Test func `have no more bytes of text than the limit`() throws {
        let cache = DocumentCache(countMax: 100, bytesMax: 40)
        for number in 0..<8 { cache[Self.hash(number)] = try Self.valid("{ a }") }
        #expect((0..<8).allSatisfy { cache[Self.hash($0)] != nil })
        // 20 bytes push out four of 5.
        cache[Self.hash(9)] = try Self.valid("{ a   b   a   b    }")
        #expect((0..<8).filter { cache[Self.hash($0)] != nil }.count == 4)
        #expect(cache[Self.hash(9)] != nil)
        // What is larger than everything together is not kept, and nothing goes for it.
        cache[Self.hash(10)] = try Self.valid("{ a" + String(repeating: " ", count: 40) + "}")
        #expect(cache[Self.hash(10)] == nil)
        #expect(cache[Self.hash(9)] != nil)
    }

    @Test func `keep a plan for each combination of conditions, up to the limit`() throws {
        let names = (0..<5).map { "v\($0)" }
        let declared = names.map { "$\($0): Boolean!" }.joined(separator: " ")
        let fields = names.map { "\($0)x: a @skip(if: $\($0))" }.joined(separator: " ")
        let prepared = try Self.valid("query (\(declared)) { \(fields) }")
        let definition = try getOperation(prepared.value, name: nil)
        let some = try GivenWorld.engine(Self.sdl).prepare(Request(source: Source("{ a }"))).plan
        var made = 0
        func plan(_ bits: Int) throws {
            let values = names.enumerated().map { ($1, InputValue.boolean(bits >> $0 & 1 == 1)) }
            _ = try prepared.plan(
                definition, variables: Dictionary(uniqueKeysWithValues: values),
                isIncremental: false
            ) { _ throws(GraphQLErrors) in
                made += 1
                return some
            }
        }
        for bits in 0..<PreparedDocument.plansMax { try plan(bits) }
        for bits in 0..<PreparedDocument.plansMax { try plan(bits) }
        #expect(made == PreparedDocument.plansMax)
        // One more, and the oldest is made again.
        try plan(PreparedDocument.plansMax)
        try plan(0)
        #expect(made == PreparedDocument.plansMax + 2)
        try plan(PreparedDocument.plansMax)
        #expect(made == PreparedDocument.plansMax + 2)
    }

    @Test func `serve many requests at a time`() async throws {
        let engine = try Kennel.engine()
        let queries = (0..<4).map { number in
            "query ($n: String!, $s: Boolean!) { p\(number): person(name: $n) { name age @skip(if: $s) } }"
        }
        await withTaskGroup { group in
            for number in 0..<200 {
                group.addTask {
                    let query = queries[number % 4]
                    let response = await engine.execute(
                        Request(
                            source: Source(query), hash: Self.hash(number % 4),
                            variables: [
                                InputField("n", .string("N\(number)")),
                                InputField("s", .boolean(number % 3 == 0)),
                            ]),
                        context: Kennel.Context(),
                        report: maskErrors(as: "Internal error."))
                    let age = number % 3 == 0 ? "" : #","age":\#("N\(number)".count)"#
                    #expect(
                        String(decoding: response.body, as: UTF8.self)
                            == #"{"data":{"p\#(number % 4)":{"name":"N\#(number)"\#(age)}}}"#)
                }
            }
        }
    }
}
