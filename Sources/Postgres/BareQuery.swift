import CPostgres

/// One prepared statement on one connection and one thread, and nothing else: what benchmarks
/// compare a pool of many requests with. The statement takes a bigint[] and gives rows.
package struct BareQuery {
    private static let name = "bare"
    private let connection: OpaquePointer

    /// Connects and prepares. nil when either fails.
    /// The corresponding C functions are `PQconnectdb` and `PQprepare`.
    package init?(url: String, sql: String) {
        guard let connection = PQconnectdb(url) else { return nil }
        let types = [SQLType.int8Array.rawValue]
        let prepared = PQprepare(connection, Self.name, sql, 1, types)
        defer { PQclear(prepared) }
        guard PQresultStatus(prepared) == PGRES_COMMAND_OK else {
            PQfinish(connection)
            return nil
        }
        self.connection = connection
    }

    /// Ends the connection. `PQfinish`
    package func close() {
        PQfinish(connection)
    }

    /// Runs the statement, parameter and results in binary, and looks at every value. How many rows
    /// and how many bytes there were; no rows when it fails. `PQexecPrepared`
    package func run(_ ids: [Int64]) -> (rows: Int, bytes: Int) {
        var writer = BinaryWriter(bytes: [])
        writer.append(array: ids, of: .int8) { $0.append($1) }
        let result = writer.bytes.withUnsafeBufferPointer { bytes in
            let value = bytes.baseAddress.map {
                UnsafeRawPointer($0 + BinaryWriter.lengthBytes).assumingMemoryBound(to: CChar.self)
            }
            return PQexecPrepared(
                connection, Self.name, 1, [value],
                [Int32(bytes.count - BinaryWriter.lengthBytes)], [1], 1)
        }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_TUPLES_OK else { return (0, 0) }
        let rows = PQntuples(result)
        var bytes = 0
        for row in 0..<rows {
            for column in 0..<PQnfields(result) {
                guard PQgetvalue(result, row, column) != nil else { continue }
                bytes += Int(PQgetlength(result, row, column))
            }
        }
        return (Int(rows), bytes)
    }
}
