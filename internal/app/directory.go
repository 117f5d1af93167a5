package app

import (
	"context"
	"errors"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/notify"
)

// directory lets the notifier ask the accounts who people are.
func directory(people *accounts.Accounts) notify.Directory {
	return notify.Directory{
		Involved: func(ctx context.Context, about []*cases.Case, set cases.Party) ([]notify.Recipient, error) {
			return recipients(people.Involved(ctx, about, set))
		},
		Person: func(ctx context.Context, id int64) (notify.Recipient, bool, error) {
			p, err := people.Person(ctx, id)
			if err == accounts.ErrNoPerson {
				return notify.Recipient{}, false, nil
			}
			return recipient(p), p.Active, err
		},
		ByRole: func(ctx context.Context, role cases.Role) ([]notify.Recipient, error) {
			return recipients(people.ByRole(ctx, role))
		},
	}
}

func recipients(people []accounts.Person, err error) ([]notify.Recipient, error) {
	list := make([]notify.Recipient, len(people))
	for i, p := range people {
		list[i] = recipient(p)
	}
	return list, err
}

func recipient(p accounts.Person) notify.Recipient {
	return notify.Recipient{Actor: p.Actor(), Email: p.Email, Phone: p.Phone, Lang: p.Lang}
}

// liaisons names the liaisons by ID, for the ledger.
func (a *App) liaisons(ctx context.Context) (map[int64]string, error) {
	people, err := a.Accounts.ByRole(ctx, cases.RoleLiaison)
	names := make(map[int64]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, err
}

// exporter is who asked for an export, as they may see cases now.
func (a *App) exporter(ctx context.Context, id int64) (cases.Actor, bool, error) {
	p, err := a.Accounts.Person(ctx, id)
	if errors.Is(err, accounts.ErrNoPerson) {
		return cases.Actor{}, false, nil
	}
	return p.Actor(), p.Active, err
}

// Unreferenced tells which files of the store nothing refers to any more: no case and no export.
func (a *App) Unreferenced(ctx context.Context, hashes []string) ([]string, error) {
	hashes, err := a.Desk.Unreferenced(ctx, hashes)
	if err != nil {
		return nil, err
	}
	return a.Exports.Unreferenced(ctx, hashes)
}
