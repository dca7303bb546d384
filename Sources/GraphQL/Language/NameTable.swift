/// Gives each distinct name of a document a number, in the order of their first appearance.
///
/// An open-addressing hash table over the bytes of the source. The hash is keyed with a secret of
/// this process: without it, a client could send thousands of names that share one slot.
///
/// The slots are memory of its own, which `deinit` frees and `~Copyable` keeps to one owner. Every
/// index into them is masked by their count, which is a power of two.
struct NameTable: ~Copyable {
    /// More than twice as many as names, so that a search always ends at a free one.
    private var slots: UnsafeMutableBufferPointer<Slot>
    private let bytes: UnsafeRawBufferPointer
    private let secret = Self.secret

    private struct Slot {
        var hash: UInt32
        /// The name's number plus one; 0 is free.
        var number: UInt32

        static let free = Slot(hash: 0, number: 0)
    }

    private static let secret: (UInt64, UInt64) = (.random(in: 0 ... .max), .random(in: 0 ... .max))

    /// - Parameter bytes: of the source, which names are read from.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = UnsafeRawBufferPointer(bytes)
        slots = Self.freeSlots(32)
    }

    deinit {
        slots.deallocate()
    }

    private static func freeSlots(_ count: Int) -> UnsafeMutableBufferPointer<Slot> {
        let slots = UnsafeMutableBufferPointer<Slot>.allocate(capacity: count)
        slots.initialize(repeating: .free)
        return slots
    }

    /// The name that a token is. A token has at least one byte.
    ///
    /// - Parameter names: those seen before, in their order; a new one is added.
    mutating func intern(_ token: Token, _ names: inout [NameText]) -> Name {
        let text = NameText(start: token.start, length: token.end - token.start)
        let hash = hash(text)
        var index = Int(hash) & (slots.count - 1)
        while slots[index].number != 0 {
            let slot = slots[index]
            if slot.hash == hash, areEqual(names[Int(slot.number - 1)], text) {
                return Name(id: slot.number - 1)
            }
            index = (index + 1) & (slots.count - 1)
        }
        if names.isEmpty { names.reserveCapacity(16) }
        names.append(text)
        let number = UInt32(truncatingIfNeeded: names.count)
        slots[index] = Slot(hash: hash, number: number)
        if names.count * 2 >= slots.count { grow() }
        return Name(id: number - 1)
    }

    private mutating func grow() {
        let old = slots
        defer { old.deallocate() }
        slots = Self.freeSlots(old.count * 4)
        for slot in old where slot.number != 0 {
            var index = Int(slot.hash) & (slots.count - 1)
            while slots[index].number != 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = slot
        }
    }
}

// MARK: - Bytes as words

extension NameTable {
    /// Most bytes that two words hold.
    private static let wordsLength = 16

    /// Mixes sixteen bytes at a time with the secret, multiplies their halves and folds the product.
    @inline(__always)
    private func hash(_ text: NameText) -> UInt32 {
        let range = text.range
        var state = UInt64(truncatingIfNeeded: range.count)
        var position = range.lowerBound
        let last = max(position, range.upperBound - Self.wordsLength)
        while position < last {
            state = fold(words(from: position, count: Self.wordsLength), state)
            position += Self.wordsLength
        }
        return UInt32(
            truncatingIfNeeded: fold(words(from: last, count: range.upperBound - last), state))
    }

    @inline(__always)
    private func fold(_ words: (UInt64, UInt64), _ state: UInt64) -> UInt64 {
        let product = (words.0 ^ secret.0 ^ state).multipliedFullWidth(by: words.1 ^ secret.1)
        return product.high ^ product.low
    }

    @inline(__always)
    private func areEqual(_ left: NameText, _ right: NameText) -> Bool {
        guard left.length == right.length else { return false }
        let (left, right, count) = (Int(left.start), Int(right.start), Int(left.length))
        var offset = 0
        let last = max(0, count - Self.wordsLength)
        while offset < last {
            guard
                words(from: left + offset, count: Self.wordsLength)
                    == words(from: right + offset, count: Self.wordsLength)
            else { return false }
            offset += Self.wordsLength
        }
        return words(from: left + last, count: count - last)
            == words(from: right + last, count: count - last)
    }

    /// One to sixteen bytes as two words, which no other bytes of the same count have: those at the
    /// front and those at the back, which overlap.
    @inline(__always)
    private func words(from start: Int, count: Int) -> (UInt64, UInt64) {
        if count >= 8 { return (load(start), load(start + count - 8)) }
        if count >= 4 {
            let (front, back): (UInt32, UInt32) = (load(start), load(start + count - 4))
            return (UInt64(front), UInt64(back))
        }
        return (
            UInt64(bytes[start]) << 8 | UInt64(bytes[start + count / 2]),
            UInt64(bytes[start + count - 1])
        )
    }

    @inline(__always)
    private func load<Word: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> Word {
        bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)
    }
}
