-- +goose Up

-- Why the centre picked the case as a typical one (典型案例) for the month's report; empty for most.
alter table cases add column typical text not null default '';

-- What a round (轮次) was like when a redo ended it, so that the figures of its month stay as they were. From now on a
-- case counts declines, as extensions always were, in its present round only.
alter table case_round add column category text not null default '';
alter table case_round add column call_back text not null default '';
alter table case_round add column returns bigint not null default 0;
alter table case_round add column improper bigint not null default 0;
alter table case_round add column extensions bigint not null default 0;
alter table case_round add column paused_ms bigint not null default 0;
update case_round set
    category = (select c.category from cases c where c.id = case_round.case_id),
    call_back = coalesce((select e.data::json ->> 'outcome' from event e where e.case_id = case_round.case_id
        and e.round = case_round.n and e.action = 'call-back' order by e.id desc limit 1), ''),
    returns = (select count(*) from event e where e.case_id = case_round.case_id and e.round = case_round.n and e.action = 'decline'),
    improper = (select count(*) from event e where e.case_id = case_round.case_id and e.round = case_round.n
        and e.action in ('uphold', 'uphold-silent')),
    extensions = (select count(*) from event e where e.case_id = case_round.case_id and e.round = case_round.n and e.action = 'grant'),
    paused_ms = greatest(0, coalesce((select sum(case n.kind when 'resumed' then n.at_ms else -n.at_ms end)
        from clock k join clock_entry n on n.case_id = k.case_id and n.clock = k.n
        where k.case_id = case_round.case_id and k.round = case_round.n and k.leg = 0 and k.milestone = 'resolve'
        and n.kind in ('paused', 'resumed')), 0));
update cases set
    returns = (select count(*) from event e where e.case_id = cases.id and e.round = cases.round and e.action = 'decline'),
    improper = (select count(*) from event e where e.case_id = cases.id and e.round = cases.round
        and e.action in ('uphold', 'uphold-silent'))
    where round > 1;

-- +goose Down
alter table case_round drop column paused_ms;
alter table case_round drop column extensions;
alter table case_round drop column improper;
alter table case_round drop column returns;
alter table case_round drop column call_back;
alter table case_round drop column category;
alter table cases drop column typical;
