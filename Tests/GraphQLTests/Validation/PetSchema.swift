@testable import GraphQL

/// The schema of the validation tests: pets, their people, and a field for every kind of input.
let petSchema: Schema = {
    do {
        return try buildSchema(petSchemaText, incrementalDelivery: true)
    } catch {
        fatalError("\(error)")
    }
}()

private let petSchemaText = """
    directive @onField(note: String) on FIELD
    directive @onQuery on QUERY
    directive @onMutation on MUTATION
    directive @onSubscription on SUBSCRIPTION
    directive @onVariable on VARIABLE_DEFINITION
    directive @onFragment on FRAGMENT_DEFINITION
    directive @onSpread on FRAGMENT_SPREAD
    directive @onInline on INLINE_FRAGMENT
    directive @tag(name: String!) repeatable on FIELD | QUERY | VARIABLE_DEFINITION

    interface Named {
      name(surname: Boolean): String
    }

    interface Pet implements Named {
      name(surname: Boolean): String
      nickname: String
      owner: Human
    }

    type Dog implements Named & Pet {
      name(surname: Boolean): String
      nickname: String
      owner: Human
      barks: Boolean
      barkVolume: Int
      mother: Dog
      friends(first: Int!, after: ID): [Dog!]!
      knows(command: Command, atHome: Boolean = true): Boolean
      size: Size
      legs: Int!
    }

    type Cat implements Named & Pet {
      name(surname: Boolean): String
      nickname: String
      owner: Human
      meows: Boolean
      meowVolume: Int
      fur: [Fur]
      size: Size!
      legs: Int
    }

    union CatOrDog = Cat | Dog

    type Human implements Named {
      name(surname: Boolean): String
      pets: [Pet]
      relatives: [Human]
      home(near: Point): Place
    }

    type Alien implements Named {
      name(surname: Boolean): String
      planets: [String!]!
    }

    union HumanOrAlien = Human | Alien

    type Place {
      latitude: Float
      since: Date
      label(language: Language!): String
    }

    scalar Date

    enum Command { SIT HEEL DOWN }

    enum Fur { BROWN BLACK SPOTTED }

    enum Size { SMALL MEDIUM LARGE }

    enum Language { EN DE }

    input Point {
      latitude: Float!
      longitude: Float!
      height: Float = 0.5
      label: String
    }

    input By @oneOf {
      id: ID
      name: String
      near: Point
    }

    input Filter {
      strict: Boolean!
      deep: Boolean! = false
      count: Int
      text: String
      words: [String]
      inner: Filter
      points: [Point!]
      size: Size
      id: ID
      since: Date
      by: By
    }

    type Echo {
      int(a: Int, b: Int = 3): String
      needed(a: Int!): String
      two(a: Int!, b: Int!, c: Int! = 1): String
      float(a: Float): String
      string(a: String): String
      boolean(a: Boolean): String
      id(a: ID): String
      fur(a: Fur): String
      date(a: Date): String
      list(a: [String]): String
      neededItems(a: [Int!]): String
      matrix(a: [[Int]]): String
      filter(a: Filter): String
      by(a: By): String
      neededBy(a: By!): String
      withDefault(a: Boolean! = true): String
    }

    type Query {
      dog: Dog
      cat: Cat
      pet(id: ID): Pet
      catOrDog: CatOrDog
      human(id: ID): Human
      humanOrAlien: HumanOrAlien
      named: Named
      echo: Echo
      dogs(first: Int = 10): [Dog!]
    }

    type Mutation {
      addDog(name: String!): Dog
    }

    type Subscription {
      dogAdded(id: ID): Dog
      names: [String]
    }
    """
