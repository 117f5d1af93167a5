-- +goose Up

-- With the filing instant in it, the index alone tells which closed cases a month concerns.
drop index cases_closed;
create index cases_closed on cases (closed_ms, filed_ms) where closed_ms <> 0;

-- The figures of past months, for comparisons and trends: one row for each measure, n out of base. Those of a frozen
-- month name its issue and are not folded again.
create table month_figure (
    month text    not null,
    code  text    not null,
    n     integer not null,
    base  integer not null,
    at_ms integer not null,
    issue integer not null,
    primary key (month, code)
) strict, without rowid;

-- A frozen issue (定稿) of a report: what was printed, byte for byte, and how it came about. A reopened issue stays,
-- with who reopened it and why; of one period only one issue is in force.
create table report_issue (
    number       integer primary key,
    first_day    text    not null,
    last_day     text    not null,
    cut_off_ms   integer not null,
    calendar     text    not null,
    title        text    not null,
    book         blob    not null,
    workbook     blob    not null,
    checksum     text    not null check (length(checksum) = 64),
    frozen_ms    integer not null,
    frozen_by    text    not null,
    reopened_ms  integer not null,
    reopened_by  text    not null,
    reopened_for text    not null,
    check (reopened_ms = 0 or reopened_for <> '')
) strict;
create unique index report_issue_period on report_issue (first_day, last_day) where reopened_ms = 0;

-- +goose Down
drop table report_issue;
drop table month_figure;
drop index cases_closed;
create index cases_closed on cases (closed_ms) where closed_ms <> 0;
