import TAO

/// What a global id names. The numbers are part of every id: never change or reuse one.
package enum NodeType: UInt8, Sendable {
    case user = 1
    case post = 2
    case media = 3
    case comment = 4
    case story = 5
    /// Named by the id of the account whose tray it is.
    case storyTray = 6
    case session = 18
}

/// An object of the API: its type, and the graph object it stands for.
package struct NodeID: Hashable, Sendable {
    package var type: NodeType
    package var object: ObjectID

    package init(_ type: NodeType, _ object: ObjectID) {
        self.type = type
        self.object = object
    }
}

/// Global ids: 16 letters that say nothing about what they name.
///
/// The type, the 64-bit id and 24 zero bits make one block of 96 bits, which is encrypted: clients
/// cannot count accounts or read times off an id, and a made-up id is refused without a look-up.
package struct GlobalIDs: Sendable {
    private let cipher: Speck96

    /// `key` must stay the same for as long as clients keep ids.
    package init(key: (high: UInt64, low: UInt64)) {
        cipher = Speck96(key: (key.high & Self.wordMask, key.low & Self.wordMask))
    }

    package func text(_ node: NodeID) -> String {
        let id = UInt64(bitPattern: node.object.rawValue)
        let block = cipher.encrypted(
            (UInt64(node.type.rawValue) << 16 | id >> 48, id & Self.wordMask))
        return Base64URL.encode(block.high, block.low)
    }

    /// Nil for text that `text(_:)` did not make.
    package func node(_ text: String) -> NodeID? {
        guard text.utf8.count == 16, let bytes = Base64URL.decode(text) else { return nil }
        let (high, low) = cipher.decrypted(
            (Self.word(bytes[0..<6]), Self.word(bytes[6..<12])))
        guard high >> 24 == 0, let type = NodeType(rawValue: UInt8(high >> 16)) else { return nil }
        let id = Int64(bitPattern: high << 48 | low)
        return NodeID(type, ObjectID(rawValue: id))
    }

    private static let wordMask: UInt64 = (1 << 48) - 1

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
