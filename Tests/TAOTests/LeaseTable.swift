@testable import Memcached
@testable import TAO

/// What memcached says about a key, at the miss or when it is asked again.
enum Said: Sendable {
    case nothing
    /// The token of the pass itself.
    case own
    /// That of another process.
    case other
    case value
    /// A list that was cut short, of which more is wanted.
    case cut
    case garbage
    /// The server does not answer, or the item must not come from it.
    case unavailable

    static let token = CacheValue.LeaseToken(process: 1, pass: 1)
    private static let othersToken = CacheValue.LeaseToken(process: 2, pass: 1)

    var reason: Pass.Missed.Reason {
        switch self {
        case .nothing: .miss
        case .own, .other: .lease(Self.othersToken)
        case .value, .cut: .cut
        case .garbage: .garbage
        case .unavailable: .unavailable
        }
    }

    var answer: CacheAnswer {
        let found: CacheValue.Found =
            switch self {
            case .nothing, .garbage, .unavailable: .garbage
            case .own: .lease(Self.token)
            case .other: .lease(Self.othersToken)
            case .value, .cut: .item(.name(nil))
            }
        return CacheAnswer(found: found, swap: SwapToken(unique: 1, generation: 1))
    }
}

/// One thing that a machine does, and what comes of it.
enum Step: Sendable {
    /// It asks memcached, which says this.
    case asks(String, [Said])
    /// It reads PostgreSQL, and then this becomes of the items.
    case reads(String, String)
    /// It reads PostgreSQL, which fails, and then the tokens of these are deleted.
    case fails(String, deletes: String)
    /// It does something of which it is told nothing.
    case does(String)
    /// It waits for other requests, which do not bring these items.
    case boards(stranded: [Int])
}

/// Something that may lie under the keys that a pass has missed, and what is done about it.
struct LeaseRow: Sendable {
    let sentence: String
    let missed: [Said]
    var theirs: [Int] = []
    var alone: [Int] = []
    var leasing = MissStateMachine.Leasing.beside
    var hasCache = true
    var readsPages = false
    let steps: [Step]
}

extension LeaseRow {
    static let nine = Array(repeating: Said.nothing, count: 9)

    static let all = few + many + others + failures

    private static let few = [
        LeaseRow(
            sentence: "what is missing is leased, read and filled", missed: [.nothing, .nothing],
            steps: [.asks("add 0 1", [.own, .own]), .reads("read 0 1", "fill 0 fill 1")]),
        LeaseRow(
            sentence: "eight are leased by add", missed: Array(nine.dropLast()),
            steps: [
                .asks("add 0 1 2 3 4 5 6 7", Array(repeating: .own, count: 8)),
                .reads(
                    "read 0 1 2 3 4 5 6 7",
                    "fill 0 fill 1 fill 2 fill 3 fill 4 fill 5 fill 6 fill 7"),
            ]),
        LeaseRow(
            sentence: "a value that came before the lease is taken", missed: [.nothing, .nothing],
            steps: [.asks("add 0 1", [.value, .own]), .reads("read 1", "fill 1")]),
        LeaseRow(
            sentence: "what cannot be understood is deleted, then leased",
            missed: [.garbage, .nothing],
            steps: [
                .does("delete 0"), .asks("add 0 1", [.own, .own]),
                .reads("read 0 1", "fill 0 fill 1"),
            ]),
        LeaseRow(
            sentence: "a lease that is not there is no lease", missed: [.nothing, .nothing],
            steps: [.asks("add 0 1", [.nothing, .garbage]), .reads("read 0 1", "keep 0 keep 1")]),
        LeaseRow(
            sentence: "a cut list is filled over the value that was found, if it is still there",
            missed: [.cut, .cut, .cut, .nothing],
            steps: [
                .asks("gets 0 1 2", [.cut, .nothing, .other]), .asks("add 3", [.own]),
                .reads("read 0 1 2 3", "fill 0 keep 1 keep 2 fill 3"),
            ]),
        LeaseRow(
            sentence: "pages are read along, and alone if no item is missing", missed: [],
            readsPages: true, steps: [.reads("read with pages", "")]),
    ]

    private static let many = [
        LeaseRow(
            sentence: "under more than eight, tokens are laid while PostgreSQL reads", missed: nine,
            steps: [
                .reads(
                    "read 0 1 2 3 4 5 6 7 8 laying 0 1 2 3 4 5 6 7 8",
                    "settle 0 settle 1 settle 2 settle 3 settle 4 settle 5 settle 6 settle 7 settle 8"
                )
            ]),
        LeaseRow(
            sentence: "laying minds no garbage, and leaves out what cannot be leased",
            missed: nine.dropLast() + [.garbage, .unavailable],
            steps: [
                .reads(
                    "read 0 1 2 3 4 5 6 7 8 9 laying 0 1 2 3 4 5 6 7 8",
                    "settle 0 settle 1 settle 2 settle 3 settle 4 settle 5 settle 6 settle 7 settle 8 keep 9"
                )
            ]),
        LeaseRow(
            sentence: "where much is written, many tokens are laid before PostgreSQL reads",
            missed: nine, leasing: .before,
            steps: [
                .asks(
                    "set 0 1 2 3 4 5 6 7 8", Array(repeating: .own, count: 7) + [.other, .nothing]),
                .reads(
                    "read 0 1 2 3 4 5 6 8",
                    "fill 0 fill 1 fill 2 fill 3 fill 4 fill 5 fill 6 keep 8"),
            ] + waiting(for: "7") + [.reads("read 7", "keep 7")]),
        LeaseRow(
            sentence: "a part of a pass leases each for itself, however many", missed: nine,
            leasing: .added,
            steps: [
                .asks("add 0 1 2 3 4 5 6 7 8", Array(repeating: .own, count: 9)),
                .reads(
                    "read 0 1 2 3 4 5 6 7 8",
                    "fill 0 fill 1 fill 2 fill 3 fill 4 fill 5 fill 6 fill 7 fill 8"),
            ]),
    ]

