-- What accounts did with posts of their feeds, and by what these had got their places: the log that ranking
-- learns from. Written by many, read by `tintype rank train` alone. Read and written by
-- Sources/Social/Interactions/InteractionStore.swift only.
--
-- A partition holds what was served on one day (UTC) and is called by it, feed_interactions_20260408. Servers
-- make those of the days to come and drop those that are too old: no row is ever deleted for its age.
--
-- On a Citus cluster the table stays on one node and is known to all, as the log of events is, which is told
-- in the same transaction.
CREATE TABLE feed_interactions (
    viewer      bigint   NOT NULL,
    post        bigint   NOT NULL,
    -- Of FeedInteractionKind.
    kind        smallint NOT NULL,
    -- Of FeedKind.
    feed        smallint NOT NULL,
    -- Unix milliseconds, by the server.
    served_at   bigint   NOT NULL,
    -- Unix milliseconds, by the client, between that and when it was told.
    happened_at bigint   NOT NULL,
    -- How long it was on screen, where that was said.
    seconds     double precision,
    -- How many posts stood before it.
    position    smallint NOT NULL,
    -- Of an impression of what was ranked: a hash of the model's name and version, whether chance had moved
    -- what stood first, and the features, two bytes each.
    model       integer,
    is_shuffled boolean,
    features    bytea,
    PRIMARY KEY (viewer, post, kind, served_at, feed)
) PARTITION BY RANGE (served_at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM citus_add_local_table_to_metadata('feed_interactions');
    END IF;
END
$$;
