import TestSupport
import Testing

@testable import TAO

/// How much is read at once, and how much of it is cached.
@Suite struct `Limits of reads` {
    @Test(.crosses(\TAOLimits.Type.wholeListRowsMax, \TAOLimits.Type.listEdgesMin))
    func `few lists are read whole, more of them shorter, and some edges of each`() {
        let rowsMax = TAOLimits.wholeListRowsMax
        let whole = rowsMax / (TAOLimits.cachedEdgesMax + 1)
        #expect(PassReader.edgesMax(lists: whole, needed: 1) == TAOLimits.cachedEdgesMax)
        for lists in [whole + 1, 100, rowsMax / (TAOLimits.listEdgesMin + 1)] {
            let edges = PassReader.edgesMax(lists: lists, needed: 1)
            #expect(edges < TAOLimits.cachedEdgesMax && edges >= TAOLimits.listEdgesMin)
            #expect(lists * (edges + 1) <= rowsMax && lists * (edges + 2) > rowsMax)
        }
        for lists in [rowsMax / TAOLimits.listEdgesMin, 100_000] {
            #expect(PassReader.edgesMax(lists: lists, needed: 1) == TAOLimits.listEdgesMin)
            #expect(PassReader.edgesMax(lists: lists, needed: 100) == 100)
        }
    }

    @Test(.crosses(\TAOLimits.Type.readRowsMax))
    func `so many rows are read at once`() async throws {
        let world = try await World()
        // Each may have as many rows as are cached, and one that says whether there are more.
        let fitting = TAOLimits.readRowsMax / (TAOLimits.cachedEdgesMax + 1)
        #expect(fitting < TAOLimits.readListsMax)
        for (lists, trips) in [(fitting, 1), (fitting + 1, 2)] {
            let queries = (0..<lists).map { _ in
                RangeQuery(world.ids.next(shard: 4), Kinds.likes, limit: TAOLimits.cachedEdgesMax)
            }
            let loader = world.tao.loader()
            let pages = try await loader.associationRange(queries)
            #expect(pages.allSatisfy { $0.associations.isEmpty })
            #expect(loader.trips.sqlCount == trips)
        }
    }

    @Test(.crosses(\TAOLimits.Type.cachedValueBytesMax))
    func `a list whose edges hold much is cut to what memcached takes`() {
        let list = AssociationListKey(ObjectID(1), Kinds.likes)
        let (count, edgeBytes) = (200, 20)
        let room = TAOLimits.cachedValueBytesMax - CacheValue.headerBytes - count * edgeBytes
        func value(dataBytes: Int) -> EdgeList {
            let edges = (0..<count).map { number in
                let share = dataBytes / count + (number < dataBytes % count ? 1 : 0)
                return EdgeList.Edge(
                    place: EdgePlace(time: Int64(number), id2: Int64(number)),
                    data: [UInt8](repeating: 1, count: share))
            }
            return EdgeList(list, Kinds.likes, edges: edges, count: Int64(count))
        }
        let fits = value(dataBytes: room)
        #expect(fits.edgeCount == count && fits.isComplete)
        let cut = value(dataBytes: room + 1)
        #expect(cut.edgeCount == count - 1 && !cut.isComplete && cut.count == count)
    }
}
