import Synchronization

/// A read whose keys belong to several servers: asked of each, answered when the last has answered. Its
/// changes, if it has any, are of the same keys.
final class ScatteredRead: Sendable {
    private struct State {
        var waiting = 0
        var parts: [GetReply.Part?]
        var places: [GetReply.Place]
    }

    private let requests: [Request]
    /// Which keys of the whole read each server was asked for.
    private let positions: [[Int]]
    private let state: Mutex<State>
    private let completion: @Sendable (GetReply) -> Void

    init(
        _ request: Request, serverCount: Int, owner: (KeyBatch, Int) -> Int,
        _ completion: @escaping @Sendable (GetReply) -> Void
    ) {
        var empty = request
        empty.keys = KeyBatch()
        empty.mutations = Mutations()
        var requests = Array(repeating: empty, count: serverCount)
        var positions: [[Int]] = Array(repeating: [], count: serverCount)
        for index in 0..<request.keys.count {
            let server = owner(request.keys, index)
            requests[server].keys.append(request.keys[index])
            if !request.mutations.isEmpty {
                requests[server].mutations.append(index, of: request.mutations)
            }
            positions[server].append(index)
        }
        self.requests = requests
        self.positions = positions
        self.completion = completion
        state = Mutex(
            State(
                parts: Array(repeating: nil, count: serverCount),
                places: Array(
                    repeating: GetReply.Place(part: 0, entry: -1), count: request.keys.count)))
    }

    /// - Parameter mayDrive: `Server.enqueue`; used for the last server, when all others are busy
    ///   already.
    func send(to servers: [Server], mayDrive: Bool) {
        let asked = servers.indices.filter { !positions[$0].isEmpty }
        state.withLock { $0.waiting = asked.count }
        for index in asked {
            var request = requests[index]
            request.completion = { self.take($0, from: index) }
            servers[index].enqueue(request, mayDrive: mayDrive && index == asked.last)
        }
    }

    private func take(_ outcome: Request.Outcome, from server: Int) {
        let reply: GetReply? = state.withLock { state in
            switch outcome {
            case .unavailable:
                for position in positions[server] {
                    state.places[position] = GetReply.Place(part: Int32(server), entry: 0)
                }
            case .answered(let part, let places):
                state.parts[server] = part
                for (index, position) in positions[server].enumerated() {
                    let entry = places?[index] ?? Int32(index)
                    state.places[position] = GetReply.Place(part: Int32(server), entry: entry)
                }
            }
            state.waiting -= 1
            return state.waiting == 0 ? GetReply(parts: state.parts, places: state.places) : nil
        }
        if let reply { completion(reply) }
    }
}
