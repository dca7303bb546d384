import GraphQL
import Postgres
import TAO

/// An input that the same key makes one thing of, however often it is sent.
protocol IdempotentInput: InputObject {
    static var idempotencyKeyPath: InputPath { get }

    var idempotencyKey: String? { get }
    /// Fields of which nothing is kept, not even a digest: the same key may come with others.
    static var secretPaths: [InputPath] { get }
    /// As it came: the same key with another input is a mistake.
    var given: InputFields { get }
}

extension IdempotentInput {
    static var secretPaths: [InputPath] { [] }
}

/// Codes of a mutation that takes texts.
protocol InvalidErrorCode: UserErrorCode {
    static var invalid: Self { get }
}

/// Codes of a mutation that makes things.
protocol CreationErrorCode: InvalidErrorCode {
    static var idempotencyConflict: Self { get }
}

extension AccountErrorCode: CreationErrorCode {}
extension PostErrorCode: CreationErrorCode {}
extension CommentErrorCode: CreationErrorCode {}
extension MediaErrorCode: CreationErrorCode {}

extension RequestContext {
    /// Makes an object once per `idempotencyKey` of the input; without a key, each time.
    ///
    /// - Parameters:
    ///   - owner: whose key it is; the viewer's, if it is not given.
    ///   - shard: where the object is to lie.
    ///   - make: stores it under the id in one write, to which it adds the claim.
    /// - Returns: the id of what was made now or before.
    func create<Kind: Mutation>(
        _ kind: Kind.Type, _ input: Kind.Input, for owner: ObjectID? = nil, onShard shard: Int,
        make: (_ id: ObjectID, _ claim: [Query]) async throws -> Void
    ) async throws -> ObjectID where Kind.Input: IdempotentInput, Kind.Code: CreationErrorCode {
        guard let key = try idempotencyKey(kind, input, owner) else {
            return try await create(onShard: shard) { id in
                try await make(id, [])
                return id
            }
        }
        let now = services.clock.milliseconds
        trips.append(sql: ["idempotency key"])
        if let made = try await made(kind, under: key, now: now) { return made }
        do {
            try await count(kind, input)
            return try await create(onShard: shard) { id in
                try await make(id, services.idempotency.claim(key, result: id, now: now))
                return id
            }
        } catch {
            // Whatever stood in the way may be what a request with the same key has just made.
            guard let made = try await madeMeanwhile(kind, under: key, error) else { throw error }
            forget()
            return made
        }
    }

    /// What a request with the same key has made while this one ran into an error. Where that is
    /// that it was too often, the other may be on the way still: the same sent again is never too
    /// often.
    private func madeMeanwhile<Kind: Mutation>(
        _ kind: Kind.Type, under key: IdempotencyKey, _ error: any Error
    ) async throws -> ObjectID? where Kind.Input: IdempotentInput, Kind.Code: CreationErrorCode {
        let isTooMany = (error as? UserError<Kind.Code>).map { $0.code == .tooMany } ?? false
        for pause in isTooMany ? limits.repeatedRequestPauses : [0] {
            try await Task.sleep(for: .milliseconds(pause))
            let now = services.clock.milliseconds
            if let made = try await made(kind, under: key, now: now) { return made }
        }
        return nil
    }

    /// nil if the client gave none.
    private func idempotencyKey<Kind: Mutation>(
        _ kind: Kind.Type, _ input: Kind.Input, _ owner: ObjectID?
    ) throws -> IdempotencyKey? where Kind.Input: IdempotentInput, Kind.Code: CreationErrorCode {
        guard let text = input.idempotencyKey else { return nil }
        let bytesMax = limits.idempotencyKeyBytesMax
        guard (1...bytesMax).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            throw UserError<Kind.Code>(
                .invalid, "The key must have 1 to \(bytesMax) characters.",
                at: Kind.Input.idempotencyKeyPath,
                limit: text.utf8.count > bytesMax ? bytesMax : nil)
        }
        return IdempotencyKey(
            account: try owner ?? requireViewer(), mutation: Kind.name, key: text,
            input: input.given.value,
            without: Kind.Input.secretPaths + [Kind.Input.idempotencyKeyPath])
    }

    /// What was made under a key before.
    /// - Throws: IDEMPOTENCY_CONFLICT if that was of another input.
    private func made<Kind: Mutation>(
        _ kind: Kind.Type, under key: IdempotencyKey, now: Int64
    ) async throws -> ObjectID? where Kind.Input: IdempotentInput, Kind.Code: CreationErrorCode {
        switch try await services.idempotency.earlier(key, now: now) {
        case .nothing: return nil
        case .made(let id): return id
        case .conflict:
            throw UserError<Kind.Code>(
                .idempotencyConflict, "This key was used with another input.",
                at: Kind.Input.idempotencyKeyPath)
        }
    }
}
