import Synchronization
import Testing

@testable import GraphQL

#if canImport(Glibc)
import Glibc
#endif

/// A schema of many types with one interface, as a node query meets it.
private enum ManyTypes {
    static let count = 16
    static let sdl = """
        interface Node { id: ID! name: String next: Node }
        type Query { node(id: ID!): Node other: Node any: Any }
        union Any = \((0..<count).map { "T\($0)" }.joined(separator: " | "))

        """
        + (0..<count).map {
            """
            type T\($0) implements Node {
              id: ID! name: String\($0 == 3 ? "!" : "") next: Node own\($0): Int
            }
            """
        }.joined()

    struct Thing: Sendable {
        let type: Int
    }

    static func schema() throws -> ExecutableSchema {
        let schema = try buildSchema(sdl)
        var resolvers = Resolvers(context: Kennel.Context.self)
        let node = FieldResolver.objects { column, call in
            var outcome = OutcomeBuilder()
            let number = call.arguments.string("id").flatMap { Int($0) } ?? 0
            let slots = (0..<column.count).map { _ in
                outcome.object(Thing(type: number), ofType: "T\(number)")
            }
            return (slots, outcome)
        }
        for field in ["node", "other", "any"] {
            resolvers.register(node, type: "Query", field: field)
        }
        resolvers.registerRoot(Thing(type: 0), typeName: "Query")
        for type in 0..<count {
            // Each type answers by a resolver of its own.
            let name = "T\(type)"
            resolvers.register(
                .leaf { _, _, _ in .string("id of \(name)") }, type: name, field: "id")
            resolvers.register(
                .leaf { _, _, _ in type == 3 ? .null : .string(name) }, type: name, field: "name")
            resolvers.register(.leaf { _, _, _ in .int(type) }, type: name, field: "own\(type)")
            resolvers.register(node, type: name, field: "next")
        }
        return try ExecutableSchema(schema, resolvers)
    }

    static func engine(_ change: (inout Limits) -> Void = { _ in }) throws -> Engine {
        var limits = Limits.standard
        change(&limits)
        return Engine(try schema(), limits: limits)
    }

    static func plan(_ text: String, limits: Limits = .unlimited) throws -> OperationPlan {
        try Engine(try schema(), limits: limits).prepare(Request(source: Source(text))).plan
    }

    static func objects(_ plan: OperationPlan, _ field: Int = 0) throws -> ObjectPlans {
        guard case .objects(let objects) = plan.root.fields[field].completion else {
            throw GraphQLError("It is a leaf.")
        }
        return objects
    }
}

@Suite struct `Plans of several types` {
    @Test func `are one where the selections are the same`() throws {
        let objects = try ManyTypes.objects(
            try ManyTypes.plan("{ node(id: 1) { id next { id } } }"))
        #expect(objects.plans.count == 1)
        #expect(objects.plans[0].variants.map(\.typeName) == (0..<16).map { "T\($0)" })
    }

    @Test func `are different for a type of another shape`() throws {
        let objects = try ManyTypes.objects(try ManyTypes.plan("{ node(id: 1) { name } }"))
        #expect(objects.plans.map(\.variants.count) == [15, 1])
        #expect(objects.plans[1].variants[0].typeName == "T3")
    }

    @Test func `are different where a fragment makes a difference`() throws {
        let plan = try ManyTypes.plan(
            "{ any { __typename ... on T5 { own5 } ...F } } fragment F on T7 { own7 ... on Node { id } }"
        )
        let objects = try ManyTypes.objects(plan)
        #expect(objects.plans.map(\.variants.count).sorted() == [1, 1, 14])
        let names = ["T5", "T7", "T0"].map { name in
            objects.place(of: name)?.plan.fields.map(\.responseName)
        }
        #expect(names == [["__typename", "own5"], ["__typename", "own7", "id"], ["__typename"]])
    }

    @Test func `answer with the resolvers of each type`() async throws {
        let engine = try ManyTypes.engine()
        let text =
            "{ a: node(id: 4) { ...F } b: node(id: 9) { ...F } c: node(id: 3) { name } } "
            + "fragment F on Node { __typename id name ... on T9 { own9 } }"
        let response = await engine.execute(
            Request(source: Source(text)), context: Kennel.Context(),
            report: maskErrors(as: "Internal error."))
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == #"{"errors":[{"message":"Cannot return null for non-nullable field T3.name.","locations":[{"line":1,"column":68}],"path":["c","name"]}],"data":{"a":{"__typename":"T4","id":"id of T4","name":"T4"},"b":{"__typename":"T9","id":"id of T9","name":"T9","own9":9},"c":null}}"#
        )
    }

    @Test func `are one wherever a fragment is spread`() throws {
        let aliases = (0..<20).map { "n\($0): node(id: 1) { ...F }" }.joined(separator: " ")
        let plan = try ManyTypes.plan("{ \(aliases) } fragment F on Node { id next { id } }")
        let all = try (0..<20).map { try ManyTypes.objects(plan, $0) }
        #expect(all.allSatisfy { $0 === all[0] })
        // Also where it is not the only thing.
        let other = (0..<20).map { "n\($0): node(id: 1) { id ...F }" }.joined(separator: " ")
        let second = try ManyTypes.plan("{ \(other) } fragment F on Node { name next { id } }")
        var inner: Set<ObjectIdentifier> = []
        for field in 0..<20 {
            let next = try ManyTypes.objects(second, field).plans[0].fields[2]
            guard case .objects(let objects) = next.completion else { continue }
            inner.insert(ObjectIdentifier(objects))
        }
        #expect(inner.count == 1)
    }

    @Test func `weigh little where a short text multiplies them`() throws {
        // 2 KB: 200 aliases in a fragment, for each of 16 types, spread 15 times.
        let fields = (0..<200).map { "a\($0):id" }.joined(separator: " ")
        let spreads = (0..<15).map { "n\($0):node(id:\"x\"){...F}" }.joined(separator: " ")
        let text = "{\(spreads)} fragment F on Node {\(fields)}"
        #expect(text.utf8.count < 2_200)
        #expect(try ManyTypes.plan(text).bytes < 300_000)
    }

    #if canImport(Glibc)
    @Test func `weigh about what they take`() throws {
        let schema = try ManyTypes.schema()
        let fields = (0..<400).map { "a\($0): id" }.joined(separator: " ")
        let own = (0..<16).map { type in
            "... on T\(type) { \((0..<40).map { "b\($0): own\(type)" }.joined(separator: " ")) }"
        }.joined(separator: " ")
        for text in [
            "{ node(id: 1) { \(fields) } }", "{ node(id: 1) { \(own) } }",
            "{ \((0..<400).map { "c\($0): node(id: \($0)) { id }" }.joined(separator: " ")) }",
        ] {
            let document = PreparedDocument(
                try validate(
                    try parse(Source(text)), against: schema.schema, limits: .unlimited))
            let definition = try getOperation(document.value, name: nil)
            var kept: [OperationPlan] = []
            kept.reserveCapacity(64)
            let before = Allocations.bytes
            for _ in 0..<64 {
                var planner = Planner(
                    schema: schema, document: document.value, conditions: [:],
                    limits: .unlimited)
                kept.append(try planner.plan(definition))
            }
            let taken = Double(Allocations.bytes - before)
            let weighed = Double(kept.reduce(0) { $0 + $1.bytes })
            #expect(weighed > taken / 2 && weighed < taken * 2, "\(weighed) for \(taken)")
            kept.removeAll()
        }
    }
    #endif
}

