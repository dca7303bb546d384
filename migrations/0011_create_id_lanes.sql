-- Who gives out which ids. Every process that creates objects holds a lane: the ids whose sequence
-- number, modulo the number of lanes, is the lane's. Read and written by TAO/IDLanes.swift.
CREATE TABLE id_lanes (
    lane smallint PRIMARY KEY,
    -- A random number of the process; 0: it was given back.
    holder bigint NOT NULL DEFAULT 0,
    -- Milliseconds since 1970. No holder has given out, or ever will, an id of a later time without
    -- having raised this first; the next holder begins behind it.
    mark bigint NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL DEFAULT 'epoch'
) WITH (fillfactor = 50);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('id_lanes', 'lane', colocate_with => 'none');
    END IF;
END
$$;

-- TAOLimits.idLanes: the number can only change while no process creates anything.
INSERT INTO id_lanes (lane) SELECT generate_series(0, 255);
