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
    private let sentinel: [UInt8]
    /// Unlike every other connection of this process, so that a token of an earlier one is known.
    let generation: UInt64
    /// Keys of the command being sent, then the sentinel; pointers into `keyBytes`.
    private var keyBytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 1)
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
        self.sentinel = sentinel
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
        keyBytes.deallocate()
    }

    // MARK: Changes

    /// Sends changes without waiting. False: some may not have arrived, the connection is over.
    /// Only sets and deletes leave in one packet: libmemcached flushes its buffer for all others.
    func send(_ mutations: Mutations) -> Bool {
        mutations.keys.bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                for (index, operation) in mutations.operations.enumerated() {
                    let range = mutations.keys.range(index)
                    guard !range.isEmpty, let base = bytes.baseAddress else { continue }
                    guard send(operation, base + range.lowerBound, range.count) else {
                        return false
                    }
                }
                return true
            }
        }
    }

    /// Puts a token under many keys: the first half of a lease. Few keys by `add`, which never
    /// takes a lease away from somebody else. Many by `set`, because only that leaves in one
    /// packet: who missed the same key in the same moment then loses the lease, and its fill is
    /// refused.
    func lay(_ token: [UInt8], under keys: KeyBatch, seconds: Int) -> Bool {
        let isMany = keys.count > MemcachedLimits.addedTokensMax
        let operation = Mutations.Operation(
            kind: isMany ? .set : .add, value: token, seconds: seconds)
        for index in 0..<keys.count where !keys.range(index).isEmpty {
            let sent = keys[index].withUnsafeBytes { key in
                send(operation, key.assumingMemoryBound(to: CChar.self).baseAddress, key.count)
            }
            guard sent else { return false }
        }
        return true
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
        _ operation: Mutations.Operation, _ key: UnsafePointer<CChar>?, _ length: Int
    ) -> Bool {
        if case .swap(let token) = operation.kind, token.generation != generation { return true }
        let seconds = time_t(operation.seconds)
        let sent = operation.value.withUnsafeBytes { bytes in
            let value = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            let count = bytes.count
            return switch operation.kind {
            case .set: memcached_set(handle, key, length, value, count, seconds, 0)
            case .add: memcached_add(handle, key, length, value, count, seconds, 0)
            case .append: memcached_append(handle, key, length, value, count, seconds, 0)
            case .prepend: memcached_prepend(handle, key, length, value, count, seconds, 0)
            case .delete: memcached_delete(handle, key, length, 0)
            case .swap(let token):
                memcached_cas(handle, key, length, value, count, seconds, 0, token.unique)
            }
        }
        return sent == MEMCACHED_SUCCESS || sent == MEMCACHED_BUFFERED
    }

    private func greet() -> Bool {
        var mutations = Mutations()
        mutations.set(sentinel[...], [1], seconds: 0)
        return send(mutations) && confirm()
    }

    // MARK: Reads

    /// Whether the server has processed all that was sent so far.
    func confirm() -> Bool {
        var part = GetReply.Part()
        return read(KeyBatch(), 0..<0, tokens: false, into: &part)
    }

    /// Reads the keys, none of them refused, and appends an entry for each to the part.
    /// False: nothing is known.
    func read(_ keys: KeyBatch, tokens: Bool, into part: inout GetReply.Part) -> Bool {
        var start = 0
        repeat {
            let end = min(start + MemcachedLimits.keysPerCommandMax, keys.count)
            guard read(keys, start..<end, tokens: tokens, into: &part) else { return false }
            start = end
        } while start < keys.count
        return true
    }

    private func read(
        _ keys: KeyBatch, _ range: Range<Int>, tokens: Bool, into part: inout GetReply.Part
    ) -> Bool {
        if tokens != asksForTokens {
            memcached_behavior_set(handle, MEMCACHED_BEHAVIOR_SUPPORT_CAS, tokens ? 1 : 0)
            asksForTokens = tokens
        }
        layOut(keys, range)
        let asked = keyPointers.withUnsafeBufferPointer { pointers in
            memcached_mget(handle, pointers.baseAddress, keyLengths, pointers.count)
        }
        guard asked == MEMCACHED_SUCCESS else { return false }
        let first = part.entries.count
        part.entries.append(contentsOf: repeatElement(GetReply.Part.Entry(), count: range.count))
        return fetch(first: first, tokens: tokens, into: &part)
    }

    /// Copies the keys of a command to where libmemcached reads them, the sentinel last.
    private func layOut(_ keys: KeyBatch, _ range: Range<Int>) {
        let from = range.isEmpty ? 0 : keys.range(range.lowerBound).lowerBound
        let to = range.isEmpty ? 0 : keys.range(range.upperBound - 1).upperBound
        let needed = to - from + sentinel.count
        if keyBytes.count < needed {
            keyBytes.deallocate()
            keyBytes = .allocate(byteCount: needed * 2, alignment: 1)
        }
        keyBytes.copyBytes(from: keys.bytes[from..<to])
        UnsafeMutableRawBufferPointer(rebasing: keyBytes[(to - from)...])
            .copyBytes(from: sentinel)
        keyPointers.removeAll(keepingCapacity: true)
        keyLengths.removeAll(keepingCapacity: true)
        guard let base = keyBytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
        for index in range {
            let place = keys.range(index)
            keyPointers.append(UnsafePointer(base + (place.lowerBound - from)))
            keyLengths.append(place.count)
        }
        keyPointers.append(UnsafePointer(base + (to - from)))
        keyLengths.append(sentinel.count)
    }

    /// Takes the answers, which come in the order of the keys without the missing ones. An answer
    /// to anything that was not asked, or was asked earlier, means the stream is out of step.
    private func fetch(first: Int, tokens: Bool, into part: inout GetReply.Part) -> Bool {
        var code = MEMCACHED_SUCCESS
        var next = 0
        let (pointers, lengths) = (keyPointers, keyLengths)
        let last = pointers.count - 1
        func isKey(_ index: Int, _ key: UnsafePointer<CChar>, _ length: Int) -> Bool {
            guard lengths[index] == length, let expected = pointers[index] else { return false }
            return memcmp(expected, key, length) == 0
        }
        while memcached_fetch_result(handle, result, &code) != nil {
            guard let key = memcached_result_key_value(result) else { return false }
            let length = memcached_result_key_length(result)
            while next <= last, !isKey(next, key, length) { next += 1 }
            guard next <= last else { return false }
            if next < last {
                let count = memcached_result_length(result)
                let value = UnsafeRawBufferPointer(
                    start: memcached_result_value(result), count: count)
                part.entries[first + next] = GetReply.Part.Entry(
                    start: part.values.count, length: count,
                    unique: tokens ? memcached_result_cas(result) : 0)
                part.values.append(contentsOf: value)
            }
            next += 1
            if next & 15 == 0 && deadline < .now() { return false }
        }
        return code == MEMCACHED_END && next == last + 1
    }
}
