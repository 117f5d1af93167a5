-- +goose Up

-- One row for each run of a cron job. Inserting it is the claim: among all
-- instances only the one whose insert succeeds runs the slot.
create table job_run (
    job         text    not null,
    slot_ms     integer not null,
    owner       text    not null,
    started_ms  integer not null,
    finished_ms integer,
    error       text    not null default '',
    primary key (job, slot_ms)
) strict, without rowid;

-- Settings that people change at run time.
create table setting (
    key        text    not null primary key,
    value      text    not null,
    updated_ms integer not null
) strict, without rowid;

-- +goose Down
drop table setting;
drop table job_run;
