import Gateway
import GraphQL

/// One line as a request. What is missing, of a wrong kind or there twice is refused with the reason.
struct LineRequest {
    private let members: InputValue

    /// - Throws: a `GraphQLError` if the line is no JSON object.
    init(line: [UInt8]) throws {
        do {
            members = try readJSON(line)
        } catch {
            throw GraphQLError("The line is not JSON. \(error)")
        }
        guard case .object = members else {
            throw GraphQLError("The line is not a JSON object.")
        }
    }

    /// What is asked for.
    func operation() throws -> String { try string("op") }

    func source() throws -> Source { Source(try string("source")) }

    func schemaText() throws -> String { try string("schema") }

    func operationName() throws -> String? {
        switch members["operationName"] {
        case nil, .null: return nil
        case .string(let name): return name
        default: throw wrongKind("operationName", "a string")
        }
    }

    func variables() throws -> [InputField] {
        switch members["variables"] {
        case nil, .null: return []
        case .object(let fields): return fields
        default: throw wrongKind("variables", "an object")
        }
    }

    /// Of what is invented.
    func seed() throws -> Int {
        switch members["seed"] {
        case nil, .null: return 0
        case .int(let seed): return seed
        default: throw wrongKind("seed", "a whole number of 64 bits")
        }
    }

    /// Whether the schema has `@defer` and `@stream`, and they are heeded.
    func isIncremental() throws -> Bool { try flag("incremental") }

    /// Whether the schema is taken as it is, whatever rules it breaks.
    func assumesValid() throws -> Bool { try flag("assumeValid") }

    /// Those of the specification if none are named.
    func rules() throws -> [Rule] {
        let names: [InputValue]
        switch members["rules"] {
        case nil, .null: return .specified
        case .list(let items): names = items
        default: throw wrongKind("rules", "a list of names")
        }
        var rules: [Rule] = []
        for name in names {
            guard case .string(let name) = name else { throw wrongKind("rules", "a list of names") }
            guard let rule = Rule.named(name) else {
                throw GraphQLError("There is no rule \"\(name.prefix(60))\".")
            }
            guard !rules.contains(where: { $0.name == rule.name }) else {
                throw GraphQLError("The rule \"\(rule.name)\" is named twice.")
            }
            rules.append(rule)
        }
        return rules
    }

    /// Only those that are named limit anything.
    func limits() throws -> Limits {
        var limits = Limits.unlimited
        let given: [InputField]
        switch members["limits"] {
        case nil, .null: return limits
        case .object(let fields): given = fields
        default: throw wrongKind("limits", "an object")
        }
        for field in given {
            guard let limit = Limits.named(field.name) else {
                throw GraphQLError("There is no limit \"\(field.name.prefix(60))\".")
            }
            guard case .int(let value) = field.value, value >= 0 else {
                throw GraphQLError("The limit \"\(field.name)\" must be a whole number.")
            }
            // Nesting costs stack: a caller may ask for less, not for more.
            limits[keyPath: limit] = min(value, limits[keyPath: limit])
        }
        return limits
    }

    // MARK: Members

    private func string(_ name: String) throws -> String {
        switch members[name] {
        case .string(let text): return text
        case nil: throw GraphQLError("The request has no \"\(name)\".")
        default: throw wrongKind(name, "a string")
        }
    }

    private func flag(_ name: String) throws -> Bool {
        switch members[name] {
        case nil, .null: return false
        case .boolean(let flag): return flag
        default: throw wrongKind(name, "true or false")
        }
    }

    private func wrongKind(_ name: String, _ kind: String) -> GraphQLError {
        GraphQLError("\"\(name)\" must be \(kind).")
    }
}
