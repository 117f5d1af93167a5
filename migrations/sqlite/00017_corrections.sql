-- +goose Up

-- What a frozen issue knew of each of its cases, packed, so that a later difference can be told case by case; empty for
-- issues of before.
alter table report_issue add column traces blob not null default x'';

-- The rules by which bureaus are scored (评分), by version: the latest is in force, one without rules scores nobody.
create table score_scheme (
    version integer primary key,
    rules   text    not null,
    made_ms integer not null,
    made_by text    not null
) strict;

-- +goose Down
drop table score_scheme;
alter table report_issue drop column traces;
