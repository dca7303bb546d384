import Testing

/// Whether something becomes true in time. It is looked at every few milliseconds.
///
/// - Throws: what the condition throws.
package func eventually(
    withinSeconds limit: Int = 120, _ condition: () async throws -> Bool
) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(limit)
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return try await condition()
}
