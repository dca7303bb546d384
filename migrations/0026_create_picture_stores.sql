-- The folder of pictures and uploads that belongs to this database, by the name in its file store-id. Read
-- and written by Social/Media/PictureFolderStore.swift. One row, on one node of a cluster.
CREATE TABLE picture_stores (
    is_ours boolean PRIMARY KEY CHECK (is_ours),
    name text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 200)
);
