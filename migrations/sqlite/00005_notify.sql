-- +goose Up

-- What there is to tell, once for everybody who hears of it. facts is JSON, from which the words are made in each
-- reader's language.
create table notice (
    id       integer primary key,
    key      text    not null unique check (key <> ''),
    topic    text    not null check (topic in ('news', 'reminder', 'digest', 'system')),
    event_id integer not null,
    case_id  integer not null,
    urgent   integer not null check (urgent in (0, 1)),
    at_ms    integer not null,
    facts    text    not null
) strict;
create index notice_case on notice (case_id, id) where case_id <> 0;

-- The inbox: who was told, what they are to the case, and when they read it (0 for not yet).
create table message (
    person_id integer not null,
    notice_id integer not null references notice (id),
    party     integer not null,
    read_ms   integer not null,
    primary key (person_id, notice_id)
) strict, without rowid;
create index message_unread on message (person_id, notice_id) where read_ms = 0;
create index message_notice on message (notice_id);

-- The way of a message out of the house: to a person (endpoint_id 0) or to a group or program (person_id 0).
-- envelope is not 0 from the moment the message is handed over until the outcome is known: the deliveries that
-- went in the same envelope carry the same number, which was drawn.
create table delivery (
    id          integer primary key,
    notice_id   integer not null references notice (id),
    person_id   integer not null,
    endpoint_id integer not null,
    channel     text    not null,
    receiver    text    not null,
    address     text    not null,
    state       text    not null check (state in ('waiting', 'claimed', 'sent', 'failed', 'dropped', 'muted')),
    open        integer not null check (open in (0, 1)),
    due_ms      integer not null,
    tries       integer not null,
    envelope    integer not null,
    owner       text    not null,
    reason_zh   text    not null,
    reason_en   text    not null,
    made_ms     integer not null,
    done_ms     integer not null,
    check (open = (state in ('waiting', 'claimed')))
) strict;
create unique index delivery_once on delivery (notice_id, person_id, endpoint_id, channel);
create index delivery_due on delivery (channel, due_ms, id) where open;
create index delivery_receiver on delivery (person_id, endpoint_id, channel, due_ms) where open;
create index delivery_state on delivery (state, id);

-- What a person does not want to get by a channel; without a row it is sent.
create table declined (
    person_id integer not null,
    channel   text    not null,
    topic     text    not null,
    primary key (person_id, channel, topic)
) strict, without rowid;

-- Group robots and programs that are told: of one bureau's cases, or with bureau empty of all.
create table endpoint (
    id         integer primary key,
    channel    text    not null,
    name       text    not null check (name <> ''),
    bureau     text    not null,
    url        text    not null check (url <> ''),
    secret     text    not null,
    old_secret text    not null,
    active     integer not null check (active in (0, 1)),
    made_ms    integer not null
) strict;

-- +goose Down
drop table endpoint;
drop table declined;
drop table delivery;
drop table message;
drop table notice;
