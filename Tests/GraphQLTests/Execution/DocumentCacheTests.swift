import TestSupport
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

    /// A plan of so many fields.
    private static func plan(_ fields: Int) throws -> OperationPlan {
        let text = "{ \((0..<fields).map { "a\($0): a" }.joined(separator: " ")) }"
        let engine = Engine(try GivenWorld.engine(sdl).schema, limits: .unlimited)
        return try engine.prepare(Request(source: Source(text))).plan
    }

    private static func key(
        _ document: PreparedDocument, _ bits: Int = 0
    ) throws
        -> PreparedDocument.PlanKey
    {
        let values = (0..<5).map { ("v\($0)", InputValue.boolean(bits >> $0 & 1 == 1)) }
        return document.planKey(
            try getOperation(document.value, name: nil),
            variables: Dictionary(uniqueKeysWithValues: values), isIncremental: false)
    }

    /// A document with five conditions.
    private static func conditional() throws -> PreparedDocument {
        let names = (0..<5).map { "v\($0)" }
        let declared = names.map { "$\($0): Boolean!" }.joined(separator: " ")
        let fields = names.map { "\($0)x: a @skip(if: $\($0))" }.joined(separator: " ")
        return try valid("query (\(declared)) { \(fields) }")
    }

    @Test func `are found by their digest alone`() throws {
        let cache = DocumentCache(countMax: 4, bytesMax: 1 << 20)
        cache.insert(try Self.valid("{ a }"), at: Self.hash(1))
        #expect(cache.document(Self.hash(1))?.value.source.bytes.count == 5)
        #expect(cache.document(Self.hash(2)) == nil)
    }

    @Test(.crosses(\Limits.cachedDocumentsMax))
    func `are no more than the limit, the longest unused gone`() throws {
        let cache = DocumentCache(countMax: 8, bytesMax: 1 << 20)
        let document = try Self.valid("{ a }")
        for number in 0..<8 { cache.insert(document, at: Self.hash(number)) }
        for number in 0..<8 { #expect(cache.document(Self.hash(number)) != nil) }
        // The first is used once more, so the two after it go.
        _ = cache.document(Self.hash(0))
        cache.insert(document, at: Self.hash(8))
        let kept = (0..<9).filter { cache.document(Self.hash($0)) != nil }
        #expect(kept == [0, 3, 4, 5, 6, 7, 8])
        #expect(cache.metrics == .init(documents: 7, plans: 0, bytes: 7 * document.bytes))
    }

    @Test(.crosses(\Limits.cachedBytesMax)) func `weigh no more than the limit`() throws {
        let document = try Self.valid("{ a }")
        let cache = DocumentCache(countMax: 100, bytesMax: 16 * document.bytes)
        for number in 0..<16 { cache.insert(document, at: Self.hash(number)) }
        #expect((0..<16).allSatisfy { cache.document(Self.hash($0)) != nil })
        cache.insert(document, at: Self.hash(16))
        #expect((0..<16).filter { cache.document(Self.hash($0)) != nil } == Array(4..<16))
        #expect(cache.metrics.bytes == 13 * document.bytes)
        // What is larger than its share is not kept, and nothing goes for it.
        cache.insert(
            try Self.valid("{ a" + String(repeating: " a", count: 200) + "}"), at: Self.hash(17))
        #expect(cache.document(Self.hash(17)) == nil)
        #expect(cache.metrics.documents == 13)
    }

    @Test func `count what plans weigh, and evict by it`() throws {
        let (document, plan) = (try Self.valid("{ a }"), try Self.plan(50))
        let key = try Self.key(document)
        let cache = DocumentCache(
            countMax: 1_000, bytesMax: 16 * (document.bytes + plan.bytes))
        for number in 0..<100 {
            cache.insert(document, at: Self.hash(number))
            cache.insert(plan, key, of: Self.hash(number))
            #expect(cache.metrics.bytes <= 16 * (document.bytes + plan.bytes))
        }
        let metrics = cache.metrics
        #expect(metrics.plans >= 12 && metrics.plans <= 16)
        #expect(metrics.bytes == metrics.plans * plan.bytes + metrics.documents * document.bytes)
        // The newest are there, with their plans; a plan without its document is not kept.
        #expect(cache.plan(key, of: Self.hash(99)) === plan)
        cache.insert(plan, key, of: Self.hash(1))
        #expect(cache.plan(key, of: Self.hash(1)) == nil)
    }

    @Test func `have no more than their share, whatever plans they have`() throws {
        let (document, plan) = (try Self.conditional(), try Self.plan(50))
        // Room for three of its plans.
        let cache = DocumentCache(
            countMax: 1_000, bytesMax: 8 * (document.bytes + 3 * plan.bytes))
        let other = try Self.valid("{ a }")
        cache.insert(other, at: Self.hash(0))
        cache.insert(document, at: Self.hash(1))
        for bits in 0..<16 { cache.insert(plan, try Self.key(document, bits), of: Self.hash(1)) }
        let kept = try (0..<16).filter {
            cache.plan(try Self.key(document, $0), of: Self.hash(1)) != nil
        }
        #expect(kept == [13, 14, 15])
        #expect(cache.document(Self.hash(0)) != nil)
        // One that is larger than the share goes without being kept.
        cache.insert(try Self.plan(300), try Self.key(document, 20), of: Self.hash(1))
        #expect(cache.metrics.plans == 3)
    }

    @Test(.crosses(\Limits.Type.plansPerDocumentMax))
    func `keep a plan for each combination of conditions, up to the limit`() throws {
        let (document, plan) = (try Self.conditional(), try Self.plan(1))
        let cache = DocumentCache(countMax: 10, bytesMax: 1 << 20)
        cache.insert(document, at: Self.hash(1))
        func isKept(_ bits: Int) throws -> Bool {
            cache.plan(try Self.key(document, bits), of: Self.hash(1)) != nil
        }
        for bits in 0..<Limits.plansPerDocumentMax {
            #expect(try !isKept(bits))
            cache.insert(plan, try Self.key(document, bits), of: Self.hash(1))
        }
        for bits in 0..<Limits.plansPerDocumentMax { #expect(try isKept(bits)) }
        // One more, and the one longest unused goes.
        #expect(try isKept(0))
        cache.insert(plan, try Self.key(document, Limits.plansPerDocumentMax), of: Self.hash(1))
        #expect(try isKept(0))
        #expect(try !isKept(1))
        #expect(try isKept(Limits.plansPerDocumentMax))
        #expect(cache.metrics.plans == Limits.plansPerDocumentMax)
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
