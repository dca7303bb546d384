@testable import Memcached
@testable import TAO

/// A memcached, a PostgreSQL and some processes in which one thing happens after the other, in an
/// order that a seed decides: what `MissStateMachine` must cope with, without servers and without time.
///
/// Everything that takes time is cut where something else may come between: each command of memcached,
/// the snapshot of a statement and its answer, COMMIT and each of the deletes behind it.
final class MissModel {
    /// A rule of the protocol that is broken on purpose.
    enum Breach: String, CaseIterable {
        case fenceIgnored
        case fenceCountedAfterTheDelete
        case leaseOutlivesTheDelete
        case reconnectionIgnored
        case filledWithoutLease
        case joinedByLaterReaders
        case announcedTooLate
        case failureNotPassedOn
    }

    enum Command {
        case get(Int)
        case add(Int, CacheValue.LeaseToken)
        case set(Int, CacheValue.LeaseToken)
        case swap(Int, Int64, SwapToken)
        case put(Int, Int64)
        case release(Int, SwapToken)
        case delete(Int)
        case countFence
        case readFence
    }

    enum Value {
        case lease(CacheValue.LeaseToken)
        case version(Int64)
        case garbage
    }

    /// Commands that one process has sent together, and what came of them.
    final class Request {
        var commands: ArraySlice<Command>
        let then: (Request) -> Void
        var answers: [CacheAnswer] = []
        var fence: Fence?
        /// The server was restarted before it had processed them.
        var isLost = false

        init(_ commands: [Command], then: @escaping (Request) -> Void) {
            self.commands = commands[...]
            self.then = then
        }
    }

    struct Process {
        let flights = Flights()
        var generation: UInt64 = 1
        var requests: [Request] = []
        /// What it sends arrives late.
        var stalledUntil: UInt64 = 0

        func isSending(at clock: UInt64) -> Bool { !requests.isEmpty && stalledUntil <= clock }
    }

    /// Just so many that tokens are laid.
    static let itemCount = TAOLimits.addedLeasesMax + 1

    let breach: Breach?
    /// Orders differ in what happens at all, and in how late it may be.
    let isCalm: Bool
    private let delayMax: Int
    private let stallMax: Int
    /// When the server is restarted, if it is.
    private var restart: UInt64?
    private(set) var random: SplitMix
    private(set) var processes = [Process(), Process()]
    /// Newest committed versions, and newest of which a writer was told that all is done.
    private(set) var committed = Array(repeating: Int64(1), count: itemCount)
    private(set) var acknowledged = Array(repeating: Int64(1), count: itemCount)
    private(set) var violations: [String] = []
    /// Counts what has happened; flights take it for the time.
    private(set) var clock: UInt64 = 0
    private var values: [Int: (value: Value, unique: UInt64)] = [:]
    private var lastUnique: UInt64 = 0
    private var fence: UInt64 = 1_000
    private var ready: [() -> Void] = []
    private var timed: [(at: UInt64, run: () -> Void)] = []
    private var blocked: [(isReady: () -> Bool, run: () -> Void)] = []

    init(seed: UInt64, breach: Breach?) {
        self.breach = breach
        random = SplitMix(state: seed)
        isCalm = Bool.random(using: &random)
        delayMax = [20, 100, 400].randomElement(using: &random) ?? 0
        stallMax = [20, 100, 400].randomElement(using: &random) ?? 0
        restart = chance(1, in: 3) ? UInt64(below(250)) : nil
        for item in 0..<Self.itemCount {
            let value: Value? =
                switch below(8) {
                case 0: .garbage
                case 1: .version(1)
                default: nil
                }
            if let value { store(value, item) }
        }
    }

    func chance(_ some: Int, in all: Int) -> Bool { below(all) < some }

    func below(_ end: Int) -> Int { Int.random(in: 0..<end, using: &random) }

    func shuffled(_ items: Range<Int>) -> [Int] { items.shuffled(using: &random) }

    func violate(_ sentence: String) { violations.append("\(sentence), at \(clock)") }

    // MARK: Order

    /// Something that may happen from now on, or only when much else has happened.
    func later(_ run: @escaping () -> Void) {
        if chance(1, in: 4) {
            later(at: clock + UInt64(below(delayMax)), run)
        } else {
            ready.append(run)
        }
    }

    func later(at clock: UInt64, _ run: @escaping () -> Void) { timed.append((clock, run)) }

    /// Something that may happen as soon as a condition holds.
    func later(when isReady: @escaping () -> Bool, _ run: @escaping () -> Void) {
        blocked.append((isReady, run))
    }

