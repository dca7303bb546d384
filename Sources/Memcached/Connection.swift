import CMemcached
import Dispatch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One connection to one server through libmemcached. Used by one thread at a time.
///
/// libmemcached hides failures: `memcached_mget` says SUCCESS for a server that is gone, an error
/// while fetching can end as NOTFOUND, and within one call it connects anew without a word. So
/// nothing it says is believed without proof. The proof is the *sentinel*: an item of our own, put
/// there when the connection is made and asked for as the last key of every read. memcached answers
/// in the order of the question, so a reply that ends with the sentinel is complete; all commands
/// sent before it were processed; and the server has not lost its memory since. A reply that does
/// not, or any unexpected return code, ends the connection. That also keeps a late answer of a
/// timed-out read from being taken for the answer to the next one.
final class Connection {
    private let handle: UnsafeMutablePointer<memcached_st>
    private let result: UnsafeMutablePointer<memcached_result_st>
    /// Keys of our own, where libmemcached can read them.
    private let sentinel: UnsafeBufferPointer<CChar>
    private let fence: UnsafeBufferPointer<CChar>
    /// Unlike every other connection of this process, so that a token of an earlier one is known.
    let generation: UInt64
    /// Keys of the command being sent, as libmemcached wants them.
    private var keyPointers: [UnsafePointer<CChar>?] = []
    private var keyLengths: [Int] = []
    private var asksForTokens = false
    /// When the work at hand must be done.
    var deadline = DispatchTime.distantFuture

    /// Connects and proves that the server answers. nil when it does not.
    init?(address: ServerAddress, timeoutMilliseconds: Int, generation: UInt64, sentinel: [UInt8]) {
        guard let handle = memcached_create(nil) else { return nil }
        self.handle = handle
        result = .allocate(capacity: 1)
        memcached_result_create(handle, result)
        self.generation = generation
        self.sentinel = Self.allocate(sentinel)
        fence = Self.allocate(Fence.key)
        let timeout = UInt64(timeoutMilliseconds)
        for (behavior, value) in [
            (MEMCACHED_BEHAVIOR_TCP_NODELAY, 1), (MEMCACHED_BEHAVIOR_TCP_KEEPALIVE, 1),
            (MEMCACHED_BEHAVIOR_NOREPLY, 1), (MEMCACHED_BEHAVIOR_BUFFER_REQUESTS, 1),
            (MEMCACHED_BEHAVIOR_CONNECT_TIMEOUT, timeout),
            (MEMCACHED_BEHAVIOR_POLL_TIMEOUT, timeout),
            (MEMCACHED_BEHAVIOR_SND_TIMEOUT, timeout * 1_000),
            (MEMCACHED_BEHAVIOR_RCV_TIMEOUT, timeout * 1_000),
        ] {
            memcached_behavior_set(handle, behavior, value)
        }
        let added =
            switch address {
            case .unix(let path): memcached_server_add_unix_socket(handle, path)
            case .tcp(let host, let port): memcached_server_add(handle, host, port)
            }
        guard added == MEMCACHED_SUCCESS, greet() else { return nil }
    }

    /// Closes without waiting for what is still under way: `memcached_free` sends "quit" and reads
    /// on, which would take another time-out if the server hangs.
    deinit {
        memcached_behavior_set(handle, MEMCACHED_BEHAVIOR_POLL_TIMEOUT, 0)
        memcached_result_free(result)
        result.deallocate()
        memcached_free(handle)
        sentinel.deallocate()
        fence.deallocate()
    }

