import GraphQL
import Postgres
import TAO

/// An input that the same key makes one thing of, however often it is sent.
protocol IdempotentInput: InputObject {
    static var idempotencyKeyPath: InputPath { get }

    var idempotencyKey: String? { get }
    /// As it came: the same key with another input is a mistake.
    var given: InputFields { get }
}

/// Codes of a mutation that makes things.
protocol CreationErrorCode: UserErrorCode {
    static var invalid: Self { get }
    static var idempotencyConflict: Self { get }
}

extension PostErrorCode: CreationErrorCode {}
extension CommentErrorCode: CreationErrorCode {}
extension MediaErrorCode: CreationErrorCode {}

extension RequestContext {
    /// Makes something once per `idempotencyKey` of the input; without a key, each time.
    ///
    /// - Parameter make: makes the thing in one write, to which it adds the queries it is given, and
    ///   tells the id.
    /// - Returns: the id of what was made now or before.
    func once<Kind: Mutation>(
        _ kind: Kind.Type, _ input: Kind.Input,
        make: (_ claim: (ObjectID) -> [Query]) async throws -> ObjectID
    ) async throws -> ObjectID where Kind.Input: IdempotentInput, Kind.Code: CreationErrorCode {
        guard let text = input.idempotencyKey else { return try await make { _ in [] } }
        guard (1...limits.idempotencyKeyBytesMax).contains(text.utf8.count),
            TextRules.text(text, codePointsMax: limits.idempotencyKeyBytesMax) == text
        else {
            throw UserError<Kind.Code>(
                .invalid, "The key must have 1 to \(limits.idempotencyKeyBytesMax) characters.",
                at: Kind.Input.idempotencyKeyPath)
        }
        let conflict = UserError<Kind.Code>(
            .idempotencyConflict, "This key was used with another input.",
            at: Kind.Input.idempotencyKeyPath)
        let key = IdempotencyKey(
            account: try requireViewer(), mutation: Kind.name, key: text, input: input.given.value,
            field: Kind.Input.idempotencyKeyPath)
        let store = services.idempotency
        let now = services.clock.milliseconds
        trips.append(sql: ["idempotency key"])
        switch try await store.earlier(key, now: now) {
        case .made(let id): return id
        case .conflict: throw conflict
        case .nothing: break
        }
        do {
            return try await make { store.claim(key, result: $0, now: now) }
        } catch {
            // Whatever stood in the way may be what a request with the same key has just made.
            switch try await store.earlier(key, now: now) {
            case .made(let id):
                forget()
                return id
            case .conflict: throw conflict
            case .nothing: throw error
            }
        }
    }
}
