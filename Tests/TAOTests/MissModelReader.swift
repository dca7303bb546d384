@testable import Memcached
@testable import TAO

/// A pass in a `MissModel`: does what its machine says, as `MissResolver` does with real servers.
final class MissModelReader {
    private let model: MissModel
    private let process: Int
    private let wants: RequestMemo.Wants
    private let items: [Int]
    private let token: CacheValue.LeaseToken
    private let mustAskStore: Bool
    private let begun: UInt64
    /// What was acknowledged when the reader began: it must not see less.
    private let floor: [Int64]
    private var found: [ItemIndex: Int64] = [:]
    private var failed: Set<ItemIndex> = []
    private var missed: [Pass.Missed] = []
    private var flight = Flight(isFromStore: [])
    private var theirs: [(number: SeatNumber, seat: Flights.Seat)] = []
    private var fence: Fence?
    private var machine: MissStateMachine?
    private var whenDone: () -> Void = {}

    init(_ model: MissModel, items: [Int], process: Int, number: UInt64) {
        self.model = model
        self.process = process
        self.items = items
        var wants = RequestMemo.Wants(pass: 0)
        wants.items = items.map(MissModel.key)
        self.wants = wants
        token = CacheValue.LeaseToken(process: UInt64(process), pass: number)
        mustAskStore = !model.isCalm && model.chance(1, in: 4)
        begun = model.clock
        floor = items.map { model.acknowledged[$0] }
    }

    // MARK: The miss

    func begin(_ whenDone: @escaping () -> Void) {
        self.whenDone = whenDone
        model.send(items.map { .get($0) } + [.readFence], from: process) { [self] reply in
            fence = reply.fence
            for (place, item) in items.enumerated() {
                note(reply.isLost ? nil : reply.answers[place], ItemIndex(place), item)
            }
            fly()
        }
    }

    private func note(_ answer: CacheAnswer?, _ index: ItemIndex, _ item: Int) {
        let reason: Pass.Missed.Reason
        switch answer?.found {
        case _ where mustAskStore, nil: reason = .unavailable
        case .item(let value):
            keep(value, index)
            // As a list that was cut short, of which more is wanted.
            guard model.chance(1, in: 3) else { return }
            reason = .cut
        case .lease(let token): reason = .lease(token)
        case .garbage: reason = answer?.swap == nil ? .miss : .garbage
        }
        missed.append(Pass.Missed(item: index, reason: reason))
    }

    private func fly() {
        flight = Flight(isFromStore: missed.map(\.isForStore))
        let begun = model.breach == .joinedByLaterReaders ? 0 : begun
        theirs = model.processes[process].flights.join(
            missed.map { missed in
                Flights.Question(
                    key: wants.key(missed.item), seen: missed.lease,
                    isForStore: missed.isForStore, begun: begun)
            }, with: flight)
        let leasings: [MissStateMachine.Leasing] = [.beside, .beside, .before, .added]
        machine = MissStateMachine(
            missed, theirs: theirs.map(\.number), token: token,
            leasing: leasings[Int(model.clock % 4)], waitMilliseconds: 20)
        go()
    }

    // MARK: The loop

    private func go() {
        guard let action = machine?.next(hasCache: model.isCalm || !model.chance(1, in: 100)) else {
            return
        }
        switch action {
        case .hold(let items):
            ask(items, []) { self.machine?.held($0) }
        case .clear(let items):
            model.send([.countFence] + items.map { .delete(number($0)) }, from: process) { _ in
                self.go()
            }
        case .lease(let items, let lays):
            machine?.announce(action, to: flight, at: model.clock)
            let leases = items.map { item -> MissModel.Command in
                lays ? .set(number(item), token) : .add(number(item), token)
            }
            ask(items, leases) { self.land(self.machine?.leased($0) ?? []) }
        case .look(let items):
            machine?.announce(action, to: flight, at: model.clock)
            ask(items, []) { self.land(self.machine?.looked($0) ?? []) }
        case .read(let reading): read(reading, action)
        case .pause: model.later { self.go() }
        case .board: board()
        case .done: end()
        }
    }

    private func number(_ item: ItemIndex) -> Int { items[item.rawValue] }

    private func ask(
        _ items: [ItemIndex], _ before: [MissModel.Command],
        _ take: @escaping ([CacheAnswer]) -> Void
    ) {
        model.send(before + items.map { .get(number($0)) }, from: process) { [self] reply in
            take(reply.isLost ? items.map { _ in CacheAnswer(found: .garbage) } : reply.answers)
            go()
        }
    }

    private func land(_ landed: [Landed]) {
        for landed in landed { keep(landed.value, landed.item) }
        model.processes[process].flights.land(landed, from: flight, of: wants)
        if let machine { flight.askAgain(machine.asked) }
    }

