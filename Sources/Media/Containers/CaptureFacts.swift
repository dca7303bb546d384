/// How a photo was taken, as its camera says in EXIF (EXIF 2.32, 4.6): with what and when, never where. The
/// directory of the position is not opened.
package struct CaptureFacts: Sendable, Hashable {
    /// Maker and model.
    package var camera: String?
    /// Name of the lens.
    package var lens: String?
    /// Time of exposure, in seconds.
    package var exposure: Double?
    /// Aperture, as an f-number.
    package var aperture: Double?
    /// Sensitivity by ISO 12232.
    package var iso: Int?
    /// In millimetres, as the lens has it.
    package var focalLength: Double?
    /// In milliseconds since 1970, by the clock of the camera; taken as UTC where no offset is given.
    package var takenAt: Int64?

    package init() {}

    private enum Tag {
        static let (maker, model, details) = (0x10F, 0x110, 0x8769)
        static let (exposure, aperture, focalLength) = (0x829A, 0x829D, 0x920A)
        static let (iso, longISO) = (0x8827, 0x8833)
        static let (taken, offset, lens) = (0x9003, 0x9011, 0xA434)
    }

    /// - Parameter range: where a TIFF block lies.
    /// - Returns: nil if it says nothing of this.
    init?(exif bytes: [UInt8], _ range: Range<Int>) {
        guard let block = TIFFBlock(bytes, range) else { return nil }
        let main = block.directory(at: block.long(at: 4))
        let details = block.directory(at: main[Tag.details]?.long)
        let textBytesMax = MediaLimits.exifTextBytesMax
        camera = Self.camera(
            main[Tag.maker]?.text(bytesMax: textBytesMax),
            main[Tag.model]?.text(bytesMax: textBytesMax))
        lens = details[Tag.lens]?.text(bytesMax: textBytesMax)
        exposure = Self.positive(details[Tag.exposure], max: 1_000_000)
        aperture = Self.positive(details[Tag.aperture], max: 1_000)
        focalLength = Self.positive(details[Tag.focalLength], max: 100_000)
        // What does not fit stands in a field of its own (4.6.5).
        let short = details[Tag.iso]?.short
        let iso = short == 0xFFFF ? details[Tag.longISO]?.long ?? 0 : short ?? 0
        self.iso = (1...10_000_000).contains(iso) ? iso : nil
        takenAt = details[Tag.taken]?.text(bytesMax: 19).flatMap { time in
            Self.milliseconds(time, offset: details[Tag.offset]?.text(bytesMax: 6))
        }
        if self == CaptureFacts() { return nil }
    }

    /// Many makers begin the model with their name.
    private static func camera(_ maker: String?, _ model: String?) -> String? {
        guard let maker, let model else { return maker ?? model }
        let isNamed = model.lowercased().hasPrefix(maker.lowercased())
        return isNamed ? model : "\(maker) \(model)"
    }

    private static func positive(_ entry: TIFFBlock.Entry?, max: Double) -> Double? {
        entry?.rational.flatMap { $0 > 0 && $0 <= max ? $0 : nil }
    }

    /// `YYYY:MM:DD HH:MM:SS`, and `+HH:MM`; nil for what is no time, as of cameras whose clock was never set.
    private static func milliseconds(_ time: String, offset: String?) -> Int64? {
        let bytes = Array(time.utf8)
        guard bytes.count == 19,
            [4, 7, 10, 13, 16].allSatisfy({ bytes[$0] == UInt8(ascii: $0 == 10 ? " " : ":") })
        else { return nil }
        let numbers = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19].compactMap {
            number(bytes[$0])
        }
        guard numbers.count == 6, numbers[0] >= 1826, (1...12).contains(numbers[1]),
            (1...days(in: numbers[1], of: numbers[0])).contains(numbers[2]), numbers[3] < 24,
            numbers[4] < 60, numbers[5] <= 60
        else { return nil }
        let days = days(before: numbers[0]) + days(before: numbers[1], of: numbers[0])
        let clock = (numbers[3] * 60 + numbers[4]) * 60 + numbers[5]
        let seconds = (days + numbers[2] - 1) * 86_400 + clock
        return Int64(seconds - (offset.flatMap(self.seconds) ?? 0)) * 1_000
    }

    /// Of an offset from UTC.
    private static func seconds(_ offset: String) -> Int? {
        let bytes = Array(offset.utf8)
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"),
            let hours = number(bytes[1..<3]), let minutes = number(bytes[4..<6]), hours <= 14,
            minutes < 60
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return (hours * 60 + minutes) * 60
        case UInt8(ascii: "-"): return -(hours * 60 + minutes) * 60
        default: return nil
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.reduce(0) { number, digit in
            number.flatMap { (48...57).contains(digit) ? $0 * 10 + Int(digit) - 48 : nil }
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        month == 2 ? isLeap(year) ? 29 : 28 : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private static func days(before month: Int, of year: Int) -> Int {
        (1..<month).reduce(0) { $0 + days(in: $1, of: year) }
    }

    /// From 1970 to the first day of a year, in the Gregorian calendar.
    private static func days(before year: Int) -> Int {
        func leaps(_ year: Int) -> Int { year / 4 - year / 100 + year / 400 }
        return (year - 1970) * 365 + leaps(year - 1) - leaps(1969)
    }
}