    /// Looks in vain, in growing pauses, for as long as is waited.
    private static func waiting(for items: String) -> [Step] {
        [1, 2, 4, 8, 16, 32].flatMap { pause -> [Step] in
            [
                .does("pause \(pause)"),
                .asks("get \(items)", items.split(separator: " ").map { _ in .other }),
            ]
        }
    }

    private static let others = [
        LeaseRow(
            sentence: "what another process reads comes last, and is taken when it has come",
            missed: [.other, .nothing],
            steps: [
                .asks("add 1", [.own]), .reads("read 1", "fill 1"), .does("pause 1"),
                .asks("get 0", [.other]), .does("pause 2"), .asks("get 0", [.value]),
            ]),
        LeaseRow(
            sentence: "a lease that was lost to another process is waited for", missed: [.nothing],
            steps: [
                .asks("add 0", [.other]), .does("pause 1"), .asks("get 0", [.value]),
            ]),
        LeaseRow(
            sentence: "after the wait it is read and not filled", missed: [.other],
            steps: waiting(for: "0") + [.reads("read 0", "keep 0")]),
        LeaseRow(
            sentence: "a lease that has gone without a value is taken over", missed: [.other],
            steps: [
                .does("pause 1"), .asks("get 0", [.nothing]), .asks("add 0", [.own]),
                .reads("read 0", "fill 0"),
            ]),
        LeaseRow(
            sentence: "a third process may be faster to take it over", missed: [.other, .other],
            steps: [
                .does("pause 1"), .asks("get 0 1", [.nothing, .other]),
                .asks("add 0", [.other]), .does("pause 2"), .asks("get 0 1", [.value, .value]),
            ]),
        LeaseRow(
            sentence: "what other requests bring is waited for at the end",
            missed: [.nothing, .nothing, .nothing], theirs: [0, 2],
            steps: [
                .asks("add 1", [.own]), .reads("read 1", "fill 1"), .boards(stranded: []),
            ]),
        LeaseRow(
            sentence: "what they do not bring is read alone and not filled",
            missed: [.nothing, .nothing], theirs: [0, 1],
            steps: [.boards(stranded: [1]), .reads("read 1", "")]),
    ]

    private static let failures = [
        LeaseRow(
            sentence: "what memcached is not asked for is read and not filled",
            missed: [.unavailable, .unavailable], steps: [.reads("read 0 1", "keep 0 keep 1")]),
        LeaseRow(
            sentence: "what may be stale is read alone, with the rest", missed: [.nothing],
            alone: [1], steps: [.asks("add 0", [.own]), .reads("read 0 1", "fill 0")]),
        LeaseRow(
            sentence: "a server that fails at the lease leaves the item to PostgreSQL",
            missed: [.nothing, .nothing],
            steps: [
                .asks("add 0 1", [.unavailable, .own]), .reads("read 0 1", "keep 0 fill 1"),
            ]),
        LeaseRow(
            sentence: "a server that fails while a value is waited for is not waited for",
            missed: [.other],
            steps: [
                .does("pause 1"), .asks("get 0", [.unavailable]),
                .asks("add 0", [.unavailable]), .reads("read 0", "keep 0"),
            ]),
        LeaseRow(
            sentence: "without the cache all is read at once, whatever was found",
            missed: [.nothing, .garbage, .cut, .other], hasCache: false,
            steps: [.reads("read 0 1 2", "keep 0 keep 1 keep 2"), .reads("read 3", "keep 3")]),
        LeaseRow(
            sentence: "without the cache nothing is laid", missed: nine, hasCache: false,
            steps: [
                .reads(
                    "read 0 1 2 3 4 5 6 7 8",
                    "keep 0 keep 1 keep 2 keep 3 keep 4 keep 5 keep 6 keep 7 keep 8")
            ]),
        LeaseRow(
            sentence: "a read that fails takes its tokens away, but no value",
            missed: [.nothing, .nothing, .cut],
            steps: [
                .asks("gets 2", [.cut]), .asks("add 0 1", [.own, .nothing]),
                .fails("read 0 1 2", deletes: "0"),
            ]),
        LeaseRow(
            sentence: "a read that fails takes away tokens that were laid", missed: nine,
            steps: [
                .fails(
                    "read 0 1 2 3 4 5 6 7 8 laying 0 1 2 3 4 5 6 7 8",
                    deletes: "0 1 2 3 4 5 6 7 8")
            ]),
        LeaseRow(
            sentence: "a read that fails leaves what others bring", missed: [.nothing, .other],
            theirs: [],
            steps: [
                .asks("add 0", [.own]), .fails("read 0", deletes: "0"), .does("pause 1"),
                .asks("get 1", [.value]),
            ]),
    ]
}
