-- +goose Up

-- Who edited which reference data, with the columns before and after. Lines are added and never changed.
create table ref_change (
    id         integer primary key,
    at_ms      integer not null,
    actor_id   integer not null,
    actor_name text    not null,
    what       text    not null,
    key        text    not null,
    before     text    not null,
    after      text    not null
) strict;
create index ref_change_key on ref_change (what, key, id);

-- +goose Down
drop table ref_change;