    /// Lets one thing after the other happen, until nothing is left to happen.
    func run() {
        while clock < 20_000, violations.isEmpty {
            wake()
            let senders = processes.indices.filter { processes[$0].isSending(at: clock) }
            let choices = ready.count + senders.count
            if choices == 0 {
                let stalls = processes.filter { !$0.requests.isEmpty }.map(\.stalledUntil)
                guard let next = (timed.map(\.at) + stalls).min() else { break }
                clock = next
                continue
            }
            clock += 1
            if spoil() { continue }
            let choice = below(choices)
            if choice < ready.count {
                ready.remove(at: choice)()
            } else {
                performNext(of: senders[choice - ready.count])
            }
        }
        if !blocked.isEmpty || clock >= 20_000 { violate("a machine does not end") }
        for (item, entry) in values {
            if case .version(let version) = entry.value, version != committed[item] {
                violate("an old value stays")
            }
        }
    }

    private func wake() {
        if timed.contains(where: { $0.at <= clock }) {
            ready += timed.filter { $0.at <= clock }.map(\.run)
            timed.removeAll { $0.at <= clock }
        }
        if blocked.contains(where: { $0.isReady() }) {
            ready += blocked.filter { $0.isReady() }.map(\.run)
            blocked.removeAll { $0.isReady() }
        }
    }

    /// What may happen to a server at any time. Whether it was restarted.
    private func spoil() -> Bool {
        if !isCalm, chance(1, in: 60) { values[below(Self.itemCount)] = nil }
        if !isCalm, chance(1, in: 500) { fence = UInt64(below(1_000_000)) }
        guard let time = restart, clock >= time else { return false }
        restart = nil
        values = [:]
        // It has counted from 1 again, nearly as far as before.
        lastUnique -= min(lastUnique, UInt64(below(12)))
        fence = UInt64(below(1_000_000))
        for process in processes.indices {
            processes[process].generation += 1
            for request in processes[process].requests {
                request.isLost = true
                later { request.then(request) }
            }
            processes[process].requests = []
        }
        return true
    }

    // MARK: memcached

    /// Sends commands behind those that the process has sent before.
    func send(
        _ commands: [Command], from process: Int, then: @escaping (Request) -> Void = { _ in }
    ) {
        processes[process].requests.append(Request(commands, then: then))
    }

    private func performNext(of process: Int) {
        let request = processes[process].requests[0]
        var isChange = false
        if let command = request.commands.popFirst() {
            perform(command, of: request, generation: processes[process].generation)
            switch command {
            case .delete, .countFence: isChange = true
            default: break
            }
        }
        if chance(1, in: isChange ? 3 : 20) {
            processes[process].stalledUntil = clock + UInt64(below(stallMax))
        }
        guard request.commands.isEmpty else { return }
        processes[process].requests.removeFirst()
        later { request.then(request) }
    }

    private func perform(_ command: Command, of request: Request, generation: UInt64) {
        switch command {
        case .get(let item): request.answers.append(answer(item, generation))
        case .add(let item, let token):
            if values[item] == nil { store(.lease(token), item) }
        case .set(let item, let token): store(.lease(token), item)
        case .swap(let item, let version, let token):
            if isCurrent(token, item, generation) { fill(item, version) }
        case .put(let item, let version): fill(item, version)
        case .release(let item, let token):
            if isCurrent(token, item, generation) { values[item] = nil }
        case .delete(let item):
            if breach == .leaseOutlivesTheDelete, case .lease = values[item]?.value { return }
            values[item] = nil
        case .countFence: fence += 1
        case .readFence: request.fence = Fence(generation: generation, number: fence)
        }
    }

    private func store(_ value: Value, _ item: Int) {
        lastUnique += 1
        values[item] = (value, lastUnique)
    }

    private func fill(_ item: Int, _ version: Int64) {
        if version < acknowledged[item] { violate("an old value is filled") }
        store(.version(version), item)
    }

    private func isCurrent(_ token: SwapToken, _ item: Int, _ generation: UInt64) -> Bool {
        values[item]?.unique == token.unique
            && (token.generation == generation || breach == .reconnectionIgnored)
    }

    private func answer(_ item: Int, _ generation: UInt64) -> CacheAnswer {
        guard let entry = values[item] else { return CacheAnswer(found: .garbage) }
        let swap = SwapToken(unique: entry.unique, generation: generation)
        return switch entry.value {
        case .lease(let token): CacheAnswer(found: .lease(token), swap: swap)
        case .version(let version): CacheAnswer(found: .item(Self.value(item, version)), swap: swap)
        case .garbage: CacheAnswer(found: .garbage, swap: swap)
        }
    }

    // MARK: PostgreSQL

    static func key(_ item: Int) -> ItemKey { .object(ObjectID(Int64(item) + 1)) }

    static func value(_ item: Int, _ version: Int64) -> CacheValue.Item {
        .object(Object(id: ObjectID(Int64(item) + 1), type: 1, version: version, data: Record()))
    }

    /// One write: COMMIT, the fence, the delete, and then its caller is told.
    func write(_ item: Int, in process: Int) {
        committed[item] += 1
        let version = committed[item]
        let commands: [Command] =
            breach == .fenceCountedAfterTheDelete
            ? [.delete(item), .countFence] : [.countFence, .delete(item)]
        send(commands, from: process) { [self] _ in
            acknowledged[item] = max(acknowledged[item], version)
        }
    }
}

/// A generator whose numbers a seed decides.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
