-- +goose Up

-- A file's bytes lie in the file store under their hash; this is what the cases know of it.
create table attachment (
    id          integer primary key,
    case_id     integer not null,
    event_seq   integer not null,
    name        text    not null,
    type        text    not null,
    size        integer not null,
    hash        text    not null,
    thumb       integer not null check (thumb in (0, 1)),
    uploader_id integer not null,
    at_ms       integer not null
) strict;
create index attachment_case on attachment (case_id, id);
create index attachment_unbound on attachment (at_ms) where case_id = 0;

-- +goose Down
drop table attachment;
