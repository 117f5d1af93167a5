-- +goose Up

-- Cases of a category, newest last: a rare one is listed without a walk over all the others.
create index cases_category on cases (category, id);

-- +goose Down
drop index cases_category;
