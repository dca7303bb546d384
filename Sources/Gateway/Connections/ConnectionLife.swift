import HTTPTypes
import NIOCore
import NIOHTTP1

/// What HTTP/1 says about one connection, without any input or output: which responses are owed,
/// when the connection must end, and until when something has to happen.
/// https://www.rfc-editor.org/rfc/rfc9112#section-9
struct ConnectionLife {
    /// What the response to a request must know of it.
    private struct Debt {
        let isHTTP10: Bool
        let keepsAlive: Bool
        /// The client waits for a word before it sends the body, and has not been given it.
        var awaitsGoAhead: Bool
    }

    private let idleTime: TimeAmount
    private let drainTime: TimeAmount
    /// One for each request whose response has not ended, in order.
    private var debts = CircularBuffer<Debt>(initialCapacity: 1)
    /// The head of the last request is here, its end is not.
    private(set) var isReading = false
    /// No further request is taken; once all responses are written, the connection closes.
    private(set) var isEnding = false
    /// Our side is closed. What still comes is not looked at.
    private(set) var isLingering = false
    private var lastMoved: NIODeadline
    /// When what is not wanted any more has been drained long enough.
    private var drainEnd: NIODeadline?

    init(_ limits: GatewayLimits, now: NIODeadline) {
        idleTime = .milliseconds(Int64(limits.idleConnectionMilliseconds))
        drainTime = .milliseconds(Int64(limits.drainMillisecondsMax))
        lastMoved = now
    }

    var owesResponse: Bool { !debts.isEmpty }

    /// Between two requests, or before the first.
    var isIdle: Bool { debts.isEmpty && !isReading && !isEnding }

    /// Whether parts of requests are passed on.
    var takesParts: Bool { !isLingering && (isReading || !isEnding) }

    /// The body that is being read has been answered already.
    var isDraining: Bool { isReading && debts.isEmpty }

    /// When the connection has waited long enough; nil while it waits for us.
    var deadline: NIODeadline? {
        if let drainEnd { return drainEnd }
        return debts.isEmpty || isReading ? lastMoved + idleTime : nil
    }

    // MARK: Requests

    mutating func requestBegins(_ head: HTTPRequestHead, now: NIODeadline) {
        let isHTTP10 = head.version == .http1_0
        let keepsAlive = head.isKeepAlive && !head.wantsUpgrade
        debts.append(
            Debt(
                isHTTP10: isHTTP10, keepsAlive: keepsAlive,
                awaitsGoAhead: !isHTTP10 && head.expectsContinue))
        isReading = true
        lastMoved = now
        if !keepsAlive { isEnding = true }
    }

    mutating func bodyMoved(now: NIODeadline) {
        lastMoved = now
    }

    mutating func requestEnded(now: NIODeadline) {
        isReading = false
        drainEnd = isLingering ? drainEnd : nil
        lastMoved = now
    }

    /// No further request is taken.
    mutating func end() {
        isEnding = true
    }

    // MARK: Responses

    /// Whether the client must be told to go ahead with its body now.
    mutating func goAhead() -> Bool {
        guard debts.count == 1, isReading, debts[debts.startIndex].awaitsGoAhead else {
            return false
        }
        debts[debts.startIndex].awaitsGoAhead = false
        return true
    }

    /// Says in the response whether the connection stays, and decides it.
    ///
    /// - Returns: whether the head has been changed.
    mutating func responseBegins(_ head: inout HTTPResponseHead) -> Bool {
        guard let debt = debts.first else { return false }
        let isLast = debts.count == 1
        if debt.isHTTP10, !head.headers.contains(name: "content-length") {
            // Without chunks, only the end of the connection tells the end of the body.
            head.version = .http1_0
            isEnding = true
        }
        // Whether the body comes now, only the client knows.
        let isBodyUncertain = debt.awaitsGoAhead && isReading
        let saysSomething = head.headers.contains(name: "connection")
        let saysClose = saysSomething && head.headers.hasConnection("close")
        if isLast, isBodyUncertain || saysClose { isEnding = true }
        if isLast && isEnding {
            head.headers.replaceOrAdd(name: "connection", value: "close")
        } else if debt.isHTTP10 && !isEnding {
            head.headers.replaceOrAdd(name: "connection", value: "keep-alive")
        } else if saysSomething {
            head.headers.remove(name: "connection")
        } else {
            return false
        }
        return true
    }

    /// - Returns: whether our side of the connection must close now.
    mutating func responseEnded(now: NIODeadline) -> Bool {
        _ = debts.popFirst()
        lastMoved = now
        if isDraining { drainEnd = now + drainTime }
        return isEnding && debts.isEmpty
    }

    /// Our side has closed and the client has all it will get.
    mutating func lingers(now: NIODeadline) {
        isEnding = true
        isLingering = true
        drainEnd = now + drainTime
    }
}

extension HTTPRequestHead {
    /// https://www.rfc-editor.org/rfc/rfc9110#field.expect
    var expectsContinue: Bool {
        headers.first(name: "expect")?.lowercased() == "100-continue"
    }

    /// Behind such a request the parser expects another protocol, which is not spoken here.
    fileprivate var wantsUpgrade: Bool {
        method == .CONNECT || headers.contains(name: "upgrade") && headers.hasConnection("upgrade")
    }
}

extension HTTPHeaders {
    /// Whether a word is among those of `Connection`, in any spelling.
    fileprivate func hasConnection(_ word: String) -> Bool {
        contains(name: "connection")
            && self[canonicalForm: "connection"].contains { $0.lowercased() == word }
    }
}
