package cases

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// with is the road request with more filled in.
func with(pairs ...string) Input {
	in := Input{}
	for name, value := range roadInput {
		in[name] = value
	}
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	return in
}

// Every door keeps to the one rule: whoever may not see a case finds nothing of it by page, list, search, queue, count,
// attachment, ledger or action, and whoever may, does.
func TestEveryDoorKeepsToTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-01 09:00")
		type kept struct {
			*Case
			file int64
		}
		var all []kept
		for n, in := range []Input{with(), with("confidential", "yes"), with("against", "zjj"), with("confidential", "yes", "against", "jtj"),
			with("category", "other", "confidential", "yes")} {
			in["title"] = fmt.Sprintf("诉求%c", 'A'+n)
			photo, err := o.Attach(ctx, company, Attachment{Name: "photo.jpg", Type: "image/jpeg", Size: 1, Hash: string(bytes.Repeat([]byte{'a' + byte(n)}, 64))})
			must(t, err)
			c, err := o.File(ctx, company, Filing{Input: in, Files: []int64{photo.ID}})
			must(t, err)
			if n == 3 { // the centre gives the complaint to a bureau that it is not about
				c, err = o.Do(ctx, centre, c.No, Command{Action: Route, Input: Input{"lead": "swj"}})
				must(t, err)
			}
			all = append(all, kept{c, photo.ID})
		}
		o.at("2021-06-10 09:00") // all are late and on the lists
		must(t, second(o.IndexSearch(ctx, 100)))
		for _, a := range everyone() {
			listed, queued := o.listed(a, Filter{}), o.queued(a)
			ledger := map[string]bool{}
			must(t, o.Ledger(ctx, a, MonthPeriod(workday.MakeMonth(2021, 6)), func(r *Record) error {
				ledger[r.No] = true
				return nil
			}))
			for _, c := range all {
				_, read := o.Read(ctx, a, c.No)
				_, file := o.Attachment(ctx, a, c.No, c.file)
				sees := Sees(a, c.Case)
				for door, found := range map[string]bool{
					"page": read == nil, "attachment": file == nil, "list": listed[c.No], "ledger": ledger[c.No],
					"search by words": o.listed(a, Filter{Text: c.Title})[c.No], "search by number": o.listed(a, Filter{Text: c.No})[c.No],
				} {
					if found != sees {
						t.Errorf("%s %q (%s): %s finds it: %v", a.Role, a.Name, c.Title, door, found)
					}
				}
				if queued[c.No] && !sees {
					t.Errorf("%s %q (%s) has it in a queue", a.Role, a.Name, c.Title)
				}
				if _, err := o.Do(ctx, a, c.No, Command{Action: Note, Input: Input{"text": "x"}}); !sees {
					refused(t, err, NotFound, "")
				}
			}
			o.countsMatchQueues(a)
		}
		o.sound()
	})
}

// listed is which cases the actor's list shows.
func (o *office) listed(a Actor, f Filter) map[string]bool {
	o.t.Helper()
	page, err := o.List(context.Background(), a, f)
	must(o.t, err)
	found := map[string]bool{}
	for _, l := range page.Lines {
		found[l.No] = true
	}
	return found
}

// queue is one list of the actor's worklist, page by page.
func (o *office) queue(a Actor, list string) (lines []Line) {
	o.t.Helper()
	for cursor := ""; ; {
		page, err := o.Queue(context.Background(), a, list, cursor, 7)
		must(o.t, err)
		lines = append(lines, page.Lines...)
		if cursor = page.Next; cursor == "" {
			return lines
		}
	}
}

// queued is which cases stand on any of the actor's lists.
func (o *office) queued(a Actor) map[string]bool {
	o.t.Helper()
	found := map[string]bool{}
	for _, list := range ListsOf(a) {
		for _, l := range o.queue(a, list) {
			found[l.No] = true
		}
	}
	return found
}

// countsMatchQueues holds the counts to the lists that the actor can open.
func (o *office) countsMatchQueues(a Actor) {
	o.t.Helper()
	for list, n := range o.counts(a) {
		if shown := len(o.queue(a, list)); int64(shown) != n {
			o.t.Errorf("%s %q: the list %s counts %d cases and shows %d", a.Role, a.Name, list, n, shown)
		}
	}
}

// A confidential request is known to who filed it, to the centre and to the lead, and to nobody who might assist.
func TestNobodyAssistsInAConfidentialCase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-01 09:00")
		c := o.file(with("confidential", "yes"))
		if c.State != Dispatched || len(c.Legs) != 0 {
			t.Fatalf("it went to %s with %d co-bureaus, state %s", c.Lead, len(c.Legs), c.State)
		}
		_, err := o.Do(ctx, centre, c.No, Command{Action: Reassign, Input: Input{"lead": "swj", "co": "jtj"}})
		refused(t, err, Invalid, "co")
		_, err = o.Do(ctx, officer, c.No, Command{Action: AddCo, Input: Input{"bureau": "swj", "text": "请核对"}})
		refused(t, err, Conflict, "")
		if Sees(liaison, c) {
			t.Error("a liaison who did not file it may see it")
		}
		own, err := o.File(ctx, liaison, Filing{Company: 1, Input: with("confidential", "yes")})
		must(t, err)
		if !Sees(liaison, own) || !Sees(company, own) {
			t.Error("whoever filed it may not see it")
		}
		for _, e := range o.read(centre).Events {
			if e.Action == Route && e.Data["co"] != "" {
				t.Errorf("the routing names %s", e.Data["co"])
			}
		}
	})
}
