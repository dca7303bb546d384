-- Nodes of the graph. The types of the product are Swift (Social/ObjectTypes.swift).
CREATE TABLE objects (
    id bigint PRIMARY KEY,
    type smallint NOT NULL,
    -- 1 when created, one more with every update.
    version bigint NOT NULL,
    -- TAO/Record.swift
    data bytea NOT NULL
);
