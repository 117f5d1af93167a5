package notify

import (
	"context"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// wish is a topic that a person does not want by a channel.
type wish struct {
	person  int64
	channel string
	topic   Topic
}

// declined reads what the people do not want.
func declined(ctx context.Context, q *db.Q, people []int64) (map[wish]bool, error) {
	wishes := map[wish]bool{}
	for len(people) > 0 {
		some := people[:min(len(people), 256)]
		people = people[len(some):]
		args := make([]any, len(some))
		for i, id := range some {
			args[i] = id
		}
		err := db.Each(ctx, q, func(row db.Scanner) error {
			var w wish
			err := row.Scan(&w.person, &w.channel, &w.topic)
			wishes[w] = true
			return err
		}, "select person_id, channel, topic from declined where person_id in ("+db.In(1, len(args))+")", args...)
		if err != nil {
			return nil, err
		}
	}
	return wishes, nil
}

// Choice is whether a person gets a topic by a channel. The inbox has everything in any case.
type Choice struct {
	Channel string
	Label   cases.Words
	Topic   Topic
	Wanted  bool
}

// Choices lists what the person can choose: every topic by every channel that reaches persons.
func (n *Notifier) Choices(ctx context.Context, person int64) ([]Choice, error) {
	off, err := declined(ctx, n.db.Reader(), []int64{person})
	if err != nil {
		return nil, err
	}
	var choices []Choice
	for _, name := range n.names {
		if n.speaksToGroups(name) {
			continue
		}
		for _, topic := range Topics() {
			choices = append(choices, Choice{name, n.channels[name].Manner().Label, topic, !off[wish{person, name, topic}]})
		}
	}
	return choices, nil
}

// Choose sets whether the person gets a topic by a channel.
func (n *Notifier) Choose(ctx context.Context, person int64, channel string, topic Topic, wanted bool) error {
	if n.channels[channel] == nil || topicWords[topic].Zh == "" || topic == System {
		return &cases.Problem{Kind: cases.Invalid, Field: "topic", Words: both("没有这个选项，请刷新页面。", "There is no such choice; reload the page.")}
	}
	statement := "insert into declined (person_id, channel, topic) values ($1, $2, $3) on conflict (person_id, channel, topic) do nothing"
	if wanted {
		statement = "delete from declined where person_id = $1 and channel = $2 and topic = $3"
	}
	return n.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, statement, person, channel, string(topic))
		return err
	})
}
