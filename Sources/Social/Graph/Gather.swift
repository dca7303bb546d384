/// Loads the keys of many in one batch, and gives everyone the values of its own keys.
///
/// - Parameter load: the values of keys, in their order.
func gather<Key: Sendable, Value: Sendable>(
    _ keys: [[Key]], load: ([Key]) async throws -> [Value]
) async throws -> [[Value]] {
    var values = try await load(keys.flatMap { $0 })[...]
    return keys.map { keys in
        defer { values = values.dropFirst(keys.count) }
        return Array(values.prefix(keys.count))
    }
}

/// The same where each has one key at most; nil for those without.
func gather<Key: Sendable, Value: Sendable>(
    _ keys: [Key?], load: ([Key]) async throws -> [Value]
) async throws -> [Value?] {
    var values = try await load(keys.compactMap { $0 })[...]
    return keys.map { key in key.flatMap { _ in values.popFirst() } }
}
