import Testing

@testable import GraphQL

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Random documents, whole and broken, from their text to their response. Each input follows from
/// its number alone, so that a number is all one needs to see again what it found.
///
/// `TINTYPE_FUZZ_INPUTS=1000000 swift test -c release -Xswiftc -enable-testing --filter Fuzz` runs
/// a million; `TINTYPE_FUZZ_FIRST` is the number of the first.
@Suite struct FuzzTests {
    private static let inputs = 4_000

    private static func number(_ name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }
    }

    @Test func `random documents are answered, whole or broken`() async throws {
        let count = Self.number("TINTYPE_FUZZ_INPUTS") ?? Self.inputs
        let first = Self.number("TINTYPE_FUZZ_FIRST") ?? 0
        let worlds = try FuzzWorld.all()
        var slowest = (number: first, duration: Duration.zero)
        for number in first..<first + count {
            let input = FuzzInput(number: number, worlds: worlds)
            var complaint: String?
            let duration = await ContinuousClock().measure { complaint = await input.complaint() }
            if duration > slowest.duration { slowest = (number, duration) }
            if let complaint { Issue.record("Input \(number): \(complaint)\n\(input.shown)") }
        }
        print("\(count) random documents; the slowest was \(slowest.number): \(slowest.duration).")
    }
}

/// A schema that inputs are made for, and the engine that answers them.
struct FuzzWorld {
    let schema: Schema
    let engine: Engine

    static func all() throws -> [FuzzWorld] {
        var limits = Limits.standard
        limits.costMax = .max
        // A generator that knows no slicing arguments could not make valid documents.
        let photos = photoSchemaText.replacing(
            "\"last\"])", with: "\"last\"], requireOneSlicingArgument: false)")
        let schemas = [
            petSchema, try buildSchema([Source(photos)]), try buildSchema([Source(Kennel.sdl)]),
        ]
        return try schemas.map { schema in
            FuzzWorld(schema: schema, engine: try InventedWorld.engine(schema, limits: limits))
        }
    }
}

/// One document, and what has to hold of it.
struct FuzzInput {
    let world: FuzzWorld
    let bytes: [UInt8]
    let variables: [InputField]
    let operationName: String?
    /// Whether it is valid because it was made so.
    let isWhole: Bool

    var shown: String { String(decoding: bytes.prefix(4_000), as: UTF8.self) }

    init(number: Int, worlds: [FuzzWorld]) {
        var random = SeededRandom(seed: UInt64(number))
        world = random.pick(worlds)
        var generator = DocumentGenerator(schema: world.schema, seed: random.next())
        let document = generator.document()
        variables = document.variables
        isWhole = random.percent(25)
        operationName = isWhole || random.percent(50) ? document.operationName : nil
        if isWhole {
            bytes = Array(document.text.utf8)
        } else {
            var generator = DocumentGenerator(schema: world.schema, seed: random.next())
            var mutator = DocumentMutator(random: random)
            bytes = mutator.mutate(document.text, with: generator.document().text)
        }
    }

    /// What does not hold; nil if all does.
    func complaint() async -> String? {
        let source = Source(bytes: bytes)
        let parsed = try? parse(source)
        if let parsed, let complaint = complaint(ofParsed: parsed) { return complaint }
        let request = Request(
            source: source, operationName: operationName, variables: variables)
        let response = await world.engine.execute(
            request, context: InventedWorld.Context(),
            report: maskErrors(as: "Internal error."))
        let text = String(decoding: response.body.prefix(2_000), as: UTF8.self)
        guard JSONRecognizer.accepts(response.body) else { return "No JSON: \(text)" }
        guard response.hasData || response.errorCount > 0 else { return "Nothing: \(text)" }
        if parsed == nil, response.hasData { return "Executed, though it does not parse." }
        if isWhole, !response.hasData { return "Refused, though it is valid: \(text)" }
        return nil
    }

    /// What is printed has to read as itself, and to be as valid as before.
    private func complaint(ofParsed document: Document) -> String? {
        let printed = printDocument(document)
        guard let again = try? parse(Source(printed)) else {
            return "Printed unreadable: \(printed)"
        }
        if printDocument(again) != printed { return "Printed otherwise: \(printed)" }
        let before = messages(of: document)
        let after = messages(of: again)
        return before == after ? nil : "Printed, it has other errors: \(before) / \(after)"
    }

    private func messages(of document: Document) -> [String] {
        do throws(GraphQLErrors) {
            _ = try validate(document, against: world.schema)
            return []
        } catch {
            return error.errors.map(\.message)
        }
    }
}
