import Foundation

/// Texts in a form in which they are the same if they differ in nothing but case, width and ornament.
enum CaselessText {
    /// NFKC without regard to case, and without code points that nobody sees. What is folded stays as it is
    /// when it is folded again. https://www.unicode.org/reports/tr31/#NFKC_Casefold
    ///
    /// Letters with one upper case are one: σ and ς, ß and ss. But the dotless i is no i.
    static func folded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        var folded = text
        // Some letters come apart into such as have another upper case.
        for _ in 0..<2 {
            var scalars = String.UnicodeScalarView()
            for scalar in folded.precomposedStringWithCompatibilityMapping.unicodeScalars
            where !scalar.properties.isDefaultIgnorableCodePoint {
                scalars.append(contentsOf: caseless(scalar).unicodeScalars)
            }
            folded = String(scalars).precomposedStringWithCompatibilityMapping
        }
        return folded
    }

    private static func caseless(_ scalar: Unicode.Scalar) -> String {
        if scalar == "ı" { return "ı" }
        return scalar.properties.uppercaseMapping.unicodeScalars
            .map(\.properties.lowercaseMapping).joined()
    }
}
