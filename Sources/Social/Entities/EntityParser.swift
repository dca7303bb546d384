/// Finds what in a text stands for something: hashtags, mentions and links.
///
/// One walk over the code points, each of which is looked at a few times however the text is made. What a
/// stretch stands for is not asked here: a mention is whatever could be the name of an account.
///
/// - A hashtag is `#` and a name (`HashtagName`). It begins a word: `a#b` is none, nor is `&#39;`; `#a#b` are
///   two.
/// - A mention is `@` and a username, not within an e-mail address.
/// - A link begins with `http://` or `https://` and ends before white space and what does not belong into
///   addresses; punctuation at its end is the sentence's. Nothing within a link is a hashtag or a mention,
///   not even if it is no link after all.
struct EntityParser {
    enum Kind: Equatable {
        /// With its name as it is kept.
        case hashtag(String)
        /// With the username as it is kept.
        case mention(String)
        /// With the address as it is given out.
        case link(String)
    }

    struct Stretch: Equatable {
        let kind: Kind
        /// In code points of the text.
        let range: Range<Int>
    }

    private let scalars: [Unicode.Scalar]
    private let limits: SocialLimits
    private var stretches: [Stretch] = []
    private var place = 0
    /// Where the last hashtag has ended: another may follow at once.
    private var hashtagEnd = -1

    private init(_ text: String, _ limits: SocialLimits) {
        scalars = Array(text.unicodeScalars)
        self.limits = limits
    }

    /// In the order of the text, without overlaps. What is beyond `textEntitiesMax` is plain text.
    static func stretches(in text: String, _ limits: SocialLimits) -> [Stretch] {
        guard text.utf8.contains(where: isOpener) else { return [] }
        var parser = EntityParser(text, limits)
        while parser.place < parser.scalars.count,
            parser.stretches.count < limits.textEntitiesMax
        {
            switch parser.scalars[parser.place] {
            case "#", "\u{FF03}": parser.takeHashtag()
            case "@", "\u{FF20}": parser.takeMention()
            case "h", "H": parser.takeLink()
            default: parser.place += 1
            }
        }
        return parser.stretches
    }

