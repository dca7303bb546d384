import Synchronization
import Testing

@testable import GraphQL

/// People and their friends, for operations with `@defer` and `@stream`.
enum Circle {
    static let sdl = """
        type Query {
          person(name: String = "Ann"): Person
          people(count: Int = 2): [Person!]
          mixed: [Person!]
          mixedOrNull: [Person]
          named: [Named]
          matrix: [[Person]]
          words(count: Int = 3): [String]
          fetchedWords: [String!]
          oddWords: [Int!]
          oddWordsOrNull: [Int]
        }
        interface Named { name: String! }
        type Robot implements Named { name: String! maker: Person }
        type Person implements Named {
          name: String!
          age: Int
          friend: Person
          friends(count: Int = 3): [Person!]
          bad: String
          strictBad: String!
          nobody: Person!
          secret: String
          late: String
          gated: String
        }
        type Mutation { rename(name: String!): Person }
        type Subscription { renamed: Person }
        """

    /// What the resolvers of one request did.
    final class Context: Sendable {
        private let log = Mutex<[String]>([])
        let cancellations = Mutex(0)
        let isOpen = Mutex(false)

        var calls: [String] { log.withLock { $0 } }

        func record(_ call: String) {
            log.withLock { $0.append(call) }
        }

        func clear() {
            log.withLock { $0 = [] }
        }
    }

    struct Person: ObjectResult {
        static let typeName = "Person"
        let name: String
    }

    struct Robot: ObjectResult {
        static let typeName = "Robot"
        let name: String
    }

    enum Named: FieldResult {
        case person(Person)
        case robot(Robot)

        func slot(in outcome: inout OutcomeBuilder) -> Slot {
            switch self {
            case .person(let person): person.slot(in: &outcome)
            case .robot(let robot): robot.slot(in: &outcome)
            }
        }
    }

    struct Query: ObjectResult {
        static let typeName = "Query"
    }

    struct Mutation: ObjectResult {
        static let typeName = "Mutation"
    }

    struct Secret: Error {}

    static func engine(_ change: (inout Limits) -> Void = { _ in }) throws -> Engine {
        var resolvers = Resolvers(context: Context.self)
        registerQuery(&resolvers)
        registerPerson(&resolvers)
        resolvers.root(Mutation()) { mutation in
            mutation.batch("rename") { parents, arguments, context in
                let name = arguments.string("name") ?? ""
                context.record("rename \(name)")
                return parents.map { _ in Person(name: name) }
            }
        }
        resolvers.subscription("renamed") { _, _ in
            AsyncStream { $0.finish() }
        } resolve: { (name: String, _, _) in
            Person(name: name)
        }
        let schema = try buildSchema(sdl, incrementalDelivery: true)
        var limits = Limits.standard
        change(&limits)
        return Engine(try ExecutableSchema(schema, resolvers), limits: limits)
    }

    private static func registerQuery(_ resolvers: inout Resolvers<Context>) {
        let mixed = ["Ann", "Bad", "Cid"].map { Person(name: $0) }
        resolvers.root(Query()) { query in
            query.batch("person") { parents, arguments, context in
                context.record("person")
                return parents.map { _ in Person(name: arguments.string("name") ?? "") }
            }
            query.batch("people") { parents, arguments, context in
                context.record("people")
                let people = (0..<(arguments.int("count") ?? 0)).map { Person(name: "P\($0)") }
                return parents.map { _ in people }
            }
            query.field("mixed") { _ in mixed }
            query.field("mixedOrNull") { _ in mixed }
            query.field("named") { _ in
                [
                    Named.person(Person(name: "Ann")), .robot(Robot(name: "R1")),
                    .person(Person(name: "Bob")), .robot(Robot(name: "R2")),
                ]
            }
            query.field("matrix") { _ in
                [[Person(name: "A"), nil], nil, [Person(name: "B")]] as [[Person?]?]
            }
            query.field("words") { _, arguments, _ in
                (0..<(arguments.int("count") ?? 0)).map { "w\($0)" }
            }
            query.batch("fetchedWords") { parents, _, _ in parents.map { _ in ["a", "b", "c"] } }
            query.field("oddWords") { _ in LeafValue.list([.int(1), .string("x"), .int(3)]) }
            query.field("oddWordsOrNull") { _ in LeafValue.list([.int(1), .string("x"), .int(3)]) }
        }
    }

    private static func registerPerson(_ resolvers: inout Resolvers<Context>) {
        resolvers.type(Robot.self) { robot in
            robot.field("name") { $0.name }
            robot.batch("maker") { robots, _, context in
                context.record("maker of \(robots.count)")
                return robots.map { Person(name: $0.name + "'s maker") }
            }
        }
        resolvers.type(Person.self) { person in
            person.field("name") { person throws -> String? in
                person.name == "Bad" ? nil : person.name
            }
            person.field("age") { $0.name.utf8.count }
            person.batch("friend") { people, _, context in
                context.record("friend of \(people.count)")
                return people.map { Person(name: $0.name + "'s friend") }
            }
            person.batch("friends") { people, arguments, context in
                context.record("friends of \(people.count)")
                let count = arguments.int("count") ?? 0
                return people.map { person in
                    (0..<count).map { Person(name: "\(person.name).\($0)") }
                }
            }
            person.field("bad") { _ throws -> String in throw GraphQLError("It is bad.") }
            person.batch("strictBad") { people, _, context in
                context.record("strictBad of \(people.count)")
                return people.map { _ in
                    Result<String, GraphQLError>.failure(GraphQLError("It is too bad."))
                }
            }
            person.batch("nobody") { people, _, _ in people.map { _ in Person?.none } }
            person.batch("secret") { _, _, _ -> [String] in throw Secret() }
            person.batch("gated") { people, _, context in
                context.record("gated")
                while !context.isOpen.withLock({ $0 }) { await Task.yield() }
                return people.map(\.name)
            }
            person.batch("late") { people, _, context in
                context.record("late of \(people.count)")
                do {
                    try await Task.sleep(for: .seconds(3_600))
                } catch {
                    context.cancellations.withLock { $0 += 1 }
                    throw error
                }
                return people.map(\.name)
            }
        }
    }

    /// Runs an operation and gives all its payloads as text.
    static func run(
        _ text: String, variables: [InputField] = [], context: Context = Context(),
        engine: Engine? = nil, isIncremental: Bool = true
    ) async throws -> [String] {
        let response = try await begin(
            text, variables: variables, context: context, engine: engine,
            isIncremental: isIncremental)
        var payloads = [String(decoding: response.initial.body, as: UTF8.self)]
        guard let subsequent = response.subsequent else { return payloads }
        for await payload in subsequent {
            payloads.append(String(decoding: payload, as: UTF8.self))
        }
        return payloads
    }

    /// Runs an operation up to its first response.
    static func begin(
        _ text: String, variables: [InputField] = [], context: Context = Context(),
        engine: Engine? = nil, isIncremental: Bool = true
    ) async throws -> IncrementalResponse {
        let engine = try engine ?? self.engine()
        let operation = try engine.prepare(
            Request(source: Source(text), variables: variables, isIncremental: isIncremental))
        return await engine.executeIncrementally(
            operation, context: context, report: maskErrors(as: "Internal error."))
    }
}
