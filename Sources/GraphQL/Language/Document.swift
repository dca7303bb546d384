/// A parsed GraphQL document.
///
/// Nodes are values in flat arrays, in source order; a node names its children by index ranges, so
/// parsing allocates a handful of arrays and never a node. A selection's descendants follow it
/// directly: its children start at `index + 1`, its next sibling is at `end`. Values nest the same
/// way. Names are interned: two equal names of one document have the same `Name`.
package struct Document: Sendable {
    package let source: Source
    package var definitions: [Definition] = []
    package var selections: [Selection] = []
    package var arguments: [Argument] = []
    package var directives: [Directive] = []
    package var values: [Value] = []
    package var variableDefinitions: [VariableDefinition] = []
    /// Where each distinct name was first seen, indexed by `Name.id`.
    package var names: [NameText] = []

    package init(source: Source) {
        self.source = source
    }

    /// The text of a name; empty for `Name.none`. Made anew each time, so ask once.
    package func text(_ name: Name) -> String {
        guard name != .none else { return "" }
        let text = names[Int(name.id)]
        return source.bytes.withUnsafeBufferPointer { String(ascii: $0, text.range) }
    }
}

/// Positions in one of a document's arrays.
package typealias NodeRange = Range<Int32>

/// A name of a document, interned.
package struct Name: Hashable, Sendable {
    package let id: UInt32

    package init(id: UInt32) {
        self.id = id
    }

    /// Stands where the grammar lets a name be left out.
    package static let none = Name(id: .max)
}

/// The bytes of a name in the source.
package struct NameText: Sendable {
    package var start: UInt32
    package var length: UInt32

    var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
}

/// A name and the byte offset where it starts.
package struct NameNode: Hashable, Sendable {
    package var name: Name
    package var start: UInt32

    package init(_ name: Name, start: UInt32) {
        self.name = name
        self.start = start
    }
}

/// One of the definitions of a document. https://spec.graphql.org/September2026/#Definition
package enum Definition: Sendable {
    case operation(OperationDefinition)
    case fragment(FragmentDefinition)
    case schema(SchemaDefinition)
    case type(TypeSystemTypeDefinition)
    case directive(TypeSystemDirectiveDefinition)
}

/// https://spec.graphql.org/September2026/#OperationType
package enum OperationType: String, Sendable, CaseIterable {
    case query, mutation, subscription
}

/// https://spec.graphql.org/September2026/#OperationDefinition
package struct OperationDefinition: Sendable {
    package var start: UInt32
    package var description: Description?
    package var operation: OperationType
    /// `.none` for an anonymous operation.
    package var name: NameNode
    package var variableDefinitions: NodeRange
    package var directives: NodeRange
    package var selectionSet: SelectionSet
}

/// https://spec.graphql.org/September2026/#FragmentDefinition
package struct FragmentDefinition: Sendable {
    package var start: UInt32
    package var description: Description?
    package var name: NameNode
    package var typeCondition: NameNode
    package var directives: NodeRange
    package var selectionSet: SelectionSet
}

/// Index in `values` of the string that describes a definition.
package struct Description: Hashable, Sendable {
    package var value: Int32
}

/// The selections between two braces: `selections[range]`, of which the direct children are those
/// reached by following `end` from the first.
package struct SelectionSet: Hashable, Sendable {
    /// Byte offset of the opening brace.
    package var start: UInt32
    package var range: NodeRange

    package init(start: UInt32, range: NodeRange) {
        self.start = start
        self.range = range
    }
}

/// https://spec.graphql.org/September2026/#Selection
package struct Selection: Sendable {
    /// Which of the three forms of a selection it is.
    package enum Kind: UInt8, Sendable {
        case field, fragmentSpread, inlineFragment
    }

    package var kind: Kind
    /// Whether a field is followed by braces (they may be empty).
    package var hasSelectionSet: Bool
    /// Byte offset of the first token: the alias or name, or the three dots.
    package var start: UInt32
    /// Byte offset of the opening brace, where there is one.
    package var selectionSetStart: UInt32
    /// The field's alias, or `.none`.
    package var alias: Name
    /// The field's or the fragment's name, or the type condition of an inline fragment (or `.none`).
    package var name: NameNode
    package var arguments: NodeRange
    package var directives: NodeRange
    /// Index behind the last descendant: the next sibling, if there is one.
    package var end: Int32

    /// The alias if there is one, else the name.
    package var responseName: Name {
        alias == .none ? name.name : alias
    }
}

/// https://spec.graphql.org/September2026/#Argument
package struct Argument: Sendable {
    package var name: NameNode
    /// Index in `values`.
    package var value: Int32
}

/// https://spec.graphql.org/September2026/#Directive
package struct Directive: Sendable {
    /// Byte offset of the `@`.
    package var start: UInt32
    package var name: NameNode
    package var arguments: NodeRange
}

