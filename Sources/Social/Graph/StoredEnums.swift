import GraphQL
import TAO

/// An enum of the schema that records hold, as a number. Numbers are stored: never change or reuse
/// one. A value of the schema without a number does not compile.
protocol StoredEnum: SchemaEnum, RecordValue {
    var number: Int64 { get }
}

extension StoredEnum {
    static func read(_ field: UInt8, of record: Record) -> Self? {
        record.int(field).flatMap(Self.init(number:))
    }

    static func write(_ value: Self?, _ field: UInt8, to record: inout Record) {
        record.set(field, value?.number)
    }

    /// nil for a number that no value has.
    init?(number: Int64) {
        guard let value = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = value
    }
}

extension Audience: StoredEnum {
    var number: Int64 {
        switch self {
        case .everyone: 0
        case .followers: 1
        case .closeFriends: 2
        }
    }
}

extension ListAudience: StoredEnum {
    var number: Int64 {
        switch self {
        case .everyone: 0
        case .followers: 1
        case .onlyMe: 2
        }
    }
}

extension PostStatus: StoredEnum {
    var number: Int64 {
        switch self {
        case .processing: 0
        case .published: 1
        case .failed: 2
        case .removed: 3
        }
    }
}

extension MediaStatus: StoredEnum {
    var number: Int64 {
        switch self {
        case .awaitingUpload: 0
        case .processing: 1
        case .ready: 2
        case .failed: 3
        case .rejected: 4
        }
    }
}

extension FailureCode: StoredEnum {
    var number: Int64 {
        switch self {
        case .notUploaded: 0
        case .mismatch: 1
        case .unsupportedType: 2
        case .tooLarge: 3
        case .tooLong: 4
        case .damaged: 5
        case .rejected: 6
        case .internal: 7
        }
    }
}

extension Role: StoredEnum {
    var number: Int64 {
        switch self {
        case .anonymous: 0
        case .member: 1
        case .moderator: 2
        case .admin: 3
        }
    }
}
