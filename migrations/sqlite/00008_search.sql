-- +goose Up

-- The full-text index of cases, docid being the case's id: grams are the words and Han bigrams of the text, which is
-- kept in body as it is compared, normalised and in small letters.
create virtual table case_search using fts4 (grams, body, tokenize=simple, notindexed=body);

-- +goose Down
drop table case_search;
