import TAO

/// How far an account has watched the stories of another: up to which one, and which it has passed over.
///
/// Stories of one account have different times of publication, and each is later than all that could be
/// watched before it (`TAO.storyTime`). So the newest that was seen stands for all before it but those that
/// are named, and one that comes later is not taken for seen.
///
/// Kept by the edge SEEN_STORIES, of which the time is the mark: who watches in order costs no more than the
/// 16 bytes of the edge in its list. What was passed over is a number of one to four bytes each, the
/// milliseconds to the one behind it.
struct SeenStories: Equatable, Sendable {
    /// When the newest story that was seen was published, in Unix milliseconds; `.min` for none.
    private(set) var mark = Int64.min
    /// When those before it were published that were not seen, the newest first.
    private(set) var passedOver: [Int64] = []

    init() {}

    /// Whether the story of a time was seen.
    func has(_ time: Int64) -> Bool { time <= mark && !passedOver.contains(time) }

    /// - Parameter stories: times of all stories of the account that can still be watched, by whomever: one
    ///   that this viewer may not see now may be one that it sees tomorrow.
    mutating func see(_ time: Int64, of stories: some Sequence<Int64>) {
        if time > mark {
            let between = stories.filter { $0 > mark && $0 < time }
            passedOver = Set(between).sorted(by: >) + passedOver
            mark = time
        } else {
            passedOver.removeAll { $0 == time }
        }
    }

    /// Stories of this time and before are over, and no more than so many are kept.
    mutating func forget(until time: Int64, keeping countMax: Int) {
        passedOver = Array(passedOver.filter { $0 > time }.prefix(countMax))
    }
}

extension SeenStories {
    private static let differences: UInt8 = 1

    /// - Parameter edge: nil if nothing was seen.
    init(_ edge: Association?) {
        guard let edge else { return }
        mark = edge.time
        var time = mark
        var (difference, shift) = (Int64(0), Int64(0))
        for byte in edge.data?.bytes(Self.differences) ?? [] {
            difference |= Int64(byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 {
                time -= difference
                passedOver.append(time)
                (difference, shift) = (0, 0)
            }
        }
    }

    /// What the edge holds beside its time; nil if nothing was passed over.
    var record: Record? {
        if passedOver.isEmpty { return nil }
        var bytes: [UInt8] = []
        var time = mark
        for next in passedOver {
            var difference = UInt64(time - next)
            while difference >= 0x80 {
                bytes.append(UInt8(difference & 0x7F) | 0x80)
                difference >>= 7
            }
            bytes.append(UInt8(difference))
            time = next
        }
        var record = Record()
        record.set(Self.differences, bytes)
        return record
    }
}

extension RequestContext {
    /// What the viewer has seen of the stories of accounts, in their order. An anonymous viewer has seen
    /// none.
    func seenStories(of authors: [ObjectID]) async throws -> [Result<SeenStories, any Error>] {
        guard let viewerID else { return authors.map { _ in .success(SeenStories()) } }
        // A mark that is older than a day stands for stories that are over.
        let begin = now - limits.storyLifetimeMilliseconds
        let edges = try await graph.edges(
            authors.map {
                AssociationKey(
                    viewerID, AssociationTypes.seenStories, $0, notBefore: begin,
                    times: begin...Int64.max)
            })
        return edges.map { edge in edge.map { SeenStories($0) } }
    }

    /// Whether the viewer has seen these stories. Those of one's own one has seen.
    func viewerHasSeen(_ stories: [Story]) async throws -> [Result<Bool, any Error>] {
        let authors = stories.map(\.author).unique().filter { $0 != viewerID }
        let seen = Dictionary(
            zip(authors, try await seenStories(of: authors)), uniquingKeysWith: { one, _ in one })
        return stories.map { story in
            guard let ofAuthor = seen[story.author] else { return .success(true) }
            return ofAuthor.map { $0.has(story.countsFrom) }
        }
    }
}
