-- Where places are, so that one is found by a point and a name. Read and written by
-- Social/Locations/PlaceStore.swift; what is known of a place is in its object.
CREATE TABLE places (
    -- Thousandths of degrees (WGS 84).
    north    integer NOT NULL,
    east     integer NOT NULL,
    -- The name without regard to case, or its digest where it is long.
    name_key text COLLATE "C" NOT NULL,
    id       bigint NOT NULL,
    PRIMARY KEY (north, east, name_key)
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('places', 'north', colocate_with => 'none');
    END IF;
END
$$;
