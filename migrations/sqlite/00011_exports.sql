-- +goose Up

-- A ledger that somebody asked for, and how far it is. Whoever writes it renews beat_ms; one whose beat stopped is
-- written anew by another. The file lies in the file store under its hash until it is swept.
create table ledger_export (
    id        integer primary key,
    person_id integer not null,
    wish      text    not null,
    name      text    not null check (name <> ''),
    state     text    not null check (state in ('waiting', 'running', 'done', 'failed')),
    owner     text    not null,
    written   integer not null,
    total     integer not null,
    hash      text    not null,
    size      integer not null,
    reason_zh text    not null,
    reason_en text    not null,
    made_ms   integer not null,
    beat_ms   integer not null,
    done_ms   integer not null,
    check ((state = 'done') = (hash <> ''))
) strict;
create index ledger_export_person on ledger_export (person_id, id);
create index ledger_export_open on ledger_export (id) where state in ('waiting', 'running');
create index ledger_export_hash on ledger_export (hash) where hash <> '';

-- +goose Down
drop table ledger_export;
