import Crypto
import TAO

/// A name of a hashtag in the form in which it is kept.
///
/// Names are letters, marks and digits of any script and underscores, with a letter among them, so that `#1`
/// is none. They are the same if they are so in the form NFKC without regard to case, and without code points
/// that nobody sees. https://www.unicode.org/reports/tr31/#hashtag_identifiers
enum HashtagName {
    /// nil for what is no name, or is too long.
    static func kept(_ text: String, _ limits: SocialLimits) -> String? {
        // What could not be short enough in any form is not brought into one.
        guard text.utf8.count <= 16 * limits.hashtagCodePointsMax else { return nil }
        return kept(Array(text.unicodeScalars)[...], limits)
    }

    static func kept(_ scalars: ArraySlice<Unicode.Scalar>, _ limits: SocialLimits) -> String? {
        guard (1...limits.hashtagCodePointsMax).contains(scalars.count), isName(scalars) else {
            return nil
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        let folded = CaselessText.folded(String(text))
        let kept = Array(folded.unicodeScalars)
        guard (1...limits.hashtagCodePointsMax).contains(kept.count), isName(kept[...]) else {
            return nil
        }
        return folded
    }

    /// What it is found by in the table of names: the name, or the digest of one that is too long for it. No
    /// name has a number sign.
    static func key(_ name: String) -> String {
        guard name.utf8.count > TAOLimits.nameBytesMax else { return name }
        return "#" + Base64URL.encode(SHA256.hash(data: Array(name.utf8)))
    }

    /// Where a hashtag lies: they are spread by their names.
    static func shard(_ name: String) -> Int {
        Int(fnv1a(name.utf8) % UInt64(ObjectID.shardCount))
    }

    /// What is said of a text that is none.
    static func rules(_ limits: SocialLimits) -> String {
        "A hashtag has 1 to \(limits.hashtagCodePointsMax) letters, digits and underscores, one letter at "
            + "least, and no number sign."
    }

    private static func isName(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = scalars.first, !first.isMark else { return false }
        return scalars.allSatisfy(\.isWord) && scalars.contains { $0.isLetter }
    }
}
