-- Edges of the graph, at most one per (id1, type, id2). An edge lies with its first object; the
-- inverse edge is a row of its own.
CREATE TABLE associations (
    id1 bigint NOT NULL,
    type smallint NOT NULL,
    id2 bigint NOT NULL,
    -- Unix milliseconds: what a list is ordered by.
    time bigint NOT NULL,
    -- TAO/Record.swift; empty for an edge without properties.
    data bytea NOT NULL,
    PRIMARY KEY (id1, type, id2)
);

-- Pages of a list, newest first: (time, id2) is the paging key.
CREATE INDEX associations_newest ON associations (id1, type, time DESC, id2 DESC);

-- How many edges a list has: the sum over its slots. A list that ever had an edge has a row with
-- slot 0, which also drives the query for many lists at once. Lists of hot types count in the slots
-- above 0, so that writers of one popular list do not wait for each other.
CREATE TABLE association_counts (
    id1 bigint NOT NULL,
    type smallint NOT NULL,
    slot smallint NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (id1, type, slot)
) WITH (fillfactor = 70);
