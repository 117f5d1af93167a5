package notify

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// readerChannel marks a reader of released reports who has no account: an endpoint whose URL is a mail address.
const readerChannel = "mail"

// maxReaders is how many readers without an account a report is mailed to at most.
const maxReaders = 200

func (n *Notifier) readers(ctx context.Context) ([]Endpoint, error) {
	return db.All(ctx, n.db.Reader(), scanEndpoint, "select "+endpointColumns+" from endpoint where active and channel = $1 order by id", readerChannel)
}

// Readers lists who is mailed released reports besides the leaders, one a line, as SaveReaders takes it.
func (n *Notifier) Readers(ctx context.Context) (string, error) {
	list, err := n.readers(ctx)
	var b strings.Builder
	for _, r := range list {
		fmt.Fprintf(&b, "%s <%s>\n", r.Name, r.URL)
	}
	return b.String(), err
}

// SaveReaders replaces the list of those who are mailed released reports besides the leaders: one a line, a name and an
// address in angle brackets, or an address alone. Only administrators may.
func (n *Notifier) SaveReaders(ctx context.Context, a cases.Actor, text string) error {
	if a.Role != cases.RoleAdmin {
		return adminsOnly
	}
	list, err := parseReaders(text)
	if err != nil {
		return err
	}
	return n.db.Write(ctx, func(q *db.Q) error {
		if _, err := q.Exec(ctx, "update endpoint set active = $1 where channel = $2", false, readerChannel); err != nil {
			return err
		}
		for _, r := range list {
			_, err := q.Exec(ctx, `insert into endpoint (channel, name, bureau, url, secret, old_secret, active, made_ms)
				values ($1, $2, '', $3, '', '', $4, $5) on conflict (url) where channel = 'mail'
				do update set name = excluded.name, active = excluded.active`, readerChannel, r.Name, r.Address, true, n.moment().UnixMilli())
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// parseReaders reads the list, each address once.
func parseReaders(text string) (list []mail.Address, err error) {
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, address := "", line
		if before, in, found := strings.Cut(line, "<"); found {
			name, address = strings.TrimSpace(before), strings.TrimSuffix(strings.TrimSpace(in), ">")
		}
		parsed, wrong := mail.ParseAddress(address)
		if wrong != nil || parsed.Address != address || utf8.RuneCountInString(line) > maxName || clean(line) != line {
			return nil, &cases.Problem{Kind: cases.Invalid, Field: "readers", Words: both(
				fmt.Sprintf("第 %d 行不是有效的邮箱，请写成“张三 <zhang@example.cn>”，最多 %d 字。", i+1, maxName),
				fmt.Sprintf("Line %d is not a mail address; write it as “Zhang San <zhang@example.cn>”, in at most %d characters.", i+1, maxName))}
		}
		if name == "" {
			name = address
		}
		if !slices.ContainsFunc(list, func(r mail.Address) bool { return strings.EqualFold(r.Address, address) }) {
			list = append(list, mail.Address{Name: name, Address: address})
		}
	}
	if len(list) > maxReaders {
		return nil, &cases.Problem{Kind: cases.Invalid, Field: "readers", Words: both(
			fmt.Sprintf("最多 %d 个邮箱，请删减。", maxReaders), fmt.Sprintf("There may be at most %d addresses; take some out.", maxReaders))}
	}
	return list, nil
}
