import Dispatch
import Synchronization

/// Where what keeps a processor busy for long is done: with the answers about very many items. A few threads of
/// its own, one fewer than there are processors, so that those on which small requests run are never all taken.
final class LargeWork: TaskExecutor {
    /// A serial queue has a thread beside the pool that the global queues share.
    private let queues = (0..<TAOLimits.largeWorkThreadsMax).map {
        DispatchQueue(label: "tintype.large.\($0)")
    }
    private let turn = Atomic(0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        perform { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    func perform(_ body: @escaping @Sendable () -> Void) {
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        queues[Int(turn.magnitude % UInt(queues.count))].async(execute: body)
    }
}