#if canImport(Glibc)
/// What is allocated in this process, by glibc's own books.
private enum Allocations {
    @_silgen_name("malloc_info")
    private static func mallocInfo(_ options: Int32, _ file: UnsafeMutablePointer<FILE>) -> Int32

    /// Taken from the system, less what is free: the last figures are those of all arenas.
    static var bytes: Int {
        var text: UnsafeMutablePointer<CChar>?
        var length = 0
        guard let file = open_memstream(&text, &length) else { return 0 }
        _ = mallocInfo(0, file)
        fclose(file)
        defer { free(text) }
        let report = text.map { String(cString: $0) } ?? ""
        func last(_ element: String) -> Int {
            report.split(separator: "\n").last { $0.contains(element) }
                .flatMap { $0.split(separator: "\"").dropLast().last }
                .flatMap { Int($0) } ?? 0
        }
        return last("<system type=\"current\"") + last("<total type=\"mmap\"")
            - last("<total type=\"fast\"") - last("<total type=\"rest\"")
    }
}
#endif

@Suite struct `Fields that are counted as they are planned` {
    private static func message(_ text: String, change: (inout Limits) -> Void) throws -> String? {
        let engine = try ManyTypes.engine(change)
        do throws(GraphQLErrors) {
            _ = try engine.prepare(Request(source: Source(text)))
            return nil
        } catch {
            return error.errors[0].message
        }
    }

    private static let fragment =
        "fragment F on Node { \((0..<140).map { "a\($0): id" }.joined(separator: " ")) }"

    @Test func `are as many as fragments make of them`() throws {
        let once = "{ a: node(id: 1) { ...F } } " + Self.fragment
        let twice = "{ a: node(id: 1) { ...F } b: node(id: 2) { ...F } } " + Self.fragment
        #expect(try Self.message(once) { $0.levelFieldsMax = 200 } == nil)
        #expect(
            try Self.message(twice) { $0.levelFieldsMax = 200 }
                == "The operation asks for more than 200 fields on one level, "
                + "with fragments put in their places.")
        #expect(try Self.message(once) { $0.operationFieldsMax = 141 } == nil)
        #expect(try Self.message(once) { $0.operationFieldsMax = 140 } != nil)
        #expect(try Self.message(twice) { $0.operationFieldsMax = 282 } == nil)
        #expect(try Self.message(twice) { $0.operationFieldsMax = 281 } != nil)
    }

    @Test func `are those of one type, the one with the most`() throws {
        let text = "{ any { ... on T1 { own1 x: own1 } ... on T2 { own2 } } }"
        #expect(try Self.message(text) { $0.operationFieldsMax = 3 } == nil)
        #expect(try Self.message(text) { $0.operationFieldsMax = 2 } != nil)
    }

    @Test func `are found to be too many however often they double`() throws {
        let doubling = (0..<60).map {
            "fragment D\($0) on Node { a: next { ...D\($0 + 1) } b: next { ...D\($0 + 1) } }"
        }.joined()
        let text = "{ node(id: 1) { ...D0 } } \(doubling) fragment D60 on Node { id }"
        let message = try Self.message(text) { limits in
            limits.operationFieldsMax = .max
            limits.levelFieldsMax = 1 << 20
        }
        #expect(
            message
                == "The operation asks for more than 1048576 fields on one level, "
                + "with fragments put in their places.")
    }

    @Test func `are looked at no more often than is allowed`() throws {
        // Every selection merges 2,000 fields into one, in each of 100 places.
        let text =
            "{ \((0..<100).map { "n\($0): node(id: 1) { x\($0): id ...F }" }.joined(separator: " ")) }"
            + " fragment F on Node { \(String(repeating: "id ", count: 2_000)) }"
        let message = try Self.message(text) { limits in
            limits.fieldMergeComparisonsMax = .max
            limits.planSelectionsMax = 100_000
        }
        #expect(message == "The operation selects too many fields.")
    }
}
