-- +goose Up

create table cases (
    id              integer primary key,
    no              text    not null unique,
    version         integer not null,
    state           text    not null,
    open            integer not null check (open in (0, 1)),
    round           integer not null check (round >= 1),
    company_id      integer not null references company (id),
    company_name    text    not null,
    filer_id        integer not null,
    filer_name      text    not null,
    liaison_id      integer not null,
    contact_name    text    not null,
    contact_phone   text    not null,
    visit_times     text    not null,
    category        text    not null,
    street          text    not null,
    title           text    not null,
    body            text    not null,
    source          text    not null,
    urgent          integer not null check (urgent in (0, 1)),
    confidential    integer not null check (confidential in (0, 1)),
    against         text    not null,
    lead            text    not null,
    route_reason_zh text    not null,
    route_reason_en text    not null,
    policy          text    not null,
    policy_version  integer not null,
    disputed        integer not null check (disputed in (0, 1)),
    ruled           integer not null check (ruled in (0, 1)),
    extend_to       text    not null,
    track_to        text    not null,
    promise         text    not null,
    next_feedback   text    not null,
    supervised      integer not null check (supervised in (0, 1)),
    instructed      integer not null check (instructed in (0, 1)),
    explained       integer not null check (explained in (0, 1)),
    dissatisfied    integer not null check (dissatisfied in (0, 1)),
    final           integer not null check (final in (0, 1)),
    result          text    not null,
    reason_code     text    not null,
    parent_id       integer not null,
    joined          integer not null,
    reply           text    not null,
    score           integer not null check (score between 0 and 5),
    is_solved       text    not null check (is_solved in ('', 'yes', 'no')),
    call_back       text    not null,
    returns         integer not null,
    improper        integer not null,
    extensions      integer not null,
    reminders       integer not null,
    filed_ms        integer not null,
    dispatched_ms   integer not null,
    assigned_ms     integer not null,
    signed_ms       integer not null,
    contacted_ms    integer not null,
    planned_ms      integer not null,
    replied_ms      integer not null,
    closed_ms       integer not null,
    updated_ms      integer not null,
    urged_ms        integer not null,
    first_due_ms    integer not null,
    due_ms          integer not null,
    paused_ms       integer not null,
    light           text    not null,
    next_due_ms     integer not null,
    reindex         integer not null check (reindex in (0, 1))
) strict;
create index cases_company on cases (company_id, id);
create index cases_liaison on cases (liaison_id, id) where liaison_id <> 0;
create index cases_filer on cases (filer_id, id);
create index cases_lead on cases (lead, id);
create index cases_filed on cases (filed_ms);
create index cases_closed on cases (closed_ms) where closed_ms <> 0;
create index cases_due on cases (due_ms) where due_ms <> 0;
create index cases_open on cases (id) where open;
create index cases_parent on cases (parent_id) where parent_id <> 0;
create index cases_reindex on cases (id) where reindex;

create table leg (
    case_id     integer not null references cases (id),
    n           integer not null,
    bureau      text    not null,
    round       integer not null,
    state       text    not null,
    task        text    not null,
    answer      text    not null,
    added_ms    integer not null,
    signed_ms   integer not null,
    answered_ms integer not null,
    primary key (case_id, n)
) strict, without rowid;
create index leg_bureau on leg (bureau, case_id);

-- Every calendar on which promises were counted, by its version, so that they can be counted again at any later time.
create table calendar (
    version  text    not null primary key,
    hours    text    not null,
    notices  text    not null,
    first_ms integer not null
) strict, without rowid;

create table clock (
    case_id      integer not null references cases (id),
    n            integer not null,
    milestone    text    not null,
    round        integer not null,
    leg          integer not null,
    policy       text    not null,
    budget       text    not null,
    until        text    not null,
    pause_cap    text    not null,
    start_ms     integer not null,
    calendar     text    not null,
    first_due_ms integer not null,
    due_ms       integer not null,
    provisional  integer not null check (provisional in (0, 1)),
    ended        text    not null,
    ended_ms     integer not null,
    level        integer not null,
    next_ms      integer not null,
    primary key (case_id, n)
) strict, without rowid;
create index clock_next on clock (next_ms, case_id, n) where next_ms <> 0;
create index clock_provisional on clock (case_id) where provisional and ended = '';

-- What happened to a clock: lines are added and never changed. Policy, budget and pause_cap are empty but where a new
-- promise was given under a later version of the policy.
create table clock_entry (
    case_id   integer not null,
    clock     integer not null,
    n         integer not null,
    kind      text    not null,
    at_ms     integer not null,
    actor     text    not null,
    reason    text    not null,
    until     text    not null,
    policy    text    not null,
    budget    text    not null,
    pause_cap text    not null,
    calendar  text    not null,
    due_ms    integer not null,
    primary key (case_id, clock, n),
    foreign key (case_id, clock) references clock (case_id, n)
) strict, without rowid;

-- The story of a case, and the outbox: what is not announced has still to be told.
create table event (
    id         integer primary key,
    case_id    integer not null references cases (id),
    seq        integer not null,
    at_ms      integer not null,
    action     text    not null,
    actor_id   integer not null,
    actor_name text    not null,
    actor_role text    not null,
    bureau     text    not null,
    from_state text    not null,
    to_state   text    not null,
    round      integer not null,
    leg        integer not null,
    milestone  text    not null,
    level      integer not null,
    public     integer not null check (public in (0, 1)),
    text       text    not null,
    data       text    not null,
    event_key  text    unique,
    announced  integer not null check (announced in (0, 1))
) strict;
create index event_case on event (case_id, id);
create index event_outbox on event (id) where not announced;

-- The figures of rounds that a redo (重办) ended.
create table case_round (
    case_id       integer not null references cases (id),
    n             integer not null,
    lead          text    not null,
    result        text    not null,
    score         integer not null,
    is_solved     text    not null,
    dispatched_ms integer not null,
    signed_ms     integer not null,
    contacted_ms  integer not null,
    planned_ms    integer not null,
    replied_ms    integer not null,
    closed_ms     integer not null,
    first_due_ms  integer not null,
    due_ms        integer not null,
    reply         text    not null,
    primary key (case_id, n)
) strict, without rowid;

-- Who has what to do, and how urgent it is: kept with each change, read by queue pages. Closed cases have no rows.
create table worklist (
    owner   text    not null,
    list    text    not null,
    due_ms  integer not null,
    case_id integer not null references cases (id),
    leg     integer not null,
    primary key (owner, list, due_ms, case_id, leg)
) strict, without rowid;
create index worklist_case on worklist (case_id);

-- How long each worklist is, in parts so that writers do not wait for one another; the count is the sum of the parts.
create table tally (
    owner text    not null,
    list  text    not null,
    part  integer not null,
    n     integer not null,
    primary key (owner, list, part)
) strict, without rowid;

-- A repeated request with the same key is answered with what the first one made.
create table idempotency (
    actor_id   integer not null,
    request_key text   not null,
    case_id    integer not null,
    at_ms      integer not null,
    primary key (actor_id, request_key)
) strict, without rowid;
create index idempotency_at on idempotency (at_ms);

-- +goose Down
drop table idempotency;
drop table tally;
drop table worklist;
drop table case_round;
drop table event;
drop table clock_entry;
drop table clock;
drop table calendar;
drop table leg;
drop table cases;
