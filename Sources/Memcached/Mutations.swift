/// Changes to be sent to memcached together. Their results are not waited for one by one: memcached
/// is told not to reply (`noreply`), and a caller that must know that a change arrived asks for the next
/// answer of the same connection (`MemcachedClient.deliver`).
package struct Mutations: Sendable {
    enum Kind: Sendable {
        case set
        case add
        case swap(SwapToken)
        case delete
    }

    struct Operation: Sendable {
        let kind: Kind
        let seconds: Int
        /// Where its value lies in `values`.
        let value: Range<Int>
    }

    package private(set) var keys = KeyBatch()
    private(set) var operations: [Operation] = []
    /// All values, one after the other.
    private(set) var values: [UInt8] = []
    private(set) var hasDeletes = false

    package init() {}

    package mutating func reserve(_ count: Int, keyBytes: Int, valueBytes: Int) {
        keys.reserve(keys: count, bytes: keyBytes)
        operations.reserveCapacity(count)
        values.reserveCapacity(valueBytes)
    }

    package var isEmpty: Bool { operations.isEmpty }
    package var count: Int { operations.count }

    /// - Parameter seconds: how long the value lives; 0 until it is evicted. `memcached_set`
    package mutating func set(_ key: ArraySlice<UInt8>, _ value: [UInt8], seconds: Int) {
        append(.set, key, seconds) { $0 += value }
    }

    /// Stores unless there is a value. `memcached_add`
    package mutating func add(_ key: ArraySlice<UInt8>, _ value: [UInt8], seconds: Int) {
        append(.add, key, seconds) { $0 += value }
    }

    /// Stores what `write` appends, if the item is still the one that was read. `memcached_cas`
    package mutating func swap(
        _ key: ArraySlice<UInt8>, seconds: Int, token: SwapToken,
        write: (inout [UInt8]) -> Void
    ) {
        append(.swap(token), key, seconds, write)
    }

    /// Removes the item if it is still the one that was read: by a value that has expired already.
    /// Unlike a delete it tells no reader that anything has changed.
    package mutating func release(_ key: ArraySlice<UInt8>, token: SwapToken) {
        append(.swap(token), key, -1) { _ in }
    }

    /// `memcached_delete`
    package mutating func delete(_ key: ArraySlice<UInt8>) {
        append(.delete, key, 0) { _ in }
    }

    /// A copy of another one's change.
    mutating func append(_ index: Int, of others: Mutations) {
        let operation = others.operations[index]
        append(operation.kind, others.keys[index], operation.seconds) {
            $0 += others.values[operation.value]
        }
    }

    /// A value that memcached would refuse becomes a delete: an old one must not stay.
    private mutating func append(
        _ kind: Kind, _ key: ArraySlice<UInt8>, _ seconds: Int, _ write: (inout [UInt8]) -> Void
    ) {
        let start = values.count
        write(&values)
        var kind = kind
        if values.count - start > MemcachedLimits.valueBytesMax {
            values.removeSubrange(start...)
            kind = .delete
        }
        if case .delete = kind { hasDeletes = true }
        keys.append(key)
        operations.append(Operation(kind: kind, seconds: seconds, value: start..<values.count))
    }
}
