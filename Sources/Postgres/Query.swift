import Glibc

/// A statement and the values bound to it.
///
/// Written as a string: what is interpolated becomes a parameter, in binary and with its type, so a
/// value can never become SQL.
///
/// ```swift
/// let rows = try await database.query("SELECT data FROM objects WHERE id = \(id)")
/// ```
///
/// The Swift type chooses the SQL type: `Int64` and `Int` are bigint, `Int32` integer, `Int16`
/// smallint, `Double` double precision, `Bool` boolean, `String` text, `[UInt8]` bytea; arrays of
/// these are arrays. An optional that is nil is NULL. Connections keep prepared statements by their
/// text, so a list belongs into one array (`= ANY(\(ids))`), not into text of varying length.
package struct Query: Sendable, ExpressibleByStringInterpolation {
    /// The text, with `$1`, `$2`, … where values are bound.
    package let sql: String
    /// The values in the order of their numbers.
    package let binds: Binds

    /// A statement without values.
    package init(stringLiteral value: String) {
        self.init(unescaped: value)
    }

    /// A statement without values whose text is not a literal. Never built from input.
    package init(unescaped sql: String) {
        self.sql = sql
        binds = Binds()
    }

    /// What the compiler makes of a string with `\(…)` in it.
    package init(stringInterpolation: StringInterpolation) {
        sql = stringInterpolation.sql
        binds = stringInterpolation.binds
    }

    /// Why this cannot be sent, if it cannot.
    func refusal() -> PostgresError? {
        let problem: String? =
            if hasZeroByte(sql) {
                "a statement cannot hold a NUL byte"
            } else if binds.hasZeroByte {
                "text cannot hold a NUL byte"
            } else if binds.count > PostgresLimits.parametersMax {
                "more than \(PostgresLimits.parametersMax) parameters"
            } else if binds.bytes.count > PostgresLimits.parameterBytesMax {
                "more than \(PostgresLimits.parameterBytesMax) bytes of parameters"
            } else {
                nil
            }
        return problem.map { PostgresError(.invalidRequest, $0, query: sql) }
    }

    /// Collects the text and the values while the compiler walks through a string.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = ""
        fileprivate var binds = Binds()

        /// An empty statement with room for that much text.
        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserveCapacity(literalCapacity + 3 * interpolationCount)
        }

        /// Text between the values.
        package mutating func appendLiteral(_ literal: String) {
            sql += literal
        }

        /// Text of the program itself, such as a list of columns that several statements share.
        package mutating func appendInterpolation(unescaped text: StaticString) {
            sql += text.description
        }

        /// A bigint.
        package mutating func appendInterpolation(_ value: Int64?) {
            bind(.int8) { $0.append(value) }
        }
        /// A bigint.
        package mutating func appendInterpolation(_ value: Int?) {
            bind(.int8) { $0.append(value.map(Int64.init)) }
        }
        /// An integer.
        package mutating func appendInterpolation(_ value: Int32?) {
            bind(.int4) { $0.append(value) }
        }
        /// A smallint.
        package mutating func appendInterpolation(_ value: Int16?) {
            bind(.int2) { $0.append(value) }
        }
        /// A boolean.
        package mutating func appendInterpolation(_ value: Bool?) {
            bind(.bool) { $0.append(value) }
        }
        /// A double precision.
        package mutating func appendInterpolation(_ value: Double?) {
            bind(.float8) { $0.append(value?.bitPattern) }
        }
        /// A text.
        package mutating func appendInterpolation(_ value: String?) {
            bind(.text) { $0.append(text: value) }
        }
        /// A bytea.
        package mutating func appendInterpolation(_ value: [UInt8]?) {
            bind(.bytea) { $0.append(bytes: value) }
        }

        /// A bigint[].
        package mutating func appendInterpolation(_ value: [Int64]?) {
            bind(.int8Array) { $0.append(array: value, of: .int8) { $0.append($1) } }
        }
        /// A bigint[].
        package mutating func appendInterpolation(_ value: [Int]?) {
            bind(.int8Array) { $0.append(array: value, of: .int8) { $0.append(Int64($1)) } }
        }
        /// An integer[].
        package mutating func appendInterpolation(_ value: [Int32]?) {
            bind(.int4Array) { $0.append(array: value, of: .int4) { $0.append($1) } }
        }
        /// A smallint[].
        package mutating func appendInterpolation(_ value: [Int16]?) {
            bind(.int2Array) { $0.append(array: value, of: .int2) { $0.append($1) } }
        }
        /// A boolean[].
        package mutating func appendInterpolation(_ value: [Bool]?) {
            bind(.boolArray) { $0.append(array: value, of: .bool) { $0.append($1) } }
        }
        /// A double precision[].
        package mutating func appendInterpolation(_ value: [Double]?) {
            bind(.float8Array) { $0.append(array: value, of: .float8) { $0.append($1.bitPattern) } }
        }
        /// Elements that are nil are NULL.
        package mutating func appendInterpolation(_ value: [String?]?) {
            bind(.textArray) { $0.append(array: value, of: .text) { $0.append(text: $1) } }
        }
        /// Elements that are nil are NULL.
        package mutating func appendInterpolation(_ value: [[UInt8]?]?) {
            bind(.byteaArray) { $0.append(array: value, of: .bytea) { $0.append(bytes: $1) } }
        }

        /// Another statement as a part of this one, with its values.
        package mutating func appendInterpolation(part: Query) {
            let before = binds.count
            sql += part.sql.replacing(#/\$([0-9]+)/#) { match in
                "$\((Int(match.1) ?? 0) + before)"
            }
            binds.add(part.binds)
        }

        private mutating func bind(_ type: SQLType, _ append: (inout BinaryWriter) -> Void) {
            binds.add(type, append)
            sql += "$\(binds.count)"
        }
    }
}

/// Whether libpq would take the text for shorter than it is.
private func hasZeroByte(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { utf8 in
        guard let start = utf8.baseAddress else { return false }
        return memchr(start, 0, utf8.count) != nil
    }
}
