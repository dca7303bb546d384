import Postgres

/// The statements of `IDLanes`. Times are PostgreSQL's: clocks of processes differ.
enum StoreLanes {
    /// The lanes that no process holds, those with the oldest ids first.
    static func free(limit: Int) -> Query {
        """
        SELECT lane, holder, mark, (extract(epoch FROM now()) * 1000)::bigint
        FROM id_lanes WHERE expires_at <= now() ORDER BY mark, lane LIMIT \(limit)
        """
    }

    /// One row, unless another process was faster.
    static func take(_ lane: FreeLane, holder: Int64, mark: Int64, milliseconds: Int) -> Query {
        """
        UPDATE id_lanes SET holder = \(holder), mark = \(mark),
            expires_at = now() + \(Double(milliseconds)) * interval '1 millisecond'
        WHERE lane = \(lane.number) AND holder = \(lane.holder) AND mark = \(lane.mark)
            AND expires_at <= now()
        RETURNING mark, (extract(epoch FROM now()) * 1000)::bigint
        """
    }

    /// One row, unless another process has the lane. Whether the lease had lapsed does not matter,
    /// as long as no other process has taken it since.
    static func extend(_ lane: Int16, holder: Int64, mark: Int64, milliseconds: Int) -> Query {
        """
        UPDATE id_lanes SET mark = greatest(mark, \(mark)),
            expires_at = now() + \(Double(milliseconds)) * interval '1 millisecond'
        WHERE lane = \(lane) AND holder = \(holder)
        RETURNING mark, (extract(epoch FROM now()) * 1000)::bigint
        """
    }

    /// Gives a lane back, with what was really used of it.
    static func release(_ lane: Int16, holder: Int64, mark: Int64) -> Query {
        """
        UPDATE id_lanes SET holder = 0, mark = \(mark), expires_at = now()
        WHERE lane = \(lane) AND holder = \(holder)
        """
    }
}

/// A lane that can be taken.
struct FreeLane: Sendable {
    let number: Int16
    /// Who had it last.
    let holder: Int64
    /// Unix milliseconds: the last of which it may have given out ids.
    let mark: Int64
}

extension FreeLane {
    init(_ row: Row) {
        self.init(number: row.int16(0), holder: row.int64(1), mark: row.int64(2))
    }
}
