import GraphQL

/// The codes of one family of expected failures: an enum of the schema.
protocol UserErrorCode: SchemaEnum {
    associatedtype ErrorFields: UserErrorFields where ErrorFields.Code == Self

    /// Name of the object type that carries the code.
    static var errorTypeName: String { get }
    static var errorFields: ErrorFields { get }

    static var tooMany: Self { get }
}

/// Fields that every expected failure has.
protocol UserErrorFields: Sendable {
    associatedtype Code: UserErrorCode

    var field: Field<UserError<Code>, [String]?, NoArguments> { get }
    var message: Field<UserError<Code>, String, NoArguments> { get }
    var retryAfter: Field<UserError<Code>, Int?, NoArguments> { get }
    var limit: Field<UserError<Code>, Int?, NoArguments> { get }
    var code: Field<UserError<Code>, Code, NoArguments> { get }
}

/// An expected failure of a mutation.
struct UserError<Code: UserErrorCode>: Error, SchemaObject {
    static var typeName: String { Code.errorTypeName }
    static var fields: Code.ErrorFields { Code.errorFields }

    let code: Code
    let message: String
    /// The input field at fault, from the input object on; nil if it is none.
    let field: InputPath?
    /// Seconds after which the same may succeed; nil where waiting does not help.
    let retryAfter: Int?
    /// The bound that was crossed, in the unit in which `Query.limits` or the message has it; nil where
    /// none was. It is always one of a catalogue, and says nothing of what anybody has.
    let limit: Int?

    init(
        _ code: Code, _ message: String, at field: InputPath? = nil, retryAfter: Int? = nil,
        limit: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.field = field
        self.retryAfter = retryAfter
        self.limit = limit
    }
}

extension UserError where Code: InvalidErrorCode {
    /// - Parameter name: how the text is called, such as "A caption".
    init(_ rule: BrokenTextRule, of name: String, at field: InputPath) {
        self.init(.invalid, rule.message(of: name), at: field, limit: rule.limit)
    }
}

/// Several expected failures of one input.
struct UserErrors<Code: UserErrorCode>: Error {
    var errors: [UserError<Code>] = []

    /// Does nothing if there are none.
    func throwIfAny() throws(UserErrors) {
        if !errors.isEmpty { throw self }
    }
}

extension Resolvers<RequestContext> {
    mutating func registerUserErrors() {
        userError(AccountErrorCode.self)
        userError(RelationshipErrorCode.self)
        userError(MediaErrorCode.self)
        userError(PostErrorCode.self)
        userError(CommentErrorCode.self)
        userError(ModerationErrorCode.self)
        userError(GeneralErrorCode.self)
    }

    private mutating func userError<Code: UserErrorCode>(_ code: Code.Type) {
        type(UserError<Code>.self) { error in
            error.field(\.field) { $0.field.map { (InputPath.argument + $0).steps } }
            error.field(\.message) { $0.message }
            error.field(\.retryAfter) { $0.retryAfter }
            error.field(\.limit) { $0.limit }
            error.field(\.code) { $0.code }
        }
    }
}

extension GraphQLError {
    /// A mistake of the client that is no expected failure, such as a forged cursor.
    static func badUserInput(_ message: String) -> GraphQLError {
        GraphQLError(message, code: .badUserInput)
    }

    /// The field needs a signed-in viewer.
    static var unauthenticated: GraphQLError {
        GraphQLError("You must be signed in to do this.", code: .unauthenticated)
    }
}
