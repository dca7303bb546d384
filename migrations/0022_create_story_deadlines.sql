-- Published stories that have to be looked after when they are over: archived or removed, with what is kept
-- of who has seen them. Read and written by Sources/Social/Stories/StoryDeadlineStore.swift only.
--
-- On a Citus cluster the table stays on one node and is known to all: SKIP LOCKED is refused over
-- several shards.
CREATE TABLE story_deadlines (
    story        bigint      PRIMARY KEY,
    author       bigint      NOT NULL,
    -- Unix milliseconds.
    published_at bigint      NOT NULL,
    -- 0 watched, 1 over.
    stage        smallint    NOT NULL DEFAULT 0,
    -- The worker is taken for dead when this has passed.
    leased_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (
    -- Rows come and go; a share of the table's size would let the dead ones pile up.
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000
);

CREATE INDEX story_deadlines_due ON story_deadlines (stage, published_at);
CREATE INDEX story_deadlines_author ON story_deadlines (author);

-- Those that were published before: ACTIVE_STORY is 16.
INSERT INTO story_deadlines (story, author, published_at)
SELECT id2, id1, time FROM associations WHERE type = 16;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM citus_add_local_table_to_metadata('story_deadlines');
    END IF;
END
$$;