/// https://spec.graphql.org/September2026/#Value
///
/// Children of a list are values; children of an object are `objectField`s, each followed by its
/// one value. Follow `end` to walk siblings.
package struct Value: Sendable {
    /// Which form of a value it is; a field of an object is a node of its own.
    package enum Kind: UInt8, Sendable {
        case variable, int, float, string, blockString, boolean, null, `enum`, list, object,
            objectField
    }

    package var kind: Kind
    /// Byte offset of the first byte of the value (the `$` of a variable, the quote of a string).
    package var start: UInt32
    /// Bytes of the token from `start`; 0 for lists and objects.
    package var length: UInt32
    /// Variable, enum value and object field: the name. Boolean: the name `true` or `false`.
    package var name: Name
    /// Index behind the last descendant.
    package var end: Int32
}

/// https://spec.graphql.org/September2026/#VariableDefinition
package struct VariableDefinition: Sendable {
    /// Byte offset of the first token: the description or the `$`.
    package var start: UInt32
    package var description: Description?
    package var name: Name
    /// Byte offset of the name, behind the `$`.
    package var nameStart: UInt32
    package var type: TypeReference
    /// Index in `values`.
    package var defaultValue: Int32?
    package var directives: NodeRange
}

/// A type as written: a name in lists and non-null marks.
/// https://spec.graphql.org/September2026/#Type
package struct TypeReference: Hashable, Sendable {
    /// Byte offset of the whole reference (a bracket or the name).
    package var start: UInt32
    package var name: NameNode
    package var wrapping: Wrapping

    package init(start: UInt32, name: NameNode, wrapping: Wrapping) {
        self.start = start
        self.name = name
        self.wrapping = wrapping
    }
}

/// The lists and non-null marks around a named type, as bits.
///
/// `[Int!]` is one list whose inside is non-null. Bit 0 of `nonNull` stands for the outermost
/// position, bit `listDepth` for the named type.
package struct Wrapping: Hashable, Sendable {
    package private(set) var listDepth: UInt8
    private var nonNull: UInt128

    /// The bare named type.
    package init() {
        listDepth = 0
        nonNull = 0
    }

    package static let none = Wrapping()

    package var isNonNull: Bool { nonNull & 1 == 1 }
    package var isList: Bool { listDepth > 0 }

    /// The same type marked non-null.
    package var asNonNull: Wrapping {
        var copy = self
        copy.nonNull |= 1
        return copy
    }

    /// The same type without an outer non-null mark.
    package var asNullable: Wrapping {
        var copy = self
        copy.nonNull &= ~1
        return copy
    }

    /// A list of this type. The caller keeps `listDepth` below `Limits.listDepthMax`.
    package var asList: Wrapping {
        var copy = self
        copy.nonNull <<= 1
        copy.listDepth += 1
        return copy
    }

    /// The type of a list's items. Only for lists.
    package var item: Wrapping {
        var copy = self
        copy.nonNull >>= 1
        copy.listDepth -= 1
        return copy
    }

    /// The type as SDL text.
    package func wrap(_ name: String) -> String {
        let inner = isList ? "[" + item.wrap(name) + "]" : name
        return isNonNull ? inner + "!" : inner
    }
}

// MARK: - Walking

extension Document {
    /// The direct children of a selection set, as indices in `selections`.
    package func children(of set: SelectionSet) -> SiblingIndices<Selection> {
        SiblingIndices(of: selections, in: set.range)
    }

    /// The selection set of a field or inline fragment; empty if it has none.
    package func selectionSet(of index: Int32) -> SelectionSet {
        let selection = selections[Int(index)]
        return SelectionSet(start: selection.selectionSetStart, range: index + 1..<selection.end)
    }

    /// The items of a list, or the fields of an object, as indices in `values`.
    package func children(ofValue index: Int32) -> SiblingIndices<Value> {
        SiblingIndices(of: values, in: index + 1..<values[Int(index)].end)
    }

    /// The bytes of a value's token as text: `12`, `1.5e3`, `"a\n"` with its quotes.
    package func rawText(ofValue index: Int32) -> String {
        let value = values[Int(index)]
        return source.text(from: value.start, length: value.length)
    }
}

/// A node that is directly followed by its descendants.
package protocol PreorderNode {
    /// Index behind the last descendant.
    var end: Int32 { get }
}

extension Selection: PreorderNode {}
extension Value: PreorderNode {}

/// Indices of nodes that are siblings, found by following each one's `end`.
package struct SiblingIndices<Node: PreorderNode>: Sequence, IteratorProtocol {
    private var index: Int32
    private let end: Int32
    private let nodes: [Node]

    init(of nodes: [Node], in range: NodeRange) {
        index = range.lowerBound
        end = range.upperBound
        self.nodes = nodes
    }

    package mutating func next() -> Int32? {
        guard index < end else { return nil }
        defer { index = nodes[Int(index)].end }
        return index
    }
}
