-- Which photos show a stored file, so that the file goes with the last of them. Files are named by
-- their content, and several accounts may have the same.
CREATE TABLE blob_uses (
    blob  text   NOT NULL,
    -- 0: the file itself. Its row is held by whoever adds a use, or takes the last one away.
    -- -1: a file of the sample world.
    media bigint NOT NULL,
    PRIMARY KEY (blob, media)
);

CREATE INDEX blob_uses_media ON blob_uses (media);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('blob_uses', 'blob', colocate_with => 'none');
    END IF;
END
$$;
