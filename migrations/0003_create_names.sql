-- Unique names of objects, such as usernames.
CREATE TABLE names (
    name text COLLATE "C" NOT NULL,
    namespace smallint NOT NULL,
    id bigint NOT NULL,
    PRIMARY KEY (name, namespace)
);
