package cases

import (
	"context"

	"jiangqitong/internal/db"
)

// Provisional counts the running promises whose due instant is provisional (暂定) until the calendar of its year is
// announced. It reads an index of those only.
func (d *Desk) Provisional(ctx context.Context) (int64, error) {
	return db.Value[int64](ctx, d.db.Reader(), "select count(*) from clock where provisional and ended = ''")
}

// Numbers finds the numbers of cases by their IDs, for logs that keep the ID. It tells nothing else of them, so it asks
// nobody's scope.
func (d *Desk) Numbers(ctx context.Context, ids []int64) (map[int64]string, error) {
	numbers := make(map[int64]string, len(ids))
	if len(ids) == 0 {
		return numbers, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return numbers, db.Each(ctx, d.db.Reader(), func(row db.Scanner) error {
		var id int64
		var no string
		err := row.Scan(&id, &no)
		numbers[id] = no
		return err
	}, "select id, no from cases where id in ("+db.In(1, len(ids))+")", args...)
}

// IDOf finds the ID of the case with the number, 0 when there is none; for the same logs.
func (d *Desk) IDOf(ctx context.Context, no string) (int64, error) {
	return db.Value[int64](ctx, d.db.Reader(), "select coalesce(max(id), 0) from cases where no = $1", no)
}

// EditedKinds lists the kinds of reference data in the order pages show them.
func EditedKinds() []Edited {
	return []Edited{EditedBureau, EditedStreet, EditedCategory, EditedRule, EditedPolicy, EditedNotice, EditedHours, EditedCompany}
}
