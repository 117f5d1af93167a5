-- +goose Up

-- One row for each run of a cron job. Inserting it is the claim: among all
-- instances only the one whose insert succeeds runs the slot.
create table job_run (
    job         text   not null,
    slot_ms     bigint not null,
    owner       text   not null,
    started_ms  bigint not null,
    finished_ms bigint,
    error       text   not null default '',
    primary key (job, slot_ms)
);

-- Settings that people change at run time.
create table setting (
    key        text   not null primary key,
    value      text   not null,
    updated_ms bigint not null
);

-- +goose Down
drop table setting;
drop table job_run;
