-- +goose Up

-- What a frozen issue knew of each of its cases, packed, so that a later difference can be told case by case; empty for
-- issues of before.
alter table report_issue add column traces bytea not null default '';

-- The rules by which bureaus are scored (评分), by version: the latest is in force, one without rules scores nobody.
create table score_scheme (
    version bigint primary key,
    rules   text    not null,
    made_ms bigint not null,
    made_by text    not null
);

-- +goose Down
drop table score_scheme;
alter table report_issue drop column traces;
