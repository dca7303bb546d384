-- What moderators, administrators and operators did. Nothing is taken off it; what it says of an
-- account that is gone is made nameless.
CREATE TABLE audit_entries (
    id         bigint   PRIMARY KEY,
    -- NULL for an operator, and for an account that is gone.
    actor_id   bigint,
    -- Numbers of AuditAction.
    action     smallint NOT NULL,
    -- NULL for an account that is gone.
    subject_id bigint,
    note       text,
    created_at bigint   NOT NULL
);

CREATE INDEX audit_entries_actor ON audit_entries (actor_id);
CREATE INDEX audit_entries_subject ON audit_entries (subject_id);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        PERFORM create_distributed_table('audit_entries', 'id', colocate_with => 'none');
    END IF;
END
$$;
