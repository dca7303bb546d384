import HTTPTypes
import Hummingbird
import HummingbirdCore
import Synchronization

import struct GraphQL.InputField
import enum GraphQL.InputValue
import struct GraphQL.JSONWriter

/// Whether requests should be sent here: `/ready`, for load balancers.
///
/// However many callers ask, the dependencies are asked once a second at most.
final class Readiness: Sendable {
    typealias States = [(name: String, isReady: Bool)]

    private struct State {
        /// What was found last, and until when it counts.
        var known: (states: States, until: ContinuousClock.Instant)?
        /// The callers that wait for what is being looked at now; nil if nothing is.
        var waiters: [CheckedContinuation<States, Never>]?
        /// Counts the looks, so that one that was given up does not speak for the next.
        var look = 0
    }

    private let dependencies: @Sendable () async -> States
    private let cacheServers: @Sendable () -> [(name: String, state: String)]
    private let metrics: @Sendable () -> [(name: String, value: Int)]
    private let limits: GatewayLimits
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())
    private let isDraining = Atomic(false)

    /// - Parameters:
    ///   - dependencies: what the server cannot do without, and whether it answers.
    ///   - cacheServers: what it can do without, and how that does.
    init(
        limits: GatewayLimits = .standard,
        dependencies: @escaping @Sendable () async -> States,
        cacheServers: @escaping @Sendable () -> [(name: String, state: String)] = { [] },
        metrics: @escaping @Sendable () -> [(name: String, value: Int)] = { [] },
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.limits = limits
        self.dependencies = dependencies
        self.cacheServers = cacheServers
        self.metrics = metrics
        self.now = now
    }

    /// From now on the answer is no: the server is about to stop.
    func drain() {
        isDraining.store(true, ordering: .relaxed)
    }

    /// 200 or 503, with each dependency, memcached and metric by name:
    /// `{"ready":true,"postgres":true,"memcached":{"cache1:11211":"up"},"cacheLagP99Milliseconds":2}`
    func response() async -> Response {
        let isDraining = isDraining.load(ordering: .relaxed)
        let states = isDraining ? [] : await currentStates()
        let isReady = !isDraining && states.allSatisfy(\.isReady)
        var members = [InputField(name: "ready", value: .boolean(isReady))]
        members += states.map { InputField(name: $0.name, value: .boolean($0.isReady)) }
        let servers = cacheServers().map { InputField(name: $0.name, value: .string($0.state)) }
        if !servers.isEmpty {
            members.append(InputField(name: "memcached", value: .object(servers)))
        }
        members += metrics().map { InputField(name: $0.name, value: .int($0.value)) }
        var json = JSONWriter(capacity: 512)
        json.value(.object(members))
        return Response(
            status: isReady ? .ok : .serviceUnavailable,
            headers: [
                .contentType: MediaType.json.contentType, .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    // MARK: Looking

    private func currentStates() async -> States {
        await withCheckedContinuation { waiter in
            enum Next { case known(States), wait, look(Int) }
            let next: Next = state.withLock { state in
                if let known = state.known, known.until > now() { return .known(known.states) }
                if state.waiters != nil {
                    state.waiters?.append(waiter)
                    return .wait
                }
                state.waiters = [waiter]
                state.look += 1
                return .look(state.look)
            }
            switch next {
            case .known(let states): waiter.resume(returning: states)
            case .wait: break
            case .look(let number): look(number)
            }
        }
    }

    private func look(_ number: Int) {
        let search = Task {
            let states = await dependencies()
            end(number, states)
        }
        Task {
            try? await Task.sleep(for: .milliseconds(limits.readinessMillisecondsMax))
            search.cancel()
            end(number, [("answers", false)])
        }
    }

    private func end(_ number: Int, _ states: States) {
        let waiters = state.withLock { state in
            guard state.look == number, let waiters = state.waiters else {
                return [] as [CheckedContinuation<States, Never>]
            }
            state.waiters = nil
            state.known = (states, now() + .milliseconds(limits.readinessAgeMillisecondsMax))
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: states) }
    }
}
