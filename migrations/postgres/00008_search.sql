-- +goose Up

-- The full-text index of cases: grams are the words and Han bigrams of the text, which is kept in body as it is
-- compared, normalised and in small letters.
create table case_search (
    case_id bigint not null primary key references cases (id),
    grams   text[] not null,
    body    text   not null
);
-- With too few of the common grams known, the planner takes a rare one for common and walks all cases.
alter table case_search alter column grams set statistics 500;
create index case_search_grams on case_search using gin (grams);

-- +goose Down
drop table case_search;
