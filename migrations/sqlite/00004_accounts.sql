-- +goose Up

-- People who sign in. bureau is set for officers and chiefs, company_id for company accounts, 0 for all others.
create table person (
    id           integer primary key,
    login        text    not null unique check (login <> ''),
    name         text    not null check (name <> ''),
    role         text    not null check (role in ('company', 'liaison', 'centre', 'officer', 'chief', 'leader', 'admin', 'auditor')),
    bureau       text    not null,
    company_id   integer not null,
    email        text    not null,
    phone        text    not null,
    lang         text    not null check (lang in ('zh', 'en')),
    active       integer not null check (active in (0, 1)),
    stopped      text    not null,
    password     text    not null,
    created_ms   integer not null,
    signed_in_ms integer not null
) strict;
create index person_role on person (role, id);
create index person_bureau on person (bureau, id) where bureau <> '';
create index person_company on person (company_id, id) where company_id <> 0;

-- One row for each browser that is signed in. The token itself is only in the browser's cookie.
create table session (
    id         integer primary key,
    hash       text    not null unique,
    person_id  integer not null references person (id),
    created_ms integer not null,
    seen_ms    integer not null,
    expires_ms integer not null,
    addr       text    not null,
    agent      text    not null,
    data       text    not null
) strict;
create index session_person on session (person_id, id);
create index session_expires on session (expires_ms);

-- Keys for programs that act for a person. expires_ms 0 means never.
create table token (
    id         integer primary key,
    hash       text    not null unique,
    person_id  integer not null references person (id),
    name       text    not null,
    created_ms integer not null,
    expires_ms integer not null,
    used_ms    integer not null
) strict;
create index token_person on token (person_id, id);

-- Failed sign-ins by login and by address, for making guessers wait.
create table sign_in_attempt (
    key      text    not null primary key,
    failed   integer not null,
    last_ms  integer not null,
    until_ms integer not null
) strict, without rowid;
create index sign_in_attempt_last on sign_in_attempt (last_ms);

-- Security-relevant acts: sign-ins, changes of rights, exports with their purpose. Lines are added and never changed.
create table access_log (
    id        integer primary key,
    at_ms     integer not null,
    act       text    not null,
    person_id integer not null,
    who       text    not null,
    addr      text    not null,
    about     text    not null,
    detail    text    not null
) strict;
create index access_log_person on access_log (person_id, id);
create index access_log_act on access_log (act, id);

-- Who opened which case, and when.
create table view_log (
    id        integer primary key,
    at_ms     integer not null,
    case_id   integer not null,
    person_id integer not null,
    addr      text    not null
) strict;
create index view_log_case on view_log (case_id, id);
create index view_log_person on view_log (person_id, id);

-- +goose Down
drop table view_log;
drop table access_log;
drop table sign_in_attempt;
drop table token;
drop table session;
drop table person;
