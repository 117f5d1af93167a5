-- +goose Up

-- A file's bytes lie in the file store under their hash; this is what the cases know of it.
-- case_id is 0 until an upload is tied to a case; thumb is the hash of its thumbnail, empty for none.
create table attachment (
    id          integer primary key,
    case_id     integer not null,
    event_seq   integer not null,
    name        text    not null,
    type        text    not null,
    size        integer not null,
    hash        text    not null,
    thumb       text    not null,
    uploader_id integer not null,
    at_ms       integer not null
) strict;
create index attachment_case on attachment (case_id, id);
create index attachment_unbound on attachment (uploader_id, at_ms) where case_id = 0;
create index attachment_hash on attachment (hash);
create index attachment_thumb on attachment (thumb) where thumb <> '';

-- +goose Down
drop table attachment;
