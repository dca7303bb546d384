import CPostgres

/// A connection of libpq. Every member is one call with its duties, told in the manual's words
/// where they matter; the order of calls is the business of `Pipeline`, waiting that of the thread.
///
/// Not for several threads at once, as libpq demands: it stays with the thread that made it.
final class ServerConnection {
    /// What a connection that is being made waits for. `PostgresPollingStatusType`
    enum Progress {
        case reading, writing, connected, failed
    }

    private let pointer: OpaquePointer

    /// Begins to connect; nil if there is no memory. "Regardless of the outcome, PQfinish has to
    /// be called": `deinit` does. `PQconnectStartParams`
    init?(_ parameters: ConnectionParameters) {
        let pointer = parameters.withCArrays { PQconnectStartParams($0, $1, 0) }
        guard let pointer else { return nil }
        self.pointer = pointer
        // Without this libpq writes notices to standard error.
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
    }

    deinit {
        PQfinish(pointer)
    }

    /// Whether it failed before there was anything to wait for. `PQstatus`
    var isBroken: Bool { PQstatus(pointer) == CONNECTION_BAD }

    /// To be called whenever the socket is ready for what the last call waited for, and first as if
    /// that had been `writing`. `PQconnectPoll`
    func connectStep() -> Progress {
        switch PQconnectPoll(pointer) {
        case PGRES_POLLING_READING: .reading
        case PGRES_POLLING_WRITING: .writing
        case PGRES_POLLING_OK: .connected
        default: .failed
        }
    }

    /// May change from call to call while connecting. `PQsocket`
    var socket: Int32 { PQsocket(pointer) }

    /// The last failure of this connection. `PQerrorMessage`
    var message: String { String(cString: PQerrorMessage(pointer)).trimmed }

    /// Sends never block from here on; they wait in memory until `flush`. `PQsetnonblocking`
    func stopBlocking() -> Bool { PQsetnonblocking(pointer, 1) == 0 }

    /// The same, and requests need not wait for answers. `PQenterPipelineMode`
    func enterPipelineMode() -> Bool {
        stopBlocking() && PQenterPipelineMode(pointer) == 1
    }

    /// `PQsendPrepare`
    func sendPrepare(name: String, sql: String, types: [UInt32]) -> Bool {
        PQsendPrepare(pointer, name, sql, Int32(types.count), types) == 1
    }

    /// Runs a prepared statement; results come in binary. `PQsendQueryPrepared`
    func sendPrepared(name: String, _ binds: Binds) -> Bool {
        binds.withCArrays { values, lengths, formats in
            PQsendQueryPrepared(
                pointer, name, Int32(binds.count), values, lengths, formats, 1) == 1
        }
    }

    /// Runs a statement that is parsed for this time only. `PQsendQueryParams`
    func sendOnce(sql: String, _ binds: Binds) -> Bool {
        binds.withCArrays { values, lengths, formats in
            PQsendQueryParams(
                pointer, sql, Int32(binds.count), binds.types, values, lengths, formats, 1) == 1
        }
    }

    /// The end of a transaction that was not begun explicitly, and the place where the server goes
    /// on after an error. `PQpipelineSync`
    func sendSync() -> Bool {
        cpostgres_pipeline_sync(pointer) == 1
    }

    /// How writing goes on.
    enum Flush {
        case done, pending, failed
    }

    /// Writes what the socket takes. While some is `pending`, the socket has to be read as well as
    /// written: a server whose answers are not read stops reading. `PQflush`
    func flush() -> Flush {
        switch PQflush(pointer) {
        case 0: .done
        case 1: .pending
        default: .failed
        }
    }

    /// Reads what has arrived; false if the connection is lost. `PQconsumeInput`
    func consumeInput() -> Bool {
        PQconsumeInput(pointer) == 1
    }

    /// Whether `nextResult` would have to wait. `PQisBusy`
    var isBusy: Bool { PQisBusy(pointer) == 1 }

    /// The next answer; nil at the end of those of one statement. `PQgetResult`
    func nextResult() -> ServerResult? {
        PQgetResult(pointer).map(ServerResult.init)
    }

    /// The next notification that was read; nil if there is none. `PQnotifies`
    func nextNotification() -> Notification? {
        guard let heard = PQnotifies(pointer) else { return nil }
        defer { PQfreemem(heard) }
        return Notification(
            channel: String(cString: heard.pointee.relname),
            payload: String(cString: heard.pointee.extra))
    }

    /// Sends bytes of a COPY that the server has agreed to. "The application can divide the COPY data
    /// stream into send buffers of any convenient size." `PQputCopyData`
    func putCopyData(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        return PQputCopyData(pointer, start, Int32(bytes.count)) == 1
    }

    /// The end of a COPY; `nextResult` tells what became of it. `PQputCopyEnd`
    func putCopyEnd() -> Bool { PQputCopyEnd(pointer, nil) == 1 }

    /// Runs statements by the simple protocol and waits for the last one: for a thread that has
    /// nothing else to do and a connection that is not in pipeline mode. Results come as text.
    /// `PQexec`
    func execute(_ sql: String) throws(PostgresError) -> ServerResult {
        guard let result = PQexec(pointer, sql).map(ServerResult.init) else {
            throw PostgresError(.unavailable, message, query: sql)
        }
        guard result.status == .done else { throw result.error(query: sql) }
        return result
    }
}

extension Binds {
    /// The values as libpq takes them: addresses (null for NULL), lengths, and format 1 for all.
    fileprivate func withCArrays<Value>(
        _ body: (
            UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Value
    ) -> Value {
        bytes.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) {
                values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { formats in
                    formats.initialize(repeating: 1)
                    for index in 0..<count {
                        let value =
                            lengths[index] < 0
                            ? nil
                            : bytes.baseAddress?.advanced(by: offsets[index])
                                .assumingMemoryBound(to: CChar.self)
                        values.initializeElement(at: index, to: value)
                    }
                    return body(values.baseAddress, lengths, formats.baseAddress)
                }
            }
        }
    }
}
