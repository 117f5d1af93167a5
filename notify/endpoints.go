package notify

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/url"
	"slices"
	"unicode/utf8"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

const endpointColumns = "id, channel, name, bureau, url, secret, old_secret, active"

func scanEndpoint(row db.Scanner) (e Endpoint, err error) {
	return e, row.Scan(&e.ID, &e.Channel, &e.Name, &e.Bureau, &e.URL, &e.Secret, &e.OldSecret, &e.Active)
}

// Endpoints lists the group robots and programs, those switched off included.
func (n *Notifier) Endpoints(ctx context.Context) ([]Endpoint, error) {
	return db.All(ctx, n.db.Reader(), scanEndpoint, "select "+endpointColumns+" from endpoint where channel <> 'mail' order by channel, name, id")
}

func (n *Notifier) activeEndpoints(ctx context.Context) ([]Endpoint, error) {
	return db.All(ctx, n.db.Reader(), scanEndpoint, "select "+endpointColumns+" from endpoint where active and channel <> 'mail' order by id")
}

func (n *Notifier) endpoint(ctx context.Context, id int64) (e Endpoint, found bool, err error) {
	list, err := db.All(ctx, n.db.Reader(), scanEndpoint, "select "+endpointColumns+" from endpoint where id = $1 and active", id)
	if err != nil || len(list) == 0 {
		return e, false, err
	}
	return list[0], true, nil
}

// ChannelName is a channel and what people call it.
type ChannelName struct {
	Name  string
	Label cases.Words
	Group bool // it speaks to groups and programs, not to persons
}

// Channels lists the channels that are set up.
func (n *Notifier) Channels() (list []ChannelName) {
	for _, name := range n.names {
		list = append(list, ChannelName{name, n.channels[name].Manner().Label, n.speaksToGroups(name)})
	}
	return list
}

// speaksToGroups says that nobody, whatever their addresses, is reached by the channel.
func (n *Notifier) speaksToGroups(name string) bool {
	ch := n.channels[name]
	return ch != nil && ch.Address(Recipient{Email: "a@example.cn", Phone: "13800138000"}) == ""
}

// maxName and maxURL are the longest name and address of an endpoint, in characters.
const maxName, maxURL = 100, 1000

// SaveEndpoint adds a group robot or program (ID 0), or changes it. An empty Secret keeps the one that is stored; for a
// webhook that has none, one is drawn. A changed secret leaves the former valid as OldSecret until the next change.
// Only administrators may. Every refused field comes back as a Problem.
func (n *Notifier) SaveEndpoint(ctx context.Context, a cases.Actor, e Endpoint) (Endpoint, error) {
	refs, err := n.desk.Refs(ctx)
	if err != nil {
		return e, err
	}
	if bad := n.checkEndpoint(a, e, refs); len(bad) > 0 {
		return e, bad
	}
	err = n.db.Write(ctx, func(q *db.Q) error {
		before, err := db.All(ctx, q, scanEndpoint, "select "+endpointColumns+" from endpoint where id = $1", e.ID)
		if err != nil {
			return err
		}
		saved := e
		if len(before) > 0 {
			saved = saved.after(before[0])
		}
		if saved.Secret == "" && saved.Channel == "webhook" {
			saved.Secret = NewSecret()
		}
		if len(before) == 0 {
			err = q.QueryRow(ctx, `insert into endpoint (channel, name, bureau, url, secret, old_secret, active, made_ms)
				values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`, saved.Channel, saved.Name, saved.Bureau, saved.URL,
				saved.Secret, "", saved.Active, n.moment().UnixMilli()).Scan(&saved.ID)
		} else {
			_, err = q.Exec(ctx, `update endpoint set channel = $1, name = $2, bureau = $3, url = $4, secret = $5, old_secret = $6, active = $7
				where id = $8`, saved.Channel, saved.Name, saved.Bureau, saved.URL, saved.Secret, saved.OldSecret, saved.Active, saved.ID)
		}
		e = saved
		return err
	})
	return e, err
}

