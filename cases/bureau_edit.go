package cases

import (
	"context"

	"jiangqitong/internal/db"
)

// SaveBureau adds a bureau, or changes the one with its code. A bureau is never deleted: one that is not Active gets
// no new cases, and rules that name it leave their cases to the centre.
func (d *Desk) SaveBureau(ctx context.Context, a Actor, b Bureau, isNew bool) error {
	b.Code, b.Name = tidy(b.Code), tidyWords(b.Name)
	return d.edit(ctx, a, func(q *db.Q, refs *Refs) (RefChange, error) {
		before, known := refs.Bureau(b.Code)
		c := checks{refs: refs}
		c.code(b.Code, isNew, known)
		c.names(b.Name)
		c.oneOf("peer", b.Peer, Peers())
		c.order(b.Order)
		change := RefChange{What: EditedBureau, Key: b.Code, After: described(bureauTable, b.row())}
		if known {
			change.Before = described(bureauTable, before.row())
		}
		if err := c.err(); err != nil {
			return change, err
		}
		return change, put(ctx, q, bureauTable, b.row())
	})
}

// SaveStreet adds a street, or changes the one with its code.
func (d *Desk) SaveStreet(ctx context.Context, a Actor, s Street, isNew bool) error {
	s.Code, s.Name, s.Bureau = tidy(s.Code), tidyWords(s.Name), tidy(s.Bureau)
	return d.edit(ctx, a, func(q *db.Q, refs *Refs) (RefChange, error) {
		before, known := refs.Street(s.Code)
		c := checks{refs: refs}
		c.code(s.Code, isNew, known)
		c.names(s.Name)
		c.order(s.Order)
		if s.Bureau != "" {
			c.bureau("bureau", s.Bureau)
		}
		change := RefChange{What: EditedStreet, Key: s.Code, After: described(streetTable, s.row())}
		if known {
			change.Before = described(streetTable, before.row())
		}
		if err := c.err(); err != nil {
			return change, err
		}
		return change, put(ctx, q, streetTable, s.row())
	})
}
