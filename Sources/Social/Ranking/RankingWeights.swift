import Synchronization

/// The models that this process ranks by at the moment. They are replaced while it runs; what was ranked by
/// the ones before keeps its order.
package final class RankingWeights: Sendable {
    private let models: Mutex<RankingModels>

    package init(_ models: RankingModels = .recencyAlone) {
        self.models = Mutex(models)
    }

    package var current: RankingModels { models.withLock { $0 } }

    package func replace(by models: RankingModels) {
        self.models.withLock { $0 = models }
    }
}
