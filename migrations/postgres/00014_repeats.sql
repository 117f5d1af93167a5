-- +goose Up

-- What a request with the key said: the same key with something else is refused. Keys of before are not compared.
alter table idempotency add column said text not null default '';

-- +goose Down
alter table idempotency drop column said;
