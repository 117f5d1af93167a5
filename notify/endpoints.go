package notify

import (
	"context"

	"jiangqitong/internal/db"
)

const endpointColumns = "id, channel, name, bureau, url, secret, old_secret, active"

func scanEndpoint(row db.Scanner) (e Endpoint, err error) {
	return e, row.Scan(&e.ID, &e.Channel, &e.Name, &e.Bureau, &e.URL, &e.Secret, &e.OldSecret, &e.Active)
}

// Endpoints lists the group robots and programs, those switched off included.
func (n *Notifier) Endpoints(ctx context.Context) ([]Endpoint, error) {
	return db.All(ctx, n.db.Reader(), scanEndpoint, "select "+endpointColumns+" from endpoint order by channel, name, id")
}

func (n *Notifier) activeEndpoints(ctx context.Context) ([]Endpoint, error) {
	return db.All(ctx, n.db.Reader(), scanEndpoint, "select "+endpointColumns+" from endpoint where active order by id")
}

func (n *Notifier) endpoint(ctx context.Context, id int64) (e Endpoint, found bool, err error) {
	list, err := db.All(ctx, n.db.Reader(), scanEndpoint, "select "+endpointColumns+" from endpoint where id = $1 and active", id)
	if err != nil || len(list) == 0 {
		return e, false, err
	}
	return list[0], true, nil
}
