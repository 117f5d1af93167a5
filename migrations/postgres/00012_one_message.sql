-- +goose Up

-- Who hears of which level of a promise's reminders, "near:officer,chief due:officer …"; empty for the policy's, and of a
-- policy for the standard ones.
alter table policy add column reminders text not null default '';
alter table category add column reminders text not null default '';

-- Notices of one occasion, such as a new calendar, have a bundle in common and stand in an inbox as one line: the first
-- message of a bundle is the line, and keeps for all of them whether it was read.
alter table notice add column bundle text not null default '';
alter table message add column bundle text not null default '';
alter table message add column first boolean not null default true;
create index message_bundle on message (person_id, bundle, notice_id) where bundle <> '';

-- +goose Down
drop index message_bundle;
alter table message drop column first;
alter table message drop column bundle;
alter table notice drop column bundle;
alter table category drop column reminders;
alter table policy drop column reminders;
