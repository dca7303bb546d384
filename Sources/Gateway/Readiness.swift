import HTTPTypes
import Hummingbird
import HummingbirdCore
import Synchronization

/// Whether requests should be sent here: `/ready`, for load balancers.
final class Readiness: Sendable {
    private let dependencies: @Sendable () async -> [(name: String, isReady: Bool)]
    private let figures: @Sendable () -> [(name: String, value: Int)]
    private let isDraining = Atomic(false)

    init(
        dependencies: @escaping @Sendable () async -> [(name: String, isReady: Bool)],
        figures: @escaping @Sendable () -> [(name: String, value: Int)] = { [] }
    ) {
        self.dependencies = dependencies
        self.figures = figures
    }

    /// From now on the answer is no: the server is about to stop.
    func drain() {
        isDraining.store(true, ordering: .relaxed)
    }

    /// 200 or 503, with each dependency and figure by name:
    /// `{"ready":true,"postgres":true,"cacheLagP99Milliseconds":2}`.
    func response() async -> Response {
        let isDraining = isDraining.load(ordering: .relaxed)
        let states = isDraining ? [] : await dependencies()
        let isReady = !isDraining && states.allSatisfy(\.isReady)
        let members =
            [("ready", "\(isReady)")] + states.map { ($0.name, "\($0.isReady)") }
            + figures().map { ($0.name, "\($0.value)") }
        let json = "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
        return Response(
            status: isReady ? .ok : .serviceUnavailable,
            headers: [
                .contentType: MediaType.json.contentType, .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json)))
    }
}
