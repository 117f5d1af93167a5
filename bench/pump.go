package main

import (
	"database/sql"
	"fmt"
	"io"
	"net"
	"slices"
	"time"

	"github.com/emersion/go-smtp"

	"jiangqitong/internal/app"
	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

// pump measures how news travels: the last event of each of many cases, of every kind, from the outbox into the inboxes
// of all who hear of it and into the queue of what leaves the house; and that queue by mail to a server that takes all.
// Beside the first stands the bare driver writing the same rows, as many at a time.
func pump(r *run, show func(row)) error {
	events := r.cases / 10
	p, err := r.openPump(events)
	if err != nil {
		return err
	}
	defer p.close()
	mail, server, err := openPostOffice()
	if err != nil {
		return err
	}
	defer server.Close()
	if err := p.sendBy(r, mail); err != nil {
		return err
	}
	before, err := lastNotice(p)
	if err != nil {
		return err
	}
	start, watch := time.Now(), watchMemory()
	n, err := p.Notify.Pump(r.ctx)
	took, peak := time.Since(start), watch()
	if err != nil || n != events {
		return fmt.Errorf("%d of %d events were announced: %w", n, events, err)
	}
	rows, bare, err := barePump(p, before)
	if err != nil {
		return err
	}
	made := p.Notify.Stats()
	show(row{fmt.Sprintf("pump: rows of %d events, %d messages, %d deliveries", events, made.Messages, made.Queued), perSecond(rows, took),
		perSecond(rows, bare), bare.Seconds() / took.Seconds(), ""})
	show(row{what: "its memory above idle", product: megabytes(peak)})
	p.clock = p.clock.Add(time.Hour) // what is gathered goes
	start, watch = time.Now(), watchMemory()
	sent, err := p.Notify.Send(r.ctx)
	took, peak = time.Since(start), watch()
	if err != nil || sent == 0 || p.Notify.Stats().Failed+p.Notify.Stats().Retried > 0 {
		return fmt.Errorf("%d deliveries were sent, and then: %+v: %w", sent, p.Notify.Stats(), err)
	}
	show(row{what: fmt.Sprintf("sending: %d deliveries by mail", sent), product: perSecond(int(sent), took)})
	show(row{what: "its memory above idle", product: megabytes(peak)})
	return nil
}

// openPump opens a world in which the last event of each of n cases waits to be told, and in which every company has
// somebody who hears of its cases and everybody has an address.
func (r *run) openPump(n int) (*product, error) {
	p, err := r.district("pump.db", share{"1 = 1", n + n/5, nil})
	if err != nil {
		return nil, err
	}
	return p, p.DB.Bare(func(bare *sql.DB) error {
		for _, statement := range []string{
			`insert into person (login, name, role, bureau, company_id, email, phone, lang, active, stopped, password, created_ms, signed_in_ms)
				select 'firm' || id, contact, 'company', '', id, 'firm' || id || '@example.com', '', 'zh', 1, '', '', 0, 0
				from company where id not in (select company_id from person)`,
			"update person set email = 'person' || id || '@example.com' where email = ''",
			fmt.Sprintf("update event set announced = 0 where id in (select max(id) from event group by case_id order by case_id limit %d)", n),
		} {
			if _, err := bare.Exec(statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// sendBy gives the product a way out of the house.
func (p *product) sendBy(r *run, way notify.Channel) (err error) {
	p.App.Close()
	settings := r.settings(p)
	settings.Channels = []notify.Channel{way}
	p.App, err = app.Open(p.DB, settings)
	return err
}

// barePump is the floor: the bare driver writes once more what the pump wrote after a notice, as many events in one
// transaction as the pump announces, from prepared statements. It tells how many rows that is.
func barePump(p *product, after int64) (written int, took time.Duration, err error) {
	return written, took, p.DB.Bare(func(bare *sql.DB) error {
		stories, err := takeBack(bare, after)
		if err != nil {
			return err
		}
		start := time.Now()
		for some := range slices.Chunk(stories, 256) {
			n, err := writeStories(bare, some)
			if err != nil {
				return err
			}
			written += n
		}
		took = time.Since(start)
		return nil
	})
}

func lastNotice(p *product) (id int64, err error) {
	return id, p.DB.Bare(func(bare *sql.DB) error { return bare.QueryRow("select coalesce(max(id), 0) from notice").Scan(&id) })
}

// takeBack reads what was written for each notice after one, and takes it out of the database.
func takeBack(bare *sql.DB, after int64) (stories [][]insert, err error) {
	var last int64
	if err := bare.QueryRow("select max(id) from notice").Scan(&last); err != nil {
		return nil, err
	}
	for id := after + 1; id <= last; id++ {
		var story []insert
		for _, table := range []struct{ name, key string }{{"notice", "id"}, {"message", "notice_id"}, {"delivery", "notice_id"}} {
			rows, err := rowsOf(bare, table.name, table.key, id)
			if err != nil {
				return nil, err
			}
			story = append(story, rows...)
		}
		stories = append(stories, append(story, insert{sql: "update event set announced = 1 where id = (select event_id from notice where id = ?)", args: []any{id}}))
	}
	for _, statement := range []string{"update event set announced = 0 where id in (select event_id from notice where id > ?)",
		"delete from delivery where notice_id > ?", "delete from message where notice_id > ?", "delete from notice where id > ?"} {
		if _, err := bare.Exec(statement, after); err != nil {
			return nil, err
		}
	}
	return stories, nil
}

// writeStories writes the rows in one transaction.
func writeStories(bare *sql.DB, stories [][]insert) (written int, err error) {
	tx, err := bare.Begin()
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	prepared := map[string]*sql.Stmt{}
	for _, row := range slices.Concat(stories...) {
		if prepared[row.sql] == nil {
			if prepared[row.sql], err = tx.Prepare(row.sql); err != nil {
				return 0, err
			}
		}
		if _, err := prepared[row.sql].Exec(row.args...); err != nil {
			return 0, err
		}
		written++
	}
	return written, tx.Commit()
}

// openPostOffice starts a mail server that takes every mail, and a way to it.
func openPostOffice() (*channels.Mail, *smtp.Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return taker{}, nil }))
	go server.Serve(listener)
	mail, err := channels.NewMail(channels.MailSettings{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port,
		Security: channels.NoTLS, From: "jqt@example.com"})
	return mail, server, err
}

// taker takes a mail and keeps nothing of it.
type taker struct{}

func (taker) Mail(string, *smtp.MailOptions) error { return nil }
func (taker) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (taker) Reset()                               {}
func (taker) Logout() error                        { return nil }

func (taker) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
