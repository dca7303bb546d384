import TAO

/// A field of the records of one kind of object: what it holds, and its number. Numbers are stored:
/// never change or reuse one.
struct RecordField<Owner: GraphObject, Value: RecordValue>: Sendable {
    let number: UInt8

    init(_ number: UInt8) {
        self.number = number
    }
}

/// What a field of a record can hold.
protocol RecordValue: Sendable {
    /// nil if the record has no such field, or one that holds something else.
    static func read(_ field: UInt8, of record: Record) -> Self?
    /// Nil removes the field.
    static func write(_ value: Self?, _ field: UInt8, to record: inout Record)
}

extension String: RecordValue {
    static func read(_ field: UInt8, of record: Record) -> String? { record.string(field) }
    static func write(_ value: String?, _ field: UInt8, to record: inout Record) {
        record.set(field, value)
    }
}

extension Bool: RecordValue {
    static func read(_ field: UInt8, of record: Record) -> Bool? { record.bool(field) }
    static func write(_ value: Bool?, _ field: UInt8, to record: inout Record) {
        record.set(field, value)
    }
}

extension Int64: RecordValue {
    static func read(_ field: UInt8, of record: Record) -> Int64? { record.int(field) }
    static func write(_ value: Int64?, _ field: UInt8, to record: inout Record) {
        record.set(field, value)
    }
}

extension Int: RecordValue {
    static func read(_ field: UInt8, of record: Record) -> Int? {
        record.int(field).map(Int.init)
    }
    static func write(_ value: Int?, _ field: UInt8, to record: inout Record) {
        record.set(field, value.map(Int64.init))
    }
}

extension ObjectID: RecordValue {
    static func read(_ field: UInt8, of record: Record) -> ObjectID? { record.id(field) }
    static func write(_ value: ObjectID?, _ field: UInt8, to record: inout Record) {
        record.set(field, value)
    }
}

extension [ObjectID]: RecordValue {
    static func read(_ field: UInt8, of record: Record) -> [ObjectID]? { record.ids(field) }
    static func write(_ value: [ObjectID]?, _ field: UInt8, to record: inout Record) {
        record.set(field, value)
    }
}

/// Bytes of a fixed meaning, such as a checksum.
struct RecordBytes: RecordValue {
    var bytes: [UInt8]

    static func read(_ field: UInt8, of record: Record) -> RecordBytes? {
        record.bytes(field).map { RecordBytes(bytes: Array($0)) }
    }
    static func write(_ value: RecordBytes?, _ field: UInt8, to record: inout Record) {
        record.set(field, value?.bytes)
    }
}

extension VariantTable: RecordValue {
    static func read(_ field: UInt8, of record: Record) -> VariantTable? {
        record.bytes(field).map { VariantTable(bytes: $0) }
    }
    static func write(_ value: VariantTable?, _ field: UInt8, to record: inout Record) {
        record.set(field, value?.bytes)
    }
}
