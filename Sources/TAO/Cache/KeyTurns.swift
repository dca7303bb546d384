import Synchronization

/// Lets those who do something about the same key do it one after the other, in the order in which they
/// come.
final class KeyTurns<Key: Hashable & Sendable>: Sendable {
    /// Of the keys that somebody has: who waits for them.
    private let waiting = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

    func run<Value: Sendable>(_ key: Key, _ body: () async -> Value) async -> Value {
        await take(key)
        defer { give(key) }
        return await body()
    }

    private func take(_ key: Key) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[key] != nil else {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func give(_ key: Key) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard let line = waiting[key], !line.isEmpty else {
                waiting[key] = nil
                return nil
            }
            return waiting[key]?.removeFirst()
        }
        next?.resume()
    }
}
