/// The answer to one statement: its rows, in the memory the library received them in.
///
/// Values are decoded when they are asked for. May be kept and passed between tasks; the memory is
/// freed with the last `Row` that refers to it.
package struct Rows: Sendable, RandomAccessCollection {
    let result: ServerResult
    /// How many rows there are. `PQntuples`
    package let endIndex: Int

    init(_ result: ServerResult) {
        self.result = result
        endIndex = result.rowCount
    }

    /// Rows are counted from 0.
    package var startIndex: Int { 0 }

    /// The row at that place.
    package subscript(position: Int) -> Row {
        precondition(position >= 0 && position < endIndex, "there are \(endIndex) rows")
        return Row(result: result, index: position)
    }

    /// How many rows the statement inserted, updated, deleted or selected. `PQcmdTuples`
    package var affected: Int { result.affected }

    /// The name of the command that was carried out, such as `COMMIT`. `PQcmdStatus`
    package var command: String { result.command }
}

/// One row. Columns are counted from 0.
///
/// A column has to be read as the type it has: a bigint with `int64`, an integer with `int32`, a
/// smallint with `int16` (or any of the three with `int`). Anything else is a mistake in the
/// program and stops it with a message. NULL reads as zero, false or empty; ask `isNull` where that
/// matters. `sum(bigint)` is numeric in PostgreSQL and has to be cast in the statement.
package struct Row: Sendable {
    let result: ServerResult
    let index: Int

    /// `PQgetisnull`
    package func isNull(_ column: Int) -> Bool { result.isNull(row: index, column: column) }

    /// A bigint.
    package func int64(_ column: Int) -> Int64 { number(column) }
    /// An integer.
    package func int32(_ column: Int) -> Int32 { number(column) }
    /// A smallint.
    package func int16(_ column: Int) -> Int16 { number(column) }
    /// A double precision.
    package func double(_ column: Int) -> Double {
        Double(bitPattern: number(column) as UInt64)
    }
    /// A boolean.
    package func bool(_ column: Int) -> Bool { number(column) as UInt8 != 0 }

    /// A smallint, integer or bigint.
    package func int(_ column: Int) -> Int {
        switch bytesCount(column) {
        case 0, 8: Int(int64(column))
        case 4: Int(int32(column))
        default: Int(int16(column))
        }
    }

    /// A text, varchar, name or json column.
    package func string(_ column: Int) -> String {
        withBytes(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// A bytea column, or the bytes of any other in PostgreSQL's binary format.
    package func bytes(_ column: Int) -> [UInt8] {
        withBytes(column) { Array($0) }
    }

    /// The bytes of a column where they lie, for decoding without a copy. Valid inside of `body`.
    package func withBytes<Value, Failure: Error>(
        _ column: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try result.withBytes(row: index, column: column, body)
    }

    /// The length of the value in its binary format. `PQgetlength`
    package func bytesCount(_ column: Int) -> Int {
        withBytes(column) { $0.count }
    }

    /// A bigint[].
    package func int64Array(_ column: Int) -> [Int64] {
        array(column) { Int64(bigEndian: load($0, at: 0)) }
    }
    /// An integer[].
    package func int32Array(_ column: Int) -> [Int32] {
        array(column) { Int32(bigEndian: load($0, at: 0)) }
    }
    /// A smallint[].
    package func int16Array(_ column: Int) -> [Int16] {
        array(column) { Int16(bigEndian: load($0, at: 0)) }
    }
    /// A text[].
    package func stringArray(_ column: Int) -> [String] {
        array(column) { String(decoding: $0, as: UTF8.self) }
    }
    /// A bytea[].
    package func bytesArray(_ column: Int) -> [[UInt8]] {
        array(column) { Array($0) }
    }

    private func number<Number: FixedWidthInteger>(_ column: Int) -> Number {
        withBytes(column) { bytes in
            if bytes.isEmpty { return 0 }
            precondition(
                bytes.count == MemoryLayout<Number>.size,
                "column \(column) has \(bytes.count) bytes and is read as \(Number.self)")
            return Number(bigEndian: load(bytes, at: 0))
        }
    }

    /// The elements of a one-dimensional array; NULL elements read like empty ones. `array_send`
    private func array<Element>(
        _ column: Int, _ element: (UnsafeRawBufferPointer) -> Element
    ) -> [Element] {
        withBytes(column) { bytes in
            guard bytes.count >= 20 else { return [] }
            let dimensions = Int32(bigEndian: load(bytes, at: 0))
            precondition(dimensions == 1, "column \(column) is no one-dimensional array")
            let count = Int(Int32(bigEndian: load(bytes, at: 12)))
            var elements: [Element] = []
            elements.reserveCapacity(count)
            var offset = 20
            for _ in 0..<count {
                let length = max(0, Int(Int32(bigEndian: load(bytes, at: offset))))
                offset += 4
                elements.append(
                    element(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])))
                offset += length
            }
            return elements
        }
    }
}

/// A number that may lie at any address; zero where a NULL has no bytes.
private func load<Number: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, at offset: Int
) -> Number {
    if bytes.isEmpty { return 0 }
    return bytes.loadUnaligned(fromByteOffset: offset, as: Number.self)
}