    /// Most texts have no byte that could begin something: a colon stands for links, and the wide forms of
    /// the two signs begin with 0xEF.
    private static func isOpener(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "#") || byte == UInt8(ascii: "@") || byte == UInt8(ascii: ":")
            || byte == 0xEF
    }

    private mutating func add(_ kind: Kind, to end: Int) {
        stretches.append(Stretch(kind: kind, range: place..<end))
    }

    // MARK: Hashtags

    private mutating func takeHashtag() {
        let start = place + 1
        var end = start
        while end < scalars.count, scalars[end].isWord { end += 1 }
        // The name of a scheme is no hashtag, and what follows it may be a link.
        let isScheme = end > start && isFollowed(end, by: "://")
        guard mayBeginHashtag, !isScheme,
            let name = HashtagName.kept(scalars[start..<end], limits)
        else {
            place = isScheme ? start : max(end, start)
            return
        }
        add(.hashtag(name), to: end)
        (place, hashtagEnd) = (end, end)
    }

    private var mayBeginHashtag: Bool {
        guard place > 0, place != hashtagEnd else { return true }
        let before = scalars[place - 1]
        return !before.isWord && !["#", "\u{FF03}", "@", "\u{FF20}", "&", "/"].contains(before)
    }

    // MARK: Mentions

    private mutating func takeMention() {
        let start = place + 1
        var end = start
        while end < scalars.count, scalars[end].isOfUsername { end += 1 }
        let runEnd = end
        if let dots = (start..<end).dropFirst().first(where: {
            scalars[$0] == "." && scalars[$0 - 1] == "."
        }) {
            end = dots - 1
        }
        while end > start, scalars[end - 1] == "." { end -= 1 }
        guard mayBeginMention, end > start, !isContinued(runEnd),
            let name = Username.kept(text(start..<end), limits)
        else {
            place = runEnd
            return
        }
        add(.mention(name), to: end)
        place = runEnd
    }

    private var mayBeginMention: Bool {
        guard place > 0 else { return true }
        let before = scalars[place - 1]
        return !before.isWord && !Self.beforeNoMention.contains(before)
    }

    /// Where these stand before `@`, it belongs to an address, or to another sign.
    private static let beforeNoMention: Set<Unicode.Scalar> = [
        "@", "\u{FF20}", "#", "/", "&", "=", "~", "%", "+", "-", ".",
    ]

    /// Whether what could be a username goes on in letters that usernames do not have, or is the first part
    /// of an address.
    private func isContinued(_ place: Int) -> Bool {
        guard place < scalars.count else { return false }
        let next = scalars[place]
        if next == "@" || next == "\u{FF20}" || next.isMark { return true }
        // Latin letters beyond ASCII. Others may stand beside a name without a space, as Japanese ones do.
        return (0xC0...0x24F).contains(next.value) && next.isWord
    }

    // MARK: Links

    private mutating func takeLink() {
        guard place == 0 || !scalars[place - 1].isWord,
            let head = ["https://", "http://"].first(where: { isFollowed(place, by: $0) })
        else {
            place += 1
            return
        }
        var end = place + head.unicodeScalars.count
        while end < scalars.count, scalars[end].isOfLink { end += 1 }
        let run = place..<end
        if let range = sentenceless(run),
            let address = try? WebAddress.kept(
                text(range), charactersMax: limits.linkCharactersMax)
        {
            add(.link(address), to: range.upperBound)
        }
        place = run.upperBound
    }

    /// Without the punctuation of the sentence that the link stands in.
    private func sentenceless(_ run: Range<Int>) -> Range<Int>? {
        var end = run.upperBound
        var open = [Unicode.Scalar: Int]()
        for place in run { open[scalars[place], default: 0] += 1 }
        while end > run.lowerBound {
            let last = scalars[end - 1]
            let opener: Unicode.Scalar? = [")": "(", "]": "["][last]
            let isStray = opener.map { open[last, default: 0] > open[$0, default: 0] }
            guard isStray ?? ".,;:!?'*_~".unicodeScalars.contains(last) else { break }
            open[last, default: 0] -= 1
            end -= 1
        }
        return end > run.lowerBound ? run.lowerBound..<end : nil
    }

    // MARK: Code points

    private func text(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[range])
        return String(text)
    }

    /// Whether these letters stand at a place, in either case.
    private func isFollowed(_ place: Int, by word: String) -> Bool {
        let letters = word.unicodeScalars
        guard scalars.count - place >= letters.count else { return false }
        return zip(scalars[place...], letters).allSatisfy { one, other in
            one == other || one.isASCII && one.value | 0x20 == other.value && other.value >= 0x61
        }
    }
}

extension Unicode.Scalar {
    /// A letter, mark or digit of any script, or the underscore: what hashtags are made of.
    var isWord: Bool {
        if isASCII { return isASCIILetter || (0x30...0x39).contains(value) || self == "_" }
        return switch properties.generalCategory {
        case .decimalNumber: true
        default: isLetter || isMark
        }
    }

    var isLetter: Bool {
        if isASCII { return isASCIILetter }
        return switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            true
        default: false
        }
    }

    var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    private var isASCIILetter: Bool { (0x61...0x7A).contains(value | 0x20) && value < 0x80 }

    fileprivate var isOfUsername: Bool {
        isASCIILetter || (0x30...0x39).contains(value) || self == "." || self == "_"
    }

    /// Neither white space nor a sign that addresses do not have. Of what is not ASCII only what words are
    /// made of, as sentences in other scripts end with signs of their own.
    fileprivate var isOfLink: Bool {
        if !isASCII { return isWord }
        return value > 0x20 && value < 0x7F && !#"<>"{}|\^`"#.unicodeScalars.contains(self)
    }
}
