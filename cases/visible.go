package cases

import (
	"context"
	"maps"
	"slices"

	"jiangqitong/internal/db"
)

// idsAtOnce is how many cases one statement asks for.
const idsAtOnce = 500

// Visible says which of the cases the actor may see, in one statement for every 500.
func (d *Desk) Visible(ctx context.Context, a Actor, ids []int64) (map[int64]bool, error) {
	seen := make(map[int64]bool, len(ids))
	for some := range slices.Chunk(ids, idsAtOnce) {
		args, in := idList(some)
		where, with := scope(a, len(args)+1)
		err := db.Each(ctx, d.db.Reader(), func(row db.Scanner) error {
			var id int64
			err := row.Scan(&id)
			seen[id] = true
			return err
		}, "select c.id from cases c where c.id in ("+in+") and "+where, append(args, with...)...)
		if err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// Cases reads cases for whoever decides what of them is still to be told to whom. It applies no scope.
func (d *Desk) Cases(ctx context.Context, ids []int64) (map[int64]*Case, error) {
	all := make(map[int64]*Case, len(ids))
	for some := range slices.Chunk(ids, idsAtOnce) {
		found, err := loadMany(ctx, d.db.Reader(), some)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, found)
	}
	return all, nil
}
