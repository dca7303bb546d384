import TAO

/// What a global id names. Each type says its number, which is part of every id: never change or reuse
/// one.
package struct NodeType: Hashable, Sendable {
    package let number: UInt8

    package init(_ number: UInt8) {
        self.number = number
    }
}

/// An object of the API: its type, and the graph object it stands for, or the edge between two.
package struct NodeID: Hashable, Sendable {
    package var type: NodeType
    package var object: ObjectID
    /// Where the edge leads that it stands for; nil for an object.
    package var other: ObjectID?

    package init(_ type: NodeType, _ object: ObjectID, to other: ObjectID? = nil) {
        self.type = type
        self.object = object
        self.other = other
    }
}

/// Global ids: 16 letters that say nothing about what they name, 32 for what two ids name.
///
/// The type, the 64-bit id and 24 zero bits make one block of 96 bits, which is encrypted: clients
/// cannot count accounts or read times off an id, and a made-up id is refused without a look-up. A
/// second id and 32 zero bits make another block, which is chained to the first.
package struct GlobalIDs: Sendable {
    private let cipher: Speck

    /// `key` must stay the same for as long as clients keep ids.
    package init(key: (high: UInt64, low: UInt64)) {
        cipher = .of96Bits(key: (key.high & Self.wordMask, key.low & Self.wordMask))
    }

    package func text(_ node: NodeID) -> String {
        let id = UInt64(bitPattern: node.object.rawValue)
        let block = cipher.encrypted(
            (UInt64(node.type.number) << 16 | id >> 48, id & Self.wordMask))
        let text = Base64URL.encode(block.high, block.low)
        guard let other = node.other.map({ UInt64(bitPattern: $0.rawValue) }) else { return text }
        let next = cipher.encrypted(
            (other >> 48 ^ block.high, other & Self.wordMask ^ block.low))
        return text + Base64URL.encode(next.high, next.low)
    }

    /// Nil for text that `text(_:)` did not make.
    package func node(_ text: String) -> NodeID? {
        guard [16, 32].contains(text.utf8.count), let bytes = Base64URL.decode(text) else {
            return nil
        }
        let block = (high: Self.word(bytes[0..<6]), low: Self.word(bytes[6..<12]))
        let (high, low) = cipher.decrypted(block)
        guard high >> 24 == 0 else { return nil }
        let node = NodeID(NodeType(UInt8(high >> 16)), Self.id(high, low))
        if bytes.count == 12 { return node }
        let next = cipher.decrypted((Self.word(bytes[12..<18]), Self.word(bytes[18..<24])))
        let other = (high: next.high ^ block.high, low: next.low ^ block.low)
        guard other.high >> 16 == 0 else { return nil }
        return NodeID(node.type, node.object, to: Self.id(other.high, other.low))
    }

    private static func id(_ high: UInt64, _ low: UInt64) -> ObjectID {
        ObjectID(rawValue: Int64(bitPattern: high << 48 | low))
    }

    private static let wordMask: UInt64 = (1 << 48) - 1

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