    private static func allocate(_ key: [UInt8]) -> UnsafeBufferPointer<CChar> {
        let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: key.count)
        _ = copy.initialize(from: key.lazy.map(CChar.init(bitPattern:)))
        return UnsafeBufferPointer(copy)
    }

    // MARK: Changes

    /// Sends changes without waiting. False: some may not have arrived, the connection is over.
    /// Only sets and deletes leave in one packet: libmemcached flushes its buffer for all others.
    func send(_ mutations: Mutations) -> Bool {
        // Before the deletes: a reader who sees that none was counted must be right.
        if mutations.hasDeletes, !countDeletes() { return false }
        return mutations.keys.bytes.withUnsafeBytes { keys in
            mutations.values.withUnsafeBytes { values in
                for (index, operation) in mutations.operations.enumerated() {
                    let range = mutations.keys.range(index)
                    if range.isEmpty { continue }
                    guard
                        send(
                            operation.kind, keys[range], values[operation.value],
                            seconds: operation.seconds)
                    else { return false }
                }
                return true
            }
        }
    }

    /// Puts a token under keys that have nothing: the first half of a lease.
    func add(_ token: [UInt8], under keys: KeyBatch, seconds: Int) -> Bool {
        keys.bytes.withUnsafeBytes { bytes in
            token.withUnsafeBytes { token in
                (0..<keys.count).allSatisfy { index in
                    let key = bytes[keys.range(index)]
                    return key.isEmpty || send(.add, key, token[...], seconds: seconds)
                }
            }
        }
    }

    /// Makes everything the server holds disappear, and puts the sentinel back. `memcached_flush`
    func flushAll() -> Bool {
        memcached_flush(handle, 0) == MEMCACHED_SUCCESS && greet()
    }

    /// Sends what is still buffered. `memcached_flush_buffers`
    func flush() -> Bool {
        memcached_flush_buffers(handle) == MEMCACHED_SUCCESS
    }

    private func send(
        _ kind: Mutations.Kind, _ key: Slice<UnsafeRawBufferPointer>,
        _ value: Slice<UnsafeRawBufferPointer>, seconds: Int
    ) -> Bool {
        if case .swap(let token) = kind, token.generation != generation { return true }
        let (key, length) = Self.text(key)
        let (value, count) = Self.text(value)
        let sent =
            switch kind {
            case .set: memcached_set(handle, key, length, value, count, seconds, 0)
            case .add: memcached_add(handle, key, length, value, count, seconds, 0)
            case .delete: memcached_delete(handle, key, length, 0)
            case .swap(let token):
                memcached_cas(handle, key, length, value, count, seconds, 0, token.unique)
            }
        return sent == MEMCACHED_SUCCESS || sent == MEMCACHED_BUFFERED
    }

    private static func text(
        _ bytes: Slice<UnsafeRawBufferPointer>
    ) -> (UnsafePointer<CChar>?, Int) {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        return (bytes.assumingMemoryBound(to: CChar.self).baseAddress, bytes.count)
    }

    private func greet() -> Bool {
        let sent = [UInt8(1)].withUnsafeBytes {
            send(.set, ownKey(sentinel), $0[...], seconds: 0)
        }
        return sent && layFence() && confirm()
    }

    /// Puts the fence's item there unless there is one.
    func layFence() -> Bool {
        Fence.beginning().withUnsafeBytes { send(.add, ownKey(fence), $0[...], seconds: 0) }
    }

    private func ownKey(_ key: UnsafeBufferPointer<CChar>) -> Slice<UnsafeRawBufferPointer> {
        UnsafeRawBufferPointer(key)[...]
    }

    /// A fence that is not there needs no counting. `memcached_increment`
    private func countDeletes() -> Bool {
        memcached_increment(handle, fence.baseAddress, fence.count, 1, nil) == MEMCACHED_SUCCESS
    }

    // MARK: Reads

    /// Whether the server has processed all that was sent so far.
    func confirm() -> Bool {
        var said = GetReply.Said()
        return read(KeyBatch(), 0..<0, tokens: false, asksFence: false, into: &said)
    }

    /// Reads the keys, none of them refused, and appends an entry for each to `said`; after them
    /// the fence, if it is wanted. False: nothing is known.
    func read(
        _ keys: KeyBatch, tokens: Bool, asksFence: Bool, into said: inout GetReply.Said
    ) -> Bool {
        var start = 0
        repeat {
            let end = min(start + MemcachedLimits.keysPerCommandMax, keys.count)
            let isLast = end == keys.count
            guard
                read(keys, start..<end, tokens: tokens, asksFence: asksFence && isLast, into: &said)
            else { return false }
            start = end
        } while start < keys.count
        return true
    }

    private func read(
        _ keys: KeyBatch, _ range: Range<Int>, tokens: Bool, asksFence: Bool,
        into said: inout GetReply.Said
    ) -> Bool {
        if tokens != asksForTokens {
            memcached_behavior_set(handle, MEMCACHED_BEHAVIOR_SUPPORT_CAS, tokens ? 1 : 0)
            asksForTokens = tokens
        }
        let first = said.entries.count
        said.entries.append(contentsOf: repeatElement(GetReply.Said.Entry(), count: range.count))
        return keys.bytes.withUnsafeBytes { bytes in
            layOut(keys, range, bytes.baseAddress, asksFence: asksFence)
            let asked = memcached_mget(handle, keyPointers, keyLengths, keyPointers.count)
            guard asked == MEMCACHED_SUCCESS else { return false }
            return keyPointers.withUnsafeBufferPointer { pointers in
                keyLengths.withUnsafeBufferPointer { lengths in
                    let question = Question(
                        pointers: pointers, lengths: lengths, keyCount: range.count)
                    return fetch(question, first: first, tokens: tokens, into: &said)
                }
            }
        }
    }

    /// The keys of a command: what is read, then the fence or not, and the sentinel.
    private struct Question {
        let pointers: UnsafeBufferPointer<UnsafePointer<CChar>?>
        let lengths: UnsafeBufferPointer<Int>
        let keyCount: Int

        var sentinel: Int { pointers.count - 1 }

        func isKey(_ index: Int, _ key: UnsafePointer<CChar>, _ length: Int) -> Bool {
            guard lengths[index] == length, let expected = pointers[index] else { return false }
            return memcmp(expected, key, length) == 0
        }
    }

    private func layOut(
        _ keys: KeyBatch, _ range: Range<Int>, _ bytes: UnsafeRawPointer?, asksFence: Bool
    ) {
        let ownKeys = asksFence ? [fence, sentinel] : [sentinel]
        keyPointers.removeAll(keepingCapacity: true)
        keyPointers += range.lazy.map { index in
            bytes?.advanced(by: keys.range(index).lowerBound)
                .assumingMemoryBound(to: CChar.self)
        }
        keyPointers += ownKeys.map(\.baseAddress)
        keyLengths.removeAll(keepingCapacity: true)
        keyLengths += range.lazy.map { keys.range($0).count }
        keyLengths += ownKeys.map(\.count)
    }

    /// Takes the answers, which come in the order of the keys without the missing ones. An answer
    /// to anything that was not asked, or was asked earlier, means the stream is out of step.
    private func fetch(
        _ question: Question, first: Int, tokens: Bool, into said: inout GetReply.Said
    ) -> Bool {
        var code = MEMCACHED_SUCCESS
        var next = 0
        while memcached_fetch_result(handle, result, &code) != nil {
            guard let key = memcached_result_key_value(result) else { return false }
            let length = memcached_result_key_length(result)
            while next <= question.sentinel, !question.isKey(next, key, length) { next += 1 }
            guard next <= question.sentinel else { return false }
            let value = UnsafeRawBufferPointer(
                start: memcached_result_value(result), count: memcached_result_length(result))
            if next < question.keyCount {
                said.entries[first + next] = GetReply.Said.Entry(
                    start: said.values.count, length: value.count,
                    unique: tokens ? memcached_result_cas(result) : 0)
                said.values.append(contentsOf: value)
            } else if next < question.sentinel {
                said.fence = Fence.number(value)
            }
            next += 1
            if next & 15 == 0 && deadline < .now() { return false }
        }
        return code == MEMCACHED_END && next == question.sentinel + 1
    }
}