    private func read(_ reading: MissStateMachine.Reading, _ action: MissStateMachine.Action) {
        let isLate = model.breach == .announcedTooLate
        if !isLate { machine?.announce(action, to: flight, at: model.clock) }
        model.send(reading.laying.map { .set(number($0), token) }, from: process)
        let fails = !model.isCalm && model.chance(1, in: 10)
        model.later { [self] in
            let snapshot = model.committed
            model.later { [self] in
                if isLate { machine?.announce(action, to: flight, at: model.clock) }
                if fails {
                    for item in reading.items { failed.insert(item) }
                    abandon(machine?.takeRead() ?? [])
                } else {
                    for item in reading.items { found[item] = snapshot[number(item)] }
                    land(machine?.takeRead() ?? [], snapshot)
                }
                go()
            }
        }
    }

    private func land(_ read: [MissStateMachine.Flying], _ snapshot: [Int64]) {
        var fills: [MissModel.Command] = []
        var (laid, landed): ([Landed], [Landed]) = ([], [])
        for flying in read {
            let version = snapshot[number(flying.item)]
            let value = MissModel.value(number(flying.item), version)
            let item = Landed(seat: flying.seat, item: flying.item, value: value)
            if flying.isLaid { laid.append(item) } else { landed.append(item) }
            if let swap = flying.swap {
                fills.append(.swap(number(flying.item), version, swap))
            } else if model.breach == .filledWithoutLease, !flying.isLaid {
                fills.append(.put(number(flying.item), version))
            }
        }
        model.send(fills, from: process)
        model.processes[process].flights.land(landed, from: flight, of: wants)
        if !laid.isEmpty { model.later { self.settle(laid) } }
    }

    private func abandon(_ read: [MissStateMachine.Flying]) {
        let deletes = read.filter(\.leavesToken).map { number($0.item) }
        model.send([.countFence] + deletes.map { .delete($0) }, from: process)
        if model.breach == .failureNotPassedOn { return }
        flight.land(read.map { ($0.seat, .failure(CancellationError())) })
        model.processes[process].flights.leave(
            read.map { (wants.key($0.item), $0.seat) }, from: flight)
    }

    private func board() {
        model.later(when: { [theirs] in
            theirs.allSatisfy { $0.seat.flight.result($0.seat.number) != nil }
        }) { [self] in
            var stranded: [ItemIndex] = []
            for (number, seat) in theirs {
                let item = missed[number.rawValue].item
                switch seat.flight.result(seat.number) {
                case .success(let value?): keep(value, item)
                case .success(nil), nil: stranded.append(item)
                case .failure: failed.insert(item)
                }
            }
            machine?.strand(stranded)
            go()
        }
    }

    // MARK: The end

    /// What `Settlement` does.
    private func settle(_ laid: [Landed]) {
        flight.land(laid.map { ($0.seat, .success($0.value)) }, proving: token)
        let gets = laid.map { MissModel.Command.get(number($0.item)) }
        model.send(gets + [.readFence], from: process) { [self] reply in
            var fills: [MissModel.Command] = []
            flight.land(
                laid.enumerated().map { place, landed in
                    let answer =
                        reply.isLost ? CacheAnswer(found: .garbage) : reply.answers[place]
                    return (landed.seat, .success(prove(landed, answer, reply.fence, &fills)))
                })
            model.send(fills, from: process) { [self] _ in
                model.processes[process].flights.leave(
                    laid.map { (wants.key($0.item), $0.seat) }, from: flight)
            }
        }
    }

    private func prove(
        _ landed: Landed, _ answer: CacheAnswer, _ now: Fence?,
        _ fills: inout [MissModel.Command]
    ) -> CacheValue.Item? {
        let verdict = Settlement.verdict(
            answer, token: token, missed: model.breach == .fenceIgnored ? now : fence, fence: now)
        switch verdict {
        case .fill(let swap):
            fills.append(.swap(number(landed.item), version(landed.value), swap))
            return landed.value
        case .release(let swap):
            fills.append(.release(number(landed.item), swap))
            return nil
        case .refused: return nil
        }
    }

    private func keep(_ value: CacheValue.Item, _ item: ItemIndex) {
        found[item] = version(value)
    }

    private func version(_ value: CacheValue.Item) -> Int64 {
        if case .object(let object?) = value { object.version } else { 0 }
    }

    private func end() {
        whenDone()
        for (place, floor) in floor.enumerated() {
            let item = ItemIndex(place)
            guard let version = found[item] else {
                if !failed.contains(item) { model.violate("an item is not answered") }
                continue
            }
            if version < floor { model.violate("a reader is told what is old") }
        }
    }
}