// EndRotation makes the former secret of an endpoint worthless, once the program on the other side knows the new one.
// Only administrators may.
func (n *Notifier) EndRotation(ctx context.Context, a cases.Actor, id int64) error {
	if a.Role != cases.RoleAdmin {
		return adminsOnly
	}
	_, err := n.change(ctx, "update endpoint set old_secret = '' where id = $1", id)
	return err
}

var adminsOnly = &cases.Problem{Kind: cases.Forbidden, Words: both("只有管理员可以设置消息通道。", "Only administrators may set up channels.")}

// after carries the secrets over from what was stored.
func (e Endpoint) after(before Endpoint) Endpoint {
	e.OldSecret = before.OldSecret
	switch e.Secret {
	case "", before.Secret:
		e.Secret = before.Secret
	default:
		e.OldSecret = before.Secret
	}
	return e
}

// NewSecret draws a secret for a webhook: 32 random bytes as Standard Webhooks writes them.
func NewSecret() string {
	key := make([]byte, 32)
	rand.Read(key)
	return "whsec_" + base64.StdEncoding.EncodeToString(key)
}

func (n *Notifier) checkEndpoint(a cases.Actor, e Endpoint, refs *cases.Refs) (bad cases.Problems) {
	if a.Role != cases.RoleAdmin {
		return cases.Problems{adminsOnly}
	}
	refuse := func(wrong bool, field, zh, en string) {
		if wrong {
			bad = append(bad, &cases.Problem{Kind: cases.Invalid, Field: field, Words: both(zh, en)})
		}
	}
	refuse(!n.speaksToGroups(e.Channel), "channel", "没有这个通道，请从列表中选择。", "There is no such channel; pick one from the list.")
	refuse(e.Name == "" || utf8.RuneCountInString(e.Name) > maxName || clean(e.Name) != e.Name, "name",
		"请填写名称，最多 100 字。", "Please give a name of at most 100 characters.")
	_, known := refs.Bureau(e.Bureau)
	refuse(e.Bureau != "" && !known, "bureau", "没有这个单位，请从列表中选择。", "There is no such bureau; pick one from the list.")
	at, err := url.Parse(e.URL)
	refuse(err != nil || len(e.URL) > maxURL || at.Host == "" || at.User != nil || !slices.Contains([]string{"https", "http"}, at.Scheme), "url",
		"请填写完整的网址，如 https://example.cn/hook。", "Please give a whole address such as https://example.cn/hook.")
	refuse(len(e.Secret) > maxURL || clean(e.Secret) != e.Secret, "secret", "密钥太长或含有无法识别的字符。", "The secret is too long or holds characters that cannot be read.")
	return bad
}

// Test sends a message to a group robot or program at once, switched off or not, and returns what came of it: a
// *Failure says why in words.
func (n *Notifier) Test(ctx context.Context, id int64) error {
	all, err := n.Endpoints(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(e Endpoint) bool { return e.ID == id })
	if i < 0 || n.channels[all[i].Channel] == nil {
		return &cases.Problem{Kind: cases.NotFound, Words: both("没有找到这个接收群或系统。", "No such group or program was found.")}
	}
	return n.try(ctx, all[i].Channel, Parcel{To: all[i].URL, Name: all[i].Name, Lang: "zh", Endpoint: all[i]})
}

// TestPerson sends a message to a person by a channel at once and returns what came of it.
func (n *Notifier) TestPerson(ctx context.Context, channel string, r Recipient) error {
	ch := n.channels[channel]
	if ch == nil || ch.Address(r) == "" {
		return &cases.Problem{Kind: cases.Invalid, Words: both("通道没有设置，或您没有登记这一通道的地址。", "The channel is not set up, or you have no address for it.")}
	}
	return n.try(ctx, channel, Parcel{To: ch.Address(r), Name: r.Name, Lang: r.Lang})
}

func (n *Notifier) try(ctx context.Context, channel string, p Parcel) error {
	p.ID, p.At = "jqt-test-"+rand.Text(), n.moment()
	p.Subject = both("【江企通】测试消息", "[Jiangqitong] Test message").In(p.Lang)
	p.Text = both("收到这条消息，说明通道设置正确。", "This message shows that the channel is set up well.").In(p.Lang) + "\n"
	return guard(func() error { return n.channels[channel].Send(ctx, p, ctx.Err) })
}
