import Synchronization
import Testing

@testable import GraphQL

/// A world of people and dogs whose resolvers log their calls.
enum Kennel {
    static let sdl = """
        interface Named { name: String! }
        type Person implements Named {
          name: String!
          age: Int
          dogs: [Dog!]
          friend: Person
          strictFriend: Person!
          fails: String
          strictFails: String!
          pets: [Pet]
          mood: Mood
          numbers: [Int!]
          matrix: [[Int]]
        }
        type Dog implements Named { name: String! owner: Person! barks(times: Int = 2): String }
        type Cat implements Named { name: String! lives: Int }
        union Pet = Dog | Cat
        enum Mood { HAPPY SAD }
        input Filter { prefix: String = "A", limit: Int! = 3 }
        type Query {
          person(name: String!): Person
          people(count: Int = 2): [Person]!
          strictPeople: [Person!]
          named: [Named]
          echo(text: String, filter: Filter, ids: [ID!]): String
          big: Int
          crash: String
        }
        type Mutation { add(amount: Int!): Int! }
        """

    final class Context: Sendable {
        private let log = Mutex<[String]>([])
        let total = Mutex(0)

        var calls: [String] { log.withLock { $0 } }

        func record(_ call: String) {
            log.withLock { $0.append(call) }
        }
    }

    struct Person: ObjectResult {
        static let typeName = "Person"
        let name: String
    }

    struct Dog: ObjectResult {
        static let typeName = "Dog"
        let name: String
        let owner: String?
    }

    struct Cat: ObjectResult {
        static let typeName = "Cat"
        let name: String
    }

    enum Pet: FieldResult {
        case dog(Dog)
        case cat(Cat)

        func slot(in outcome: inout OutcomeBuilder) -> Slot {
            switch self {
            case .dog(let dog): dog.slot(in: &outcome)
            case .cat(let cat): cat.slot(in: &outcome)
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

    static func engine() throws -> Engine {
        var resolvers = Resolvers(context: Context.self)
        registerQuery(&resolvers)
        registerAnimals(&resolvers)
        registerPerson(&resolvers)
        resolvers.root(Mutation()) { mutation in
            mutation.batch("add") { parents, arguments, context in
                context.record("add \(arguments.int("amount") ?? 0)")
                let total = context.total.withLock { total in
                    total += arguments.int("amount") ?? 0
                    return total
                }
                return parents.map { _ in total }
            }
        }
        let schema = try buildSchema([Source(sdl, name: "kennel.graphql")])
        return Engine(try ExecutableSchema(schema, resolvers))
    }

    private static func registerQuery(_ resolvers: inout Resolvers<Context>) {
        resolvers.root(Query()) { query in
            query.batch("person") { parents, arguments, context in
                let name = arguments.string("name") ?? ""
                context.record("person \(name)")
                return parents.map { _ in name == "Nobody" ? nil : Person(name: name) }
            }
            query.batch("people") { parents, arguments, context in
                context.record("people")
                let count = arguments.int("count") ?? 0
                let people: [Person?] = (0..<count).map { Person(name: "P\($0)") }
                return parents.map { _ in people }
            }
            query.batch("strictPeople") { parents, _, _ in
                parents.map { _ in [Person(name: "Ann"), Person(name: "Bad"), Person(name: "Cid")] }
            }
            query.field("named") { _ in
                [Pet.dog(Dog(name: "Rex", owner: "Ann")), Pet.cat(Cat(name: "Tom"))]
            }
            query.field("echo") { _, arguments, _ in
                inspect(.object(arguments.values))
            }
            query.field("big") { _ in 1 << 40 }
            query.batch("crash") { _, _, _ -> [String?] in throw Secret() }
        }
    }

    private static func registerAnimals(_ resolvers: inout Resolvers<Context>) {
        resolvers.type(Dog.self) { dog in
            dog.field("name") { $0.name }
            dog.batch("owner") { dogs, _, context in
                context.record("owner of \(dogs.count)")
                return dogs.map { $0.owner.map { Person(name: $0) } }
            }
            dog.field("barks") { _, arguments, _ in
                String(repeating: "w", count: arguments.int("times") ?? 0)
            }
        }
        resolvers.type(Cat.self) { cat in
            cat.field("name") { $0.name }
            cat.field("lives") { _ in 9 }
        }
    }

    private static func registerPerson(_ resolvers: inout Resolvers<Context>) {
        resolvers.type(Person.self) { person in
            person.field("name") { person throws -> String? in
                person.name == "Bad" ? nil : person.name
            }
            person.field("age") { $0.name.utf8.count }
            person.batch("dogs") { people, _, context in
                context.record("dogs of \(people.count)")
                return people.map { person in
                    (0..<2).map { Dog(name: "\(person.name)-\($0)", owner: person.name) }
                }
            }
            person.batch("friend") { people, _, context in
                context.record("friend of \(people.count)")
                return people.map { Person(name: $0.name + "'s friend") }
            }
            person.batch("strictFriend") { people, _, _ in
                people.map { _ in Person?.none }
            }
            person.field("fails") { _ throws -> String in throw GraphQLError("It fails.") }
            person.batch("strictFails") { people, _, _ in
                people.map {
                    Result<String, GraphQLError>.failure(GraphQLError("\($0.name) fails."))
                }
            }
            person.batch("pets") { people, _, _ in
                people.map { person in
                    [
                        Pet.cat(Cat(name: "cat")), nil,
                        Pet.dog(Dog(name: "dog", owner: person.name)),
                    ]
                }
            }
            person.field("mood") { $0.name == "Sad" ? "SAD" : "ANGRY" }
            person.field("numbers") { $0.name == "Bad" ? [1, nil] : [1, 2] as [Int?] }
            person.field("matrix") { _ in [[1, nil], nil, []] as [[Int?]?] }
        }
    }

    /// Runs a query and gives the response as text.
    static func run(
        _ text: String, variables: [InputField] = [], operationName: String? = nil,
        context: Context = Context(), engine: Engine? = nil
    ) async throws -> String {
        let engine = try engine ?? self.engine()
        let response = await engine.execute(
            Request(source: Source(text), operationName: operationName, variables: variables),
            context: context, report: maskErrors(as: "Internal error."))
        return String(decoding: response.body, as: UTF8.self)
    }
}
