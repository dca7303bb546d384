import Synchronization

/// A read whose keys belong to several servers, or are very many: asked of each server in pieces, one after
/// the other, so that what others ask comes in between; answered when the last piece is. Its changes, if it has any,
/// are of the same keys.
final class ScatteredRead: Sendable {
    /// What is asked of one server at a time.
    fileprivate struct Piece {
        var request: Request
        /// Which keys of the whole read these are.
        var positions: [Int] = []
    }

    fileprivate struct State {
        /// Servers that have not answered all.
        var waiting: Int
        var parts: [GetReply.Part?]
        var places: [GetReply.Place]
    }

    private let pieces: [Piece]
    /// Of each server, its pieces.
    private let order: [[Int]]
    private let servers: [Server]
    private let state: Mutex<State>
    private let completion: @Sendable (GetReply) -> Void

    init(
        _ request: Request, of servers: [Server], owner: (KeyBatch, Int) -> Int,
        _ completion: @escaping @Sendable (GetReply) -> Void
    ) {
        var empty = request
        empty.keys = KeyBatch()
        empty.mutations = Mutations()
        var pieces: [Piece] = []
        var order: [[Int]] = Array(repeating: [], count: servers.count)
        for index in 0..<request.keys.count {
            let server = servers.count == 1 ? 0 : owner(request.keys, index)
            let last = order[server].last
            let isFull = last.map {
                pieces[$0].positions.count >= MemcachedLimits.keysPerPieceMax
            }
            let piece = isFull == false ? last ?? pieces.count : pieces.count
            if piece == pieces.count {
                pieces.append(Piece(request: empty))
                order[server].append(piece)
            }
            pieces[piece].request.keys.append(request.keys[index])
            if !request.mutations.isEmpty {
                pieces[piece].request.mutations.append(index, of: request.mutations)
            }
            pieces[piece].positions.append(index)
        }
        (self.pieces, self.order, self.servers) = (pieces, order, servers)
        self.completion = completion
        state = Mutex(
            State(
                waiting: order.count { !$0.isEmpty },
                parts: Array(repeating: nil, count: pieces.count),
                places: Array(
                    repeating: GetReply.Place(part: 0, entry: -1), count: request.keys.count)))
    }

    /// - Parameter mayDrive: `Server.enqueue`; used for the last server, when all others are busy
    ///   already.
    func send(mayDrive: Bool) {
        let asked = servers.indices.filter { !order[$0].isEmpty }
        for server in asked {
            ask(server, 0, mayDrive: mayDrive && server == asked.last)
        }
    }

    private func ask(_ server: Int, _ number: Int, mayDrive: Bool = false) {
        var request = pieces[order[server][number]].request
        request.completion = { self.take($0, from: server, number) }
        servers[server].enqueue(request, mayDrive: mayDrive)
    }

    private func take(_ outcome: Request.Outcome, from server: Int, _ number: Int) {
        let left = order[server][number...]
        let (isOver, reply) = state.withLock { state in
            switch outcome {
            case .answered(let part, let places): state.fill(pieces, left[number], part, places)
            // It does not answer the others either.
            case .unavailable: for piece in left { state.giveUp(pieces, piece) }
            }
            let isOver = left.count == 1 || state.parts[left[number]] == nil
            if isOver { state.waiting -= 1 }
            let reply =
                state.waiting == 0 ? GetReply(parts: state.parts, places: state.places) : nil
            return (isOver, isOver ? reply : nil)
        }
        if !isOver { ask(server, number + 1) }
        if let reply { completion(reply) }
    }
}

extension ScatteredRead.State {
    fileprivate mutating func fill(
        _ pieces: [ScatteredRead.Piece], _ piece: Int, _ part: GetReply.Part, _ answers: [Int32]?
    ) {
        parts[piece] = part
        for (index, position) in pieces[piece].positions.enumerated() {
            let entry = answers?[index] ?? Int32(index)
            places[position] = GetReply.Place(part: Int32(piece), entry: entry)
        }
    }

    fileprivate mutating func giveUp(_ pieces: [ScatteredRead.Piece], _ piece: Int) {
        for position in pieces[piece].positions {
            places[position] = GetReply.Place(part: Int32(piece), entry: 0)
        }
    }
}
