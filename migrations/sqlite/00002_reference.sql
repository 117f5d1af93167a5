-- +goose Up

-- Reference data that administrators edit. ref_version counts the edits, so that every instance knows when to read anew.
create table ref_version (
    one     integer primary key check (one = 1),
    version integer not null
) strict;
insert into ref_version (one, version) values (1, 1);

create table bureau (
    code    text not null primary key check (code <> ''),
    name_zh text not null,
    name_en text not null,
    peer    text not null check (peer in ('bureau', 'street', 'utility')),
    active  integer not null check (active in (0, 1)),
    place   integer not null
) strict, without rowid;

create table street (
    code    text not null primary key check (code <> ''),
    name_zh text not null,
    name_en text not null,
    bureau  text not null,
    place   integer not null
) strict, without rowid;

-- A policy (时限规则) is never changed: an edit adds a version.
create table policy (
    code          text    not null check (code <> ''),
    version       integer not null check (version > 0),
    name_zh       text    not null,
    name_en       text    not null,
    route_in      text    not null,
    sign_in       text    not null,
    contact_in    text    not null,
    plan_in       text    not null,
    resolve_in    text    not null,
    co_in         text    not null,
    ruling_in     text    not null,
    confirm_in    text    not null,
    pause_cap     text    not null,
    return_window text    not null,
    extend_times  integer not null check (extend_times >= 0),
    extend_by     text    not null,
    extend_ahead  text    not null,
    review        integer not null check (review in (0, 1)),
    call_back     integer not null check (call_back in (0, 1)),
    active        integer not null check (active in (0, 1)),
    remark_zh     text    not null,
    remark_en     text    not null,
    made_ms       integer not null,
    made_by       text    not null,
    primary key (code, version)
) strict, without rowid;

create table category (
    code          text not null primary key check (code <> ''),
    name_zh       text not null,
    name_en       text not null,
    grp           text not null check (grp in ('livelihood', 'approvals', 'other')),
    aliases       text not null,
    template_zh   text not null,
    template_en   text not null,
    policy        text not null,
    urgent_policy text not null,
    urgent        integer not null check (urgent in (0, 1)),
    statutory     integer not null check (statutory in (0, 1)),
    tracking      integer not null check (tracking in (0, 1)),
    rated         integer not null check (rated in (0, 1)),
    active        integer not null check (active in (0, 1)),
    place         integer not null
) strict, without rowid;

create table routing_rule (
    id          integer primary key,
    category    text not null references category (code),
    street      text not null,
    lead        text not null,
    co          text not null,
    lead_street integer not null check (lead_street in (0, 1)),
    co_street   integer not null check (co_street in (0, 1)),
    active      integer not null check (active in (0, 1))
) strict;

-- Notices of the State Council loaded after the ones that come with the program.
create table calendar_notice (
    year      integer not null,
    version   integer not null,
    id        text    not null,
    title     text    not null,
    days      text    not null,
    loaded_ms integer not null,
    loaded_by text    not null,
    primary key (year, version)
) strict, without rowid;

create table company (
    id         integer primary key,
    name       text    not null check (name <> ''),
    uscc       text    not null,
    street     text    not null,
    industry   text    not null,
    scale      text    not null check (scale in ('', 'large', 'key')),
    contact    text    not null,
    phone      text    not null,
    visits     text    not null,
    liaison_id integer not null,
    state      text    not null check (state in ('pending', 'confirmed', 'refused')),
    created_ms integer not null
) strict;
create unique index company_uscc on company (uscc) where uscc <> '' and state <> 'refused';
create index company_liaison on company (liaison_id);
create index company_state on company (state, id);

-- +goose Down
drop table company;
drop table calendar_notice;
drop table routing_rule;
drop table category;
drop table policy;
drop table street;
drop table bureau;
drop table ref_version;
