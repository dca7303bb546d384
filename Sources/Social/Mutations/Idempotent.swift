import GraphQL
import Postgres
import TAO

extension RequestContext {
    /// Makes something once per `idempotencyKey` of the input; without a key, each time.
    ///
    /// - Parameters:
    ///   - conflict: the failure to report when the key came with another input.
    ///   - make: makes the thing in one write, to which it adds the queries it is given, and tells
    ///     the id.
    /// - Returns: the id of what was made now or before.
    func once<Code: UserErrorCode>(
        _ input: MutationInput, _ mutation: String, conflict: UserError<Code>,
        invalid: UserError<Code>,
        make: (_ claim: (ObjectID) -> [Query]) async throws -> ObjectID
    ) async throws -> ObjectID {
        guard let text = input.string("idempotencyKey") else { return try await make { _ in [] } }
        guard (1...limits.idempotencyKeyBytesMax).contains(text.utf8.count),
            TextRules.text(text, codePointsMax: limits.idempotencyKeyBytesMax) == text
        else { throw invalid }
        let key = IdempotencyKey(
            account: try requireViewer(), mutation: mutation, key: text, input: input.value)
        let store = services.idempotency
        let now = services.clock.milliseconds
        loader.trips.append(sql: ["idempotency key"])
        switch try await store.earlier(key, now: now) {
        case .made(let id): return id
        case .conflict: throw conflict
        case .nothing: break
        }
        do {
            return try await make { store.claim(key, result: $0, now: now) }
        } catch {
            // Whatever stood in the way may be what somebody with the same key has just made.
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
