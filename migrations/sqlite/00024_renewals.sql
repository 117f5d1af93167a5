-- +goose Up

-- Renewals (重新承诺) that administrators ordered, and how far each has come: a large one is carried out in the
-- background and taken up again after an interruption. terms are the versions of policies that promise from then on,
-- refs the reference data they were read in. dropped says that another edit overtook the rest.
create table renewal (
    id         integer primary key,
    policy     text    not null,
    category   text    not null,
    terms      text    not null,
    refs       integer not null,
    reason     text    not null,
    actor_id   integer not null,
    actor_name text    not null,
    ordered_ms integer not null,
    cases      integer not null,
    done       integer not null default 0,
    ended_ms   integer not null default 0,
    dropped    integer not null default 0 check (dropped in (0, 1)),
    check ((policy = '') <> (category = ''))
) strict;

-- Of one choice one renewal is under way.
create unique index renewal_open on renewal (policy, category) where ended_ms = 0;

-- +goose Down
drop table renewal;
