import CPostgres

/// An answer of libpq. Every member is one call; nothing outside of this folder sees its pointer.
///
/// Unchecked, because the pointer is to a C structure that is never written after `PQgetResult`
/// returned it: "PGresult objects are normally read-only after creation, and so can be passed
/// around freely between threads" (libpq, 34.20). Only `deinit` frees it.
final class ServerResult: @unchecked Sendable {
    /// What became of a statement, as far as the layers above need to know.
    enum Status {
        /// Done, with or without rows.
        case done
        /// Refused by the server.
        case failed
        /// Not looked at, because an earlier statement before the same sync failed.
        case aborted
        /// The end of a pipeline.
        case sync
        /// A COPY or another answer that is not asked for here.
        case unexpected
    }

    private let pointer: OpaquePointer
    /// `PQnfields`
    let columnCount: Int

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        columnCount = Int(PQnfields(pointer))
    }

    deinit {
        PQclear(pointer)
    }

    /// `PQresultStatus`
    var status: Status {
        switch PQresultStatus(pointer) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: .done
        case PGRES_FATAL_ERROR: .failed
        case PGRES_PIPELINE_ABORTED: .aborted
        case PGRES_PIPELINE_SYNC: .sync
        default: .unexpected
        }
    }

    /// Whether the server waits for the rows of a COPY.
    var isCopyIn: Bool { PQresultStatus(pointer) == PGRES_COPY_IN }

    /// `PQntuples`
    var rowCount: Int { Int(PQntuples(pointer)) }

    /// `PQcmdTuples`
    var affected: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// The tag without its numbers. `PQcmdStatus`
    var command: String {
        String(cString: PQcmdStatus(pointer)).split(separator: " ").first.map(String.init) ?? ""
    }

    /// `PQgetisnull`
    func isNull(row: Int, column: Int) -> Bool {
        check(column)
        return PQgetisnull(pointer, Int32(truncatingIfNeeded: row), Int32(column)) == 1
    }

    /// Empty for NULL. Valid inside of `body`. `PQgetvalue`, `PQgetlength`
    func withBytes<Value, Failure: Error>(
        row: Int, column: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        check(column)
        let row = Int32(truncatingIfNeeded: row)
        return try body(
            UnsafeRawBufferPointer(
                start: PQgetvalue(pointer, row, Int32(column)),
                count: Int(PQgetlength(pointer, row, Int32(column)))))
    }

    /// What the server says went wrong; `sql` is the statement it is about. `PQresultErrorField`
    func error(query sql: String) -> PostgresError {
        let state = field("C") ?? ""
        let message = field("M") ?? String(cString: PQresultErrorMessage(pointer)).trimmed
        return PostgresError(
            state.isEmpty ? .unavailable : PostgresError.kind(ofState: state, message: message),
            message, sqlState: state, query: sql, constraint: field("n"))
    }

    /// A field of an error report, by its letter in the protocol (chapter 55.8).
    private func field(_ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(pointer, Int32(letter.value)).map { String(cString: $0) }
    }

    private func check(_ column: Int) {
        precondition(column >= 0 && column < columnCount, "there are \(columnCount) columns")
    }
}

extension String {
    /// Without the white space around it; libpq ends its messages with a line feed.
    var trimmed: String {
        var rest = self[...]
        while rest.last?.isWhitespace == true { rest.removeLast() }
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        return String(rest)
    }
}
