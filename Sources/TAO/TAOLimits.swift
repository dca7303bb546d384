import Foundation

/// Every limit of the graph store, in one place.
package enum TAOLimits {
    /// First edges kept in one cached list, at most (`AssociationType.cachedEdgesMax`). 99.9 % of
    /// LinkBench's lists have fewer than 264 edges; longer ones are paged from PostgreSQL beyond
    /// this point.
    package static let cachedEdgesMax = 256
    /// Bytes of one cached value; memcached's own limit is 1 MiB with its header.
    package static let cachedValueBytesMax = 1_000_000
    /// Edges one range query may ask for (TAO: 6,000), at most (`AssociationType.rangeEdgesMax`).
    package static let rangeEdgesMax = 6_000
    /// Edges one range query may pass over.
    package static let rangeOffsetMax = 10_000_000
    /// Bytes of one object's record.
    package static let recordBytesMax = 262_144
    /// Bytes of one edge's record: what belongs to the edge alone, so that lists stay small.
    package static let edgeRecordBytesMax = 8_192
    /// Changes of one `GraphWrite`, inverse edges not counted.
    package static let writeStepsMax = 2_000
    /// Bytes of UTF-8 in a claimed name.
    package static let nameBytesMax = 160
    /// Rows over which the count of a hot list is spread.
    package static let hotCountSlots = 16
    /// How long a holder of a lease may take to read PostgreSQL before the lease lapses.
    package static let leaseSeconds = 10
    /// Items whose leases are taken one by one and before PostgreSQL is read, so that exactly one of
    /// all processes that miss a popular item reads it. For more items at once, time counts for more.
    package static let addedLeasesMax = 8
    /// How long others may find a read that has filled the cache.
    package static let settledMilliseconds = 5
    /// For how long after a write came between a read and its leases all leases are taken first.
    package static let leaseFirstMilliseconds = 100
    /// How long a cached value lives at most, before jitter.
    package static let valueSeconds = 86_400
    /// How long a reader without a lease waits for the holder's value before it reads PostgreSQL.
    package static let leaseWaitMilliseconds = 60
    /// Longest pause between two looks whether the holder's value has come.
    package static let leasePauseMillisecondsMax = 32
    /// Passes that may read PostgreSQL at the same time; more wait their turn. So that a memcached
    /// that goes away does not turn every read into a connection.
    package static let storeReadsMax = 64
    /// How much one read counts in the time that reads of PostgreSQL take, and for how long that time
    /// is believed while there are no others.
    package static let readTimeShare = 1.0 / 8
    package static let readTimeMilliseconds = 1_000
    /// Lists, or pages of them, that are read at once; more are read in parts, one after the other,
    /// and each part is passed on and cached as it comes.
    package static let readListsMax = 512
    /// Rows that one read may give at most; what could give more is read in parts, too.
    package static let readRowsMax = 131_072
    /// Rows up to which all edges that types cache are read of missing lists, whatever was asked.
    package static let wholeListRowsMax = 16_384
    /// A read of lists that needs so many rows is a large one, and so is each part of a read.
    package static let largeReadRowsMin = 8_192
    /// Large reads at the same time; more wait their turn, so that there are connections, processor
    /// and memory for small ones.
    package static let largeReadsMax = 2
    /// How long a large read waits for its turn.
    package static let largeReadWaitMilliseconds = 10_000
    /// Items from which on what is done with a pass is large work (`LargeWork`).
    package static let largePassItemsMin = 1_000
    /// Threads of large work: one processor is left to what is small.
    package static let largeWorkThreadsMax = max(
        1, ProcessInfo.processInfo.activeProcessorCount - 1)
    /// How long a request may compute before others that are ready have the thread.
    package static let requestTurnNanoseconds: UInt64 = 2_000_000
    /// Reads waiting for a turn; more are refused.
    package static let readsWaitingMax = 4_096
    /// Edges that are read, at least, of each of very many lists.
    package static let listEdgesMin = 8
    /// Lists of one pass that were cut short and are read again for more; of further ones only what
    /// was asked for is read.
    package static let deepenedListsMax = 16
    /// Lists read by one statement: its cost grows with the square of their number.
    package static let listsPerStatementMax = 16
    /// Times a write is tried when PostgreSQL breaks a deadlock.
    package static let writeAttemptsMax = 5
    /// Edges of an object that is gone that are removed by one transaction.
    package static let removalEdgesMax = 500
    /// Transactions of one call of `TAO.removeEdges(of:)`.
    package static let removalBatchesMax = 200
    /// Items a session bypasses the cache for; with more, it bypasses it for everything.
    package static let bypassedItemsMax = 128
    /// What a process remembers of how often things were done.
    package static let ratesKnownMax = 200_000
    /// Times that a process tries to count something that others count at the same moment; after that
    /// it is counted by this process alone.
    package static let rateAttemptsMax = 3
    /// Bytes of a cache namespace.
    package static let namespaceBytesMax = 32

    // MARK: Servers

    /// For how long after a server was added the others may hold values of keys they have lost: the
    /// life of a value, and an hour for processes that were late to notice.
    package static let lostValueSeconds = Int64(valueSeconds + 3_600)

    /// How long servers of a new list have to answer before it is refused.
    package static let listAnswerMilliseconds = 500
    /// Pause between two looks whether they do.
    package static let listPauseMilliseconds = 10
    /// How often processes say that they use the list in force.
    package static let listUseSeconds: Int64 = 10
    /// A list that no process has used for longer may be replaced by any process.
    package static let unusedListSeconds: Int64 = 60

    /// How old the answer of a replica may be.
    package static let replicaLagMilliseconds = 3_000
    /// Pause between two looks at the replicas.
    package static let replicaLookMilliseconds = 500
    /// Places of the primary's log that are remembered to measure replicas by.
    package static let replicaPlacesMax = 16
    /// How long a statement may take on a replica, before the primary is asked.
    package static let replicaTimeoutMilliseconds = 1_000

    // MARK: Ids

    /// Lanes of ids, and so processes that can create objects at the same time; a power of two. Each
    /// has `ObjectID.sequenceCount / idLanes` ids a millisecond and shard before it takes them from
    /// the next one. The table `id_lanes` has as many rows.
    package static let idLanes = 256
    /// How long PostgreSQL keeps others from a lane whose holder says nothing more.
    package static let laneLeaseMilliseconds = 15_000
    /// How long a holder uses its lane without having renewed the lease: less, so that PostgreSQL's
    /// clock may jump by the difference.
    package static let laneUseMilliseconds = 10_000
    /// How far ahead of the clock a holder may give out ids: more than it uses its lane for, and less
    /// than its lease, so that the process that takes over a lane need not wait.
    package static let laneMarkMilliseconds = 12_000
    /// Pause between two renewals.
    package static let laneRenewMilliseconds = 3_000
    /// Times that a lane is looked for, or renewed, for one id.
    package static let laneAttemptsMax = 3
    /// Free lanes that a process looks at.
    package static let lanesOfferedMax = 16
    /// How long PostgreSQL is not asked again when all lanes were taken.
    package static let laneRefusalMilliseconds = 1_000
    /// How far a clock may be from PostgreSQL's; ids of a process with a worse one go by
    /// PostgreSQL's.
    package static let laneClockMilliseconds = 2_000

    // MARK: Time

    /// Questions to PostgreSQL what time it is, of which the fastest answer is believed.
    package static let clockQuestions = 5
    /// Pause between two measurements, and after one that failed.
    package static let clockMeasureMilliseconds = 10_000
    package static let clockRetryMilliseconds = 1_000

    // MARK: Outbox

    /// How long rows are left to their writers before the tailer takes care of them.
    package static let outboxGraceMilliseconds = 250
    /// Pause between two looks at the outbox.
    package static let tailerPauseMilliseconds = 100
    /// How long a tailer that died keeps others from taking over.
    package static let tailerLeaseMilliseconds = 3_000
    /// Rows of the outbox read, or removed, at a time.
    package static let outboxPageRowsMax = 500
    /// Deletes that are replayed to a server that comes back; for more, everything it holds is
    /// deleted.
    package static let rejoinDeletesMax = 10_000
    /// Rows that are looked through for these.
    package static let rejoinRowsMax = 100_000
    /// Pages of old rows that one sweep takes after the newest: so that the row of a moment ago does
    /// not wait for a hundred thousand older ones.
    package static let outboxPagesPerSweepMax = 4
    /// Pause between two looks at the rows that wait for a server.
    package static let outboxQueuesMilliseconds = 1_000
    /// Servers whose rows are looked at each time.
    package static let outboxQueuesMax = 1_000
    /// Rows that may wait for a server: for more, it is emptied when it is back.
    package static let outboxWaitingRowsMax = 10_000
    /// How long a row may wait for a server.
    package static let outboxWaitingMilliseconds: Int64 = 600_000
    /// How long removals of delivered rows are collected.
    package static let outboxAckMilliseconds = 50

    /// Pause between two looks at what waits in the outbox, of every process.
    package static let outboxWatchMilliseconds = 1_000
    /// Rows older than this count as undelivered.
    package static let outboxOverdueMilliseconds = 5_000
    /// Overdue rows that are counted.
    package static let outboxCountedMax = 1_000
    /// Overdue rows that processes without the cache leave when there is none with it.
    package static let outboxUnattendedRowsMax = 100_000
    /// For how long no process has had the lease before these look for themselves.
    package static let outboxUnattendedMilliseconds = 60_000

    // MARK: Auditor

    /// Of how many changed items one is audited.
    package static let auditOneIn = 50
    /// How long after the write its items are compared, each time.
    package static let auditMilliseconds = [1_000, 10_000]
    /// Pause between two looks at what is due, and before a difference is looked at again.
    package static let auditPauseMilliseconds = 500
    /// Items waiting to be compared; more are not audited.
    package static let auditSamplesMax = 1_000

    // MARK: Verifier

    /// Rows the verifier reads by one statement; of a list that is longer, all are counted.
    package static let verifyRowsMax = 1_000
    /// Findings a report describes.
    package static let verifyExamplesMax = 20
}
