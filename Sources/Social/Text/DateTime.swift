import GraphQL

/// A moment in UTC, written as RFC 3339 text with milliseconds.
package struct DateTime: LeafOutput {
    /// Milliseconds since 1970.
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package var leafValue: LeafValue { .string(text) }

    package var text: String {
        let (days, time) = milliseconds.quotientAndRemainderFloored(dividingBy: 86_400_000)
        let (year, month, day) = Self.date(daysSince1970: days)
        return String(unsafeUninitializedCapacity: 24) { letters in
            var index = 0
            func put(_ number: Int64, digits: Int, then separator: Unicode.Scalar) {
                var rest = number
                for digit in (0..<digits).reversed() {
                    letters[index + digit] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                letters[index + digits] = UInt8(ascii: separator)
                index += digits + 1
            }
            put(year, digits: 4, then: "-")
            put(month, digits: 2, then: "-")
            put(day, digits: 2, then: "T")
            put(time / 3_600_000, digits: 2, then: ":")
            put(time / 60_000 % 60, digits: 2, then: ":")
            put(time / 1_000 % 60, digits: 2, then: ".")
            put(time % 1_000, digits: 3, then: "Z")
            return index
        }
    }

    /// The civil date of a day. H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    private static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainderFloored(dividingBy: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Int64 {
    fileprivate func quotientAndRemainderFloored(dividingBy divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
