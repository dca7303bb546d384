/// About how much memory what the cache of plans holds takes: objects with their headers, arrays with
/// theirs. Strings and closures that the schema holds too weigh nothing.
enum PlanBytes {
    /// Header of an object, and what the allocator adds to it.
    static let object = 32
    /// Header of an array's elements, and what the allocator adds to it.
    static let array = 48

    static func selection(_ fields: Int, variants: Int) -> Int {
        object + 112 + array + 8 * fields + array + variants * (variant(fields) + 8)
    }

    private static func variant(_ fields: Int) -> Int {
        object + 32 + array + 8 * fields
    }

    /// Fields of an object and of its enum, with the table by which a type is found.
    static func objectPlans(_ plans: Int, variants: Int) -> Int {
        let isSearched = variants <= ObjectPlans.searchedMax
        return object + 16 + array + 8 * plans + (isSearched ? 0 : 64 + 64 * variants)
    }

    /// - Parameters:
    ///   - key: bytes of the response name in quotes.
    ///   - starts: places of the field.
    ///   - arguments: those that it has.
    ///   - values: literals in what it is given, and their bytes. Defaults belong to the schema.
    static func field(
        key: Int, starts: Int, arguments: Int, values: (count: Int, bytes: Int)
    ) -> Int {
        var bytes = object + 320 + array + key + array + 4 * starts
        if key > 19 { bytes += array + key }
        if arguments > 0 { bytes += array + 40 * arguments + 80 * values.count + values.bytes }
        return bytes
    }

    static func document(_ document: Document) -> Int {
        func bytes<Node>(_ nodes: [Node]) -> Int {
            array + nodes.capacity * MemoryLayout<Node>.stride
        }
        return object + document.source.bytes.count + array + bytes(document.definitions)
            + bytes(document.selections) + bytes(document.arguments) + bytes(document.directives)
            + bytes(document.values) + bytes(document.variableDefinitions) + bytes(document.names)
    }
}
