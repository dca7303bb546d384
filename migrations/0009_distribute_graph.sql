-- On a Citus cluster the graph is spread by the id of the object; plain PostgreSQL skips this.
-- Objects, their edges, counts and outbox rows lie on the same node.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('objects', 'id');
        PERFORM create_distributed_table('associations', 'id1', colocate_with => 'objects');
        PERFORM create_distributed_table('association_counts', 'id1', colocate_with => 'objects');
        PERFORM create_distributed_table('outbox', 'id1', colocate_with => 'objects');
        PERFORM create_distributed_table('names', 'name', colocate_with => 'none');
        PERFORM create_distributed_table('outbox_leases', 'name', colocate_with => 'none');
    END IF;
END
$$;
