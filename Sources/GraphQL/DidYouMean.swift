/// ` Did you mean "A", "B", or "C"?`, or nothing if there are no suggestions.
///
/// At most five suggestions are shown. `subject` says what they are, such as `the enum value`.
package func didYouMean(_ subject: String? = nil, _ suggestions: [String]) -> String {
    guard !suggestions.isEmpty else { return "" }
    let shown = suggestions.prefix(Limits.suggestionsMax).map { "\"\($0)\"" }
    let lead = subject.map { " Did you mean \($0) " } ?? " Did you mean "
    return lead + joined(shown, by: "or") + "?"
}

/// `A`, `A or B`, `A, B, or C`. The items must not be empty.
func joined(_ items: [String], by conjunction: String) -> String {
    guard items.count > 2, let last = items.last else {
        return items.joined(separator: " \(conjunction) ")
    }
    return items.dropLast().joined(separator: ", ") + ", \(conjunction) \(last)"
}

/// The options that look like a mistyped input, nearest first, without repetitions.
///
/// Near means at most 40 % of the input's length plus one edit: an insertion, deletion or
/// substitution of a character, a swap of two neighbours, or any change of case. When there are
/// more than `didYouMean` shows, those farther than the ones it shows are left out. The work is
/// bounded; whatever lies beyond gets no suggestion.
package func suggestionList(_ input: String, _ options: [String]) -> [String] {
    let characters = Array(input.utf16.prefix(Limits.suggestionCharactersMax + 1))
    guard characters.count <= Limits.suggestionCharactersMax else { return [] }
    var measure = LexicalDistance(from: input, characters: characters)
    var distances: [String: Int] = [:]
    /// How many options are at each distance.
    var counts = [Int](repeating: 0, count: measure.threshold + 1)
    for option in options where !measure.isExhausted {
        guard let distance = measure.distance(to: option), distances[option] == nil else {
            continue
        }
        distances[option] = distance
        counts[distance] += 1
        var nearer = 0
        for (distance, count) in counts.enumerated() {
            nearer += count
            if nearer >= Limits.suggestionsMax {
                measure.threshold = min(measure.threshold, distance)
                break
            }
        }
    }
    return distances.filter { $0.value <= measure.threshold }.sorted { left, right in
        left.value != right.value
            ? left.value < right.value : precedesNaturally(left.key, right.key)
    }.map(\.key)
}

/// Optimal string alignment distance from one input to many options, case folded.
private struct LexicalDistance {
    /// What is farther does not count.
    var threshold: Int
    private let input: String
    private let folded: [UInt16]
    private var cellsLeft = Limits.suggestionCellsMax
    /// How often each character is in the input; characters share 64 counters.
    private var histogram = [Int](repeating: 0, count: 64)
    /// The option being measured.
    private var other: [UInt16] = []
    /// Three rows of the table, each as long as the input plus one.
    private var rows: [Int]

    init(from input: String, characters: [UInt16]) {
        self.input = input
        folded = characters.map(foldCase)
        threshold = characters.count * 2 / 5 + 1
        rows = [Int](repeating: 0, count: 3 * (characters.count + 1))
        for character in folded { histogram[Int(character & 63)] += 1 }
    }

    var isExhausted: Bool { cellsLeft < 0 }

    /// The distance, or nil if it is beyond the threshold.
    mutating func distance(to option: String) -> Int? {
        if option == input { return 0 }
        // A UTF-16 unit takes one to three bytes.
        let byteCount = option.utf8.count
        let longest = folded.count + threshold
        guard byteCount + threshold >= folded.count, byteCount <= 3 * longest else { return nil }
        other.removeAll(keepingCapacity: true)
        other.append(contentsOf: option.utf16.lazy.map(foldCase))
        if other == folded { return threshold >= 1 ? 1 : nil }
        guard abs(other.count - folded.count) <= threshold, mayBeNear() else { return nil }
        cellsLeft -= other.count * folded.count
        let distance = fillTable()
        return distance <= threshold ? distance : nil
    }

    /// Whether the characters alone, in any order, allow for a distance within the threshold.
    private mutating func mayBeNear() -> Bool {
        var common = 0
        for character in other {
            let slot = Int(character & 63)
            if histogram[slot] > 0 { common += 1 }
            histogram[slot] -= 1
        }
        for character in other { histogram[Int(character & 63)] += 1 }
        return max(other.count, folded.count) - common <= threshold
    }

    /// The distance, or a value beyond the threshold as soon as it cannot be reached any more.
    private mutating func fillTable() -> Int {
        let width = folded.count + 1
        for column in 0..<width { rows[column] = column }
        for line in 1..<other.count + 1 {
            let row = line % 3 * width
            let above = (line - 1) % 3 * width
            let twoAbove = (line + 1) % 3 * width
            rows[row] = line
            var smallest = line
            for column in 1..<width {
                let isSame = other[line - 1] == folded[column - 1]
                var cell = min(
                    rows[above + column] + 1, rows[row + column - 1] + 1,
                    rows[above + column - 1] + (isSame ? 0 : 1))
                if line > 1, column > 1, other[line - 1] == folded[column - 2],
                    other[line - 2] == folded[column - 1]
                {
                    cell = min(cell, rows[twoAbove + column - 2] + 1)
                }
                rows[row + column] = cell
                smallest = min(smallest, cell)
            }
            if smallest > threshold { return smallest }
        }
        return rows[other.count % 3 * width + folded.count]
    }
}

private func foldCase(_ character: UInt16) -> UInt16 {
    (65...90).contains(character) ? character + 32 : character
}

/// Whether one name comes before another when runs of digits compare as numbers.
func precedesNaturally(_ left: String, _ right: String) -> Bool {
    var left = Array(left.utf16)[...]
    var right = Array(right.utf16)[...]
    while let one = left.first, let two = right.first {
        if isDigit(one), isDigit(two) {
            let first = takeDigits(&left)
            let second = takeDigits(&right)
            if first.count != second.count { return first.count < second.count }
            if first != second { return first.lexicographicallyPrecedes(second) }
        } else if one != two {
            return one < two
        } else {
            left.removeFirst()
            right.removeFirst()
        }
    }
    return left.count < right.count
}

private func isDigit(_ character: UInt16) -> Bool { (48...57).contains(character) }

/// Takes a run of digits off the front; leading zeros do not count.
private func takeDigits(_ text: inout ArraySlice<UInt16>) -> ArraySlice<UInt16> {
    let run = text.prefix(while: isDigit)
    text = text[run.endIndex...]
    return run.drop { $0 == 48 }
}
