-- +goose Up

-- A frozen issue is released (发布) by the centre and then mailed to the leaders, once; 0 for not yet.
alter table report_issue add column released_ms integer not null default 0;
alter table report_issue add column released_by text not null default '';
alter table report_issue add column mailed_ms integer not null default 0;

-- An endpoint of the channel mail is a reader of released reports who has no account: its url is the address.
create unique index endpoint_reader on endpoint (url) where channel = 'mail';

-- +goose Down
drop index endpoint_reader;
alter table report_issue drop column mailed_ms;
alter table report_issue drop column released_by;
alter table report_issue drop column released_ms;
