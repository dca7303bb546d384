/// Changes to be sent to memcached together. Nobody waits for their results one by one: memcached
/// is told not to reply (`noreply`), and who must know that a change arrived asks for the next
/// answer of the same connection (`MemcachedClient.deliver`).
package struct Mutations: Sendable {
    enum Kind: Sendable {
        case set
        case add
        case swap(SwapToken)
        case append
        case prepend
        case delete
    }

    struct Operation: Sendable {
        let kind: Kind
        let value: [UInt8]
        let seconds: Int
    }

    private(set) var keys = KeyBatch()
    private(set) var operations: [Operation] = []

    package init() {}

    package var isEmpty: Bool { operations.isEmpty }
    package var count: Int { operations.count }

    /// - Parameter seconds: how long the value lives; 0 until it is evicted. `memcached_set`
    package mutating func set(_ key: ArraySlice<UInt8>, _ value: [UInt8], seconds: Int) {
        append(key, Operation(kind: .set, value: value, seconds: seconds))
    }

    /// Stores unless there is a value. `memcached_add`
    package mutating func add(_ key: ArraySlice<UInt8>, _ value: [UInt8], seconds: Int) {
        append(key, Operation(kind: .add, value: value, seconds: seconds))
    }

    /// Stores if the item is still the one that was read. `memcached_cas`
    package mutating func swap(
        _ key: ArraySlice<UInt8>, _ value: [UInt8], seconds: Int, token: SwapToken
    ) {
        append(key, Operation(kind: .swap(token), value: value, seconds: seconds))
    }

    /// Puts bytes behind an existing value. `memcached_append`
    package mutating func append(_ key: ArraySlice<UInt8>, _ value: [UInt8]) {
        append(key, Operation(kind: .append, value: value, seconds: 0))
    }

    /// Puts bytes before an existing value. `memcached_prepend`
    package mutating func prepend(_ key: ArraySlice<UInt8>, _ value: [UInt8]) {
        append(key, Operation(kind: .prepend, value: value, seconds: 0))
    }

    /// `memcached_delete`
    package mutating func delete(_ key: ArraySlice<UInt8>) {
        append(key, Operation(kind: .delete, value: [], seconds: 0))
    }

    /// A value that memcached would refuse becomes a delete: an old one must not stay.
    mutating func append(_ key: ArraySlice<UInt8>, _ operation: Operation) {
        keys.append(key)
        let fits = operation.value.count <= MemcachedLimits.valueBytesMax
        operations.append(
            fits ? operation : Operation(kind: .delete, value: [], seconds: 0))
    }
}
