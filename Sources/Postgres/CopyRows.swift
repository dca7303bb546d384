/// New rows for a table, in the binary format of COPY. https://www.postgresql.org/docs/15/sql-copy.html
///
/// Swift types stand for the SQL types that they do in a `Query`; PostgreSQL refuses values of other lengths
/// than those of the table's columns.
package struct CopyRows: Sendable {
    /// `COPY … FROM STDIN`
    let sql: String
    /// How many there are.
    package private(set) var count = 0
    private let columnCount: Int
    private var writer: BinaryWriter

    /// - Parameter columns: of the table, in the order of the values of each row.
    package init(into table: StaticString, _ columns: [StaticString]) {
        let names = columns.map(\.description).joined(separator: ", ")
        sql = "COPY \(table) (\(names)) FROM STDIN (FORMAT binary)"
        columnCount = columns.count
        writer = BinaryWriter(bytes: Self.signature)
    }

    /// What goes before the rows: that it is the binary format, without flags and extensions.
    private static let signature =
        Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] + Array(repeating: 0, count: 8)
    /// What goes behind them: a row of -1 columns.
    static let trailer: [UInt8] = [0xff, 0xff]

    package var isEmpty: Bool { count == 0 }

    /// Without the trailer.
    var bytes: [UInt8] { writer.bytes }
    package var byteCount: Int { writer.bytes.count }

    /// Adds a row.
    ///
    /// - Precondition: `values` adds a value for each column.
    package mutating func append(_ values: (inout Row) -> Void) {
        var row = Row(writer: writer)
        // The row is the only owner now and grows the buffer in place.
        writer = BinaryWriter(bytes: [])
        row.begin(columnCount)
        values(&row)
        precondition(row.valueCount == columnCount, "a row has \(columnCount) values")
        writer = row.writer
        count += 1
    }

    /// A row that is being made.
    package struct Row {
        fileprivate var writer: BinaryWriter
        fileprivate var valueCount = 0

        fileprivate mutating func begin(_ columnCount: Int) {
            writer.append(unframed: Int16(columnCount))
        }

        private mutating func add(_ append: (inout BinaryWriter) -> Void) {
            append(&writer)
            valueCount += 1
        }

        /// A bigint.
        package mutating func append(_ value: Int64?) { add { $0.append(value) } }
        /// A smallint.
        package mutating func append(_ value: Int16?) { add { $0.append(value) } }
        /// A boolean.
        package mutating func append(_ value: Bool?) { add { $0.append(value) } }
        /// A text.
        package mutating func append(_ value: String?) { add { $0.append(text: value) } }
        /// A bytea.
        package mutating func append(_ value: [UInt8]?) { add { $0.append(bytes: value) } }
    }

    /// Why these cannot be sent, if they cannot.
    func refusal() -> PostgresError? {
        if writer.hasZeroByte {
            return PostgresError(.invalidRequest, "text cannot hold a NUL byte", query: sql)
        }
        guard byteCount > PostgresLimits.copyBytesMax else { return nil }
        return PostgresError(
            .invalidRequest, "more than \(PostgresLimits.copyBytesMax) bytes of rows", query: sql)
    }
}
