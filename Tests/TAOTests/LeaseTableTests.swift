import TestSupport
import Testing

@testable import Memcached
@testable import TAO

/// The table of `Sources/TAO/README.md`, row by row and without a server: `MissStateMachine` is told
/// what came of each step.
@Suite struct LeaseTableTests {
    @Test(.crosses(\TAOLimits.Type.leasePauseMillisecondsMax), arguments: LeaseRow.all)
    func `each row is kept`(_ row: LeaseRow) {
        var machine = MissStateMachine(
            row.missed.enumerated().map { Pass.Missed(item: ItemIndex($0), reason: $1.reason) },
            theirs: row.theirs.map { SeatNumber($0) }, alone: row.alone.map { ItemIndex($0) },
            token: Said.token, leasing: row.leasing, readsPages: row.readsPages,
            waitMilliseconds: TAOLimits.leaseWaitMilliseconds)
        for step in row.steps {
            let action = machine.next(hasCache: row.hasCache)
            switch (step, action) {
            case (.asks(let text, let said), _):
                #expect(text == "\(action)")
                answer(action, said.map(\.answer), &machine)
            case (.reads(let text, let fate), _):
                #expect(text == "\(action)")
                #expect(machine.takeRead().map(\.fate).joined(separator: " ") == fate)
            case (.fails(let text, let deletes), _):
                #expect(text == "\(action)")
                let tokens = machine.takeRead().filter(\.leavesToken).map(\.item)
                #expect(tokens.text == deletes)
            case (.does(let text), _): #expect(text == "\(action)")
            case (.boards(let stranded), _):
                #expect("\(action)" == "board")
                machine.strand(stranded.map { ItemIndex($0) })
            }
        }
        #expect("\(machine.next(hasCache: row.hasCache))" == "done")
        #expect(Array(machine.asked).isEmpty, "nothing is left")
    }

    private func answer(
        _ action: MissStateMachine.Action, _ answers: [CacheAnswer],
        _ machine: inout MissStateMachine
    ) {
        switch action {
        case .hold: machine.held(answers)
        case .lease: _ = machine.leased(answers)
        case .look: _ = machine.looked(answers)
        default: Issue.record("no question: \(action)")
        }
    }

    /// A token that was laid is as good as the fence.
    @Test func `what was laid is filled if the fence has held still`() {
        let (fence, later) = (
            Fence(generation: 1, number: 7), Fence(generation: 1, number: 8)
        )
        let reconnected = Fence(generation: 2, number: 7)
        let rows: [(Said, Fence?, Fence?, String)] = [
            (.own, fence, fence, "fill"), (.own, fence, later, "release"),
            (.own, fence, reconnected, "release"), (.own, nil, fence, "release"),
            (.own, fence, nil, "release"), (.own, nil, nil, "release"),
            (.other, fence, fence, "refused"), (.value, fence, fence, "refused"),
            (.nothing, fence, fence, "refused"), (.unavailable, fence, nil, "refused"),
        ]
        for (said, missed, now, expected) in rows {
            let verdict = Settlement.verdict(
                said.answer, token: Said.token, missed: missed, fence: now)
            #expect("\(verdict)".hasPrefix(expected), "\(said)")
        }
    }
}

extension LeaseRow: CustomTestStringConvertible {
    var testDescription: String { sentence }
}

extension MissStateMachine.Action: CustomStringConvertible {
    public var description: String {
        switch self {
        case .hold(let items): "gets \(items.text)"
        case .clear(let items): "delete \(items.text)"
        case .lease(let items, let lays): "\(lays ? "set" : "add") \(items.text)"
        case .look(let items): "get \(items.text)"
        case .read(let reading):
            (["read"] + reading.items.map { "\($0.rawValue)" }
                + (reading.laying.isEmpty ? [] : ["laying", reading.laying.text])
                + (reading.isWithPages ? ["with pages"] : [])).joined(separator: " ")
        case .pause(let milliseconds): "pause \(milliseconds)"
        case .board: "board"
        case .done: "done"
        }
    }
}

extension MissStateMachine.Flying {
    /// What becomes of it when it has been read.
    fileprivate var fate: String {
        (swap != nil ? "fill " : isLaid ? "settle " : "keep ") + "\(item.rawValue)"
    }
}

extension [ItemIndex] {
    fileprivate var text: String { map { "\($0.rawValue)" }.joined(separator: " ") }
}
