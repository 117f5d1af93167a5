-- +goose Up

-- Signing in with a one-time code as well as the password: the secret that the person's device shares, since when it
-- is asked for (0 while it is being set up), and the last time step whose code was taken, so that none is taken twice.
alter table person add column step_secret text not null default '';
alter table person add column step_since_ms bigint not null default 0;
alter table person add column step_used bigint not null default 0;

-- Codes for who has lost the device, each good once.
create table recovery_code (
    person_id bigint  not null references person (id),
    hash      text    not null,
    primary key (person_id, hash)
);

-- People who have proved their password and still owe the code.
create table sign_in_ticket (
    hash       text    not null primary key,
    person_id  bigint  not null references person (id),
    expires_ms bigint  not null
);
create index sign_in_ticket_expires on sign_in_ticket (expires_ms);

-- +goose Down
drop table sign_in_ticket;
drop table recovery_code;
alter table person drop column step_used;
alter table person drop column step_since_ms;
alter table person drop column step_secret;
