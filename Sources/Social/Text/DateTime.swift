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

    /// Nil for text that is not a moment as RFC 3339 has it, in one of the years 0 to 9999 in UTC. Fractions of a second are cut at
    /// milliseconds, and a leap second is the one before it.
    package init?(_ text: String) {
        let form =
            #/
            (\d{4})-(\d\d)-(\d\d) [Tt] (\d\d):(\d\d):(\d\d) (?: \.(\d+) )?
            (?: [Zz] | ([+\-])(\d\d):(\d\d) )
            /#.asciiOnlyDigits()
        guard let found = text.wholeMatch(of: form)?.output else { return nil }
        let numbers = [found.1, found.2, found.3, found.4, found.5, found.6].map { Int64($0) ?? 0 }
        let offset = (Int64(found.9 ?? "") ?? 0, Int64(found.10 ?? "") ?? 0)
        guard let day = Self.day(numbers[0], numbers[1], numbers[2]), numbers[3] < 24,
            numbers[4] < 60, numbers[5] <= 60, offset.0 < 24, offset.1 < 60
        else { return nil }
        let fraction = ((found.7 ?? "") + "000").prefix(3)
        let minutes = (offset.0 * 60 + offset.1) * (found.8 == "-" ? 1 : -1)
        let time = (numbers[3] * 60 + numbers[4] + minutes) * 60 + min(numbers[5], 59)
        let moment = (day * 86_400 + time) * 1_000 + (Int64(fraction) ?? 0)
        guard Self.writable.contains(moment) else { return nil }
        milliseconds = moment
    }

    /// From 0000-01-01 to the end of 9999: what four digits of a year can say.
    private static let writable: Range<Int64> = -62_167_219_200_000..<253_402_300_800_000

    /// The days from 1970 to a civil date; nil if there is no such date. From the same source.
    private static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shiftedYear.quotientAndRemainderFloored(dividingBy: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return date(daysSince1970: days) == (year, month, day) ? days : nil
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

extension DateTime: InputDecodable {
    /// What is said of a value that is none.
    static let form = "A DateTime is written as 2026-04-08T18:34:00.000Z."

    /// - Throws: `GraphQLError` with code BAD_USER_INPUT for text that is no moment.
    package init(input value: InputValue?) throws {
        guard let moment = DateTime(try String(input: value)) else {
            throw GraphQLError.badUserInput(Self.form)
        }
        self = moment
    }
}

extension Int64 {
    fileprivate func quotientAndRemainderFloored(dividingBy divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
