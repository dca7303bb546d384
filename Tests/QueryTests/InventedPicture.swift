import Media
import TAO

@testable import Social

extension StoredPicture {
    /// One that exists in name only, for tests that fetch no bytes. The same for the same number.
    static func invented(_ number: UInt8) -> StoredPicture {
        let variants = ImagePreset.all.reversed().flatMap { preset in
            VariantFormat.allCases.map { format in
                VariantTable.Entry(
                    size: preset.size, format: format, width: preset.widthPixels * 4 / 5,
                    height: preset.widthPixels, bytes: preset.widthPixels * 100,
                    digest: [number, preset.size.rawValue, format.rawValue]
                        + Array(repeating: 0, count: 29))
            }
        }
        return StoredPicture(
            width: 1_080, height: 1_350, blurHash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
            variants: VariantTable(entries: variants),
            original: VariantTable.Entry(
                size: .original, format: .jpeg, width: 1_080, height: 1_350, bytes: 500_000,
                digest: [number] + Array(repeating: 0xff, count: 31)
            ).blob,
            altText: "Picture \(number)")
    }
}
